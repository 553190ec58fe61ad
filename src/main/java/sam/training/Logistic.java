package sam.training;

/// σ(x) = 1 / (1 + e⁻ˣ) and its logarithm, without overflow.
final class Logistic {
    private Logistic() {}

    static double sigmoid(double x) {
        return x > 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    /// log(1 + eˣ) = -log σ(-x).
    static double softplus(double x) {
        return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
    }
}
