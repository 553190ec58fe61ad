package sam.worker;

/// One measure on one state of the model: the value a person reads, and a number for every row.
record MeasureResult(double value, double[] rows) {
    static MeasureResult share(double[] rows) {
        double sum = 0;
        for (double row : rows) {
            sum += row;
        }
        return new MeasureResult(sum / rows.length, rows);
    }

    /// Perplexity over all tokens; a row's number is its mean negative log-likelihood in nats a token.
    static MeasureResult perplexity(double[] logp, long[] tokens) {
        double sum = 0;
        long count = 0;
        var rows = new double[logp.length];
        for (int i = 0; i < logp.length; i++) {
            sum -= logp[i];
            count += tokens[i];
            rows[i] = -logp[i] / tokens[i];
        }
        return new MeasureResult(Math.exp(sum / count), rows);
    }
}
