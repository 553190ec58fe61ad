package sam.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import sam.model.ModelPlace;

class ModelPlaceTest {
    @Test
    void aNameOfTheHubIsAnsweredWithTheCommandThatFetchesIt() {
        assertThat(ModelPlace.missing(Path.of("Qwen/Qwen3-0.6B"))).contains("run sam fetch Qwen/Qwen3-0.6B first");
        assertThat(ModelPlace.missing(Path.of("Qwen/Qwen3-0.6B@main"))).contains("sam fetch Qwen/Qwen3-0.6B@main");
    }

    @Test
    void aPathIsAnsweredAsAPath() {
        for (var path : new String[] {"/a/b", "models/a/b", "model", "./a/b", "a/b.gguf"}) {
            assertThat(ModelPlace.missing(Path.of(path))).as(path).doesNotContain("sam fetch");
        }
    }
}
