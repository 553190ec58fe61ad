package sam.decode;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import sam.model.files.ModelException;

/// Picks tokens as `Sampling` says. Nothing is sorted but the few tokens that can be picked, so a vocabulary of a
/// hundred thousand costs about a millisecond.
///
/// Source: the logits processors of transformers 5 (`RepetitionPenalty`, `Temperature`, `TopK`, `TopP`, `MinP`).
final class Sampler {
    private static final int BINS = 256;
    /// Bins of an eighth of a nat: what is 32 nats below the best has no share that a float could hold.
    private static final double BIN = 8;

    private final Sampling sampling;
    private final Random random;
    private final BitSet seen = new BitSet();

    Sampler(Sampling sampling, int[] prompt) {
        this.sampling = sampling;
        this.random = new Random(sampling.seed());
        Arrays.stream(prompt).forEach(seen::set);
    }

    /// The tokens that can be picked, likeliest first, and their probabilities.
    record Choice(int[] ids, double[] probabilities) {}

    /// Picks the next token; the logits are changed in place.
    int pick(float[] logits) {
        int next = sampling.temperature() == 0 ? best(penalised(logits)) : draw(choice(logits));
        seen.set(next);
        return next;
    }

    Choice choice(float[] logits) {
        penalised(logits);
        float temperature = (float) sampling.temperature();
        for (int i = 0; i < logits.length; i++) {
            logits[i] /= temperature;
        }
        float least = sampling.topK() > 0 && sampling.topK() < logits.length
                ? largest(logits, sampling.topK())
                : Float.NEGATIVE_INFINITY;
        float top = logits[best(logits)];
        if (!Float.isFinite(top)) {
            throw new ModelException("The model's answer is not a number. Its weights are damaged: download it again.");
        }
        float lower = Math.max(least, (float) (top + Math.log(sampling.minP())));
        double mass = 0;
        if (sampling.topP() < 1) {
            var bins = new double[BINS];
            for (float logit : logits) {
                if (logit >= least) {
                    double share = Math.exp(logit - top);
                    mass += share;
                    bins[bin(top - logit)] += share;
                }
            }
            int bin = 0;
            for (double kept = bins[0]; kept < sampling.topP() * mass && bin < BINS - 1; ) {
                kept += bins[++bin];
            }
            lower = bin < BINS - 1 ? Math.max(lower, (float) (top - (bin + 1) / BIN) - 1e-3f) : lower;
        }
        return cut(sorted(logits, Math.max(lower, -Float.MAX_VALUE)), logits, top, mass);
    }

    private static int bin(float distance) {
        return (int) Math.min(BINS - 1, distance * BIN);
    }

    /// Divides or multiplies the logits of every token in the text.
    private float[] penalised(float[] logits) {
        if (sampling.repetitionPenalty() != 1) {
            float penalty = (float) sampling.repetitionPenalty();
            for (int id = seen.nextSetBit(0); id >= 0 && id < logits.length; id = seen.nextSetBit(id + 1)) {
                logits[id] = logits[id] < 0 ? logits[id] * penalty : logits[id] / penalty;
            }
        }
        return logits;
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /// The k-th largest number: a heap of the k largest so far, the least on top.
    private static float largest(float[] values, int k) {
        var heap = Arrays.copyOf(values, k);
        for (int i = k / 2 - 1; i >= 0; i--) {
            sink(heap, i);
        }
        for (int i = k; i < values.length; i++) {
            if (values[i] > heap[0]) {
                heap[0] = values[i];
                sink(heap, 0);
            }
        }
        return heap[0];
    }

    private static void sink(float[] heap, int from) {
        float value = heap[from];
        int i = from;
        for (int child = 2 * i + 1; child < heap.length; child = 2 * i + 1) {
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= value) {
                break;
            }
            heap[i] = heap[child];
            i = child;
        }
        heap[i] = value;
    }

    /// The ids of all logits from `least` on, largest first, equal ones by id.
    private static int[] sorted(float[] logits, float least) {
        int count = 0;
        for (float logit : logits) {
            count += logit >= least ? 1 : 0;
        }
        var keys = new long[count];
        int next = 0;
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] >= least) {
                int bits = Float.floatToRawIntBits(logits[id]);
                // as whole numbers, turned so that the largest float comes first
                int order = ~(bits ^ bits >> 31 & 0x7fffffff);
                keys[next++] = (long) order << 32 | id;
            }
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    /// Ends the sorted ids where top-p and min-p end them; `mass` is the sum of all shares that top-k left.
    private Choice cut(int[] ids, float[] logits, float top, double mass) {
        var shares = new double[ids.length];
        double kept = 0;
        int count = 0;
        while (count < ids.length) {
            // top-p drops a token when it and all below it hold no more than 1 - p
            if (count > 0 && sampling.topP() < 1 && (mass - kept) / mass <= 1 - sampling.topP()) {
                break;
            }
            shares[count] = Math.exp(logits[ids[count]] - top);
            if (count > 0 && shares[count] < sampling.minP()) {
                break;
            }
            kept += shares[count++];
        }
        double sum = kept;
        return new Choice(
                Arrays.copyOf(ids, count),
                Arrays.stream(shares, 0, count).map(share -> share / sum).toArray());
    }

    private int draw(Choice choice) {
        double left = random.nextDouble();
        for (int i = 0; i < choice.ids().length; i++) {
            left -= choice.probabilities()[i];
            if (left < 0) {
                return choice.ids()[i];
            }
        }
        return choice.ids()[0];
    }
}
