package sam.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.fuzz.Mutation;
import sam.fuzz.Survival;
import sam.model.tokens.UnloadedModel;
import sam.protocol.Objective;

class DamagedRowsTest {
    private static final Path MODEL = Path.of("assets/parity/model");

    private static final String ROWS = """
        {"prompt":"What is the answer? ","completion":"the answer is 12."}
        {"text":"the cat sat on the mat"}
        {"input_ids":[5,6,7,8],"completion_mask":[0,0,1,1]}
        {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Gr\\u00f6\\u00dfe 🦊?"},\
        {"role":"assistant","content":"the cat","reasoning_content":"x"}],"tools":[{"name":"f"}]}
        {"prompt":[{"role":"user","content":"hi"}],"completion":[{"role":"assistant","content":"ran home"}],\
        "chat_template_kwargs":{"enable_thinking":false}}
        """;
    private static final String PAIRS = """
        {"prompt":"the cat ","chosen":"sat on the mat","rejected":"ran"}
        {"prompt_ids":[5,6],"chosen_ids":[7,8],"rejected_ids":[9]}
        {"prompt":[{"role":"user","content":"what?"}],"chosen":[{"role":"assistant","content":"the cat"}],\
        "rejected":[{"role":"assistant","content":"no"}]}
        {"chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],\
        "rejected":[{"role":"user","content":"a"},{"role":"assistant","content":"c"}]}
        """;

    @TempDir
    Path folder;

    @Test
    void damagedRowsAreReadOrRefused() throws IOException {
        survive("rows.jsonl", ROWS, Objective.SFT);
    }

    @Test
    void damagedPairsAreReadOrRefused() throws IOException {
        survive("pairs.jsonl", PAIRS, Objective.DPO);
    }

    private void survive(String name, String rows, Objective objective) throws IOException {
        var file = Files.writeString(folder.resolve(name), rows);
        try (var model = UnloadedModel.open(MODEL)) {
            Survival.of(file, TrainingException.class)
                    .survives(
                            500,
                            oneLine(Mutation.json()).or(Mutation.bytes()).repeated(),
                            () -> TrainingData.read(file, model, objective, 64));
        }
    }

    /// Damages one line and at times leaves it alone in the file.
    private static Mutation oneLine(Mutation mutation) {
        return (good, random) -> {
            var lines = new String(good, StandardCharsets.UTF_8).split("\n");
            int at = random.nextInt(lines.length);
            lines[at] = new String(
                    mutation.apply(lines[at].getBytes(StandardCharsets.UTF_8), random), StandardCharsets.UTF_8);
            var text = alone(random) ? lines[at] : String.join("\n", lines);
            return text.getBytes(StandardCharsets.UTF_8);
        };
    }

    private static boolean alone(Random random) {
        return random.nextInt(3) == 0;
    }
}
