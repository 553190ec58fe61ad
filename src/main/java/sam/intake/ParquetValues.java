package sam.intake;

import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.PqVariant;
import dev.hardwood.row.PqVariantArray;
import dev.hardwood.row.PqVariantObject;
import dev.hardwood.row.StructAccessor;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// The values of a Parquet row as the JSON that the formats know: a struct is an object, a map of names too, a date its
/// ISO form, and no number is what JSON has no word for. Bytes that are text are text; others keep only their count.
final class ParquetValues {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MOST_DIGITS = 400;

    private ParquetValues() {}

    /// A row, of which lists that are kept as JSON text are lists.
    static ObjectNode row(StructAccessor row) throws RowRefusedException {
        var object = object(row);
        for (var field : List.copyOf(object.properties())) {
            if (field.getValue().isString()) {
                object.set(
                        field.getKey(),
                        JsonCells.list(field.getKey(), field.getValue().asString()));
            }
        }
        return object;
    }

    private static ObjectNode object(StructAccessor row) throws RowRefusedException {
        var object = NODES.objectNode();
        for (int i = 0; i < row.getFieldCount(); i++) {
            var value = row.isNull(i) ? null : row.getValue(i);
            if (value instanceof String text && text.indexOf('\uFFFD') >= 0) {
                requireUtf8(row.getRawValue(i));
            }
            object.set(row.getFieldName(i), node(value));
        }
        return object;
    }

    private static JsonNode node(@Nullable Object value) throws RowRefusedException {
        return switch (value) {
            case null -> NODES.nullNode();
            case String text -> NODES.stringNode(text);
            case Boolean truth -> NODES.booleanNode(truth);
            case Integer whole -> digits(whole.toString());
            case Long whole -> digits(whole.toString());
            case Float number -> Float.isFinite(number) ? digits(number.toString()) : NODES.nullNode();
            case Double number -> Double.isFinite(number) ? digits(number.toString()) : NODES.nullNode();
            case BigDecimal number ->
                digits(Math.abs((long) number.scale()) > MOST_DIGITS ? number.toString() : number.toPlainString());
            case byte[] bytes -> bytes(bytes);
            case PqStruct struct -> object(struct);
            case PqList list -> list(list);
            case PqMap map -> map(map);
            case PqVariant variant -> variant(variant);
            default -> NODES.stringNode(value.toString());
        };
    }

    private static JsonNode digits(String number) {
        return NODES.rawValueNode(new RawValue(number));
    }

    private static JsonNode list(PqList list) throws RowRefusedException {
        var array = NODES.arrayNode(list.size());
        for (int i = 0; i < list.size(); i++) {
            var value = list.isNull(i) ? null : list.get(i);
            if (value instanceof String text && text.indexOf('\uFFFD') >= 0) {
                requireUtf8(list.getRaw(i));
            }
            array.add(node(value));
        }
        return array;
    }

    private static JsonNode map(PqMap map) throws RowRefusedException {
        var object = NODES.objectNode();
        for (var entry : map.getEntries()) {
            object.set(String.valueOf(entry.getKey()), node(entry.isValueNull() ? null : entry.getValue()));
        }
        return object;
    }

    private static JsonNode variant(PqVariant variant) throws RowRefusedException {
        return switch (variant.type()) {
            case OBJECT -> variantObject(variant.asObject());
            case ARRAY -> variantArray(variant.asArray());
            case STRING -> NODES.stringNode(variant.asString());
            case BOOLEAN_TRUE, BOOLEAN_FALSE -> NODES.booleanNode(variant.asBoolean());
            case INT8, INT16, INT32 -> digits(String.valueOf(variant.asInt()));
            case INT64 -> digits(String.valueOf(variant.asLong()));
            case FLOAT -> node(variant.asFloat());
            case DOUBLE -> node(variant.asDouble());
            case DECIMAL4, DECIMAL8, DECIMAL16 -> node(variant.asDecimal());
            case NULL -> NODES.nullNode();
            default -> throw new RowRefusedException("it holds a value of a kind that is not read");
        };
    }

    private static JsonNode variantObject(PqVariantObject fields) throws RowRefusedException {
        var object = NODES.objectNode();
        for (int i = 0; i < fields.getFieldCount(); i++) {
            var name = fields.getFieldName(i);
            object.set(name, variant(fields.getVariant(name)));
        }
        return object;
    }

    private static JsonNode variantArray(PqVariantArray list) throws RowRefusedException {
        var array = NODES.arrayNode();
        for (int i = 0; i < list.size(); i++) {
            array.add(variant(list.get(i)));
        }
        return array;
    }

    private static JsonNode bytes(byte[] bytes) {
        try {
            return NODES.stringNode(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException noText) {
            return NODES.objectNode().put("bytes", bytes.length);
        }
    }

    private static void requireUtf8(@Nullable Object raw) throws RowRefusedException {
        if (raw instanceof byte[] bytes) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                throw new RowRefusedException(Encodings.NO_UTF8);
            }
        }
    }
}
