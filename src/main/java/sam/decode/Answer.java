package sam.decode;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import sam.model.files.ModelException;
import sam.model.tokens.GrowingText;
import sam.model.tokens.ModelText;

/// What was written; `stoppedByItself` says that the model or a stop text ended it, not the limit or the person.
public record Answer(String text, int tokens, boolean stoppedByItself) {
    /// Something that reads tokens and says what may follow.
    public interface Source {
        /// The logits [vocabulary] after a whole text.
        float[] read(int[] prompt);

        /// The logits after one more token.
        float[] next(int id);

        /// The most tokens a text may have; there an answer ends as at its limit.
        int reach();
    }

    /// Writes one answer. `pieces` hears it as it grows, never half a character nor any of a stop text; `cancelled` is
    /// asked at every token.
    public static Answer write(
            ModelText model,
            Source source,
            int[] prompt,
            Sampling sampling,
            Consumer<String> pieces,
            BooleanSupplier cancelled) {
        if (prompt.length == 0) {
            throw new ModelException("The prompt holds no token. Write something to answer.");
        }
        var sampler = new Sampler(sampling, prompt);
        var growing = new GrowingText(model.tokenizer());
        var stops = new StopTexts(sampling.stop());
        var given = new StringBuilder();
        Consumer<String> give = piece -> {
            if (!piece.isEmpty()) {
                given.append(piece);
                pieces.accept(piece);
            }
        };
        var ends = model.ends().tokens();
        boolean ended = false;
        int next = sampler.pick(source.read(prompt));
        int most = Math.min(sampling.maxNewTokens(), source.reach() - prompt.length + 1);
        for (int n = 0; n < most && !cancelled.getAsBoolean(); n++) {
            ended = ends.contains(next) || sampling.stopTokens().contains(next);
            if (ended) {
                break;
            }
            give.accept(stops.add(growing.add(next)));
            if (stops.reached()) {
                break;
            }
            if (n < most - 1) {
                next = sampler.pick(source.next(next));
            }
        }
        give.accept(stops.add(growing.rest()));
        give.accept(stops.rest());
        return new Answer(given.toString(), growing.tokens(), ended || stops.reached());
    }

    /// A whole text up to the first stop text in it.
    public static String upTo(List<String> stops, String text) {
        var ending = new StopTexts(stops);
        return ending.add(text) + ending.rest();
    }
}
