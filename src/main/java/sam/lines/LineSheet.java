package sam.lines;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;
import java.util.Objects;

/// What lies on the person's desk, kept in the project as `lines.json`: the line before them, others that wait to be
/// gone on with, which openings were shown, and whether the persona card goes before new lines.
record LineSheet(OwnLine line, List<OwnLine> aside, List<String> shown, boolean withCard) {
    static final LineSheet EMPTY = new LineSheet(OwnLine.BLANK, List.of(), List.of(), false);

    @JsonCreator
    LineSheet {
        Objects.requireNonNull(line, "line");
        aside = aside == null ? List.of() : List.copyOf(aside);
        shown = shown == null ? List.of() : List.copyOf(shown);
    }
}
