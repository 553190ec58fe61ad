package sam.intake;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import sam.library.Tier;

/// A published data set we know by its format and file name: what it may be used for, under which licence, and which
/// phase it teaches.
public record KnownSource(
        String name, Set<Format> formats, List<String> fileNames, Tier tier, String licence, int phase) {
    /// The catalogue. Licences are those their publishers state.
    public static final List<KnownSource> CATALOGUE = List.of(
            tier1("Stanford Alpaca", Format.ALPACA, "CC-BY-NC-4.0", 1, "alpaca"),
            tier1("Databricks Dolly 15k", Format.DOLLY, "CC-BY-SA-3.0", 1, "dolly"),
            new KnownSource(
                    "OpenAssistant oasst1",
                    Set.of(Format.OASST, Format.OASST_FLAT),
                    List.of("oasst", "openassistant"),
                    Tier.TRAIN_FIRST,
                    "Apache-2.0",
                    1),
            new KnownSource(
                    "OpenAssistant oasst1",
                    Set.of(Format.OASST_PAIRS, Format.OASST_FLAT_PAIRS),
                    List.of("oasst", "openassistant"),
                    Tier.HIGH_VALUE,
                    "Apache-2.0",
                    4),
            tier1("P3", Format.P3, "Apache-2.0", 1, "p3"),
            tier1("FLAN", Format.FLAN, "Apache-2.0", 1, "flan"),
            tier1("AQuA", Format.AQUA, "Apache-2.0", 3, "aqua"),
            pairs("UltraFeedback", Format.ULTRAFEEDBACK, "MIT", "ultrafeedback"),
            pairs("Orca pairs by distilabel", Format.ORCA_PAIRS, "Apache-2.0", "orca"),
            tier1("GSM8K", Format.GSM8K, "MIT", 3, "gsm8k"),
            tier1("GPTeacher role-play", Format.GPTEACHER, "MIT", 2, "roleplay"),
            tier1("GPTeacher code", Format.GPTEACHER, "MIT", 1, "codegen"),
            tier1("GPTeacher", Format.GPTEACHER, "MIT", 1, "gpteacher"),
            new KnownSource(
                    "HH-RLHF",
                    Set.of(Format.HH_RLHF),
                    List.of("hh-rlhf", "hh_rlhf", "harmless", "helpful"),
                    Tier.HIGH_VALUE,
                    "MIT",
                    4));

    private static KnownSource pairs(String name, Format format, String licence, String fileName) {
        return new KnownSource(name, Set.of(format), List.of(fileName), Tier.HIGH_VALUE, licence, 4);
    }

    private static KnownSource tier1(String name, Format format, String licence, int phase, String fileName) {
        return new KnownSource(name, Set.of(format), List.of(fileName), Tier.TRAIN_FIRST, licence, phase);
    }

    /// The known source a file seems to be. A file of your own in a known format is none: its name does not say so.
    static Optional<KnownSource> match(Format format, String fileName) {
        var name = fileName.toLowerCase(Locale.ROOT);
        return CATALOGUE.stream()
                .filter(source -> source.formats.contains(format))
                .filter(source -> source.fileNames.stream().anyMatch(name::contains))
                .findFirst();
    }
}
