package sam.stories;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import sam.durable.Json;

/// The process that reads stories: a file a line comes in on standard input, what became of it goes out, one [Reading]
/// a line. It ends when nobody asks any more; one that is still reading then is ended from outside.
final class StoryMain {
    private StoryMain() {}

    record Order(String file, String shelf) {}

    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var pipe = new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8);
        try (var out = new BufferedWriter(pipe)) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var order = Json.MAPPER.readValue(line, Order.class);
                out.write(StoryFile.read(Path.of(order.file()), order.shelf()).json());
                out.write('\n');
                out.flush();
            }
        }
    }
}
