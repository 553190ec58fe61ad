package sam.planner;

import sam.durable.Plain;

/// A number we do not know exactly: its likely value and the band it falls into nine times out of ten
/// (p05 to p95 for memory) or eight (p10 to p90 for time).
public record Spread(double low, double mid, double high) {
    public Spread {
        if (!(low <= mid && mid <= high)) {
            throw new IllegalArgumentException(Plain.text("%s, %s, %s do not rise.", low, mid, high));
        }
    }

    /// A normal band around `mid`, `sigma` its standard deviation and `z` its half-width in sigmas; never below 0.
    static Spread normal(double mid, double sigma, double z) {
        return new Spread(Math.max(0, mid - z * sigma), mid, mid + z * sigma);
    }

    /// A log-normal band: as far above as below in ratio.
    static Spread logNormal(double mid, double sigma, double z) {
        return new Spread(mid * Math.exp(-z * sigma), mid, mid * Math.exp(z * sigma));
    }

    public Spread plus(Spread other) {
        return new Spread(low + other.low, mid + other.mid, high + other.high);
    }
}
