package sam.curation;

import java.util.List;
import sam.ui.Command;

/// The keys of the Review page; the first of each is shown on its button.
public enum ReviewKey implements Command {
    ACCEPT("review.accept", "A", "Right"),
    REJECT("review.reject", "X", "Left"),
    SKIP("review.skip", "S", "Down"),
    EDIT("review.edit", "E"),
    UNDO("review.undo", "Z"),
    REDO("review.redo", "Shift+Z"),
    NOTE("review.note", "N"),
    TAG("review.tag", "T"),
    FLAG("review.flag", "F"),
    QUALITY_1("review.quality-1", "1"),
    QUALITY_2("review.quality-2", "2"),
    QUALITY_3("review.quality-3", "3"),
    QUALITY_4("review.quality-4", "4"),
    QUALITY_5("review.quality-5", "5"),
    READ_ON("review.read-on", "Space"),
    READ_BACK("review.read-back", "Shift+Space"),
    BEFORE("review.before", "B"),
    WHOLE("review.whole", "W"),
    SAVE("edit.save", "Shortcut+Enter"),
    LEAVE("edit.leave", "Esc");

    private final String textKey;
    private final List<String> keys;

    ReviewKey(String textKey, String... keys) {
        this.textKey = textKey;
        this.keys = List.of(keys);
    }

    @Override
    public String textKey() {
        return textKey;
    }

    @Override
    public List<String> keys() {
        return keys;
    }
}
