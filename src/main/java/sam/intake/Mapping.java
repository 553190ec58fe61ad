package sam.intake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.library.Example;

/// Which column of a file of any shape becomes which part of a row. What the parts are decides what kind of row they
/// make; the phase is the kind's usual one unless it is said.
public record Mapping(Map<Part, Source> parts, @Nullable Integer phase) {
    /// The parts a row may have.
    public enum Part {
        INSTRUCTION,
        INPUT,
        ANSWER,
        SYSTEM,
        CHOSEN,
        REJECTED,
        STEPS,
        KEY,
        MESSAGES,
        BEFORE,
        DIFF,
        TITLE,
        TEXT;

        /// The name on the command line.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What a mapping makes of a row.
    public enum Kind {
        CHAT(Set.of(Part.INSTRUCTION, Part.ANSWER), Set.of(Part.INPUT, Part.SYSTEM)),
        CONVERSATION(Set.of(Part.MESSAGES), Set.of(Part.SYSTEM)),
        REASONED(Set.of(Part.INSTRUCTION, Part.STEPS, Part.KEY), Set.of(Part.INPUT, Part.SYSTEM)),
        PREFERENCE(Set.of(Part.INSTRUCTION, Part.CHOSEN, Part.REJECTED), Set.of(Part.INPUT, Part.SYSTEM)),
        DIFF(Set.of(Part.INSTRUCTION, Part.DIFF), Set.of(Part.BEFORE)),
        DOCUMENT(Set.of(Part.TEXT), Set.of(Part.TITLE));

        private final Set<Part> needed;
        private final Set<Part> possible;

        Kind(Set<Part> needed, Set<Part> possible) {
            this.needed = needed;
            this.possible = possible;
        }

        boolean isOf(Set<Part> parts) {
            return parts.containsAll(needed)
                    && parts.stream().allMatch(part -> needed.contains(part) || possible.contains(part));
        }
    }

    /// A column, or a text in which `{name}` is the text of that column; a text without any is the same for each row.
    public record Source(@Nullable String column, @Nullable String template) {
        public static Source column(String name) {
            return new Source(name, null);
        }

        public static Source template(String text) {
            return new Source(null, text);
        }
    }

    public Mapping {
        parts = Map.copyOf(new EnumMap<>(parts));
        if (kindOf(parts.keySet()) == null) {
            throw new IllegalArgumentException(
                    Plain.text("%s make no row. A row is one of: %s.", named(parts.keySet()), possible()));
        }
    }

    public Kind kind() {
        return java.util.Objects.requireNonNull(kindOf(parts.keySet()));
    }

    /// Which phase its rows teach; 0 where the file's name may tell.
    int usualPhase() {
        if (phase != null) {
            return phase;
        }
        return switch (kind()) {
            case REASONED -> 3;
            case PREFERENCE -> 4;
            default -> 0;
        };
    }

    private static @Nullable Kind kindOf(Set<Part> parts) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.isOf(parts))
                .findFirst()
                .orElse(null);
    }

    private static String named(Set<Part> parts) {
        return parts.isEmpty()
                ? "No parts"
                : parts.stream().sorted().map(Part::key).collect(Collectors.joining(", "));
    }

    private static String possible() {
        return Arrays.stream(Kind.values())
                .map(kind -> kind.needed.stream().sorted().map(Part::key).collect(Collectors.joining(" and ")))
                .collect(Collectors.joining("; "));
    }

    /// Of `part=column,part="text with {column}"`, as it is written on the command line.
    public static Mapping parse(String said) {
        var parts = new EnumMap<Part, Source>(Part.class);
        for (var each : split(said)) {
            int equals = each.indexOf('=');
            if (equals < 1 || equals == each.length() - 1) {
                throw new IllegalArgumentException(
                        Plain.text("“%s” is no PART=COLUMN, such as instruction=question.", each));
            }
            var name = each.substring(0, equals).strip();
            var part = Arrays.stream(Part.values())
                    .filter(one -> one.key().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(Plain.text(
                            "There is no part “%s”. Known are %s.",
                            name, Arrays.stream(Part.values()).map(Part::key).collect(Collectors.joining(", ")))));
            var value = each.substring(equals + 1);
            boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
            var source = quoted
                    ? Source.template(value.substring(1, value.length() - 1).replace("\\n", "\n"))
                    : Source.column(value);
            if (parts.put(part, source) != null) {
                throw new IllegalArgumentException(Plain.text("The part “%s” is said twice.", part.key()));
            }
        }
        return new Mapping(parts, null);
    }

    private static List<String> split(String said) {
        var pieces = new ArrayList<String>();
        var piece = new StringBuilder();
        boolean quoted = false;
        for (char c : said.toCharArray()) {
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                pieces.add(piece.toString());
                piece.setLength(0);
            } else {
                piece.append(c);
            }
        }
        pieces.add(piece.toString());
        return pieces;
    }

    /// As it is written on the command line.
    @Override
    public String toString() {
        var said = new TreeMap<Part, String>();
        parts.forEach((part, source) -> said.put(
                part,
                source.column() != null
                        ? part.key() + "=" + source.column()
                        : part.key() + "=\"" + String.valueOf(source.template()).replace("\n", "\\n") + "\""));
        return String.join(",", said.values());
    }

    /// One row as it would come, or why it would not.
    public record Preview(
            long line, @Nullable Example example, @Nullable String refusal) {}

    /// What becomes of the first rows of a file.
    public List<Preview> preview(Path file, int rows) {
        var previews = new ArrayList<Preview>();
        var settings = ImportSettings.guess().withMapping(this);
        Parsing.of(file).tell(file, settings, () -> previews.size() >= rows, parsed -> {
            switch (parsed) {
                case Parsed.Taken row -> previews.add(new Preview(row.line(), row.example(), null));
                case Parsed.Refused row -> previews.add(new Preview(row.line(), null, row.reason()));
                case Parsed.Fault fault -> {
                    if (previews.isEmpty()) {
                        throw new ImportException(fault.sentence());
                    }
                }
                default -> {
                    // nothing of a row
                }
            }
            return previews.size() < rows;
        });
        return previews;
    }
}
