package sam.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sam.durable.Json;
import sam.durable.Plain;
import sam.library.LibraryException;
import sam.model.ModelDescription;
import sam.protocol.Objective;

/// Makes an empty project of the four phases on a base.
public final class NewProject {
    private static final List<String> PROMPTS =
            List.of("List three fruits.", "Tell me about your day.", "I have 12 eggs and use 5. How many are left?");

    private NewProject() {}

    public static Project make(Path folder, String name, Path base) throws IOException {
        if (Files.exists(folder.resolve("project.json"))) {
            throw new LibraryException(Plain.text("%s holds a project already. Choose another name.", folder));
        }
        ModelDescription.read(base);
        var phases = List.of(
                phase(1, "Instruction", Objective.SFT),
                phase(2, "Personality", Objective.SFT),
                phase(3, "Reasoning", Objective.SFT),
                phase(4, "Alignment", Objective.DPO));
        Files.createDirectories(folder);
        var project = new Project(
                folder.toAbsolutePath().normalize(),
                new Project.Content(name, base.toAbsolutePath().toString(), PROMPTS, phases));
        project.save();
        return project;
    }

    private static Project.Phase phase(int number, String name, Objective objective) {
        return new Project.Phase(number, name, objective, Json.MAPPER.createObjectNode(), Map.of());
    }
}
