package sam.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sam.durable.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Where a collection of a data set stopped: what it read to its end, and the line up to which it read another file.
/// Another commit, seed or amount begins anew; what is there already is not taken twice.
record Mark(String commit, long seed, long limit, List<String> finished, String file, long line) {
    static Mark begin(String commit, long seed, long limit) {
        return new Mark(commit, seed, limit, List.of(), "", 0);
    }

    /// What is remembered, where it is of the same commit, seed and amount.
    static Mark goOn(Optional<JsonNode> remembered, String commit, long seed, long limit) {
        try {
            var mark = remembered.map(node -> Json.MAPPER.treeToValue(node, Mark.class));
            if (mark.isPresent()
                    && mark.get().commit.equals(commit)
                    && mark.get().seed == seed
                    && mark.get().limit == limit) {
                return mark.get();
            }
        } catch (JacksonException damaged) {
            return begin(commit, seed, limit);
        }
        return begin(commit, seed, limit);
    }

    Mark at(String name, long read) {
        return new Mark(commit, seed, limit, finished, name, read);
    }

    Mark finish(String name) {
        var all = new ArrayList<>(finished);
        all.add(name);
        return new Mark(commit, seed, limit, all, "", 0);
    }

    long readOf(String name) {
        return file.equals(name) ? line : 0;
    }
}
