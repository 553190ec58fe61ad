package sam.github;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A change that somebody proposed: what they say of it, who had a hand in it, and where it is.
///
/// - `key`: its stable name, such as `OWNER/REPO#12`.
/// - `strict`: it is a plain commit, whose subject alone must say what is asked.
record Proposal(
        String key,
        String title,
        String body,
        List<String> people,
        @Nullable String address,
        String revision,
        boolean strict) {
    Proposal {
        people = List.copyOf(people);
    }
}
