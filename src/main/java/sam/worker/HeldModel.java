package sam.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The model a host holds: the one last asked for, loaded anew when another is, or when its files were written
/// again.
final class HeldModel implements AutoCloseable {
    private @Nullable Speaker held;
    private String key = "";

    /// Answers the model of a base and its stack, bottom first.
    Speaker of(String base, List<String> adapters) throws IOException {
        var wanted = FileStamp.of(base) + adapters.stream().map(FileStamp::of).toList();
        var speaker = held;
        if (speaker == null || !wanted.equals(key)) {
            close();
            speaker =
                    Speaker.open(Path.of(base), adapters.stream().map(Path::of).toList());
            held = speaker;
            key = wanted;
        }
        return speaker;
    }

    @Override
    public void close() throws IOException {
        var speaker = held;
        held = null;
        if (speaker != null) {
            speaker.close();
        }
    }
}
