package sam.texts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import sam.durable.Plain;

/// A ZIP archive of unknown origin. It is refused before anything is unpacked when an entry leads out of it, is a link,
/// or comes twice, or when it would grow beyond its [Limits]; sizes are counted again while reading, for an archive may
/// say anything of itself. Entries are read into memory and never written.
public final class SafeZip implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final ZipFile zip;
    private final Limits limits;
    private final Map<String, ZipEntry> entries;
    private long unpacked;

    /// How far an archive may go: entries, bytes of one entry and of all that are read, and how many times its size an
    /// entry, or the whole, may grow. Growth counts from one megabyte on: a small file of blanks is no bomb.
    public record Limits(int entries, long entry, long unpacked, int growth) {
        /// For a book, pictures included.
        public static final Limits BOOK = new Limits(20_000, 32L << 20, 256L << 20, 200);

        static final long ALWAYS = 1 << 20;
    }

    private SafeZip(ZipFile zip, Limits limits, Map<String, ZipEntry> entries) {
        this.zip = zip;
        this.limits = limits;
        this.entries = entries;
    }

    /// Opens an archive and looks at all it says of itself.
    public static SafeZip open(Path file, Limits limits) throws IOException {
        if (java.nio.file.Files.size(file) == 0) {
            throw new UnreadableException("is empty. Download it again");
        }
        try {
            ZipLinks.refuse(file);
            var zip = zip(file);
            try {
                return new SafeZip(zip, limits, checked(zip, file, limits));
            } catch (RuntimeException | IOException e) {
                zip.close();
                throw e;
            }
        } catch (ZipException e) {
            throw new UnreadableException("is no ZIP archive, or was cut off. Download it again", e);
        }
    }

    private static ZipFile zip(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException e) {
            // names of an old packer
            return new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Map<String, ZipEntry> checked(ZipFile zip, Path file, Limits limits) throws IOException {
        if (zip.size() > limits.entries()) {
            throw new UnreadableException(
                    Plain.text("holds more than %,d entries, which no such file needs", limits.entries()));
        }
        var entries = new LinkedHashMap<String, ZipEntry>();
        long all = 0;
        for (var entry : Collections.list(zip.entries())) {
            var name = entry.getName();
            if (leadsOut(name)) {
                throw new UnreadableException(
                        "holds an entry that leads out of it (../, an absolute path or a drive): it is not opened");
            }
            if (entries.putIfAbsent(name, entry) != null) {
                throw new UnreadableException("holds two entries of one name, so what it says depends on who reads it");
            }
            all += Math.max(0, entry.getSize());
            if (grows(entry.getSize(), entry.getCompressedSize(), limits)) {
                throw bomb(limits);
            }
        }
        if (grows(all, java.nio.file.Files.size(file), limits)) {
            throw bomb(limits);
        }
        return entries;
    }

    private static boolean grows(long size, long packed, Limits limits) {
        return size > Limits.ALWAYS && size / Math.max(1, packed) > limits.growth();
    }

    private static UnreadableException bomb(Limits limits) {
        return new UnreadableException(Plain.text(
                "grows to more than %,d times its size when unpacked, as a ZIP bomb does: it is not opened",
                limits.growth()));
    }

    private static boolean leadsOut(String name) {
        var path = name.replace('\\', '/');
        if (path.startsWith("/") || path.matches("(?s)[A-Za-z]:.*") || path.indexOf('\0') >= 0) {
            return true;
        }
        for (var part : path.split("/")) {
            if (part.equals("..")) {
                return true;
            }
        }
        return false;
    }

    /// The names of its entries, folders left out, in the order they are packed in.
    public Set<String> names() {
        var names = new java.util.LinkedHashSet<String>();
        entries.forEach((name, entry) -> {
            if (!entry.isDirectory()) {
                names.add(name);
            }
        });
        return Collections.unmodifiableSet(names);
    }

    public boolean has(String name) {
        return entries.containsKey(name);
    }

    /// What an entry holds.
    public byte[] read(String name) throws IOException {
        var entry = entries.get(name);
        if (entry == null) {
            throw new UnreadableException("lacks a part that it says it has. Download it again");
        }
        var bytes = new ByteArrayOutputStream((int) Math.max(32, Math.min(entry.getSize(), BUFFER)));
        var buffer = new byte[BUFFER];
        try (var in = zip.getInputStream(entry)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes.write(buffer, 0, count);
                count(bytes.size(), count, entry);
            }
        } catch (ZipException | java.io.EOFException e) {
            throw new UnreadableException("is damaged. Download it again", e);
        }
        return bytes.toByteArray();
    }

    private void count(long size, int more, ZipEntry entry) {
        unpacked += more;
        if (size > limits.entry() || unpacked > limits.unpacked()) {
            throw new UnreadableException(Plain.text(
                    "unpacks to more than the %,d MB that such a file may have: it is not read further",
                    (size > limits.entry() ? limits.entry() : limits.unpacked()) >> 20));
        }
        if (grows(size, entry.getCompressedSize(), limits)) {
            throw bomb(limits);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
