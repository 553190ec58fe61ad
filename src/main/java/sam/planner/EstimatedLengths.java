package sam.planner;

import java.nio.charset.StandardCharsets;
import java.util.List;
import sam.library.Example;
import sam.library.Message;
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
        double log2 = Math.log(Math.max(2, vocabulary)) / Math.log(2);
        return new EstimatedLengths(Math.max(1, 0.27 * log2 - 0.3), Provenance.ASSUMED);
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
    public List<Sequence> measure(JsonNode row) {
        if (row.has("input_ids")) {
            return List.of(
                    counted(row.path("completion_mask"), row.path("input_ids").size()));
        }
        if (row.has("prompt_ids")) {
            int prompt = row.path("prompt_ids").size();
            return List.of(
                    answer(prompt, row.path("chosen_ids").size()),
                    answer(prompt, row.path("rejected_ids").size()));
        }
        if (row.has("messages")) {
            return List.of(conversation(turns(row.path("messages"))));
        }
        int prompt = tokens(row.path("prompt"));
        if (row.has("chosen") && row.has("rejected")) {
            return List.of(answer(prompt, tokens(row.path("chosen"))), answer(prompt, tokens(row.path("rejected"))));
        }
        if (row.has("prompt") && row.has("completion")) {
            return List.of(answer(prompt, tokens(row.path("completion")) + 1));
        }
        return List.of();
    }

    private static Sequence counted(JsonNode mask, int tokens) {
        int targets = 0;
        int before = 0;
        for (var flag : mask) {
            if (flag.asInt(0) == 1) {
                targets++;
            } else if (targets == 0) {
                before++;
            }
        }
        return new Sequence(tokens, before, targets);
    }

    private static Sequence answer(int prompt, int answer) {
        return new Sequence(prompt + answer, prompt, answer);
    }

    /// An example as the library holds it; empty for what is never trained on.
    public List<Sequence> measure(Example example) {
        return switch (example) {
            case Example.Chat chat -> List.of(conversation(turns(chat.messages())));
            case Example.Reasoned reasoned ->
                List.of(answer(tokens(turns(reasoned.prompt())), textTokens(reasoned.spoken()) + TURN));
            case Example.Diff diff ->
                List.of(answer(
                        textTokens(diff.request()) + textTokens(diff.before()) + TURN, textTokens(diff.diff()) + TURN));
            case Example.Preference pair -> {
                int prompt = tokens(turns(pair.prompt()));
                yield List.of(
                        answer(prompt, textTokens(pair.chosen()) + TURN),
                        answer(prompt, textTokens(pair.rejected()) + TURN));
            }
            case Example.Document _ -> List.of();
        };
    }

    private record Turn(boolean answer, String text) {}

    private static List<Turn> turns(List<Message> messages) {
        return messages.stream()
                .map(message -> new Turn(message.role() == Message.Role.ASSISTANT, message.content()))
                .toList();
    }

    private static List<Turn> turns(JsonNode messages) {
        return messages.valueStream()
                .map(message -> new Turn(
                        message.path("role").asString("").equals("assistant"),
                        message.path("content").asString("")))
                .toList();
    }

    private Sequence conversation(List<Turn> turns) {
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
        return new Sequence(tokens, before, targets);
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
