package sam.project;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.library.LibraryException;

/// How much of one source a phase trains on: at most so many `rows`, or a `share` of its rows, above 0 and up to 1.
/// Exactly one of the two is there. Which rows these are is drawn by the run's seed.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limit(@Nullable Long rows, @Nullable Double share) {
    public Limit {
        boolean valid = rows != null ? share == null && rows >= 0 : share != null && share > 0 && share <= 1;
        if (!valid) {
            throw new LibraryException(
                    "A source's limit is a number of rows, or a share above 0 and up to 1; not both, and not less.");
        }
    }

    public static Limit rows(long most) {
        return new Limit(most, null);
    }

    public static Limit share(double share) {
        return new Limit(null, share);
    }

    /// Reads `10000` or `10%`.
    public static Limit parse(String text) {
        try {
            var value = text.strip();
            return value.endsWith("%")
                    ? share(Double.parseDouble(value.substring(0, value.length() - 1)) / 100)
                    : rows(Long.parseLong(value));
        } catch (NumberFormatException e) {
            throw new LibraryException(
                    Plain.text(
                            "\"%s\" is no limit. Write a number of rows such as 10000, or a share such as 10%%.", text),
                    e);
        }
    }

    /// How many of a source's rows are taken; of a source that has any, a share takes at least one.
    long of(long all) {
        return rows != null
                ? Math.min(all, rows)
                : share == null || all == 0 ? 0 : Math.max(1, Math.round(all * share));
    }
}
