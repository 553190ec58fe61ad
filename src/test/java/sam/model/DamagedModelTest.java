package sam.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.AdapterFolder;
import sam.fuzz.Mutation;
import sam.fuzz.Survival;
import sam.model.files.ModelException;
import sam.model.files.SafetensorsFile;
import sam.model.tokens.OwnTemplate;
import sam.model.tokens.Tokenizer;

class DamagedModelTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @TempDir
    Path folder;

    @BeforeEach
    void copyTheModel() throws IOException {
        copy("model", folder);
        copy("below", Files.createDirectory(folder.resolve("adapter")));
    }

    @Test
    void damagedWeightsAreReadOrRefused() throws IOException {
        var file = folder.resolve("model.safetensors");
        Survival.of(file, ModelException.class)
                .survives(
                        700,
                        inHeader(Mutation.bytes().or(Mutation.json()))
                                .or(Mutation.bytes())
                                .repeated(),
                        () -> {
                            try (var weights = SafetensorsFile.open(file)) {
                                for (var name : weights.names()) {
                                    weights.floats(name);
                                }
                            }
                        });
    }

    @Test
    void aDamagedConfigIsReadOrRefused() throws IOException {
        Survival.of(folder.resolve("config.json"), ModelException.class)
                .allowing(16 << 20, 64)
                .survives(
                        700,
                        Mutation.json().or(Mutation.bytes()).repeated(),
                        () -> ModelFolder.open(folder).weights().close());
    }

    @Test
    void theDamagedConfigOfAnyFamilyIsReadOrRefused() throws IOException {
        try (var families = Files.list(ORACLE.resolve("families"))) {
            for (var family : families.filter(Files::isDirectory).sorted().toList()) {
                var copy = Files.createDirectory(folder.resolve(family.getFileName()));
                var file = Files.copy(family.resolve("config.json"), copy.resolve("config.json"));
                Files.copy(family.resolve("model.safetensors"), copy.resolve("model.safetensors"));
                // a config may name a thousand layers, and their weights are all named before the first is missed
                Survival.of(file, ModelException.class)
                        .allowing(16 << 20, 64)
                        .survives(
                                100,
                                Mutation.json().or(Mutation.bytes()).repeated(),
                                () -> ModelFolder.open(copy).weights().close());
            }
        }
    }

    @Test
    void aDamagedIndexOfWeightsIsReadOrRefused() throws IOException {
        var other = Files.createDirectory(folder.resolve("other"));
        copy("untied", other);
        Survival.of(other.resolve("model.safetensors.index.json"), ModelException.class)
                .survives(
                        300,
                        Mutation.json().or(Mutation.bytes()).repeated(),
                        () -> ModelFolder.open(other).weights().close());
    }

    @Test
    void aDamagedGenerationConfigIsReadOrRefused() throws IOException {
        Survival.of(folder.resolve("generation_config.json"), ModelException.class)
                .survives(300, Mutation.json().or(Mutation.bytes()).repeated(), () -> ModelConfig.read(folder));
    }

    @Test
    void aDamagedTokenizerIsReadOrRefused() throws IOException {
        var config = ModelConfig.read(folder);
        Survival.of(folder.resolve("tokenizer.json"), ModelException.class)
                .survives(500, Mutation.json().or(Mutation.bytes()).repeated(), () -> {
                    try (var tokenizer = Tokenizer.open(folder, config)) {
                        tokenizer.decode(tokenizer.encode("Größe 東京 <|im_start|>the cat\n\n 12", true), false);
                    }
                });
    }

    @Test
    void aDamagedTokenizerThatPutsTokensAroundTextsIsReadOrRefused() throws IOException {
        var other = Files.createDirectory(folder.resolve("other"));
        copy("untied", other);
        var config = ModelConfig.read(other);
        Survival.of(other.resolve("tokenizer.json"), ModelException.class)
                .survives(300, Mutation.json().or(Mutation.bytes()).repeated(), () -> {
                    try (var tokenizer = Tokenizer.open(other, config)) {
                        tokenizer.decode(tokenizer.encode("Größe 東京 <|begin|>the cat\n\n 12", true), false);
                    }
                });
    }

    @Test
    void aDamagedTokenizerConfigIsReadOrRefused() throws IOException {
        var config = ModelConfig.read(folder);
        Survival.of(folder.resolve("tokenizer_config.json"), ModelException.class)
                .survives(500, Mutation.json().or(Mutation.bytes()).repeated(), () -> {
                    try (var tokenizer = Tokenizer.open(folder, config)) {
                        OwnTemplate.of(ModelFolder.open(folder), tokenizer);
                    }
                });
    }

    @Test
    void aDamagedAdapterConfigIsReadOrRefused() throws IOException {
        var config = ModelConfig.read(folder);
        var adapter = folder.resolve("adapter");
        Survival.of(adapter.resolve("adapter_config.json"), ModelException.class)
                .survives(
                        500,
                        Mutation.json().or(Mutation.bytes()).repeated(),
                        () -> AdapterFolder.read(adapter, config));
    }

    @Test
    void damagedAdapterWeightsAreReadOrRefused() throws IOException {
        var config = ModelConfig.read(folder);
        var adapter = folder.resolve("adapter");
        Survival.of(AdapterFolder.weights(adapter), ModelException.class)
                .survives(
                        500,
                        inHeader(Mutation.bytes().or(Mutation.json()))
                                .or(Mutation.bytes())
                                .repeated(),
                        () -> AdapterFolder.read(adapter, config));
    }

    /// Damages the JSON header of a safetensors file and gives it its right length, so that the damage is read.
    private static Mutation inHeader(Mutation mutation) {
        return (good, random) -> {
            int length = good.length < 8
                    ? -1
                    : (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
            if (length < 0 || length > good.length - 8) {
                return Mutation.bytes().apply(good, random);
            }
            var header = mutation.apply(java.util.Arrays.copyOfRange(good, 8, 8 + length), random);
            return ByteBuffer.allocate(good.length - length + header.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .put(header)
                    .put(good, 8 + length, good.length - 8 - length)
                    .array();
        };
    }

    private static void copy(String name, Path to) throws IOException {
        try (var files = Files.list(ORACLE.resolve(name))) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
