package sam.project;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.durable.Plain;
import sam.library.Example;
import sam.library.Library;
import sam.library.LibraryException;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.library.Tier;
import sam.protocol.Objective;
import sam.rows.Message;
import tools.jackson.databind.JsonNode;

/// The sample project that comes with the program: a tiny base of our own and rows for all four phases. It is copied
/// before use; the program's own folder never changes.
public final class SampleProject {
    private record Sheet(String name, String base, List<String> prompts, List<SamplePhase> phases) {}

    private record SamplePhase(
            int number,
            String name,
            Objective objective,
            List<String> data,
            List<String> waiting,
            JsonNode settings,
            @Nullable Map<Integer, Integer> replay) {}

    private record Turn(String role, String content) {}

    private record SampleRow(
            @Nullable List<Turn> messages,
            @Nullable List<Turn> prompt,
            @Nullable List<Turn> chosen,
            @Nullable List<Turn> rejected,
            String source,
            String licence,
            int tier) {}

    private SampleProject() {}

    /// The folder `assets` of the program: named by `-Dsam.assets`, else beside the program or the working folder.
    public static Path assets() {
        var named = System.getProperty("sam.assets");
        var here = Path.of("").toAbsolutePath();
        var found =
                named != null ? isAssets(Path.of(named)) : above(program(here)).or(() -> above(here));
        return found.orElseThrow(() -> new LibraryException(Plain.text(
                "The sample project is not at %s. Start the program from its own folder, or name its assets with"
                        + " -Dsam.assets=DIR.",
                named != null ? named : here.resolve("assets"))));
    }

    private static Optional<Path> isAssets(Path folder) {
        return Files.exists(folder.resolve("sample/project.json"))
                ? Optional.of(folder.toAbsolutePath().normalize())
                : Optional.empty();
    }

    /// `assets` in the folder or in one of the three above it: `target/classes` and a jar both lie within that.
    private static Optional<Path> above(Path start) {
        Path place = start;
        for (int up = 0; up < 4 && place != null; up++, place = place.getParent()) {
            var found = isAssets(place.resolve("assets"));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Path program(Path otherwise) {
        var code = SampleProject.class.getProtectionDomain().getCodeSource();
        try {
            return code == null ? otherwise : Path.of(code.getLocation().toURI());
        } catch (URISyntaxException e) {
            return otherwise;
        }
    }

    /// The held-out measures of the sample project.
    public static Path measures() {
        return assets().resolve("sample/measures.json");
    }

    /// Makes a project in `folder`: recipes and prompts of the sample, its rows accepted, some waiting for review.
    public static Project copyTo(Path folder, InstantSource clock) throws IOException {
        var assets = assets();
        var sample = assets.resolve("sample");
        var sheet = Json.MAPPER.readValue(Files.readAllBytes(sample.resolve("project.json")), Sheet.class);
        var phases = sheet.phases().stream()
                .map(phase -> new Project.Phase(
                        phase.number(),
                        phase.name(),
                        phase.objective(),
                        phase.settings(),
                        phase.replay() == null ? Map.of() : phase.replay()))
                .toList();
        var base = assets.resolveSibling(sheet.base()).normalize().toString();
        Files.createDirectories(folder);
        var project = new Project(
                folder.toAbsolutePath().normalize(), new Project.Content(sheet.name(), base, sheet.prompts(), phases));
        try (var library = Library.open(project.library(), clock)) {
            for (var phase : sheet.phases()) {
                for (var file : phase.data()) {
                    library.add(rows(sample.resolve(file), phase.number(), Status.ACCEPTED));
                }
                for (var file : phase.waiting()) {
                    library.add(rows(sample.resolve(file), phase.number(), Status.WAITING));
                }
            }
        }
        copyMeasures(sample, folder);
        // Written last: a folder without project.json is no project, so a copy that was cut short is never opened.
        project.save();
        return project;
    }

    /// The project keeps its own held-out rows: they are measured whenever all phases are trained.
    private static void copyMeasures(Path sample, Path folder) throws IOException {
        if (!Files.exists(sample.resolve("measures.json"))) {
            return;
        }
        try (var tree = Files.walk(sample.resolve("heldout"))) {
            for (var file : tree.filter(Files::isRegularFile).toList()) {
                var copy = folder.resolve(sample.relativize(file).toString());
                Files.createDirectories(AtomicFiles.parent(copy));
                AtomicFiles.write(copy, Files.readAllBytes(file));
            }
        }
        AtomicFiles.write(folder.resolve("measures.json"), Files.readAllBytes(sample.resolve("measures.json")));
    }

    private static List<NewExample> rows(Path file, int phase, Status status) throws IOException {
        var rows = new ArrayList<NewExample>();
        long line = 0;
        for (var text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            line++;
            if (!text.isBlank()) {
                var row = Json.MAPPER.readValue(text, SampleRow.class);
                var origin = new Origin(kind(row.source()), line, row.licence(), Tier.of(row.tier()));
                rows.add(new NewExample(phase, example(row), origin, status));
            }
        }
        return rows;
    }

    /// Rows name the template they were made by ("sample/voice-gift"); a person looks for the kind ("sample/voice").
    private static String kind(String source) {
        int dash = source.indexOf('-');
        return dash < 0 ? source : source.substring(0, dash);
    }

    private static Example example(SampleRow row) {
        if (row.messages() != null) {
            return new Example.Chat(messages(row.messages()));
        }
        return new Example.Preference(messages(row.prompt()), answer(row.chosen()), answer(row.rejected()));
    }

    private static List<Message> messages(@Nullable List<Turn> turns) {
        return turns == null
                ? List.of()
                : turns.stream()
                        .map(turn -> new Message(
                                Message.Role.valueOf(turn.role().toUpperCase(java.util.Locale.ROOT)), turn.content()))
                        .toList();
    }

    private static String answer(@Nullable List<Turn> turns) {
        return turns == null || turns.isEmpty() ? "" : turns.getLast().content();
    }
}
