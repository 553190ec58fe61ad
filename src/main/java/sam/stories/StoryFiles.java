package sam.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import sam.durable.Plain;
import sam.intake.ImportException;

/// The files of stories in a place, in the order of their names.
record StoryFiles(Path root, List<Path> files) {
    private static final int DEEPEST = 12;

    StoryFiles {
        files = List.copyOf(files);
    }

    static StoryFiles in(String address) throws IOException {
        var home = System.getProperty("user.home");
        var root = Path.of(address.startsWith("~/") ? home + address.substring(1) : address)
                .toAbsolutePath()
                .normalize();
        if (!Files.exists(root)) {
            throw new ImportException(Plain.text("There is no file or folder %s. Check the name.", root));
        }
        if (!Files.isDirectory(root)) {
            return new StoryFiles(root, List.of(root));
        }
        try (var all = Files.walk(root, DEEPEST)) {
            var files = all.filter(Files::isRegularFile)
                    .filter(file -> !isHidden(root.relativize(file)))
                    .filter(file -> StoryFile.ENDINGS.contains(StoryFile.ending(file))
                            || StoryFile.OTHER_ENDINGS.contains(StoryFile.ending(file)))
                    .sorted(Comparator.comparing(file -> root.relativize(file).toString()))
                    .toList();
            if (files.isEmpty()) {
                throw new ImportException(Plain.text(
                        "There is no story in %s. Stories are read from EPUB, AO3's HTML, Markdown and plain text.",
                        root));
            }
            return new StoryFiles(root, files);
        }
    }

    private static boolean isHidden(Path relative) {
        for (var part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    /// How a file is named to the person: below the folder that was asked for.
    String place(Path file) {
        return file.equals(root)
                ? String.valueOf(file.getFileName())
                : root.relativize(file).toString();
    }

    /// The folder and name of a file.
    static String shelf(Path file) {
        int names = file.getNameCount();
        return file.subpath(Math.max(0, names - 3), names).toString();
    }
}
