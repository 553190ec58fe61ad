package sam.protocol;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// PEFT's way to name places, as in `rank_pattern` and `alpha_pattern`: a regular expression that fits the end of a
/// linear's full name, such as `q_proj` or `layers\\.0\\.mlp\\.(gate|up)_proj`, from its beginning or after a dot.
///
/// A pattern from a stranger's file may take for ever; it is given up after so many looks at a name's characters.
public final class PlacePattern {
    private static final int LONGEST = 500;
    private static final int LOOKS = 20_000;

    private PlacePattern() {}

    /// The name of a layer's linear in the model's files.
    public static String place(int layer, String linear) {
        var block = switch (linear) {
            case "gate_proj", "up_proj", "gate_up_proj", "down_proj" -> "mlp";
            default -> "self_attn";
        };
        return "model.layers.%d.%s.%s".formatted(layer, block, linear);
    }

    /// What the first pattern that fits the place stands for.
    public static <T> Optional<T> find(Map<String, T> patterns, int layer, String linear) {
        var name = place(layer, linear);
        for (var entry : patterns.entrySet()) {
            if (fits(entry.getKey(), name)) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    /// Whether a pattern fits a place's name; one that cannot be read is a `BadPattern`.
    public static boolean fits(String pattern, String name) {
        try {
            return pattern.length() <= LONGEST
                    && Pattern.compile("(.*\\.)?(" + pattern + ")$")
                            .matcher(new Looked(name))
                            .lookingAt();
        } catch (PatternSyntaxException | StackOverflowError | TooManyLooks e) {
            throw new BadPattern(pattern.length() <= LONGEST ? pattern : pattern.substring(0, LONGEST) + "…", e);
        }
    }

    /// A pattern that cannot be read; the message is for the person.
    public static final class BadPattern extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        BadPattern(String pattern, Throwable cause) {
            super(
                    "The pattern %s cannot be read as one of names of linears. Use names such as q_proj or layers.0.mlp.down_proj."
                            .formatted(pattern),
                    cause);
        }
    }

    private static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// A name that counts how often it is looked at.
    private static final class Looked implements CharSequence {
        private final String name;
        private int looks;

        Looked(String name) {
            this.name = name;
        }

        @Override
        public int length() {
            return name.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks > LOOKS) {
                throw new TooManyLooks();
            }
            return name.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return name.subSequence(start, end);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
