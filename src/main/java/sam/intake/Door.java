package sam.intake;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.library.Example;
import sam.library.Origin;
import tools.jackson.databind.JsonNode;

/// Where a collector hands over what it brings.
public interface Door {
    /// Whether more is wanted: false when the person stopped it, or as many rows were taken as were asked for.
    boolean isOpen();

    /// One row. Licence, tier and phase that the person named count before those given here.
    void take(int phase, Example example, Origin origin);

    /// Something that became no row: where it is (a pull request, a line), why, and how it begins. The same `reason`
    /// is counted together, so it names no single case.
    void refuse(String place, String reason, String row);

    /// How far it is: `done` of `all` of `unit` (plural, such as "pull requests"); `all` is -1 where it is unknown.
    void at(long done, long all, String unit);

    /// News, such as what it waits for; one sentence.
    void say(String news);

    /// Something a person may choose, by a name that the order's option `only` takes; `words` tell what it is.
    default void offer(String name, String words) {
        say(words);
    }

    /// Where an earlier run of the same source stopped, as it was [#mark]ed.
    Optional<JsonNode> marked();

    /// Remembers where to go on. Every row handed over before is in the library when this returns; `null` forgets.
    void mark(@Nullable JsonNode place);
}
