package sam.library;

import java.util.List;
import java.util.TreeSet;
import sam.durable.Plain;

/// What the person wrote beside an example: a note, tags in alphabetical order, a rating from 1 to 5 (0 for none) and a
/// flag to look at it again.
public record Remark(String note, List<String> tags, int rating, boolean flag) {
    public static final Remark NONE = new Remark("", List.of(), 0, false);

    public Remark {
        tags = List.copyOf(new TreeSet<>(tags));
        if (rating < 0 || rating > 5) {
            throw new LibraryException(Plain.text("A rating is 1 to 5, or 0 for none; %d is neither.", rating));
        }
    }

    public Remark noted(String text) {
        return new Remark(text, tags, rating, flag);
    }

    public Remark tagged(String tag, boolean on) {
        var changed = new TreeSet<>(tags);
        if (on) {
            changed.add(tag);
        } else {
            changed.remove(tag);
        }
        return new Remark(note, List.copyOf(changed), rating, flag);
    }

    public Remark rated(int stars) {
        return new Remark(note, tags, stars, flag);
    }

    public Remark flagged(boolean on) {
        return new Remark(note, tags, rating, on);
    }
}
