package sam.library;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where an example comes from. `line` counts from 1 (row of a JSON array). Of an example in the library, licence and
/// tier are those that count now: the strictest licence of all its origins, and the tier it was moved to.
public record Origin(
        String source,
        long line,
        String licence,
        Tier tier,
        Item item,
        @Nullable Maker maker,
        List<Long> parents) {
    public Origin {
        parents = List.copyOf(parents);
    }

    /// A row of a source that says no more of it.
    public Origin(String source, long line, String licence, Tier tier) {
        this(source, line, licence, tier, Item.NONE, null, List.of());
    }

    public Origin with(Item told) {
        return new Origin(source, line, licence, tier, told, maker, parents);
    }

    /// As made from other examples of this library.
    public Origin from(List<Long> examples) {
        return new Origin(source, line, licence, tier, item, maker, examples);
    }

    /// As made by someone other than a person, from examples of this library.
    public Origin madeBy(Maker by, List<Long> from) {
        return new Origin(source, line, licence, tier, item, by, from);
    }

    /// What the source says of the item itself: its own key, the group it belongs to (tree, repository, question,
    /// book), where it can be read, who wrote it, and in which revision it was taken.
    public record Item(
            @Nullable String key,
            @Nullable String group,
            @Nullable String address,
            @Nullable String author,
            @Nullable String revision) {
        public static final Item NONE = new Item(null, null, null, null, null);
    }

    /// Who wrote an example that no person wrote: the teacher and its model, the SHA-256 of what it was asked, what it
    /// cost in US dollars, and what was checked before the example was taken.
    public record Maker(String teacher, String model, String promptHash, double cost, List<Check> checks) {
        public Maker {
            checks = List.copyOf(checks);
        }
    }

    /// One check from outside: what was asked, and whether it held.
    public record Check(String name, boolean passed) {}
}
