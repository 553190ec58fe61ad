package sam.datasets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What the head of a data set's card says: its licence, and which files hold which part of it.
///
/// - `parts`: patterns of files by split, by config; empty where the card says nothing.
record DataSetCard(String licence, Map<String, Map<String, List<String>>> parts) {
    static final DataSetCard SILENT = new DataSetCard("", Map.of());
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final int MOST_CHARS = 2 << 20;

    /// Reads `README.md`. A card without a head, or with one that cannot be read, says nothing.
    static DataSetCard read(String readme) {
        var text = readme.replace("\r\n", "\n").replaceFirst("^\uFEFF", "");
        if (!text.startsWith("---\n") || text.length() > MOST_CHARS) {
            return SILENT;
        }
        int end = text.indexOf("\n---", 3);
        if (end < 0) {
            return SILENT;
        }
        try {
            var head = YAML.readTree(text.substring(4, end + 1));
            return new DataSetCard(licence(head), parts(head.path("configs")));
        } catch (JacksonException notYaml) {
            return SILENT;
        }
    }

    private static String licence(JsonNode head) {
        for (var name : List.of("license", "licence", "licenses")) {
            var said = head.path(name);
            var all = new ArrayList<String>();
            if (said.isString()) {
                all.add(said.asString());
            } else {
                said.forEach(each -> all.add(each.asString("")));
            }
            all.removeIf(String::isBlank);
            if (!all.isEmpty()) {
                return String.join(" AND ", all.stream().map(DataSetCard::spdx).toList());
            }
        }
        return "";
    }

    /// The hub writes identifiers in small letters.
    static String spdx(String said) {
        var name = said.strip();
        return switch (name.toLowerCase(java.util.Locale.ROOT)) {
            case "mit" -> "MIT";
            case "apache-2.0" -> "Apache-2.0";
            case "bsd-2-clause" -> "BSD-2-Clause";
            case "bsd-3-clause" -> "BSD-3-Clause";
            case "odc-by" -> "ODC-By-1.0";
            case "odbl" -> "ODbL-1.0";
            case "unlicense" -> "Unlicense";
            case "other", "unknown" -> "unknown";
            default ->
                name.toLowerCase(java.util.Locale.ROOT).startsWith("cc")
                                || name.toLowerCase(java.util.Locale.ROOT).contains("gpl")
                        ? name.toUpperCase(java.util.Locale.ROOT)
                        : name;
        };
    }

    private static Map<String, Map<String, List<String>>> parts(JsonNode configs) {
        var all = new LinkedHashMap<String, Map<String, List<String>>>();
        for (var config : configs) {
            var files = config.path("data_files");
            var splits = new LinkedHashMap<String, List<String>>();
            if (files.isString()) {
                splits.put("train", List.of(files.asString()));
            }
            for (var file : files) {
                if (file.isString()) {
                    splits.computeIfAbsent("train", _ -> new ArrayList<>()).add(file.asString());
                } else if (file.isObject()) {
                    var paths = splits.computeIfAbsent(file.path("split").asString("train"), _ -> new ArrayList<>());
                    if (file.path("path").isString()) {
                        paths.add(file.path("path").asString());
                    }
                    file.path("path").forEach(path -> paths.add(path.asString("")));
                }
            }
            if (!splits.isEmpty()) {
                all.put(config.path("config_name").asString("default"), splits);
            }
        }
        return all;
    }
}
