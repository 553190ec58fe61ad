package sam.planner;

import java.nio.charset.StandardCharsets;
import java.util.List;
import sam.library.Example;
import sam.packing.Openings;
import sam.rows.Message;
import tools.jackson.databind.JsonNode;

/// Row lengths from the number of bytes, for rows as text; rows that are already tokens are counted.
///
/// A byte-pair vocabulary of V entries packs about `0.27·log2(V) − 0.3` bytes of English into a token: 2.1 at 512,
/// 3.8 at 32,000, 4.3 at 128,000 (estimator study, section 5: 4.4 to 5.0 for Alpaca and Dolly).
public final class EstimatedLengths implements RowLengths {
    /// Role marker, line break and end marker around a turn of a chat template.
    private static final int TURN = 5;

    private final double bytesPerToken;
    private final Provenance provenance;

    private EstimatedLengths(double bytesPerToken, Provenance provenance) {
        this.bytesPerToken = bytesPerToken;
        this.provenance = provenance;
    }

    public static EstimatedLengths forVocabulary(int vocabulary) {
        return new EstimatedLengths(bytesPerToken(vocabulary), Provenance.ASSUMED);
    }

    static double bytesPerToken(int vocabulary) {
        double log2 = Math.log(Math.max(2, vocabulary)) / Math.log(2);
        return Math.max(1, 0.27 * log2 - 0.3);
    }

    /// With the ratio that earlier runs on this base had.
    public static EstimatedLengths measured(double bytesPerToken) {
        return new EstimatedLengths(bytesPerToken, Provenance.MEASURED);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Sequence> measure(JsonNode row, Openings openings) {
        if (row.has("input_ids")) {
            var ids = ids(row.path("input_ids"));
            return List.of(counted(row.path("completion_mask"), ids.length, openings.ofIds(ids)));
        }
        if (row.has("prompt_ids")) {
            var prompt = ids(row.path("prompt_ids"));
            var opening = openings.ofIds(prompt);
            return List.of(
                    answer(prompt.length, row.path("chosen_ids").size(), opening),
                    answer(prompt.length, row.path("rejected_ids").size(), opening));
        }
        if (row.has("messages")) {
            return List.of(conversation(turns(row.path("messages")), openings));
        }
        int prompt = tokens(row.path("prompt"));
        if (row.has("chosen") && row.has("rejected")) {
            var opening = opening(row.path("prompt"), openings);
            return List.of(
                    answer(prompt, tokens(row.path("chosen")), opening),
                    answer(prompt, tokens(row.path("rejected")), opening));
        }
        if (row.has("prompt") && row.has("completion")) {
            return List.of(answer(prompt, tokens(row.path("completion")) + 1, opening(row.path("prompt"), openings)));
        }
        return List.of();
    }

    private static int[] ids(JsonNode listed) {
        return listed.valueStream().mapToInt(id -> id.asInt(0)).toArray();
    }

    private static Sequence counted(JsonNode mask, int tokens, Openings.Opening opening) {
        if (!mask.isArray()) {
            return answer(1, tokens - 1, opening);
        }
        int targets = 0;
        int before = 1;
        // nothing stands before the first token, so it is never a target
        for (int t = 1; t < mask.size(); t++) {
            if (mask.get(t).asInt(0) == 1) {
                targets++;
            } else if (targets == 0) {
                before++;
            }
        }
        return new Sequence(tokens, before, targets, opening);
    }

    private static Sequence answer(int prompt, int answer, Openings.Opening opening) {
        int before = Math.max(1, prompt);
        return new Sequence(prompt + answer, before, Math.max(0, prompt + answer - before), opening);
    }

    /// An example as the library holds it; empty for what is never trained on. Beginnings are added to `openings`.
    public List<Sequence> measure(Example example, Openings openings) {
        return switch (example) {
            case Example.Chat chat -> List.of(conversation(turns(chat.messages()), openings));
            case Example.Reasoned reasoned -> {
                var turns = turns(reasoned.prompt());
                yield List.of(answer(tokens(turns), textTokens(reasoned.spoken()) + TURN, opening(turns, openings)));
            }
            case Example.Diff diff ->
                List.of(answer(
                        textTokens(diff.request()) + textTokens(diff.before()) + TURN,
                        textTokens(diff.diff()) + TURN,
                        openings.ofText(diff.request(), bytesPerToken)));
            case Example.Preference pair -> {
                var turns = turns(pair.prompt());
                int prompt = tokens(turns);
                var opening = opening(turns, openings);
                yield List.of(
                        answer(prompt, textTokens(pair.chosen()) + TURN, opening),
                        answer(prompt, textTokens(pair.rejected()) + TURN, opening));
            }
            case Example.Document _ -> List.of();
        };
    }

    private Openings.Opening opening(JsonNode textOrTurns, Openings openings) {
        return textOrTurns.isArray()
                ? opening(turns(textOrTurns), openings)
                : openings.ofText(textOrTurns.asString(""), bytesPerToken);
    }

    /// The marks around a turn are as long here as they count.
    private Openings.Opening opening(List<Turn> turns, Openings openings) {
        var text = new StringBuilder();
        int marks = (int) Math.ceil(TURN * bytesPerToken);
        for (var turn : turns) {
            text.append(turn.role())
                    .append(" ".repeat(Math.max(0, marks - turn.role().length())));
            text.append(turn.text());
        }
        return openings.ofText(text.toString(), bytesPerToken);
    }

    private record Turn(String role, String text) {
        boolean answer() {
            return role.equals("assistant");
        }
    }

    private static List<Turn> turns(List<Message> messages) {
        return messages.stream()
                .map(message -> new Turn(message.role().text(), String.join("\n", message.texts())))
                .toList();
    }

    private static List<Turn> turns(JsonNode messages) {
        return messages.valueStream()
                .map(message -> new Turn(
                        message.path("role").asString(""),
                        message.path("content").asString("")))
                .toList();
    }

    private Sequence conversation(List<Turn> turns, Openings openings) {
        int tokens = 0;
        int before = 0;
        int targets = 0;
        for (var turn : turns) {
            int text = textTokens(turn.text());
            tokens += text + TURN;
            if (turn.answer()) {
                // The answer and its end marker; the role marker before it is no target.
                targets += text + 2;
                before = before == 0 ? tokens - text - 2 : before;
            }
        }
        return new Sequence(tokens, before, targets, opening(turns, openings));
    }

    private int tokens(JsonNode textOrTurns) {
        return textOrTurns.isArray() ? tokens(turns(textOrTurns)) : textTokens(textOrTurns.asString(""));
    }

    private int tokens(List<Turn> turns) {
        return turns.stream().mapToInt(turn -> textTokens(turn.text()) + TURN).sum();
    }

    private int textTokens(String text) {
        return (int) Math.ceil(text.getBytes(StandardCharsets.UTF_8).length / bytesPerToken);
    }
}
