package sam.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeZipTest {
    private static final SafeZip.Limits SMALL = new SafeZip.Limits(100, 4 << 20, 8 << 20, 200);

    @TempDir
    Path folder;

    private void refused(Path file, String why) {
        assertThatThrownBy(() -> {
                    try (var zip = SafeZip.open(file, SMALL)) {
                        for (var name : zip.names()) {
                            zip.read(name);
                        }
                    }
                })
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(why);
    }

    @Test
    void anArchiveIsReadByTheNamesOfItsEntries() throws IOException {
        var file = Zips.write(folder.resolve("a.zip"), Map.of("über/ein.txt", "Grüße", "b.txt", ""));
        try (var zip = SafeZip.open(file, SMALL)) {
            assertThat(zip.names()).containsExactlyInAnyOrder("über/ein.txt", "b.txt");
            assertThat(new String(zip.read("über/ein.txt"), StandardCharsets.UTF_8))
                    .isEqualTo("Grüße");
            assertThat(zip.read("b.txt")).isEmpty();
        }
    }

    @Test
    void noEntryMayLeadOutOfAnArchive() throws IOException {
        int number = 0;
        for (var name : List.of(
                "../evil.txt",
                "a/../../evil.txt",
                "a/..",
                "/etc/passwd",
                "C:\\evil.txt",
                "c:evil.txt",
                "..\\..\\evil.txt",
                "\\\\server\\share",
                "a\\..\\..\\b")) {
            var file = Zips.write(folder.resolve("out" + number++ + ".zip"), Map.of("good.txt", "good", name, "evil"));
            refused(file, "leads out of it");
        }
        // dots that lead nowhere
        var fine = Zips.write(folder.resolve("fine.zip"), Map.of("a..b/...txt", "good", "..c", "good"));
        try (var zip = SafeZip.open(fine, SMALL)) {
            assertThat(zip.names()).hasSize(2);
        }
    }

    @Test
    void aLinkIsRefusedThoughTheJdkDoesNotTellOfIt() throws IOException {
        var file = Zips.write(folder.resolve("link.zip"), Map.of("link", "/etc/passwd"));
        var bytes = Files.readAllBytes(file);
        var directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 46 < bytes.length; at++) {
            if (directory.getInt(at) == 0x02014b50) {
                // a link that everyone may read, packed on Unix
                directory.putInt(at + 38, 0xa1ff << 16);
                directory.putShort(at + 4, (short) (3 << 8 | 20));
            }
        }
        refused(Files.write(file, bytes), "symbolic link");
    }

    @Test
    void aBombEndsWithASentenceWhateverItSaysOfItsSize() throws IOException {
        var bomb = Zips.bytes(folder.resolve("bomb.zip"), Map.of("zeros", new byte[3 << 20]));
        refused(bomb, "ZIP bomb");
        // the same, saying that it is small
        var bytes = Files.readAllBytes(bomb);
        var lying = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 46 < bytes.length; at++) {
            if (lying.getInt(at) == 0x02014b50) {
                lying.putInt(at + 24, 1000);
            }
        }
        assertThatThrownBy(() -> {
                    try (var zip = SafeZip.open(Files.write(bomb, bytes), SMALL)) {
                        zip.read("zeros");
                    }
                })
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void sizesCountAndSoDoEntries() throws IOException {
        var random = new java.util.Random(7);
        var large = new LinkedHashMap<String, byte[]>();
        for (int i = 0; i < 5; i++) {
            var bytes = new byte[2 << 20];
            random.nextBytes(bytes);
            large.put("part" + i, bytes);
        }
        refused(Zips.bytes(folder.resolve("large.zip"), large), "8 MB");
        var one = new byte[5 << 20];
        random.nextBytes(one);
        refused(Zips.bytes(folder.resolve("one.zip"), Map.of("one", one)), "4 MB");
        var many = new LinkedHashMap<String, String>();
        for (int i = 0; i < 101; i++) {
            many.put("entry" + i, "");
        }
        refused(Zips.write(folder.resolve("many.zip"), many), "more than 100 entries");
    }

    @Test
    void whatIsNoArchiveSaysSo() throws IOException {
        refused(Files.write(folder.resolve("empty.zip"), new byte[0]), "is empty");
        refused(Files.writeString(folder.resolve("text.zip"), "no archive at all, only words"), "no ZIP archive");
        var cut = Zips.write(folder.resolve("cut.zip"), Map.of("a.txt", "word ".repeat(5000)));
        try (var file = new RandomAccessFile(cut.toFile(), "rw")) {
            file.setLength(file.length() - 30);
        }
        refused(cut, "cut off");
        var damaged = Zips.write(folder.resolve("damaged.zip"), Map.of("a.txt", "many different words ".repeat(50)));
        var bytes = Files.readAllBytes(damaged);
        for (int i = 40; i < 60; i++) {
            bytes[i] ^= 0x55;
        }
        refused(Files.write(damaged, bytes), "damaged");
    }
}
