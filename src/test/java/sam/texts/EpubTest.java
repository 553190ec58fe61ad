package sam.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpubTest {
    private static final String ABOUT = """
        <dc:title>The Lake</dc:title>
        <dc:creator opf:role="aut">Mara Voss</dc:creator>
        <dc:subject>Fantasy</dc:subject><dc:subject>Lakes</dc:subject>
        <dc:language>en</dc:language>
        """;

    @TempDir
    Path folder;

    private Map<String, String> book() {
        var parts = new LinkedHashMap<String, String>();
        parts.put("two%20words.xhtml", Zips.part("<p>The first &amp; only.&nbsp;Caf&eacute;.</p>"));
        parts.put("b.xhtml", Zips.part("<p>The second.</p>"));
        var entries = Zips.book(ABOUT, parts);
        entries.put("OPS/two words.xhtml", entries.remove("OPS/two%20words.xhtml"));
        return entries;
    }

    private Epub read(Map<String, String> entries) throws IOException {
        return Epub.read(Zips.write(folder.resolve("a.epub"), entries));
    }

    private void refused(Map<String, String> entries, String why) {
        assertThatThrownBy(() -> read(entries))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aBookTellsOfItselfAndIsReadInTheOrderOfItsSpine() throws IOException {
        var book = read(book());
        assertThat(book.first("title")).isEqualTo("The Lake");
        assertThat(book.first("creator")).isEqualTo("Mara Voss");
        assertThat(book.metadata().get("subject")).containsExactly("Fantasy", "Lakes");
        assertThat(book.parts()).hasSize(2);
        assertThat(HtmlProse.of(book.parts().getFirst()))
                .containsExactly(new HtmlProse.Block.Paragraph("The first & only. Café.", false));
        assertThat(book.notes()).isEmpty();
    }

    @Test
    void aBookWithoutItsContainerOrItsPackageSaysSo() {
        var without = book();
        without.remove("META-INF/container.xml");
        refused(without, "no META-INF/container.xml");
        var nowhere = book();
        nowhere.remove("OPS/content.opf");
        refused(nowhere, "names no package file");
        var absolute = book();
        absolute.put(
                "META-INF/container.xml",
                absolute.get("META-INF/container.xml").replace("OPS/content.opf", "/OPS/content.opf"));
        refused(absolute, "names no package file");
    }

    @Test
    void aLockedBookIsToldFromOneWithMixedFonts() throws IOException {
        var lock = """
            <encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">
              <enc:EncryptedData><enc:EncryptionMethod Algorithm="METHOD"/>
                <enc:CipherData><enc:CipherReference URI="FILE"/></enc:CipherData></enc:EncryptedData>
            </encryption>
            """;
        var locked = book();
        locked.put(
                "META-INF/encryption.xml",
                lock.replace("METHOD", "http://www.w3.org/2001/04/xmlenc#aes128-cbc")
                        .replace("FILE", "OPS/b.xhtml"));
        refused(locked, "DRM");
        var mixed = book();
        mixed.put(
                "META-INF/encryption.xml",
                lock.replace("METHOD", "http://www.idpf.org/2008/embedding").replace("FILE", "OPS/font.otf"));
        assertThat(read(mixed).parts()).hasSize(2);
    }

    @Test
    void aBrokenSpineGivesWhatIsThereAndANoteOrASentence() throws IOException {
        var broken = book();
        broken.remove("OPS/b.xhtml");
        assertThat(read(broken).parts()).hasSize(1);
        assertThat(read(broken).notes()).singleElement().asString().contains("1 of its parts are named and not there");
        var none = book();
        none.put("OPS/content.opf", none.get("OPS/content.opf").replace("idref=\"p", "idref=\"q"));
        refused(none, "its spine names none");
    }

    @Test
    void nothingOutsideOfTheBookIsRead() throws IOException {
        for (var path :
                java.util.List.of("/etc/passwd", "../../b.xhtml", "file:///etc/passwd", "https://example.org/b")) {
            var outside = book();
            outside.put(
                    "OPS/content.opf",
                    outside.get("OPS/content.opf").replace("href=\"b.xhtml\"", "href=\"" + path + "\""));
            var book = read(outside);
            assertThat(book.parts()).as(path).hasSize(1);
            assertThat(book.notes()).as(path).anyMatch(note -> note.contains("outside"));
        }
        // up and down again is inside
        var around = book();
        around.put(
                "OPS/content.opf",
                around.get("OPS/content.opf").replace("href=\"b.xhtml\"", "href=\"../OPS/./b.xhtml\""));
        assertThat(read(around).parts()).hasSize(2);
    }

    @Test
    void aNameIsFoundWhereItsAccentsArePackedApart() throws IOException {
        var apart = book();
        apart.put("OPS/cafe\u0301.xhtml", apart.remove("OPS/b.xhtml"));
        apart.put(
                "OPS/content.opf",
                apart.get("OPS/content.opf").replace("href=\"b.xhtml\"", "href=\"caf\u00e9.xhtml\""));
        assertThat(read(apart).parts()).hasSize(2);
    }

    @Test
    void anEntityThatNamesAFileOrGrowsStaysWhatItIs() throws IOException {
        var evil = book();
        evil.put("OPS/b.xhtml", """
            <?xml version="1.0"?>
            <!DOCTYPE html [<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
            <html xmlns="http://www.w3.org/1999/xhtml"><body><p>The second. &file; &b;</p></body></html>
            """);
        var text = read(evil).parts().getLast().text();
        assertThat(text).contains("The second.").doesNotContain("root:").doesNotContain("aaaa");
    }
}
