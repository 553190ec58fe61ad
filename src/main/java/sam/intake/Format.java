package sam.intake;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import sam.durable.Plain;
import tools.jackson.databind.JsonNode;

/// The dataset formats we read, in the order they are tried.
public enum Format {
    ULTRAFEEDBACK("UltraFeedback", UltraFeedbackRows::new),
    ORCA_PAIRS("Orca pairs by distilabel", OrcaRows::new),
    SHP("Stanford Human Preferences", ShpRows::new),
    P3("P3", () -> new TaskRows(true)),
    FLAN("FLAN", () -> new TaskRows(false)),
    AQUA("AQuA", () -> new ReasonedRows(true)),
    COMMITPACK("CommitPackFT", () -> new CommitRows(true)),
    SWE_BENCH("SWE-bench", () -> new CommitRows(false)),
    HH_RLHF("HH-RLHF transcripts", TranscriptRows::new),
    PREFERENCE("TRL preference pairs", PairRows::new),
    MESSAGES("TRL messages", () -> new ConversationRows(false)),
    SHAREGPT("ShareGPT", () -> new ConversationRows(true)),
    OASST("OpenAssistant trees", () -> new OasstTrees(false)),
    OASST_FLAT("OpenAssistant rows", () -> new OasstTrees(true)),
    PROMPT_COMPLETION("TRL prompt and completion", PromptRows::new),
    OASST_PAIRS("OpenAssistant trees as pairs", () -> OasstTrees.pairs(false)),
    OASST_FLAT_PAIRS("OpenAssistant rows as pairs", () -> OasstTrees.pairs(true)),
    GSM8K("GSM8K", GsmRows::new),
    RATIONALE("question, answer and rationale", () -> new ReasonedRows(false)),
    ALPACA("Alpaca", InstructionRows::alpaca),
    DOLLY("Dolly", InstructionRows::dolly),
    GPTEACHER("GPTeacher", InstructionRows::gpteacher),
    /// Not found out, but said by a [Mapping], which has a shape of its own.
    MAPPED("columns as you mapped them", () -> {
        throw new IllegalStateException("a mapping reads its rows itself");
    });

    private static final List<Format> KNOWN =
            Arrays.stream(values()).filter(format -> format != MAPPED).toList();

    private final String title;
    private final Supplier<RowShape> shape;

    Format(String title, Supplier<RowShape> shape) {
        this.title = title;
        this.shape = shape;
    }

    public String title() {
        return title;
    }

    /// The name on the command line, for example `hh-rlhf`.
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Format of(String key) {
        return KNOWN.stream()
                .filter(format -> format.key().equalsIgnoreCase(key.strip().replace('_', '-')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        Plain.text("There is no format “%s”. Known are %s.", key, keys())));
    }

    /// Those that a file can be said to have.
    public static List<Format> known() {
        return KNOWN;
    }

    public static String keys() {
        return KNOWN.stream().map(Format::key).collect(Collectors.joining(", "));
    }

    /// A new reader of this format, for one file.
    RowShape shape() {
        return shape.get();
    }

    /// The format in which most of these rows hold content; a tie goes to the one tried first. Where no row holds any,
    /// the names of their fields decide, so that each is refused for what it lacks.
    static Optional<Format> detect(List<JsonNode> rows) {
        return most(rows.stream().map(Fields::of).toList())
                .or(() -> most(rows.stream().map(Fields::byKey).toList()));
    }

    private static Optional<Format> most(List<Fields> rows) {
        Format best = null;
        long most = 0;
        for (var format : KNOWN) {
            var shape = format.shape();
            long fitting = rows.stream().filter(shape::fits).count();
            if (fitting > most) {
                most = fitting;
                best = format;
            }
        }
        return Optional.ofNullable(best);
    }

    /// Whether its rows are preference pairs.
    boolean pairs() {
        return switch (this) {
            case HH_RLHF, PREFERENCE, ULTRAFEEDBACK, ORCA_PAIRS, SHP, OASST_PAIRS, OASST_FLAT_PAIRS -> true;
            default -> false;
        };
    }

    /// Whether its rows keep worked steps and key apart.
    boolean reasoned() {
        return this == GSM8K || this == AQUA || this == RATIONALE;
    }

    /// Whether its test split is what others measure models by.
    boolean measures() {
        return reasoned() || this == SWE_BENCH;
    }
}
