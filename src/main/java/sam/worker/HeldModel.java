package sam.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The model a host holds: the one last asked for, loaded anew when another is, or when its files were written
/// again.
final class HeldModel implements AutoCloseable {
    private @Nullable TextGenerator held;
    private String key = "";

    /// Answers the model of a base and its stack, bottom first.
    TextGenerator of(String base, List<String> adapters) throws IOException {
        var wanted = FileStamp.of(base) + adapters.stream().map(FileStamp::of).toList();
        var generator = held;
        if (generator == null || !wanted.equals(key)) {
            close();
            generator = TextGenerator.open(
                    Path.of(base), adapters.stream().map(Path::of).toList());
            held = generator;
            key = wanted;
        }
        return generator;
    }

    @Override
    public void close() throws IOException {
        var generator = held;
        held = null;
        if (generator != null) {
            generator.close();
        }
    }
}
