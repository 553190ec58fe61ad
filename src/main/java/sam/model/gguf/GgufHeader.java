package sam.model.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sam.durable.LfsPointer;
import sam.durable.Plain;

/// The header of a GGUF file of version 2 or 3, believed only after every check: counts and lengths that fit the
/// file, unique names, known types, whole blocks, aligned offsets, and tensors inside the file that do not overlap.
///
/// Layout: "GGUF", version, tensor count, value count, values, tensors, then the data at the next multiple of
/// `general.alignment` (the GGUF specification of the ggml project).
public record GgufHeader(int version, GgufMetadata metadata, Map<String, Entry> tensors, long dataStart) {
    /// "GGUF" as a little-endian number.
    static final int MAGIC = 0x46554747;
    private static final int MOST_NAME = 1 << 8;
    private static final int MOST_KEY = (1 << 16) - 1;
    private static final int MOST_TEXT = 1 << 26;
    private static final long MOST_ITEMS = 1 << 24;
    private static final int LEAST_VALUE = 8 + 4 + 1;
    private static final int LEAST_TENSOR = 8 + 4 + 8 + 4 + 8;
    private static final int DIMENSIONS = 4;
    static final long ALIGNMENT = 32;

    /// One tensor: `shape` as Hugging Face counts it, rows first; its bytes lie `offset` after `dataStart`.
    public record Entry(String name, GgufType type, List<Long> shape, long offset, long bytes) {
        public Entry {
            shape = List.copyOf(shape);
        }
    }

