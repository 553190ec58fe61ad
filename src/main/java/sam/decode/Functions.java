package sam.decode;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import sam.model.Mlp.Activation;

/// What a layer computes between its products, on lines in place.
final class Functions {
    private static final float GELU = (float) Math.sqrt(2 / Math.PI);

    private Functions() {}

    /// y = x / √(mean(x²) + `eps`) · w over `size` numbers.
    static void norm(float[] x, int from, float[] y, int to, float[] w, int size, double eps) {
        var sum = FloatVector.zero(Lanes.FLOATS);
        int whole = Lanes.FLOATS.loopBound(size);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            var v = FloatVector.fromArray(Lanes.FLOATS, x, from + i);
            sum = v.fma(v, sum);
        }
        double squares = sum.reduceLanes(VectorOperators.ADD);
        for (int i = whole; i < size; i++) {
            squares += x[from + i] * x[from + i];
        }
        float factor = (float) (1 / Math.sqrt(squares / size + eps));
        for (int i = 0; i < size; i++) {
            y[to + i] = x[from + i] * factor * w[i];
        }
    }

    /// Turns the pairs (i, i + half) of a head by the position's angles.
    static void turn(float[] x, int at, int half, float[] cos, float[] sin, int angle) {
        for (int i = 0; i < half; i++) {
            float a = x[at + i];
            float b = x[at + i + half];
            x[at + i] = a * cos[angle + i] - b * sin[angle + i];
            x[at + i + half] = b * cos[angle + i] + a * sin[angle + i];
        }
    }

    /// x += factor · y
    static void add(float[] x, int at, float[] y, int from, int size, float factor) {
        for (int i = 0; i < size; i++) {
            x[at + i] += factor * y[from + i];
        }
    }

    /// gate = act(gate) · up; `size` is padded to whole vectors.
    static void gate(float[] gate, int at, float[] up, int from, int size, Activation activation) {
        if (activation == Activation.SILU) {
            silu(gate, at, up, from, size);
        } else {
            gelu(gate, at, up, from, size);
        }
    }

    /// x · σ(x) = x / (1 + e^-x)
    private static void silu(float[] gate, int at, float[] up, int from, int size) {
        for (int i = 0; i < size; i += Lanes.COUNT) {
            var x = FloatVector.fromArray(Lanes.FLOATS, gate, at + i);
            var y = FloatVector.fromArray(Lanes.FLOATS, up, from + i);
            x.mul(y).div(Lanes.exp(x.neg()).add(1)).intoArray(gate, at + i);
        }
    }

    /// ½x · (1 + tanh u) = x / (1 + e^-2u), u = √(2/π) · (x + 0.044715x³)
    private static void gelu(float[] gate, int at, float[] up, int from, int size) {
        for (int i = 0; i < size; i += Lanes.COUNT) {
            var x = FloatVector.fromArray(Lanes.FLOATS, gate, at + i);
            var y = FloatVector.fromArray(Lanes.FLOATS, up, from + i);
            var u = x.mul(x).mul(0.044715f).add(1).mul(x).mul(-2 * GELU);
            x.mul(y).div(Lanes.exp(u).add(1)).intoArray(gate, at + i);
        }
    }
}
