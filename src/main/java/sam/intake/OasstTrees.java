package sam.intake;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.library.Example;
import sam.rows.Message;
import tools.jackson.databind.node.JsonNodeFactory;

/// OpenAssistant conversations, as whole trees or as flat rows with `parent_id`: of each tree the path of best-ranked
/// answers, or of each of its prompts the pairs its ranks tell ([OasstPairs]); by people only, without what was deleted
/// or failed its review.
final class OasstTrees implements RowShape {
    private static final String READY = "ready_for_export";
    private static final BigDecimal UNRANKED = BigDecimal.valueOf(Long.MAX_VALUE);

    private final boolean flat;
    private final boolean pairs;
    private final List<Made> made = new ArrayList<>();
    private final Map<String, Turn> byId = new HashMap<>();
    private final List<Turn> inOrder = new ArrayList<>();

    OasstTrees(boolean flat) {
        this(flat, false);
    }

    private OasstTrees(boolean flat, boolean pairs) {
        this.flat = flat;
        this.pairs = pairs;
    }

    static OasstTrees pairs(boolean flat) {
        return new OasstTrees(flat, true);
    }

    private record Made(long line, Example example) {}

    record Turn(
            long line,
            Fields row,
            String parent,
            String text,
            boolean prompter,
            boolean usable,
            boolean synthetic,
            BigDecimal rank,
            @Nullable BigDecimal quality,
            List<Turn> replies) {
        boolean isRanked() {
            return rank.compareTo(UNRANKED) < 0;
        }
    }

    @Override
    public boolean fits(Fields row) {
        if (pairs) {
            // the same rows as the paths': a person asks for pairs
            return false;
        }
        return flat
                ? row.holds("message_id") && row.holds("role") && row.holds("text") && !row.holds("prompt")
                : row.peek("prompt").has("replies") && row.peek("prompt").has("role");
    }

    @Override
    public @Nullable Example read(long line, Fields row) throws RowRefusedException {
        if (row.holds("tree_state") && !row.text("tree_state").equals(READY)) {
            throw new RowRefusedException("its tree is not ready for export");
        }
        if (flat) {
            var id = row.required("message_id", "message_id");
            var turn = turn(line, row);
            if (byId.putIfAbsent(id, turn) != null) {
                throw new RowRefusedException("its message_id was there before");
            }
            inOrder.add(turn);
            return null;
        }
        if (!row.peek("prompt").isObject()) {
            throw new RowRefusedException("it has no field “prompt” with a tree");
        }
        var root = grow(line, row.inner("prompt", row.value("prompt")));
        if (!pairs) {
            return bestPath(root, row);
        }
        for (var pair : OasstPairs.of(usable(root), row)) {
            made.add(new Made(line, pair));
        }
        return null;
    }

    @Override
    public void finish(Sink sink) {
        for (var pair : made) {
            sink.take(pair.line(), pair.example(), Fields.of(JsonNodeFactory.instance.objectNode()));
        }
        var roots = new ArrayList<Turn>();
        for (var turn : inOrder) {
            var parent = byId.get(turn.parent());
            if (turn.parent().isEmpty()) {
                roots.add(turn);
            } else if (parent == null) {
                sink.refuse(
                        turn.line(),
                        "its parent is not in the file",
                        turn.row().json().toString());
            } else {
                parent.replies().add(turn);
            }
        }
        for (var root : roots) {
            try {
                var rows = pairs ? OasstPairs.of(usable(root), root.row()) : List.of(bestPath(root, root.row()));
                root.row().notes().forEach(sink::noted);
                rows.forEach(row -> sink.take(root.line(), row, root.row()));
            } catch (RowRefusedException e) {
                sink.refuse(root.line(), e.reason(), root.row().json().toString());
            }
        }
    }

    private static Turn grow(long line, Fields node) throws RowRefusedException {
        node.use("replies");
        var turn = turn(line, node);
        for (var reply : node.json().path("replies")) {
            turn.replies().add(grow(line, node.inner("replies", reply)));
        }
        return turn;
    }

    private static Turn turn(long line, Fields node) throws RowRefusedException {
        var role = node.text("role");
        var text = node.text("text");
        boolean synthetic = is(node, "synthetic", false);
        boolean usable =
                !is(node, "deleted", false) && is(node, "review_result", true) && !synthetic && !text.isBlank();
        var rank = node.number("rank");
        node.use("message_id");
        return new Turn(
                line,
                node,
                node.optional("parent_id"),
                text,
                role.equals("prompter"),
                usable,
                synthetic,
                rank == null ? UNRANKED : rank,
                quality(node),
                new ArrayList<>());
    }

    /// What people said of its quality: `labels` as an object of labels, or as a list of names and one of values.
    private static @Nullable BigDecimal quality(Fields node) {
        var labels = node.peek("labels");
        var names = labels.path("name");
        for (int i = 0; i < names.size(); i++) {
            if (names.path(i).asString("").equals("quality")) {
                return Fields.numberOf(labels.path("value").path(i));
            }
        }
        return Fields.numberOf(labels.path("quality").path("value"));
    }

    /// A field that rows leave out or leave null when nobody said anything.
    private static boolean is(Fields node, String field, boolean unsaid) throws RowRefusedException {
        var said = node.flag(field);
        if (said == null && node.holds(field)) {
            throw new RowRefusedException(Plain.text("its field “%s” says neither true nor false", field));
        }
        return said == null ? unsaid : said;
    }

    private static Turn usable(Turn root) throws RowRefusedException {
        if (!root.prompter()) {
            throw new RowRefusedException("its tree does not begin with a prompt");
        }
        if (root.synthetic()) {
            throw new RowRefusedException("its prompt was written by a model");
        }
        if (!root.usable()) {
            throw new RowRefusedException("its prompt is deleted, empty or failed its review");
        }
        return root;
    }

    private static Example bestPath(Turn root, Fields row) throws RowRefusedException {
        var path = new ArrayList<Message>();
        @Nullable Turn prompt = usable(root);
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
                    .min(Comparator.comparing(Turn::rank))
                    .orElse(null);
        }
        if (path.isEmpty()) {
            throw new RowRefusedException("its tree has no answer by a person");
        }
        row.note("of each tree the path of best-ranked answers was taken");
        return Turns.chat(path, null);
    }

    /// Rank 0 is best; an answer nobody ranked comes after every ranked one.
    private static Optional<Turn> bestAnswer(Turn prompt) {
        return prompt.replies().stream()
                .filter(reply -> !reply.prompter() && reply.usable())
                .min(Comparator.comparing(Turn::rank));
    }
}
