package sam.protocol;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;

/// PEFT's way to name places, in Python's regular expressions. `rank_pattern` and `alpha_pattern` fit the end of a
/// linear's full name, such as `q_proj` or `layers\\.0\\.mlp\\.(gate|up)_proj`, from its beginning or after a dot;
/// `target_modules` as one text fits the whole name.
///
/// A pattern from a stranger's file may take for ever; it is given up after so many looks at a name's characters.
public final class PlacePattern {
    private static final int LONGEST = 4_000;
    private static final int LOOKS = 100_000;
    private static final int MOST_COMPILED = 100;
    private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    private PlacePattern() {}

    /// The name of a layer's linear in the model's files.
    public static String place(int layer, String linear) {
        var block = switch (linear) {
            case "gate_proj", "up_proj", "gate_up_proj", "down_proj" -> "mlp";
            default -> "self_attn";
        };
        return Plain.text("model.layers.%d.%s.%s", layer, block, linear);
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
        return reads("(.*\\.)?(" + java(pattern) + ")$", pattern, name, Matcher::lookingAt);
    }

    /// Whether a pattern fits a whole name, as Python's `re.fullmatch` says.
    public static boolean fitsAll(String pattern, String name) {
        return reads(java(pattern), pattern, name, Matcher::matches);
    }

    /// The number behind the first part of a name that a pattern fits, as PEFT finds a layer by `layers_pattern`.
    public static Optional<Integer> layer(String pattern, String name) {
        var found = new AtomicReference<String>();
        boolean fits = reads("(?:^|.*?\\.)(?:" + java(pattern) + ")\\.(?<idx>\\d{1,6})\\.", pattern, name, matcher -> {
            boolean matches = matcher.lookingAt();
            found.set(matches ? matcher.group("idx") : "");
            return matches;
        });
        return fits ? Optional.of(Integer.valueOf(found.get())) : Optional.empty();
    }

    private static String java(String pattern) {
        if (pattern.length() > LONGEST) {
            throw new BadPattern(pattern.substring(0, 100) + "…", null);
        }
        try {
            return PythonPattern.toJava(pattern);
        } catch (PatternSyntaxException e) {
            throw new BadPattern(pattern, e);
        }
    }

    private static boolean reads(String java, String pattern, String name, Predicate<Matcher> question) {
        try {
            return question.test(compiled(java).matcher(new Looked(name)));
        } catch (PatternSyntaxException | StackOverflowError | TooManyLooks e) {
            throw new BadPattern(pattern, e);
        }
    }

    private static Pattern compiled(String java) {
        var known = COMPILED.get(java);
        if (known != null) {
            return known;
        }
        if (COMPILED.size() > MOST_COMPILED) {
            COMPILED.clear();
        }
        var fresh = Pattern.compile(java);
        COMPILED.put(java, fresh);
        return fresh;
    }

    /// A pattern that cannot be read; the message is for the person.
    public static final class BadPattern extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        BadPattern(String pattern, @Nullable Throwable cause) {
            super(
                    Plain.text(
                            "The pattern %s cannot be read as one of names of linears. Use names such as q_proj or"
                                    + " layers.0.mlp.down_proj.",
                            pattern),
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
