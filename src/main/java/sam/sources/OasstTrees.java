package sam.sources;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.library.Example;
import sam.rows.Message;
import tools.jackson.databind.JsonNode;

/// OpenAssistant conversations, as whole trees or as flat rows with `parent_id`: of each tree the path of best-ranked
/// answers, by people only, without what was deleted or failed its review.
final class OasstTrees implements RowShape {
    private static final String READY = "ready_for_export";
    private static final int UNRANKED = Integer.MAX_VALUE;

    private final boolean flat;
    private final Map<String, Turn> byId = new HashMap<>();
    private final List<Turn> inOrder = new ArrayList<>();

    OasstTrees(boolean flat) {
        this.flat = flat;
    }

    private record Turn(
            long line,
            JsonNode row,
            String parent,
            String text,
            boolean prompter,
            boolean usable,
            boolean synthetic,
            int rank,
            List<Turn> replies) {}

    @Override
    public boolean fits(JsonNode row) {
        return flat
                ? row.has("message_id") && row.has("role") && row.has("text") && !row.has("prompt")
                : row.path("prompt").has("replies") && row.path("prompt").has("role");
    }

    @Override
    public void read(long line, JsonNode row, Sink sink) throws RowRefusedException {
        if (row.hasNonNull("tree_state") && !Turns.text(row, "tree_state").equals(READY)) {
            throw new RowRefusedException("its tree is not ready for export");
        }
        if (flat) {
            var id = Turns.required(row, "message_id", "message_id");
            var turn = turn(line, row);
            if (byId.putIfAbsent(id, turn) != null) {
                throw new RowRefusedException("its message_id was there before");
            }
            inOrder.add(turn);
        } else {
            if (!row.path("prompt").isObject()) {
                throw new RowRefusedException("it has no field “prompt” with a tree");
            }
            sink.take(line, bestPath(grow(line, row.path("prompt"))), row);
        }
    }

    @Override
    public void finish(Sink sink) {
        var roots = new ArrayList<Turn>();
        for (var turn : inOrder) {
            var parent = byId.get(turn.parent());
            if (turn.parent().isEmpty()) {
                roots.add(turn);
            } else if (parent == null) {
                sink.refuse(
                        turn.line(), "its parent is not in the file", turn.row().toString());
            } else {
                parent.replies().add(turn);
            }
        }
        for (var root : roots) {
            try {
                sink.take(root.line(), bestPath(root), root.row());
            } catch (RowRefusedException e) {
                sink.refuse(root.line(), e.reason(), root.row().toString());
            }
        }
    }

    private static Turn grow(long line, JsonNode node) throws RowRefusedException {
        var turn = turn(line, node);
        for (var reply : node.path("replies")) {
            turn.replies().add(grow(line, reply));
        }
        return turn;
    }

    private static Turn turn(long line, JsonNode node) throws RowRefusedException {
        var role = Turns.text(node, "role");
        var text = Turns.text(node, "text");
        boolean synthetic = is(node, "synthetic", false);
        boolean usable =
                !is(node, "deleted", false) && is(node, "review_result", true) && !synthetic && !text.isBlank();
        return new Turn(
                line,
                node,
                Turns.optional(node, "parent_id"),
                text,
                role.equals("prompter"),
                usable,
                synthetic,
                node.path("rank").isIntegralNumber() ? node.path("rank").asInt(UNRANKED) : UNRANKED,
                new ArrayList<>());
    }

    /// A field that rows leave out or leave null when nobody said anything.
    private static boolean is(JsonNode node, String field, boolean unsaid) {
        return node.hasNonNull(field) ? node.path(field).asBoolean(unsaid) : unsaid;
    }

    private static Example bestPath(Turn root) throws RowRefusedException {
        if (!root.prompter()) {
            throw new RowRefusedException("its tree does not begin with a prompt");
        }
        if (root.synthetic()) {
            throw new RowRefusedException("its prompt was written by a model");
        }
        if (!root.usable()) {
            throw new RowRefusedException("its prompt is deleted, empty or failed its review");
        }
        var path = new ArrayList<Message>();
        @Nullable Turn prompt = root;
        while (prompt != null) {
            var answer = bestAnswer(prompt).orElse(null);
            if (answer == null) {
                break;
            }
            path.add(Message.user(prompt.text()));
            path.add(Message.assistant(answer.text()));
            prompt = answer.replies().stream()
                    .filter(reply -> reply.prompter() && reply.usable())
                    .filter(reply -> bestAnswer(reply).isPresent())
                    .min(Comparator.comparingInt(Turn::rank))
                    .orElse(null);
        }
        if (path.isEmpty()) {
            throw new RowRefusedException("its tree has no answer by a person");
        }
        return Turns.chat(path);
    }

    /// Rank 0 is best; an answer nobody ranked comes after every ranked one.
    private static Optional<Turn> bestAnswer(Turn prompt) {
        return prompt.replies().stream()
                .filter(reply -> !reply.prompter() && reply.usable())
                .min(Comparator.comparingInt(Turn::rank));
    }
}
