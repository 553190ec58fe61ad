package sam.curation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.library.Decision.Choice;
import sam.library.Example;
import sam.library.StoredExample;
import sam.rows.Message;

/// A pair as it lies before the person: sides dealt, and after the decision what was said of it.
public record ShownPair(
        StoredExample row, boolean chosenOnLeft, @Nullable Choice choice, boolean much) {
    private Example.Preference pair() {
        return (Example.Preference) row.example();
    }

    public List<Message> prompt() {
        return pair().prompt();
    }

    public String left() {
        return chosenOnLeft ? pair().chosen() : pair().rejected();
    }

    public String right() {
        return chosenOnLeft ? pair().rejected() : pair().chosen();
    }

    ShownPair decided(Choice said, boolean much) {
        return new ShownPair(row, chosenOnLeft, said, much);
    }
}
