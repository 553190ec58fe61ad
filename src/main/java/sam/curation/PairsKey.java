package sam.curation;

import java.util.List;
import sam.ui.Command;

/// The keys of the Pairs page; with Shift an answer key says "much better".
public enum PairsKey implements Command {
    LEFT("pairs.left", "Left", "1"),
    RIGHT("pairs.right", "Right", "2"),
    BOTH_GOOD("pairs.both-good", "Up", "3"),
    BOTH_BAD("pairs.both-bad", "Down", "4"),
    SKIP("pairs.skip", "S"),
    MUCH_LEFT("pairs.much-left", "Shift+Left", "Shift+1"),
    MUCH_RIGHT("pairs.much-right", "Shift+Right", "Shift+2"),
    DIFFERENCES("pairs.differences", "D"),
    NEXT_DIFFERENCE("pairs.next-difference", "G"),
    EDIT("pairs.edit", "E"),
    EDIT_LEFT("pairs.edit-left", "Shift+E"),
    REVEAL("pairs.reveal", "R"),
    NEW_PAIR("pairs.new", "N"),
    READ_ON("pairs.read-on", "Space"),
    READ_BACK("pairs.read-back", "Shift+Space"),
    PROMPT_ON("pairs.prompt-on", "Page Down"),
    PROMPT_BACK("pairs.prompt-back", "Page Up"),
    SAVE("edit.save", "Shortcut+Enter"),
    LEAVE("edit.leave", "Esc"),
    UNDO("pairs.undo", "Z"),
    REDO("pairs.redo", "Shift+Z");

    private final String textKey;
    private final List<String> keys;

    PairsKey(String textKey, String... keys) {
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
