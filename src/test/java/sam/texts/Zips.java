package sam.texts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes archives and books for tests.
public final class Zips {
    private Zips() {}

    public static Path write(Path file, Map<String, String> entries) throws IOException {
        return bytes(
                file,
                entries.entrySet().stream()
                        .collect(java.util.stream.Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> entry.getValue().getBytes(StandardCharsets.UTF_8),
                                (one, _) -> one,
                                java.util.LinkedHashMap::new)));
    }

    public static Path bytes(Path file, Map<String, byte[]> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return Files.write(file, bytes.toByteArray());
    }

    /// The entries of a book of these parts, by file name.
    public static Map<String, String> book(String metadata, Map<String, String> parts) {
        var entries = new java.util.LinkedHashMap<String, String>();
        entries.put("mimetype", "application/epub+zip");
        entries.put("META-INF/container.xml", """
            <?xml version="1.0" encoding="UTF-8"?>
            <container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
              <rootfiles><rootfile full-path="OPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
            </container>
            """);
        var manifest = new StringBuilder();
        var spine = new StringBuilder();
        int number = 0;
        for (var part : parts.keySet()) {
            manifest.append("<item id=\"p")
                    .append(number)
                    .append("\" href=\"")
                    .append(part)
                    .append("\" media-type=\"application/xhtml+xml\"/>\n");
            spine.append("<itemref idref=\"p").append(number++).append("\"/>\n");
        }
        entries.put(
                "OPS/content.opf",
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">
                  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
                    METADATA
                  </metadata>
                  <manifest>
                    <item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
                    MANIFEST
                  </manifest>
                  <spine toc="ncx">
                    SPINE
                  </spine>
                </package>
                """.replace("METADATA", metadata).replace("MANIFEST", manifest).replace("SPINE", spine));
        parts.forEach((name, text) -> entries.put("OPS/" + name, text));
        return entries;
    }

    /// A part as XHTML, with the empty title that swallows a chapter when it is read as HTML.
    public static String part(String body) {
        return """
            <?xml version='1.0' encoding='utf-8'?>
            <html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head>
            <body class="calibre">BODY</body></html>
            """.replace("BODY", body);
    }
}
