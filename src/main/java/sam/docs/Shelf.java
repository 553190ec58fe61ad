package sam.docs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import sam.repos.Licences;
import sam.texts.SafeZip;

/// Pages in the order of their names.
interface Shelf extends AutoCloseable {
    /// No page of documentation is longer; a whole manual on one page may be.
    long LONGEST_PAGE = 32L << 20;

    /// Names of the pages, with `/` between folders, sorted.
    List<String> names();

    byte[] read(String name) throws IOException;

    /// What a licence file beside the pages says, as SPDX, or nothing.
    Optional<String> licence() throws IOException;

    @Override
    void close() throws IOException;

    /// Whether a file is a page that people wrote, by its name.
    static boolean isPage(String name) {
        var low = name.toLowerCase(Locale.ROOT);
        var parts = low.split("/");
        for (var part : parts) {
            if (part.startsWith(".") || Hidden.FOLDERS.contains(part)) {
                return false;
            }
        }
        return Hidden.PAGE.matcher(low).find()
                && !Hidden.INDEX.matcher(parts[parts.length - 1]).matches();
    }

    /// What is there for builders of pages, and what they make besides.
    final class Hidden {
        static final Set<String> FOLDERS = Set.of(
                "_static",
                "_sources",
                "_images",
                "_modules",
                "_includes",
                "_layouts",
                "_templates",
                "_data",
                "node_modules",
                "__pycache__",
                "__macosx",
                "site-packages");
        static final Pattern PAGE = Pattern.compile("\\.(?:md|markdown|mdx|html|htm|xhtml)$");
        static final Pattern INDEX = Pattern.compile(
                "(?:gen|py-mod|http-routing)?(?:index|search)\\.x?html?|404\\.(?:html?|md)|license.*|licence.*|copying.*"
                    + "|code[_-]of[_-]conduct.*|contributors.*|authors.*|security\\.md|glossary-index.*");

        private Hidden() {}
    }

    /// A folder on this machine; links in it are not followed.
    record Folder(Path folder, List<String> names) implements Shelf {
        static Folder of(Path folder) throws IOException {
            var names = new TreeSet<String>();
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                    var name = folder.relativize(file).toString().replace('\\', '/');
                    if (is.isRegularFile() && (isPage(name) || isStart(name))) {
                        names.add(name);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
            return new Folder(folder, List.copyOf(names));
        }

        @Override
        public byte[] read(String name) throws IOException {
            var file = folder.resolve(name);
            return Files.size(file) > LONGEST_PAGE ? new byte[0] : Files.readAllBytes(file);
        }

        /// In the folder, or beside it: documentation often is a folder of what it describes.
        @Override
        public Optional<String> licence() throws IOException {
            var here = Licences.of(folder);
            var above = folder.toAbsolutePath().normalize().getParent();
            if (!here.isKnown() && above != null && Files.isReadable(above)) {
                here = Licences.of(above);
            }
            return here.isKnown() ? Optional.of(here.spdx()) : Optional.empty();
        }

        @Override
        public void close() {}
    }

    /// An archive, or a folder inside it.
    record Archive(SafeZip zip, String under, List<String> names) implements Shelf {
        static final SafeZip.Limits LIMITS = new SafeZip.Limits(200_000, LONGEST_PAGE, 4L << 30, 200);

        /// - `under`: only pages whose names begin so, compared without case; or empty.
        static Archive of(Path file, String under) throws IOException {
            var zip = SafeZip.open(file, LIMITS);
            var names = new TreeSet<String>();
            for (var name : zip.names()) {
                boolean wanted = name.toLowerCase(Locale.ROOT).contains(under.toLowerCase(Locale.ROOT));
                if (wanted && (isPage(name) || isStart(name))) {
                    names.add(name);
                }
            }
            return new Archive(zip, under, List.copyOf(names));
        }

        @Override
        public byte[] read(String name) throws IOException {
            return zip.read(name);
        }

        @Override
        public Optional<String> licence() throws IOException {
            for (var name : zip.names()) {
                var file = name.substring(name.lastIndexOf('/') + 1);
                if (name.chars().filter(c -> c == '/').count() <= 1 && Licences.isLicence(file)) {
                    var text = new String(zip.read(name), java.nio.charset.StandardCharsets.UTF_8);
                    return Licences.recognise(text);
                }
            }
            return Optional.empty();
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }

    /// The first page of built documentation is named like an index, and is often all of it.
    private static boolean isStart(String name) {
        var low = name.toLowerCase(Locale.ROOT);
        return (low.endsWith("/index.html") || low.equals("index.html"))
                && isPage(low.replace("index.html", "start.html"));
    }
}
