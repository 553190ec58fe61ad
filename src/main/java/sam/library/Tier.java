package sam.library;

import sam.durable.Plain;

/// How a source may be used: trained on first, trained on for its value, or only retrieved from.
public enum Tier {
    TRAIN_FIRST(1),
    HIGH_VALUE(2),
    RETRIEVE_ONLY(3);

    private final int number;

    Tier(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static Tier of(int number) {
        for (var tier : values()) {
            if (tier.number == number) {
                return tier;
            }
        }
        throw new IllegalArgumentException(Plain.text("There is no tier %d; tiers are 1, 2 and 3.", number));
    }
}
