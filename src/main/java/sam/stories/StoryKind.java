package sam.stories;

import java.util.Arrays;
import java.util.stream.Collectors;
import sam.durable.Plain;
import sam.intake.ImportException;

/// The kinds of row that stories become.
public enum StoryKind {
    /// A passage, and the passage that follows it.
    CONTINUE("continue"),
    /// What is said to a character in a scene, and what the character says.
    ROLE_PLAY("roleplay"),
    /// What a story or a chapter is about, and how it opens.
    DESCRIBE("describe");

    private final String option;

    StoryKind(String option) {
        this.option = option;
    }

    /// Its name among the options of an order, and in the keys of its rows.
    public String option() {
        return option;
    }

    static StoryKind of(String option) {
        for (var kind : values()) {
            if (kind.option.equals(option)) {
                return kind;
            }
        }
        throw new ImportException(Plain.text(
                "There is no kind of story row \"%s\". Say some of: %s.",
                option, Arrays.stream(values()).map(StoryKind::option).collect(Collectors.joining(", "))));
    }
}
