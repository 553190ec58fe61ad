package sam.datasets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import sam.hub.HubFile;

/// Which files hold which part of a data set: by its card, else by the names of its files, as the hub's own viewer
/// does.
record Layout(Map<String, Map<String, List<HubFile>>> parts) {
    private static final Pattern DATA = Pattern.compile(
            ".*\\.(jsonl|json|ndjson|csv|tsv|parquet)(\\.(gz|gzip|zst|zstd))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ASIDE = Pattern.compile(
            "(.*/)?(dataset_infos?|config|package|.*\\.index|state|metadata)\\.json", Pattern.CASE_INSENSITIVE);
    private static final Pattern CONVERTED = Pattern.compile(
            "([^/]+)/(?:partial-)?(?:([^/]+)/\\d+|[^/]*?-?(train|test|validation|[a-z_]+)(?:-\\d+-of-\\d+)?)\\.parquet");
    private static final Map<String, List<String>> SPLITS = splits();

    private static Map<String, List<String>> splits() {
        var all = new LinkedHashMap<String, List<String>>();
        all.put("test", List.of("test", "testing", "eval", "evaluation"));
        all.put("validation", List.of("validation", "valid", "val", "dev"));
        all.put("train", List.of("train", "training"));
        return all;
    }

    /// The layout of a repository's own files. Empty where none holds rows.
    static Optional<Layout> of(List<HubFile> files, DataSetCard card) {
        var data = files.stream()
                .filter(file -> DATA.matcher(file.path()).matches())
                .filter(file -> !ASIDE.matcher(file.path()).matches())
                .filter(file -> !file.path().startsWith("."))
                .toList();
        if (data.isEmpty()) {
            return Optional.empty();
        }
        var byCard = byCard(data, card);
        return Optional.of(byCard.parts.isEmpty() ? new Layout(Map.of("default", byName(data))) : byCard);
    }

    /// The layout of what the hub converted to Parquet: `CONFIG/SPLIT/0000.parquet`.
    static Optional<Layout> converted(List<HubFile> files) {
        var parts = new LinkedHashMap<String, Map<String, List<HubFile>>>();
        for (var file : files) {
            var found = CONVERTED.matcher(file.path());
            if (found.matches()) {
                var split =
                        found.group(2) == null ? found.group(3) : found.group(2).replaceFirst("^partial-", "");
                parts.computeIfAbsent(found.group(1), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(split, _ -> new ArrayList<>())
                        .add(file);
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new Layout(parts));
    }

    private static Layout byCard(List<HubFile> data, DataSetCard card) {
        var parts = new LinkedHashMap<String, Map<String, List<HubFile>>>();
        card.parts()
                .forEach((config, splits) -> splits.forEach((split, patterns) -> {
                    var globs = patterns.stream().map(Layout::glob).toList();
                    var files = data.stream()
                            .filter(file -> globs.stream()
                                    .anyMatch(glob -> glob.matcher(file.path()).matches()))
                            .toList();
                    if (!files.isEmpty()) {
                        parts.computeIfAbsent(config, _ -> new LinkedHashMap<>())
                                .put(split, files);
                    }
                }));
        return new Layout(parts);
    }

    /// A file whose name says no split is for training.
    private static Map<String, List<HubFile>> byName(List<HubFile> data) {
        var splits = new LinkedHashMap<String, List<HubFile>>();
        for (var file : data) {
            splits.computeIfAbsent(split(file.path()), _ -> new ArrayList<>()).add(file);
        }
        return splits;
    }

    static String split(String path) {
        for (var word : List.of(path.toLowerCase(Locale.ROOT).split("[^a-z]+")).reversed()) {
            for (var split : SPLITS.entrySet()) {
                if (split.getValue().contains(word)) {
                    return split.getKey();
                }
            }
        }
        return "train";
    }

    /// A pattern as the hub has them: `*` within a folder, `**` across folders, `?`, `[…]`, `{a,b}`.
    static Pattern glob(String pattern) {
        var text = pattern.replaceFirst("^\\./", "");
        var regex = new StringBuilder();
        boolean choice = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' && i + 1 < text.length() && text.charAt(i + 1) == '*') {
                boolean folder = i + 2 < text.length() && text.charAt(i + 2) == '/';
                regex.append(folder ? "(?:.*/)?" : ".*");
                i += folder ? 2 : 1;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '{') {
                choice = true;
                regex.append("(?:");
            } else if (c == '}' && choice) {
                choice = false;
                regex.append(')');
            } else if (c == ',' && choice) {
                regex.append('|');
            } else if (c == '[' && text.indexOf(']', i) > i) {
                int end = text.indexOf(']', i);
                var inside = text.substring(i + 1, end).replaceAll("[^A-Za-z0-9_.!-]", "");
                regex.append(inside.isEmpty() ? "" : "[" + inside.replaceFirst("^!", "^") + "]");
                i = end;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(choice ? Pattern.quote(text) : regex.toString());
    }

    /// Only files whose path goes through a folder.
    Layout within(String folder) {
        var kept = new LinkedHashMap<String, Map<String, List<HubFile>>>();
        parts.forEach((config, splits) -> splits.forEach((split, files) -> {
            var some = files.stream()
                    .filter(file -> ("/" + file.path()).contains("/" + folder + "/"))
                    .toList();
            if (!some.isEmpty()) {
                kept.computeIfAbsent(config, _ -> new LinkedHashMap<>()).put(split, some);
            }
        }));
        return kept.isEmpty() ? this : new Layout(kept);
    }
}
