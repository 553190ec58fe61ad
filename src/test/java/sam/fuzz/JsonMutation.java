package sam.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// Damages a JSON text in its structure: it stays JSON nearly always, so the damage reaches what reads the values.
final class JsonMutation implements Mutation {
    static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "1",
            "2",
            "3",
            "2147483647",
            "2147483648",
            "-2147483648",
            "4294967296",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "18446744073709551616",
            "1e308",
            "1e999",
            "-1e999",
            "1e-320",
            "0.5",
            "1e3",
            "123456789012345678901234567890");
    private static final List<String> OTHERS = List.of(
            "null",
            "true",
            "false",
            "\"\"",
            "\"x\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"\":null}",
            "\"../../x\"",
            "\"NaN\"",
            "NaN");
    private static final JsonMapper MAPPER = new JsonMapper();

    private record Place(JsonNode parent, String name, int index) {}

    @Override
    public byte[] apply(byte[] good, Random random) {
        JsonNode root;
        try {
            root = MAPPER.readTree(good);
        } catch (JacksonException e) {
            return Mutation.bytes().apply(good, random);
        }
        var places = new ArrayList<Place>();
        collect(root, places);
        if (places.isEmpty()) {
            return value(random).getBytes(StandardCharsets.UTF_8);
        }
        var place = places.get(random.nextInt(places.size()));
        if (place.parent instanceof ObjectNode object) {
            change(object, place.name, random, places);
        } else {
            change((ArrayNode) place.parent, place.index, random);
        }
        return MAPPER.writeValueAsBytes(root);
    }

    private static void change(ObjectNode object, String name, Random random, List<Place> places) {
        var old = object.get(name);
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> {
                object.remove(name);
                object.set(name + "x", old);
            }
            case 2 -> object.set(name, MAPPER.createArrayNode().add(old));
            case 3 -> object.set(name, MAPPER.createObjectNode().set(name, old));
            case 4 -> {
                var other = places.get(random.nextInt(places.size()));
                object.set(
                        name,
                        (other.parent.isArray() ? other.parent.get(other.index) : other.parent.get(other.name))
                                .deepCopy());
            }
            default -> object.putRawValue(name, new RawValue(value(random)));
        }
    }

    private static void change(ArrayNode array, int index, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> array.remove(index);
            case 1 -> array.add(array.get(index).deepCopy());
            case 2 -> array.set(index, MAPPER.createArrayNode().add(array.get(index)));
            default -> array.setRawValue(index, new RawValue(value(random)));
        }
    }

    private static String value(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            case 3 -> {
                int depth = random.nextBoolean() ? 150 : 5_000;
                yield "[".repeat(depth) + "]".repeat(depth);
            }
            case 4 -> "\"" + "a".repeat(random.nextInt(5_000)) + "\"";
            case 5 ->
                "\""
                        + Character.toString(0x20 + random.nextInt(0xd7df))
                                .replace("\"", "")
                                .replace("\\", "") + "\"";
            default -> OTHERS.get(random.nextInt(OTHERS.size()));
        };
    }

    /// Every place of the tree; of long lists and objects only some, so that one vocabulary does not drown the rest.
    private static void collect(JsonNode node, List<Place> places) {
        if (node instanceof ObjectNode object) {
            int n = 0;
            for (var name : object.propertyNames()) {
                if (n++ < 64) {
                    places.add(new Place(object, name, 0));
                    collect(object.get(name), places);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < Math.min(array.size(), 16); i++) {
                places.add(new Place(array, "", i));
                collect(array.get(i), places);
            }
        }
    }
}
