package sam.llm;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// PEFT's way to name places, as in `rank_pattern` and `alpha_pattern`: a regular expression that fits the end of a
/// linear's full name, such as `q_proj` or `layers\\.0\\.mlp\\.(gate|up)_proj`, from its beginning or after a dot.
///
/// A pattern from a stranger's file may take for ever; it is given up after so many looks at a name's characters.
final class PlacePattern {
    private static final int LONGEST = 500;
    private static final int LOOKS = 20_000;

    private PlacePattern() {}

    /// What the first pattern that fits the place stands for.
    static <T> Optional<T> find(Map<String, T> patterns, int layer, String linear) {
        var name = ModelFolder.linear(layer, linear);
        for (var entry : patterns.entrySet()) {
            if (fits(entry.getKey(), name)) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    static boolean fits(String pattern, String name) {
        try {
            return pattern.length() <= LONGEST
                    && Pattern.compile("(.*\\.)?(" + pattern + ")$")
                            .matcher(new Looked(name))
                            .lookingAt();
        } catch (PatternSyntaxException | StackOverflowError | TooManyLooks e) {
            throw new ModelException(
                    "The pattern %s cannot be read as one of names of linears. Use names such as q_proj or layers.0.mlp.down_proj."
                            .formatted(pattern.length() <= LONGEST ? pattern : pattern.substring(0, LONGEST) + "…"),
                    e);
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
