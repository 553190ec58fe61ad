package sam.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sam.durable.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The program's own assets cut to a few rows and steps: the whole thread in seconds instead of minutes.
final class SmallAssets {
    private static final Path OWN = Path.of("assets").toAbsolutePath();
    private static final int ROWS = 12;
    private static final List<String> BASE =
            List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");

    private SmallAssets() {}

    static Path in(Path folder) throws IOException {
        var assets = folder.resolve("assets");
        Files.createDirectories(assets.resolve("base"));
        for (var name : BASE) {
            Files.copy(OWN.resolve("base").resolve(name), assets.resolve("base").resolve(name));
        }
        for (var part : List.of("train", "heldout")) {
            Files.createDirectories(assets.resolve("sample").resolve(part));
            try (var files = Files.list(OWN.resolve("sample").resolve(part))) {
                for (var file :
                        files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
                    var rows = Files.readAllLines(file);
                    Files.write(
                            assets.resolve("sample").resolve(part).resolve(file.getFileName()),
                            rows.subList(0, Math.min(ROWS, rows.size())));
                }
            }
        }
        Files.copy(OWN.resolve("sample/measures.json"), assets.resolve("sample/measures.json"));
        var project = (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(OWN.resolve("sample/project.json")));
        for (var phase : (ArrayNode) project.get("phases")) {
            var settings = (ObjectNode) phase.get("settings");
            settings.put("max_steps", 3);
            settings.put("per_device_train_batch_size", 2);
            var replay = (ObjectNode) phase.get("replay");
            replay.propertyNames().forEach(earlier -> replay.put(earlier, 2));
        }
        Files.write(assets.resolve("sample/project.json"), Json.pretty(project));
        return assets;
    }
}
