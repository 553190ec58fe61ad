package sam.stories;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.intake.ImportException;

/// What the person chose for stories. It travels as the options of an order; a work is named by its [Work#id].
///
/// - `works`: those to take; all when empty. Option `works`, by comma.
/// - `kinds`: option `kinds`, by comma; all when absent.
/// - `target`: words of a passage; passages have half to twice as many. Option `target`.
/// - `most`: at most so many rows of a kind and work, spread evenly, or null for all. Option `most`.
/// - `permission`: of works that have none of their own. Option `permission`; `permission.WORK` for one work.
/// - `roles`: the characters that the model plays; the two who speak most of each work when empty. Option `roles`.
/// - `speakers`: who says an utterance instead of the guess, by `WORK.NUMBER`; empty for nobody. Option
///   `speaker.WORK.NUMBER`.
/// - `names`: how a guessed speaker is called throughout a work, by `WORK.GUESS`. Option `name.WORK.GUESS`.
public record StoryChoices(
        Set<String> works,
        Set<StoryKind> kinds,
        int target,
        @Nullable Integer most,
        Permission permission,
        Map<String, Permission> permissions,
        List<String> roles,
        Map<String, String> speakers,
        Map<String, String> names) {
    private static final int SMALLEST = 20;
    private static final int LARGEST = 4_000;
    private static final String PERMISSION = "permission.";
    private static final String SPEAKER = "speaker.";
    private static final String NAME = "name.";
    private static final Set<String> PLAIN = Set.of("works", "kinds", "target", "most", "permission", "roles");

    /// What is taken when nothing is chosen.
    public static final StoryChoices USUAL = new StoryChoices(
            Set.of(),
            EnumSet.allOf(StoryKind.class),
            200,
            null,
            Permission.NONE,
            Map.of(),
            List.of(),
            Map.of(),
            Map.of());

    public StoryChoices {
        works = Set.copyOf(works);
        kinds = Set.copyOf(kinds);
        permissions = Map.copyOf(permissions);
        roles = List.copyOf(roles);
        speakers = Map.copyOf(speakers);
        names = Map.copyOf(names);
    }

    /// Reads the options of an order. One that is unknown or makes no sense is an [ImportException].
    public static StoryChoices of(Map<String, String> options) {
        for (var name : options.keySet()) {
            if (!PLAIN.contains(name)
                    && !name.startsWith(PERMISSION)
                    && !name.startsWith(SPEAKER)
                    && !name.startsWith(NAME)) {
                throw new ImportException(Plain.text("Stories know no option \"%s\".", name));
            }
        }
        var kinds = new LinkedHashSet<StoryKind>();
        list(options, "kinds").forEach(name -> kinds.add(StoryKind.of(name)));
        return new StoryChoices(
                new LinkedHashSet<>(list(options, "works")),
                kinds.isEmpty() ? USUAL.kinds() : kinds,
                number(options, "target", SMALLEST, LARGEST) instanceof Integer given ? given : USUAL.target(),
                number(options, "most", 1, Integer.MAX_VALUE),
                Permission.of(
                        options.getOrDefault("permission", USUAL.permission().option())),
                below(options, PERMISSION, Permission::of),
                list(options, "roles"),
                below(options, SPEAKER, Function.identity()),
                below(options, NAME, Function.identity()));
    }

    /// The same as the options of an order.
    public Map<String, String> options() {
        var options = new TreeMap<String, String>();
        if (!works.isEmpty()) {
            options.put("works", works.stream().sorted().collect(Collectors.joining(",")));
        }
        options.put("kinds", kinds.stream().map(StoryKind::option).sorted().collect(Collectors.joining(",")));
        options.put("target", Plain.text("%d", target));
        if (most != null) {
            options.put("most", Plain.text("%d", most));
        }
        options.put("permission", permission.option());
        permissions.forEach((work, each) -> options.put(PERMISSION + work, each.option()));
        if (!roles.isEmpty()) {
            options.put("roles", String.join(",", roles));
        }
        speakers.forEach((place, name) -> options.put(SPEAKER + place, name));
        names.forEach((place, name) -> options.put(NAME + place, name));
        return options;
    }

    /// Whether a work is among those chosen.
    public boolean takes(Work work) {
        return works.isEmpty() || works.contains(work.id());
    }

    public Permission permission(Work work) {
        return permissions.getOrDefault(work.id(), permission);
    }

    /// The same with what may be done with one work.
    StoryChoices permitting(String work, Permission permitted) {
        var more = new HashMap<>(permissions);
        more.put(work, permitted);
        return new StoryChoices(works, kinds, target, most, permission, more, roles, speakers, names);
    }

    private static List<String> list(Map<String, String> options, String name) {
        return Arrays.stream(options.getOrDefault(name, "").split(","))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static @Nullable Integer number(Map<String, String> options, String name, int least, int most) {
        var value = options.get(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        var digits = value.strip();
        if (digits.matches("[+-]?\\d{1,9}")) {
            int number = Integer.parseInt(digits);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new ImportException(
                Plain.text("\"%s\" is no %s for stories: it is a number from %,d to %,d.", value, name, least, most));
    }

    private static <T> Map<String, T> below(Map<String, String> options, String prefix, Function<String, T> read) {
        var found = new HashMap<String, T>();
        options.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), read.apply(value.strip()));
            }
        });
        return found;
    }
}
