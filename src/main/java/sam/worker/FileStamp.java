package sam.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Names a model's or an adapter's files as they are now: a phase that is trained again has the old path and is
/// another.
final class FileStamp {
    private FileStamp() {}

    /// Of a file, or of every file directly in a folder; just the path where there is none.
    static String of(String place) {
        var path = Path.of(place);
        try {
            if (!Files.isDirectory(path)) {
                return place + " " + stamp(path);
            }
            try (var files = Files.list(path)) {
                var text = new StringBuilder(place);
                for (var file : files.sorted().toList()) {
                    text.append(' ').append(file.getFileName()).append(' ').append(stamp(file));
                }
                return text.toString();
            }
        } catch (IOException e) {
            return place;
        }
    }

    private static String stamp(Path file) throws IOException {
        return Files.size(file) + "@" + Files.getLastModifiedTime(file);
    }
}
