package sam.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.protocol.HostReply;
import sam.rows.Message;

class TokenCountsTest {
    @TempDir
    private Path folder;

    private final List<Integer> sizes = new ArrayList<>();
    private final EchoHost host = new EchoHost() {
        @Override
        public Asked<HostReply.Counted> count(Path model, List<List<Message>> conversations) {
            sizes.add(conversations.size());
            return super.count(model, conversations);
        }
    };
    private Path model = Path.of("");

    @BeforeEach
    void aModel() throws Exception {
        model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("tokenizer.json"), "{}");
    }

    @Test
    void aRowIsCountedOnceAndRememberedByTheNextProgram() throws Exception {
        var rows = rows(1_200);
        assertThat(counts().of(model, rows)).hasSize(1_200).containsEntry("00000000000000000007", 7);
        assertThat(sizes).containsExactly(500, 500, 200);
        sizes.clear();
        assertThat(counts().of(model, rows(1_201))).hasSize(1_201);
        assertThat(sizes).containsExactly(1);
    }

    @Test
    void anotherTokenizerCountsAnew() throws Exception {
        counts().of(model, rows(3));
        Files.writeString(model.resolve("tokenizer.json"), "{\"other\": 1}");
        counts().of(model, rows(3));
        assertThat(sizes).containsExactly(3, 3);
    }

    @Test
    void aTornFileLosesNothingButItsLastLine() throws Exception {
        counts().of(model, rows(120));
        try (var files = Files.list(folder.resolve("cache"))) {
            var file = files.toList().getFirst();
            var text = Files.readString(file);
            Files.writeString(file, text.substring(0, text.length() - 2));
        }
        sizes.clear();
        assertThat(counts().of(model, rows(120))).hasSize(120).containsEntry("00000000000000000120", 120);
        assertThat(sizes).containsExactly(1);
        assertThat(counts().of(model, rows(120))).containsEntry("00000000000000000120", 120);
        assertThat(sizes).containsExactly(1);
    }

    private TokenCounts counts() {
        return new TokenCounts(host, folder.resolve("cache"));
    }

    private static Map<String, List<Message>> rows(int count) {
        var rows = new LinkedHashMap<String, List<Message>>();
        IntStream.range(1, count + 1)
                .forEach(i -> rows.put(
                        "%020d".formatted(i),
                        List.of(Message.user("word ".repeat(i).strip()))));
        return rows;
    }
}
