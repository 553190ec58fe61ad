package sam.worker;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import sam.engine.LoadedModel;
import sam.engine.TokenBatch;
import sam.protocol.ExportOrder;

/// Compares what a written model says with what it was made from, over a short text.
public final class Drift {
    private static final String TEXT =
            "On Monday morning the baker opened her shop, counted twelve loaves of bread and sold five of them before"
                + " noon. \"How many are left?\" asked the boy who swept the floor. She smiled, because seven was his"
                + " favourite number. In the afternoon it rained, the river rose, and nobody came; so they sat by the"
                + " window, drank tea and told each other stories about the sea.";
    private static final int MOST = 96;

    private Drift() {}

    /// Compares a model with its adapters, in float32, with the model that was written.
    public static ExportOrder.Drift between(Path model, List<Path> adapters, Path written) throws IOException {
        float[][] original;
        int[] ids;
        try (var loaded = LoadedModel.open(model, adapters)) {
            var all = loaded.tokenizer().encode(TEXT, true);
            ids = java.util.Arrays.copyOf(
                    all, Math.min(all.length, Math.min(MOST, loaded.config().reach())));
            original = logits(loaded, ids);
        }
        try (var loaded = LoadedModel.open(written, List.of())) {
            return of(original, logits(loaded, ids));
        }
    }

    private static float[][] logits(LoadedModel model, int[] ids) throws IOException {
        try (var step = model.scope().inner()) {
            var rows = IntStream.range(0, ids.length).asLongStream().toArray();
            NDArray logits = model.pass().logits(TokenBatch.of(step, List.of(ids)), rows, step);
            var flat = logits.toFloatArray();
            int width = flat.length / ids.length;
            return IntStream.range(0, ids.length)
                    .mapToObj(i -> java.util.Arrays.copyOfRange(flat, i * width, (i + 1) * width))
                    .toArray(float[][]::new);
        }
    }

    private static ExportOrder.Drift of(float[][] original, float[][] written) {
        double kl = 0;
        double most = 0;
        int same = 0;
        for (int i = 0; i < original.length; i++) {
            double first = normaliser(original[i]);
            double second = normaliser(written[i]);
            for (int v = 0; v < original[i].length; v++) {
                double p = original[i][v] - first;
                kl += Math.exp(p) * (p - (written[i][v] - second));
                most = Math.max(most, Math.abs(original[i][v] - written[i][v]));
            }
            same += likeliest(original[i]) == likeliest(written[i]) ? 1 : 0;
        }
        return new ExportOrder.Drift(original.length, kl / original.length, most, (double) same / original.length);
    }

    private static double normaliser(float[] logits) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        return most + Math.log(sum);
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int v = 1; v < logits.length; v++) {
            if (logits[v] > logits[best]) {
                best = v;
            }
        }
        return best;
    }
}
