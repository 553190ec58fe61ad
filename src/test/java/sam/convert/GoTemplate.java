package sam.convert;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// As much of Go's `text/template` as the emitted Modelfiles use, and not one construct more: `range .Messages`,
/// `if eq .Role "…"`, `if not .System`, `else`, `else if`, `end`, `.Role`, `.Content`, texts in quotation marks, and
/// the minus that takes white space away.
final class GoTemplate {
    private static final Pattern ACTION = Pattern.compile("\\{\\{(- )?\\s*(.*?)\\s*( -)?}}", Pattern.DOTALL);

    private record Piece(boolean action, String text) {}

    private final List<Piece> pieces = new ArrayList<>();

    GoTemplate(String source) {
        var found = ACTION.matcher(source);
        int at = 0;
        boolean trims = false;
        while (found.find()) {
            var text = source.substring(at, found.start());
            text = trims ? text.stripLeading() : text;
            pieces.add(new Piece(false, found.group(1) == null ? text : text.stripTrailing()));
            pieces.add(new Piece(true, found.group(2)));
            trims = found.group(3) != null;
            at = found.end();
        }
        var rest = source.substring(at);
        pieces.add(new Piece(false, trims ? rest.stripLeading() : rest));
    }

    /// `messages` have a Role and a Content each; a system message is what `.System` is, as Ollama has it.
    String render(List<Map<String, String>> messages) {
        var system = messages.stream()
                .filter(message -> "system".equals(message.get("Role")))
                .map(message -> String.valueOf(message.get("Content")))
                .findFirst()
                .orElse("");
        var out = new StringBuilder();
        run(0, pieces.size(), Map.of("System", system), messages, out);
        return out.toString();
    }

    private void run(int from, int to, Map<String, String> dot, List<Map<String, String>> messages, StringBuilder out) {
        for (int i = from; i < to; i++) {
            var piece = pieces.get(i);
            if (!piece.action()) {
                out.append(piece.text());
            } else if (piece.text().equals("range .Messages")) {
                int end = end(i, to).getLast();
                for (var message : messages) {
                    run(i + 1, end, message, messages, out);
                }
                i = end;
            } else if (piece.text().startsWith("if ")) {
                var marks = end(i, to);
                int branch = i;
                var condition = piece.text().substring(3);
                for (int mark : marks) {
                    if (holds(condition, dot)) {
                        run(branch + 1, mark, dot, messages, out);
                        break;
                    }
                    branch = mark;
                    var next = pieces.get(mark).text();
                    condition = next.equals("else") ? "true" : next.replaceFirst("^else if ", "");
                    if (next.equals("end")) {
                        break;
                    }
                }
                i = marks.getLast();
            } else {
                out.append(value(piece.text(), dot));
            }
        }
    }

    /// The elses of a block and its end.
    private List<Integer> end(int start, int to) {
        var marks = new ArrayList<Integer>();
        var open = new ArrayDeque<Integer>();
        for (int i = start + 1; i < to; i++) {
            var piece = pieces.get(i);
            if (!piece.action()) {
                continue;
            }
            if (piece.text().startsWith("if ") || piece.text().startsWith("range ")) {
                open.push(i);
            } else if (piece.text().equals("end")) {
                if (open.isEmpty()) {
                    marks.add(i);
                    return marks;
                }
                open.pop();
            } else if (piece.text().startsWith("else") && open.isEmpty()) {
                marks.add(i);
            }
        }
        throw new IllegalArgumentException("no end of " + pieces.get(start).text());
    }

    private static boolean holds(String condition, Map<String, String> dot) {
        Matcher eq = Pattern.compile("eq \\.(\\w+) \"([^\"]*)\"").matcher(condition);
        if (eq.matches()) {
            return eq.group(2).equals(dot.get(eq.group(1)));
        }
        if (condition.equals("not .System")) {
            return String.valueOf(dot.get("System")).isEmpty();
        }
        if (condition.equals("true")) {
            return true;
        }
        throw new IllegalArgumentException("unknown condition " + condition);
    }

    private static String value(String expression, Map<String, String> dot) {
        if (expression.matches("\"[^\"\\\\]*\"")) {
            return expression.substring(1, expression.length() - 1);
        }
        if (expression.equals(".Role") || expression.equals(".Content")) {
            return String.valueOf(dot.get(expression.substring(1)));
        }
        throw new IllegalArgumentException("unknown action " + expression);
    }
}
