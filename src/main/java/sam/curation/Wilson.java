package sam.curation;

/// A share with Wilson's 95 % score interval, which stays honest for few observations and near 0 and 1
/// (E. B. Wilson, 1927): (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n).
record Wilson(double share, double low, double high) {
    private static final double Z = 1.959964;

    static Wilson of(long hits, long n) {
        if (n == 0) {
            return new Wilson(0, 0, 1);
        }
        double p = (double) hits / n;
        double z2n = Z * Z / n;
        double middle = p + z2n / 2;
        double half = Z * Math.sqrt(p * (1 - p) / n + z2n / (4 * n));
        return new Wilson(p, Math.max(0, (middle - half) / (1 + z2n)), Math.min(1, (middle + half) / (1 + z2n)));
    }
}
