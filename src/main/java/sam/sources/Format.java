package sam.sources;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The dataset formats we read, in the order they are tried.
public enum Format {
    MESSAGES("TRL messages", () -> TrlRows.MESSAGES),
    SHAREGPT("ShareGPT", ShareGptRows::new),
    OASST("OpenAssistant trees", () -> new OasstTrees(false)),
    OASST_FLAT("OpenAssistant rows", () -> new OasstTrees(true)),
    HH_RLHF("HH-RLHF transcripts", TranscriptRows::new),
    PREFERENCE("TRL preference pairs", () -> TrlRows.PREFERENCE),
    PROMPT_COMPLETION("TRL prompt and completion", () -> TrlRows.PROMPT_COMPLETION),
    GSM8K("GSM8K", GsmRows::new),
    ALPACA("Alpaca", InstructionRows::alpaca),
    DOLLY("Dolly", InstructionRows::dolly),
    GPTEACHER("GPTeacher", InstructionRows::gpteacher);

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
        return Arrays.stream(values())
                .filter(format -> format.key().equalsIgnoreCase(key.strip().replace('_', '-')))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("There is no format “%s”. Known are %s.".formatted(key, keys())));
    }

    public static String keys() {
        return Arrays.stream(values()).map(Format::key).collect(Collectors.joining(", "));
    }

    /// A new reader of this format, for one file.
    RowShape shape() {
        return shape.get();
    }

    /// The format most of these rows look like; a tie goes to the one tried first.
    static Optional<Format> detect(List<JsonNode> rows) {
        Format best = null;
        long most = 0;
        for (var format : values()) {
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
        return this == HH_RLHF || this == PREFERENCE;
    }
}
