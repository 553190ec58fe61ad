package sam.model.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sam.durable.Json;
import sam.durable.LfsPointer;
import sam.durable.Plain;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The header of a safetensors file, believed only after every check of the format: a bounded UTF-8 JSON object of
/// unique names, known types, shapes that multiply without overflow, and byte ranges that cover the data exactly
/// once, without holes, overlaps or a tail.
public record SafetensorsHeader(Map<String, Entry> tensors, Map<String, String> metadata, long dataStart) {
    private static final long MAX_BYTES = 100_000_000;
    private static final int POINTER = 64;
    private static final int MAX_ENTRIES = 1_000_000;
    private static final long MAX_INTEGER = 1L << 53;

    enum Type {
        BOOL(1),
        U8(1),
        I8(1),
        F8_E5M2(1),
        F8_E4M3(1),
        I16(2),
        U16(2),
        F16(2),
        BF16(2),
        I32(4),
        U32(4),
        F32(4),
        F64(8),
        I64(8),
        U64(8);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        boolean isFloat() {
            return this == F32 || this == F16 || this == BF16 || this == F64;
        }
    }

    /// One tensor: its bytes are [begin, end) of the data, which starts at `dataStart`.
    public record Entry(String name, Type type, List<Long> shape, long begin, long end) {
        long count() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }
    }

    static SafetensorsHeader read(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (LfsPointer.begins(fully(channel, 0, (int) Math.min(size, POINTER)).array())) {
            throw new ModelException(LfsPointer.sentence(path.toString()));
        }
        if (size < 8) {
            throw broken(path, size == 0 ? "is empty" : Plain.text("is only %d bytes long", size));
        }
        long length = fully(channel, 0, 8).getLong(0);
        if (length < 0 || length > MAX_BYTES || length > size - 8) {
            throw broken(
                    path,
                    Plain.text("claims a header of %s bytes in a file of %d", Long.toUnsignedString(length), size));
        }
        var bytes = fully(channel, 8, (int) length);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
            var header = parse(path, bytes.array(), 8 + length);
            header.checkLayout(path, size - 8 - length);
            return header;
        } catch (CharacterCodingException e) {
            throw broken(path, "has a header that is not UTF-8");
        } catch (JacksonException e) {
            throw broken(path, "has a header that is not a JSON object of tensors");
        } catch (ArithmeticException e) {
            throw broken(path, "claims a tensor larger than any memory");
        }
    }

    private static SafetensorsHeader parse(Path path, byte[] json, long dataStart) {
        var tensors = new LinkedHashMap<String, Entry>();
        var metadata = new LinkedHashMap<String, String>();
        try (var parser = Json.MAPPER.createParser(json)) {
            expect(path, parser.nextToken() == JsonToken.START_OBJECT, "has a header that is not a JSON object");
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                expect(path, parser.nextToken() == JsonToken.START_OBJECT, "has an entry that is not an object");
                if (name.equals("__metadata__")) {
                    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                        var key = parser.currentName();
                        expect(path, parser.nextToken() == JsonToken.VALUE_STRING, "has metadata that is not text");
                        metadata.put(key, parser.getString());
                    }
                } else {
                    tensors.put(name, entry(path, parser, name));
                    expect(path, tensors.size() <= MAX_ENTRIES, "has more than a million entries");
                }
            }
            expect(path, parser.nextToken() == null, "has something after its header");
        }
        return new SafetensorsHeader(
                Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(metadata), dataStart);
    }

    private static Entry entry(Path path, JsonParser parser, String name) {
        String type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "dtype" -> {
                    expect(path, parser.currentToken() == JsonToken.VALUE_STRING, "has a dtype that is not text");
                    type = parser.getString();
                }
                case "shape" -> shape = integers(path, parser);
                case "data_offsets" -> offsets = integers(path, parser);
                default -> throw broken(path, "has an unknown field in the entry " + name);
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw broken(path, "has an incomplete entry " + name);
        }
        try {
            return new Entry(name, Type.valueOf(type), shape, offsets.getFirst(), offsets.getLast());
        } catch (IllegalArgumentException e) {
            throw broken(path, Plain.text("stores %s in the unknown type %s", name, type));
        }
    }

    private static List<Long> integers(Path path, JsonParser parser) {
        expect(path, parser.currentToken() == JsonToken.START_ARRAY, "has a shape that is not a list");
        var values = new ArrayList<Long>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(
                    path,
                    parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                            && parser.getLongValue() >= 0
                            && parser.getLongValue() <= MAX_INTEGER,
                    "has a size that is not a whole number");
            values.add(parser.getLongValue());
        }
        return List.copyOf(values);
    }

    private void checkLayout(Path path, long dataSize) {
        long end = 0;
        for (var entry : tensors.values().stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList()) {
            long bytes = Math.multiplyExact(entry.count(), entry.type().bytes);
            if (entry.begin() != end || entry.end() - entry.begin() != bytes) {
                throw broken(path, "has a hole, an overlap or a wrong length at the tensor " + entry.name());
            }
            end = entry.end();
        }
        if (end != dataSize) {
            throw broken(path, Plain.text("should hold %d bytes of data but holds %d", end, dataSize));
        }
    }

    private static ByteBuffer fully(FileChannel channel, long at, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new EOFException("The file became shorter while it was read.");
            }
        }
        return buffer.flip();
    }

    private static void expect(Path path, boolean holds, String otherwise) {
        if (!holds) {
            throw broken(path, otherwise);
        }
    }

    private static ModelException broken(Path path, String what) {
        return new ModelException(Plain.text("%s %s. Download it again or take it from a backup.", path, what));
    }
}