    /// Whether a path is to be read as GGUF: by its name, so that a missing file is called what it is.
    public static boolean isNamed(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".gguf") && !Files.isDirectory(path);
    }

    /// The architecture's own number under a key without its prefix, such as `block_count`.
    public long own(String key, long otherwise) {
        return metadata.whole(architecture() + "." + key, otherwise);
    }

    /// llama.cpp's name of the architecture, or nothing.
    public String architecture() {
        return metadata.text("general.architecture").orElse("");
    }

    /// Reads and checks the header of a file.
    public static GgufHeader read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new GgufException(Plain.text("There is no file %s. Choose a .gguf file.", path));
        }
        var pointer = LfsPointer.sentence(path);
        if (pointer.isPresent()) {
            throw new GgufException(pointer.get());
        }
        try (var channel = FileChannel.open(path)) {
            return read(path, channel);
        }
    }

    static GgufHeader read(Path path, FileChannel channel) throws IOException {
        var cursor = new GgufCursor(path, channel);
        if (cursor.size() < 24) {
            throw cursor.broken(Plain.text("a file of %d bytes has no room for a GGUF header", cursor.size()));
        }
        if (cursor.i32() != MAGIC) {
            throw new GgufException(
                    Plain.text("%s is no GGUF file: it does not begin with GGUF. Choose a .gguf file.", path));
        }
        int version = cursor.i32();
        if (version != 2 && version != 3) {
            throw new GgufException(Plain.text(
                    "%s is GGUF of version %s; versions 2 and 3 are read. %s",
                    path,
                    Integer.toUnsignedString(version),
                    Integer.reverseBytes(version) == 3
                            ? "It was written for a big-endian machine; choose a little-endian file."
                            : "Convert the model again."));
        }
        long tensors = count(cursor, LEAST_TENSOR, "tensors");
        long values = count(cursor, LEAST_VALUE, "metadata values");
        var metadata = new LinkedHashMap<String, GgufValue>();
        for (long i = 0; i < values; i++) {
            var key = cursor.text(MOST_KEY, "a key");
            if (metadata.put(key, value(cursor, key)) != null) {
                throw cursor.broken(Plain.text("the key %s is there twice", shown(key)));
            }
        }
        var known = new GgufMetadata(path, metadata);
        refuseParts(known, path);
        long alignment = known.whole("general.alignment", ALIGNMENT);
        if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
            throw cursor.broken(Plain.text("general.alignment is %d, no power of two", alignment));
        }
        var entries = new LinkedHashMap<String, Entry>();
        for (long i = 0; i < tensors; i++) {
            var entry = entry(cursor, alignment);
            if (entries.put(entry.name(), entry) != null) {
                throw cursor.broken(Plain.text("the tensor %s is there twice", shown(entry.name())));
            }
        }
        long start = (cursor.at() + alignment - 1) / alignment * alignment;
        checkLayout(cursor, entries, start);
        return new GgufHeader(version, known, Collections.unmodifiableMap(entries), start);
    }

    private static long count(GgufCursor cursor, int least, String what) throws IOException {
        long count = cursor.i64();
        if (count < 0 || count > cursor.left() / least) {
            throw cursor.broken(
                    Plain.text("it claims %s %s, more than the file has room for", Long.toUnsignedString(count), what));
        }
        return count;
    }

    private static void refuseParts(GgufMetadata metadata, Path path) {
        long parts = metadata.whole("split.count", 1);
        if (parts > 1) {
            throw new GgufException(Plain.text(
                    "%s is one of %d parts of a model. Join them with llama-gguf-split --merge.", path, parts));
        }
    }

    private static GgufValue value(GgufCursor cursor, String key) throws IOException {
        var kind = kind(cursor, key);
        return switch (kind) {
            case STRING -> new GgufValue.Text(cursor.text(MOST_TEXT, shown(key)));
            case BOOL -> new GgufValue.Flag(number(cursor, kind) != 0);
            case FLOAT32, FLOAT64 -> new GgufValue.Real(kind, real(cursor, kind));
            case ARRAY -> list(cursor, key);
            default -> new GgufValue.Whole(kind, number(cursor, kind));
        };
    }

    private static GgufValue list(GgufCursor cursor, String key) throws IOException {
        var kind = kind(cursor, key);
        if (kind == GgufValue.Kind.ARRAY) {
            throw cursor.broken(Plain.text("%s is a list of lists", shown(key)));
        }
        long claimed = cursor.i64();
        if (claimed < 0 || claimed > Math.min(MOST_ITEMS, cursor.left() / kind.bytes())) {
            throw cursor.broken(Plain.text(
                    "the list %s claims %s entries, more than there is room for",
                    shown(key), Long.toUnsignedString(claimed)));
        }
        int count = (int) claimed;
        if (kind == GgufValue.Kind.STRING) {
            var texts = new ArrayList<String>(count);
            for (int i = 0; i < count; i++) {
                texts.add(cursor.text(MOST_TEXT, Plain.text("entry %d of %s", i, shown(key))));
            }
            return new GgufValue.Texts(texts);
        }
        if (kind.isReal()) {
            var reals = new double[count];
            for (int i = 0; i < count; i++) {
                reals[i] = real(cursor, kind);
            }
            return new GgufValue.Reals(kind, reals);
        }
        var wholes = new long[count];
        for (int i = 0; i < count; i++) {
            wholes[i] = number(cursor, kind);
        }
        return new GgufValue.Wholes(kind, wholes);
    }

    private static GgufValue.Kind kind(GgufCursor cursor, String key) throws IOException {
        int code = cursor.i32();
        var kinds = GgufValue.Kind.values();
        if (code < 0 || code >= kinds.length) {
            throw cursor.broken(Plain.text("%s is of the unknown kind %s", shown(key), Integer.toUnsignedString(code)));
        }
        return kinds[code];
    }

    private static long number(GgufCursor cursor, GgufValue.Kind kind) throws IOException {
        return switch (kind) {
            case UINT8, BOOL -> cursor.u8();
            case INT8 -> (byte) cursor.u8();
            case UINT16 -> cursor.i16() & 0xffff;
            case INT16 -> cursor.i16();
            case UINT32 -> cursor.i32() & 0xffffffffL;
            case INT32 -> cursor.i32();
            case UINT64, INT64 -> cursor.i64();
            default -> throw new IllegalArgumentException(kind.toString());
        };
    }

    private static double real(GgufCursor cursor, GgufValue.Kind kind) throws IOException {
        return kind == GgufValue.Kind.FLOAT32
                ? Float.intBitsToFloat(cursor.i32())
                : Double.longBitsToDouble(cursor.i64());
    }

    private static Entry entry(GgufCursor cursor, long alignment) throws IOException {
        var name = cursor.text(MOST_NAME, "a tensor's name");
        int dimensions = cursor.i32();
        if (dimensions < 1 || dimensions > DIMENSIONS) {
            throw cursor.broken(Plain.text(
                    "the tensor %s has %s dimensions; 1 to 4 are allowed",
                    shown(name), Integer.toUnsignedString(dimensions)));
        }
        var shape = new ArrayList<Long>();
        long count = 1;
        for (int i = 0; i < dimensions; i++) {
            long size = cursor.i64();
            if (size < 1 || count > Long.MAX_VALUE / 16 / size) {
                throw cursor.broken(
                        Plain.text("the tensor %s claims %s as a size", shown(name), Long.toUnsignedString(size)));
            }
            count *= size;
            shape.addFirst(size);
        }
        var type = type(cursor, name);
        if (shape.getLast() % type.blockValues() != 0) {
            throw cursor.broken(Plain.text(
                    "the tensor %s has rows of %d numbers, which are no whole blocks of %s",
                    shown(name), shape.getLast(), type));
        }
        long offset = cursor.i64();
        if (offset < 0 || offset % alignment != 0) {
            throw cursor.broken(Plain.text(
                    "the tensor %s lies at the offset %s, which is not aligned to %d",
                    shown(name), Long.toUnsignedString(offset), alignment));
        }
        return new Entry(name, type, shape, offset, type.bytes(count));
    }

    private static GgufType type(GgufCursor cursor, String name) throws IOException {
        int code = cursor.i32();
        return GgufType.of(code)
                .orElseThrow(() -> cursor.broken(Plain.text(
                        "the tensor %s is of the unknown type %s", shown(name), Integer.toUnsignedString(code))));
    }

    private static void checkLayout(GgufCursor cursor, Map<String, Entry> entries, long start) {
        long room = cursor.size() - start;
        long end = 0;
        for (var entry : entries.values().stream()
                .sorted(Comparator.comparingLong(Entry::offset))
                .toList()) {
            if (entry.offset() < end) {
                throw cursor.broken(Plain.text("the tensor %s overlaps another", shown(entry.name())));
            }
            if (entry.offset() > room || entry.bytes() > room - entry.offset()) {
                throw cursor.broken(Plain.text(
                        "the tensor %s ends %d bytes after the file's end",
                        shown(entry.name()), entry.offset() + entry.bytes() - Math.max(0, room)));
            }
            end = entry.offset() + entry.bytes();
        }
    }

    /// A name from the file, short and printable, for a sentence.
    private static String shown(String name) {
        var plain = name.codePoints()
                .limit(60)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return plain.isEmpty() ? "without a name" : plain;
    }
}
