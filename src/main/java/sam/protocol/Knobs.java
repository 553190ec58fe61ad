package sam.protocol;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sam.durable.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Training settings as names and texts: what a command line turns, what a recipe in `project.json` says, what a
/// table shows. Lists are separated by commas; a name that does not exist is refused with the nearest that does.
final class Knobs {
    private static final List<String> PATTERNS = List.of("rank_pattern", "alpha_pattern");

    private static final List<String> THREE_WAY =
            List.of("completion_only_loss", "assistant_only_loss", "bf16", "gradient_checkpointing");

    private static final Map<String, String> ALIASES =
            Map.of("warmup_ratio", "warmup_steps", "shuffle", "shuffle_dataset");

    private Knobs() {}

    /// The settings with some knobs turned together.
    static TrainingSettings turned(TrainingSettings settings, Map<String, String> texts) {
        var node = (ObjectNode) Json.MAPPER.valueToTree(settings);
        texts.forEach((name, value) -> turn(node, name, value));
        return read(node);
    }

    /// The knobs of a JSON object.
    static Map<String, String> texts(JsonNode json) {
        var texts = new LinkedHashMap<String, String>();
        for (var entry : json.properties()) {
            var value = entry.getValue();
            var text = value.isArray()
                    ? String.join(
                            ",", value.valueStream().map(JsonNode::asString).toList())
                    : value.isObject() ? value.toString() : value.isNull() ? TrainingSettings.AUTO : value.asString();
            texts.put(entry.getKey(), text);
        }
        return texts;
    }

    /// Every knob of the settings, in order.
    static Map<String, String> texts(TrainingSettings settings) {
        var texts = new LinkedHashMap<String, String>();
        for (var entry : Json.MAPPER.valueToTree(settings).properties()) {
            if (entry.getValue().isObject()) {
                texts.put(entry.getKey(), Patterns.text(entry.getValue()));
                continue;
            }
            texts.put(entry.getKey(), entry.getValue().toString().replaceAll("[\\[\\]\"]", ""));
        }
        texts.putIfAbsent("loss_weights", "1 each");
        texts.replace("layers_to_transform", "", "all");
        THREE_WAY.forEach(name -> texts.putIfAbsent(name, TrainingSettings.AUTO));
        return texts;
    }

    private static TrainingSettings read(ObjectNode node) {
        try {
            return Json.MAPPER.treeToValue(node, TrainingSettings.class);
        } catch (tools.jackson.databind.exc.ValueInstantiationException e) {
            if (e.getCause() instanceof SettingException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private static void turn(ObjectNode node, String name, String value) {
        var key = ALIASES.getOrDefault(name, name);
        if (key.equals("loss_weights")) {
            node.set(key, numbers(name, value));
            return;
        }
        if (key.equals("layers_to_transform")) {
            node.set(key, layers(name, value));
            return;
        }
        if (PATTERNS.contains(key)) {
            node.set(key, Patterns.parse(name, value, key.equals("rank_pattern")));
            return;
        }
        if (THREE_WAY.contains(key)) {
            node.set(
                    key,
                    List.of(TrainingSettings.AUTO, "null", "none").contains(value.toLowerCase(Locale.ROOT))
                            ? node.nullNode()
                            : truth(name, value, "true, false or auto"));
            return;
        }
        var old = node.get(key);
        if (old == null) {
            throw new UnknownSettingException(name, nearest(name));
        }
        node.set(key, parse(name, value, old));
    }

    /// Refuses what a knob cannot be.
    static void require(boolean holds, String name, Object value, String wanted) {
        if (!holds) {
            throw new SettingException(name, String.valueOf(value), wanted);
        }
    }

    private static JsonNode parse(String name, String value, JsonNode old) {
        var nodes = Json.MAPPER.getNodeFactory();
        try {
            if (old.isBoolean()) {
                return truth(name, value, "true or false");
            }
            if (old.isIntegralNumber()) {
                var number = new BigDecimal(value.strip());
                return old.isInt()
                        ? nodes.numberNode(number.intValueExact())
                        : nodes.numberNode(number.longValueExact());
            }
            if (old.isNumber()) {
                return nodes.numberNode(finite(value));
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw new SettingException(name, value, "a number");
        }
        if (old.isArray()) {
            var array = nodes.arrayNode();
            split(value).forEach(array::add);
            return array;
        }
        return nodes.stringNode(value);
    }

    private static JsonNode truth(String name, String value, String wanted) {
        var nodes = Json.MAPPER.getNodeFactory();
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> nodes.booleanNode(true);
            case "false", "0", "no" -> nodes.booleanNode(false);
            default -> throw new SettingException(name, value, wanted);
        };
    }

    private static JsonNode numbers(String name, String value) {
        var array = Json.MAPPER.createArrayNode();
        try {
            split(value).forEach(part -> array.add(finite(part)));
        } catch (NumberFormatException e) {
            throw new SettingException(name, value, "numbers separated by commas");
        }
        return array;
    }

    private static JsonNode layers(String name, String value) {
        var array = Json.MAPPER.createArrayNode();
        try {
            split(List.of("all", TrainingSettings.AUTO).contains(value) ? "" : value)
                    .forEach(part -> array.add(Integer.parseInt(part)));
        } catch (NumberFormatException e) {
            throw new SettingException(name, value, "all or layer numbers separated by commas");
        }
        return array;
    }

    static double finite(String value) {
        double number = Double.parseDouble(value);
        if (!Double.isFinite(number)) {
            throw new NumberFormatException(value);
        }
        return number;
    }

    private static List<String> split(String value) {
        return Arrays.stream(value.replaceAll("[\\[\\]\"' ]", "").split(","))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String nearest(String name) {
        var known =
                new ArrayList<>(texts(TrainingSettings.defaults(Objective.SFT)).keySet());
        known.addAll(ALIASES.keySet());
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElseThrow();
    }

    /// Levenshtein's edit distance.
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
