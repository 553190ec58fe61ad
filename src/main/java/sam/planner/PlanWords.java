package sam.planner;

import sam.memory.MemoryChoice;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;

/// A plan's numbers as the page says them.
final class PlanWords {
    private PlanWords() {}

    /// `1.2 h`, `6 min`, `40 s`: one unit, for a column of estimates.
    static String time(double seconds) {
        if (seconds < 90) {
            return Texts.of("plan.seconds", seconds);
        }
        if (seconds < 90 * 60) {
            return Texts.of("plan.minutes", seconds / 60);
        }
        return Texts.of("plan.hours", seconds / 3600);
    }

    /// The band in the unit of its middle: `1.0–1.4`.
    static String band(Spread seconds) {
        if (seconds.mid() < 90) {
            return Texts.of("plan.band-whole", seconds.low(), seconds.high());
        }
        if (seconds.mid() < 90 * 60) {
            return Texts.of("plan.band-whole", seconds.low() / 60, seconds.high() / 60);
        }
        return Texts.of("plan.band", seconds.low() / 3600, seconds.high() / 3600);
    }

    /// The band in the unit of its middle, as [Spoken#bytes] says that: `312–372`, `1.01–1.44`.
    static String memoryBand(Spread bytes) {
        if (bytes.mid() < Spoken.GIGABYTE) {
            return Texts.of("plan.band-whole", bytes.low() / 1e6, bytes.high() / 1e6);
        }
        return Texts.of("plan.band-memory", bytes.low() / 1e9, bytes.high() / 1e9);
    }

    static String standing(OwnTable.Line own, Spread seconds) {
        return switch (OwnTable.standing(own, seconds)) {
            case BELOW -> Texts.of("plan.standing-below");
            case WITHIN -> Texts.of("plan.standing-within");
            case ABOVE -> Texts.of("plan.standing-above", seconds.mid() / 3600 / own.hoursTo());
        };
    }

    static Parts.Tone tone(OwnTable.Comparison standing) {
        return standing == OwnTable.Comparison.ABOVE ? Parts.Tone.LOOK : Parts.Tone.GOOD;
    }

    static String verdict(Verdict verdict) {
        return switch (verdict) {
            case FITS -> Texts.of("plan.verdict-fits");
            case TIGHT -> Texts.of("plan.verdict-tight");
            case SWAPS -> Texts.of("plan.verdict-swaps");
            case CANNOT -> Texts.of("plan.verdict-cannot");
        };
    }

    static Parts.Tone tone(Verdict verdict) {
        return switch (verdict) {
            case FITS -> Parts.Tone.GOOD;
            case TIGHT -> Parts.Tone.LOOK;
            case SWAPS, CANNOT -> Parts.Tone.BAD;
        };
    }

    /// How the trainer would hold the model: where its weights lie and what its layers keep.
    static String choice(MemoryChoice choice) {
        return Texts.of("plan.choice", place(choice), kept(choice), choice.tokensPerCall());
    }

    private static String place(MemoryChoice choice) {
        if (choice.streamed()) {
            return Texts.of("plan.choice-streamed");
        }
        return choice.wordBytes() == 2 ? Texts.of("plan.choice-resident-bf16") : Texts.of("plan.choice-resident");
    }

    private static String kept(MemoryChoice choice) {
        if (choice.keptLayers() == 0) {
            return Texts.of("plan.choice-recomputed");
        }
        return choice.keptLayers() == choice.layers()
                ? Texts.of("plan.choice-kept")
                : Texts.of("plan.choice-some-kept", choice.keptLayers(), choice.layers());
    }

    static String part(MemoryEstimate.Part part) {
        return switch (part) {
            case WEIGHTS -> Texts.of("plan.part-weights");
            case ADAPTER -> Texts.of("plan.part-adapter");
            case ACTIVATIONS -> Texts.of("plan.part-activations");
            case LOGITS -> Texts.of("plan.part-logits");
            case RUNTIME -> Texts.of("plan.part-runtime");
        };
    }

    static String provenance(Provenance provenance) {
        return switch (provenance) {
            case EXACT -> Texts.of("plan.provenance-exact");
            case MEASURED -> Texts.of("plan.provenance-measured");
            case COMPUTED -> Texts.of("plan.provenance-computed");
            case ASSUMED -> Texts.of("plan.provenance-assumed");
        };
    }

    static String night(Night.Way way, long rows) {
        var takes = Spoken.time(way.seconds());
        return switch (way.lever()) {
            case ROWS -> Texts.of("plan.night-rows", way.number(), rows, takes);
            case STEPS -> Texts.of("plan.night-steps", way.number(), takes);
            case LENGTH -> Texts.of("plan.night-length", way.number(), takes, way.rowsCut());
            case BASE -> Texts.of("plan.night-base", String.valueOf(way.base()), takes);
        };
    }

    static String advice(Advice.Suggestion suggestion, long rows) {
        var settings = suggestion.settings();
        var peak = Spoken.bytes(suggestion.plan().memory().peakBytes().mid());
        return switch (suggestion.lever()) {
            case BATCH -> Texts.of("plan.advice-batch", settings.batches().perDeviceTrainBatchSize(), peak);
            case LENGTH ->
                Texts.of(
                        "plan.advice-length",
                        settings.batches().maxLength(),
                        peak,
                        100.0 * suggestion.rowsCut() / rows);
            case RANK -> Texts.of("plan.advice-rank", settings.lora().r(), peak);
            case STREAM -> Texts.of("plan.advice-stream", peak);
            case BUDGET ->
                Texts.of("plan.advice-budget", Spoken.bytes(settings.memory().memoryBudgetBytes()), peak);
            case SMALLER_BASE -> Texts.of("plan.advice-base");
        };
    }
}
