package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sam.durable.Hashes;
import sam.processes.ChildJvm;

/// The same answers and the same files on a machine whose people write other digits, or other capital letters.
class LocaleIT {
    private static final Path PARITY = Path.of("assets/parity").toAbsolutePath();
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9.,:eE-]*");
    private static final Pattern OTHER_DIGIT = Pattern.compile("[\\p{Nd}&&[^0-9]]");

    /// What takes part of a second, and what is as large as the machine likes, is compared without its numbers.
    private static final List<String> MEASURED = List.of("train", "plan");

    @TempDir
    static Path folder;

    private static Map<String, String> usual = Map.of();

    @BeforeAll
    static void asInEnglish() throws Exception {
        usual = everything("en-US");
    }

    @Test
    void theEnglishAnswersAreAnswers() {
        assertThat(usual.get("import")).contains("\"taken\":6");
        assertThat(usual.get("snapshot")).contains("\"rows\":");
        assertThat(usual.get("quantize")).contains("bytes");
        assertThat(usual.get("train")).contains("exit 0".replace('0', '#'));
        assertThat(usual.values()).doesNotContain("missing");
        assertThat(usual.keySet()).contains("adapter_model.safetensors", "train.jsonl", "model.gguf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "mr-IN", "tr-TR"})
    void aMachineOfAnotherLanguageAnswersAndWritesTheSame(String locale) throws Exception {
        var other = everything(locale);
        assertThat(other.keySet()).isEqualTo(usual.keySet());
        usual.forEach((name, text) ->
                assertThat(other.get(name)).as(name + " in " + locale).isEqualTo(text));
        other.forEach((name, text) -> assertThat(OTHER_DIGIT.matcher(text).find())
                .as("digits of another script in " + name)
                .isFalse());
    }

    @Test
    void theSelfCheckFindsTheSame() throws Exception {
        assertThat(checked("ar-EG")).isEqualTo(checked("en-US"));
    }

    private static String checked(String locale) throws Exception {
        var here = Files.createDirectory(folder.resolve("check-" + locale));
        return NUMBER.matcher(sam(locale, here, "check")).replaceAll("#").replaceAll(" +", " ");
    }

    /// What each verb prints, and what the files hold, by name.
    private static Map<String, String> everything(String locale) throws Exception {
        var here = Files.createDirectory(folder.resolve(locale));
        var rows = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            rows.append(
                    "{\"instruction\":\"Title %d: say I\",\"input\":\"\",\"output\":\"%d.5 is it\"}\n".formatted(i, i));
        }
        Files.writeString(here.resolve("ROWS.jsonl"), rows.append("{}\n"));
        var library = here.resolve("library.sqlite").toString();
        var model = PARITY.resolve("model").toString();
        var said = new LinkedHashMap<String, String>();
        said.put(
                "import",
                sam(locale, here, "import", here.resolve("ROWS.jsonl").toString(), "--library", library, "--json"));
        said.put("review", sam(locale, here, "review", "--library", library, "--next"));
        said.put("accept", sam(locale, here, "review", "--library", library, "--accept-all", "--json"));
        var snapshot = here.resolve("snapshot").toString();
        said.put(
                "snapshot",
                sam(locale, here, "snapshot", "--library", library, "--phase", "1", "--out", snapshot, "--json"));
        var data = here.resolve("snapshot/train.jsonl").toString();
        said.put(
                "plan",
                sam(locale, here, "plan", "--model", model, "--data", data, "--objective", "sft", "--no-calibrate"));
        var run = here.resolve("run").toString();
        said.put(
                "train",
                sam(
                        locale,
                        here,
                        "train",
                        "--model",
                        model,
                        "--data",
                        data,
                        "--objective",
                        "sft",
                        "--out",
                        run,
                        "--set",
                        "max_steps=2"));
        var gguf = here.resolve("model.gguf").toString();
        said.put("quantize", sam(locale, here, "quantize", model, "--to", gguf, "--type", "f16"));
        said.put(
                "generate",
                sam(locale, here, "generate", "--model", gguf, "--prompt", "the cat", "--adapter", run + "/adapter"));
        said.put(
                "nothing",
                sam(
                        locale,
                        here,
                        "train",
                        "--model",
                        model,
                        "--data",
                        data,
                        "--objective",
                        "sft",
                        "--set",
                        "lora_r=1234567",
                        "--out",
                        run + "2"));
        for (var file : List.of(
                "snapshot/train.jsonl",
                "run/adapter/adapter_model.safetensors",
                "run/adapter/adapter_config.json",
                "run/job.json",
                "model.gguf")) {
            var path = here.resolve(file);
            said.put(
                    String.valueOf(path.getFileName()),
                    !Files.exists(path)
                            ? "missing"
                            : file.contains("json") ? without(here, Files.readString(path)) : Hashes.sha256(path));
        }
        MEASURED.forEach(verb -> said.computeIfPresent(
                verb, (_, text) -> NUMBER.matcher(text).replaceAll("#").replaceAll(" +", " ")));
        return said;
    }

    private static String sam(String locale, Path here, String... args) throws IOException, InterruptedException {
        var parts = locale.split("-");
        var builder = ChildJvm.withVectors("512m")
                .with("-Duser.language=" + parts[0])
                .with("-Duser.country=" + parts[1])
                .process(args)
                .redirectErrorStream(true);
        builder.environment().put("TZ", "UTC");
        var out = here.resolve("out.txt").toFile();
        var process = builder.redirectOutput(out).start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return without(here, Files.readString(out.toPath())) + "\nexit " + process.exitValue();
    }

    private static String without(Path here, String text) {
        return text.replace(here.toString(), "HERE");
    }
}
