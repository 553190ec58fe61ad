package sam.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.Plain;
import sam.durable.UserCache;

/// Where native libraries are unpacked: folders that may be written to and run from. A temporary folder or a home that
/// is
/// mounted `noexec`, or cannot be written, is found out here, before a library says it in a stack trace.
public final class NativeFolders {
    private static final List<String> ENGINE = List.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR");
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");
    private static final List<String> UNPACKED = List.of("pytorch", "tokenizers");

    private NativeFolders() {}

    /// Tells SQLite, JNA and JavaFX where to unpack, unless somebody told them; to be called before the first of them
    /// is loaded.
    public static void choose() {
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        boolean fromTemporary = runsFrom(temporary);
        boolean fromHome = runsFrom(Path.of(System.getProperty("user.home")));
        if (fromTemporary && fromHome || System.getProperty("org.sqlite.tmpdir") != null) {
            return;
        }
        var place = fromTemporary ? Optional.of(temporary) : firstThatRuns("natives");
        if (place.isEmpty()) {
            throw noPlace(temporary);
        }
        preset("org.sqlite.tmpdir", place.get());
        preset("jna.tmpdir", place.get());
        if (!fromHome && System.getProperty("javafx.cachedir") == null) {
            preset("javafx.cachedir", ofThisProcess(place.get()));
        }
    }

    /// The folder of the engine's and the tokenizer's libraries, which they unpack at their first start (about 430 MB
    /// on
    /// Linux); both are told of it.
    public static Path engine() {
        var named = named();
        var wanted = named == null ? UserCache.folder().resolve("engine") : Path.of(named);
        var folder = serves(wanted) ? Optional.of(wanted) : Optional.<Path>empty();
        if (folder.isEmpty() && named == null) {
            folder = firstThatRuns("engine");
        }
        if (folder.isEmpty()) {
            throw unusable(wanted);
        }
        preset(ENGINE.getFirst(), folder.get());
        return folder.get();
    }

    /// The folder of small libraries that are unpacked anew each time.
    public static Path small() {
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        return runsFrom(temporary) ? temporary : firstThatRuns("natives").orElseThrow(() -> noPlace(temporary));
    }

    private static NoPlaceException noPlace(Path temporary) {
        return new NoPlaceException(Plain.text(
                "Libraries have to be unpacked, and nothing can be run from %s, nor from %s: %s. Name a folder that can"
                        + " be written to and run from: SAM_JVM_OPTIONS=-Djava.io.tmpdir=FOLDER.",
                temporary, UserCache.folder(), why(temporary)));
    }

    private static NoPlaceException unusable(Path folder) {
        return new NoPlaceException(Plain.text(
                "The engine's libraries cannot be used from %s: %s. Set DJL_CACHE_DIR to a folder that can be written"
                        + " to and run from; they take about 430 MB there.",
                folder, why(folder)));
    }

    /// An engine unpacked earlier also serves from where nothing can be written now.
    private static boolean serves(Path folder) {
        return runsFrom(folder)
                || !Files.isWritable(folder)
                        && UNPACKED.stream().allMatch(part -> Files.isDirectory(folder.resolve(part)));
    }

    /// The user's cache, or a folder of the user's own where the system keeps what may be lost.
    private static Optional<Path> firstThatRuns(String part) {
        var own = UserCache.folder().resolve(part);
        if (runsFrom(own)) {
            return Optional.of(own);
        }
        return Stream.of("/var/tmp", System.getProperty("java.io.tmpdir"))
                .map(Path::of)
                .filter(place -> Files.isDirectory(place) && Files.isWritable(place))
                .map(place -> place.resolve("sam-workbench-" + System.getProperty("user.name")))
                .filter(NativeFolders::isOurs)
                .map(place -> place.resolve(part))
                .filter(NativeFolders::runsFrom)
                .findFirst();
    }

    /// Makes a folder that nobody else may write to. One that somebody else made under this name is left alone: what is
    /// loaded from there would be theirs.
    private static boolean isOurs(Path folder) {
        try {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNERS));
            }
            var found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isDirectory()
                    && found.permissions().equals(OWNERS)
                    && found.owner().getName().equals(System.getProperty("user.name"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /// Whether files can be made in a folder and run from it; makes the folder.
    static boolean runsFrom(Path folder) {
        try {
            Files.createDirectories(folder);
            var probe = Files.createTempFile(folder, "sam", ".run");
            try {
                return probe.toFile().setExecutable(true) && Files.isExecutable(probe);
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static String why(Path folder) {
        var there = folder.toAbsolutePath();
        while (!Files.exists(there)) {
            there = AtomicFiles.parent(there);
        }
        return Files.isDirectory(there) && Files.isWritable(there) && !isFull(there)
                ? "its file system is mounted noexec"
                : Plain.text("%s cannot be written to", there);
    }

    private static boolean isFull(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() == 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static @Nullable String named() {
        for (var name : ENGINE) {
            var told = System.getProperty(name, System.getenv(name));
            if (told != null) {
                return told;
            }
        }
        return null;
    }

    /// A name that nobody can foresee: what is loaded from there is this user's own.
    private static Path ofThisProcess(Path place) {
        try {
            var folder = Files.createTempDirectory(place, "sam-javafx");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "natives"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            AtomicFiles.deleteTree(folder);
        } catch (IOException e) {
            // On Windows a loaded library cannot be deleted; the system empties its temporary folder.
            folder.toFile().deleteOnExit();
        }
    }

    private static void preset(String name, Path value) {
        if (System.getenv(name) == null && System.getProperty(name) == null) {
            System.setProperty(name, value.toString());
        }
    }
}
