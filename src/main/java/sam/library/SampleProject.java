package sam.library;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.protocol.Objective;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The project that comes with the program: copied into a folder of the person's before use, so that nothing in the
/// program's own folder ever changes.
public final class SampleProject {
    private static final int BATCH = 500;

    private SampleProject() {}

    /// `project.json` as the assets hold it: a project, and where each phase's rows lie.
    record Sample(String name, String base, List<String> prompts, List<SamplePhase> phases) {}

    record SamplePhase(
            int number,
            String name,
            Objective objective,
            List<String> data,
            @Nullable List<String> waiting,
            JsonNode settings,
            @Nullable Map<Integer, Integer> replay) {}

    record Row(
            @Nullable List<Turn> messages,
            @Nullable List<Turn> prompt,
            @Nullable List<Turn> chosen,
            @Nullable List<Turn> rejected,
            @Nullable String source,
            @Nullable String licence,
            @Nullable Integer tier) {}

    record Turn(String role, String content) {}

    /// The folder with `sample/` and `base/`: `-Dsam.assets=DIR`, else beside the program, else in the current folder.
    public static Path assets() {
        var told = System.getProperty("sam.assets");
        if (told != null) {
            return Path.of(told).toAbsolutePath().normalize();
        }
        return beside(program())
                .or(() -> beside(Path.of("").toAbsolutePath()))
                .orElseThrow(
                        () -> new LibraryException("The program's assets folder with the sample project is missing."
                                + " Start the program from its own folder, or name it with -Dsam.assets=DIR."));
    }

    /// Makes a new project folder: training rows accepted, the others waiting for the person.
    public static Project copyTo(Path folder, InstantSource clock) throws IOException {
        var sample = assets().resolve("sample");
        var told = read(sample.resolve("project.json"));
        if (Files.exists(folder.resolve("project.json"))) {
            throw new LibraryException("%s holds a project already. Choose another folder.".formatted(folder));
        }
        var phases = told.phases().stream()
                .map(phase -> new Project.Phase(
                        phase.number(),
                        phase.name(),
                        phase.objective(),
                        phase.settings(),
                        phase.replay() == null ? Map.of() : phase.replay()))
                .toList();
        var root = AtomicFiles.parent(assets());
        var base = root.resolve(told.base()).normalize();
        var project = new Project(
                folder.toAbsolutePath().normalize(),
                new Project.Content(told.name(), base.toString(), told.prompts(), phases));
        Files.createDirectories(project.folder());
        try (var library = Library.open(project.library(), clock)) {
            for (var phase : told.phases()) {
                for (var file : phase.data()) {
                    add(library, phase, sample.resolve(file), Status.ACCEPTED);
                }
                for (var file : phase.waiting() == null ? List.<String>of() : phase.waiting()) {
                    add(library, phase, sample.resolve(file), Status.WAITING);
                }
            }
        }
        // Written last: a folder without project.json is not a project, so a copy that was cut short is never opened.
        project.save();
        return project;
    }

    private static Sample read(Path file) throws IOException {
        try {
            return Json.MAPPER.readValue(Files.readAllBytes(file), Sample.class);
        } catch (JacksonException e) {
            throw new LibraryException("%s is damaged: %s".formatted(file, e.getOriginalMessage()), e);
        }
    }

    private static void add(Library library, SamplePhase phase, Path file, Status status) throws IOException {
        var batch = new ArrayList<NewExample>(BATCH);
        Consumer<List<NewExample>> store = rows -> {
            library.add(List.copyOf(rows));
            rows.clear();
        };
        long number = 0;
        for (var line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            batch.add(example(phase, file, number, line, status));
            if (batch.size() == BATCH) {
                store.accept(batch);
            }
        }
        store.accept(batch);
    }

    private static NewExample example(SamplePhase phase, Path file, long number, String line, Status status) {
        var row = Json.MAPPER.readValue(line, Row.class);
        var origin = new Origin(
                row.source() == null ? String.valueOf(file.getFileName()) : row.source(),
                number,
                row.licence() == null ? "unknown" : row.licence(),
                Tier.of(row.tier() == null ? 1 : row.tier()));
        Example example;
        if (row.messages() != null) {
            example = new Example.Chat(turns(row.messages()));
        } else if (row.prompt() != null && row.chosen() != null && row.rejected() != null) {
            example = new Example.Preference(turns(row.prompt()), text(row.chosen()), text(row.rejected()));
        } else {
            throw new LibraryException("%s line %d is neither a conversation nor a pair.".formatted(file, number));
        }
        return new NewExample(phase.number(), example, origin, status);
    }

    private static List<Message> turns(List<Turn> turns) {
        return turns.stream()
                .map(turn -> new Message(
                        Message.Role.valueOf(turn.role().toUpperCase(java.util.Locale.ROOT)), turn.content()))
                .toList();
    }

    private static String text(List<Turn> answer) {
        return answer.getLast().content();
    }

    private static Path program() {
        try {
            var code = SampleProject.class.getProtectionDomain().getCodeSource();
            return code == null
                    ? Path.of("").toAbsolutePath()
                    : Path.of(code.getLocation().toURI());
        } catch (URISyntaxException e) {
            return Path.of("").toAbsolutePath();
        }
    }

    /// `assets` in the folder or in one of the three above it: `target/classes` and a jar both lie within that.
    private static Optional<Path> beside(Path start) {
        Path place = start;
        for (int up = 0; up < 4 && place != null; up++) {
            var assets = place.resolve("assets");
            if (Files.exists(assets.resolve("sample").resolve("project.json"))) {
                return Optional.of(assets);
            }
            place = place.getParent();
        }
        return Optional.empty();
    }
}
