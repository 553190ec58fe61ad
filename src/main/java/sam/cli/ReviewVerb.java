package sam.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sam.durable.Json;
import sam.durable.Plain;
import sam.library.Decision;
import sam.library.Example;
import sam.library.Library;
import sam.library.LibraryException;
import sam.library.Status;
import sam.library.StoredExample;
import sam.rows.Message;
import tools.jackson.databind.node.ObjectNode;

/// `sam review`: look at the next row, decide it, take it back.
@Command(
        name = "review",
        mixinStandardHelpOptions = true,
        description = "Show the next waiting row, decide one, accept all, or undo the last act.")
@SuppressWarnings("NullAway.Init")
final class ReviewVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--library", required = true, paramLabel = "F")
    private Path library;

    @ArgGroup(multiplicity = "1")
    private Act act;

    @Option(names = "--phase", paramLabel = "N", description = "With --next: of this phase only.")
    private @Nullable Integer phase;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    private static final class Act {
        @Option(names = "--next", required = true, description = "Show the next waiting row.")
        private boolean next;

        @ArgGroup(exclusive = false, multiplicity = "1")
        private @Nullable One one;

        @Option(names = "--accept-all", required = true, description = "Accept every waiting row, as one act.")
        private boolean acceptAll;

        @Option(names = "--undo", required = true, description = "Take back the newest act.")
        private boolean undo;

        @Option(names = "--redo", required = true, description = "Do again what was taken back.")
        private boolean redo;
    }

    private static final class One {
        @Option(names = "--id", required = true, paramLabel = "ID")
        private long id;

        @Option(
                names = "--decide",
                required = true,
                paramLabel = "VERDICT",
                description = "accept, reject or skip; for a pair also left, right, both_good or both_bad,"
                        + " where left is the one stored as chosen.")
        private Verdict verdict;
    }

    /// What can be said of a row.
    enum Verdict {
        ACCEPT,
        REJECT,
        SKIP,
        LEFT,
        RIGHT,
        BOTH_GOOD,
        BOTH_BAD;

        Decision of(long id) {
            return switch (this) {
                case ACCEPT -> new Decision.Judge(id, Status.ACCEPTED);
                case REJECT -> new Decision.Judge(id, Status.REJECTED);
                case SKIP -> new Decision.Judge(id, Status.SKIPPED);
                case LEFT -> prefer(id, Decision.Choice.LEFT);
                case RIGHT -> prefer(id, Decision.Choice.RIGHT);
                case BOTH_GOOD -> prefer(id, Decision.Choice.BOTH_GOOD);
                case BOTH_BAD -> prefer(id, Decision.Choice.BOTH_BAD);
            };
        }

        private static Decision prefer(long id, Decision.Choice choice) {
            return new Decision.Prefer(id, choice, true, false, 0);
        }
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        try (var open = Verbs.existing(library)) {
            if (act.one != null) {
                decide(out, open, act.one);
            } else if (act.acceptAll) {
                int accepted = open.acceptAll();
                print(
                        out,
                        Json.MAPPER.createObjectNode().put("accepted", accepted),
                        Plain.text("%,d rows accepted. One undo takes all of them back.", accepted));
            } else if (act.undo || act.redo) {
                takeBack(out, open);
            } else {
                next(out, open);
            }
        }
        out.flush();
        return Sam.DONE;
    }

    private void decide(PrintWriter out, Library open, One one) {
        open.decide(one.verdict.of(one.id));
        var row = open.find(one.id).orElseThrow();
        var status = row.status().name().toLowerCase(java.util.Locale.ROOT);
        print(
                out,
                Json.MAPPER.createObjectNode().put("id", one.id).put("status", status),
                Plain.text("Example %d is %s.", one.id, status));
    }

    private void takeBack(PrintWriter out, Library open) {
        var word = act.undo ? "undone" : "redone";
        var undone = (act.undo ? open.undo() : open.redo())
                .orElseThrow(
                        () -> new LibraryException(Plain.text("There is nothing to %s.", act.undo ? "undo" : "redo")));
        var line = Json.MAPPER.createObjectNode();
        line.put(word, undone.what());
        var ids = line.putArray("examples");
        undone.examples().forEach(id -> ids.add((long) id));
        print(out, line, Plain.text("%s: %s.", act.undo ? "Taken back" : "Done again", undone.what()));
    }

    private void next(PrintWriter out, Library open) {
        var phases = phase == null ? List.of(1, 2, 3, 4) : List.of(Verbs.phase(spec, phase));
        long waiting = 0;
        StoredExample first = null;
        for (int number : phases) {
            for (boolean pairs : new boolean[] {false, true}) {
                waiting += open.counts(number, pairs).waiting();
                if (first == null) {
                    first = open.waiting(number, pairs, 1).stream().findFirst().orElse(null);
                }
            }
        }
        if (first == null) {
            print(out, Json.MAPPER.createObjectNode().putNull("id").put("waiting", 0), "Nothing is waiting.");
            return;
        }
        print(out, describe(first).put("waiting", waiting), text(first, waiting));
    }

    private void print(PrintWriter out, ObjectNode line, String text) {
        out.println(json ? line.toString() : text);
    }

    private static ObjectNode describe(StoredExample row) {
        var line = (ObjectNode) Json.MAPPER.valueToTree(row.example());
        var result = Json.MAPPER.createObjectNode();
        result.put("id", row.id());
        result.put("phase", row.phase());
        result.put("kind", row.example().getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
        result.put("status", row.status().name().toLowerCase(java.util.Locale.ROOT));
        result.put("source", row.origin().source());
        result.put("line", row.origin().line());
        result.put("licence", row.origin().licence());
        result.put("tier", row.origin().tier().number());
        result.setAll(line);
        return result;
    }

    private static String text(StoredExample row, long waiting) {
        var text = new StringBuilder(Plain.text(
                "Example %d · phase %d · %s, line %,d · %s · %,d waiting\n",
                row.id(),
                row.phase(),
                row.origin().source(),
                row.origin().line(),
                row.origin().licence(),
                waiting));
        switch (row.example()) {
            case Example.Chat chat -> {
                tools(text, chat.tools());
                turns(text, chat.messages());
            }
            case Example.Reasoned reasoned -> {
                turns(text, reasoned.prompt());
                part(text, "steps", reasoned.reasoning());
                part(text, "answer", reasoned.answer());
            }
            case Example.Preference pair -> {
                tools(text, pair.tools());
                turns(text, pair.prompt());
                part(text, "left", pair.chosen());
                part(text, "right", pair.rejected());
            }
            case Example.Diff diff -> {
                part(text, "request", diff.request());
                part(text, "before", diff.before());
                part(text, "diff", diff.diff());
            }
            case Example.Document document -> part(text, document.title(), document.text());
        }
        return text.toString().stripTrailing();
    }

    private static void turns(StringBuilder text, List<Message> messages) {
        messages.forEach(message -> part(text, name(message), message.shown()));
    }

    private static String name(Message message) {
        return message.learnt() ? message.role().text() : message.role().text() + ", not learnt";
    }

    private static void tools(StringBuilder text, @Nullable String tools) {
        if (tools != null) {
            part(text, "tools", tools);
        }
    }

    private static void part(StringBuilder text, String name, String content) {
        text.append("\n[").append(name).append("]\n").append(content.strip()).append('\n');
    }
}
