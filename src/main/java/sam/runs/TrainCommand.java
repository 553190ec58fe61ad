package sam.runs;

import java.util.List;
import sam.ui.Command;

/// What the Train page does with a key.
public enum TrainCommand implements Command {
    PAUSE("train.pause", "P");

    private final String textKey;
    private final List<String> keys;

    TrainCommand(String textKey, String... keys) {
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
