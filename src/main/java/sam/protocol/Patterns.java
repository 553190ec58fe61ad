package sam.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A knob that maps names, or patterns of names, to numbers: PEFT's `rank_pattern` and `alpha_pattern`.
///
/// As text `q_proj=8,layers.0.mlp.down_proj=4`, or a JSON object where a pattern itself has a comma or an equals
/// sign. Their order counts.
final class Patterns {
    private Patterns() {}

    /// The same, unchangeable, in its order; of nothing an empty one.
    static <T> Map<String, T> copy(@Nullable Map<String, T> pattern) {
        return pattern == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(pattern));
    }

    static String text(JsonNode pattern) {
        var text = new StringBuilder();
        for (var entry : pattern.properties()) {
            if (entry.getKey().contains(",") || entry.getKey().contains("=")) {
                return pattern.toString();
            }
            text.append(text.isEmpty() ? "" : ",")
                    .append(entry.getKey())
                    .append('=')
                    .append(entry.getValue());
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    static ObjectNode parse(String name, String value, boolean whole) {
        var pattern = Json.MAPPER.createObjectNode();
        var text = value.strip();
        if (text.startsWith("{")) {
            try {
                Json.MAPPER.readTree(text).properties().forEach(entry -> {
                    number(pattern, entry.getKey(), entry.getValue().asString(""), name, value, whole);
                });
                return pattern;
            } catch (JacksonException e) {
                throw wrong(name, value, whole);
            }
        }
        if (text.isEmpty() || text.equals("none") || text.equals(TrainingSettings.AUTO)) {
            return pattern;
        }
        for (var part : text.split(",")) {
            int at = part.indexOf('=');
            if (at < 1) {
                throw wrong(name, value, whole);
            }
            number(
                    pattern,
                    part.substring(0, at).strip(),
                    part.substring(at + 1).strip(),
                    name,
                    value,
                    whole);
        }
        return pattern;
    }

    private static void number(
            ObjectNode pattern, String key, String number, String name, String value, boolean whole) {
        try {
            if (whole) {
                pattern.put(key, Integer.parseInt(number));
            } else {
                pattern.put(key, Knobs.finite(number));
            }
        } catch (NumberFormatException e) {
            throw wrong(name, value, whole);
        }
    }

    private static SettingException wrong(String name, String value, boolean whole) {
        return new SettingException(
                name,
                value,
                whole
                        ? "ranks by place, such as q_proj=8,down_proj=4"
                        : "alphas by place, such as q_proj=16,down_proj=8");
    }
}
