package sam.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.library.LibraryException;
import sam.protocol.Objective;
import sam.protocol.UnknownSettingException;

class ProjectTest {
    @TempDir
    Path folder;

    private Project project() {
        var settings = Json.MAPPER.createObjectNode().put("learning_rate", 1e-3);
        return new Project(
                folder,
                new Project.Content(
                        "My SAM",
                        "../base",
                        List.of("Who are you?"),
                        List.of(
                                new Project.Phase(1, "Instruction", Objective.SFT, settings, Map.of()),
                                new Project.Phase(
                                        4,
                                        "Alignment",
                                        Objective.DPO,
                                        Json.MAPPER.createObjectNode(),
                                        Map.of(1, 20)))));
    }

    @Test
    void aSavedProjectOpensAsItWas() throws IOException {
        project().save();
        var opened = Project.open(folder);
        assertThat(opened.content()).isEqualTo(project().content());
        assertThat(opened.runs()).isDirectory();
        assertThat(opened.exports()).isDirectory();
        assertThat(opened.base()).isEqualTo(folder.resolveSibling("base"));
        assertThat(opened.run(4)).isEqualTo(folder.resolve("runs").resolve("phase4"));
        assertThat(opened.phase(4).replay()).isEqualTo(Map.of(1, 20));
    }

    @Test
    void aRecipeChangesOnlyToWhatTheTrainerKnows() {
        var phase = project().phase(1).with("lora_r", "4");
        assertThat(phase.trainingSettings().lora().r()).isEqualTo(4);
        assertThat(phase.trainingSettings().optimizer().learningRate()).isEqualTo(1e-3);
        assertThatThrownBy(() -> phase.with("lora_rank", "4")).isInstanceOf(UnknownSettingException.class);
    }

    @Test
    void aRecipeIsWrittenInTheKnobsOwnTypes() throws IOException {
        var phase = project()
                .phase(1)
                .with("lora_r", "4")
                .with("learning_rate", "2e-4")
                .with("shuffle_dataset", "false")
                .with("lr_scheduler_type", "cosine")
                .with("target_modules", "q_proj,v_proj");
        new Project(folder, new Project.Content("My SAM", "../base", List.of(), List.of(phase))).save();

        var written = Json.MAPPER
                .readTree(Files.readAllBytes(folder.resolve("project.json")))
                .path("phases")
                .path(0)
                .path("settings");
        assertThat(written).isEqualTo(Json.MAPPER.readTree("""
            {"learning_rate": 2e-4, "lora_r": 4, "shuffle_dataset": false,
             "lr_scheduler_type": "cosine", "target_modules": ["q_proj", "v_proj"]}\
            """));
        assertThat(Project.open(folder).phase(1).trainingSettings()).isEqualTo(phase.trainingSettings());
    }

    @Test
    void aProjectWrittenWithNumbersAsTextStillReads() throws IOException {
        Files.writeString(folder.resolve("project.json"), """
            {"name": "Old", "base": "../base", "prompts": [], "phases": [{"number": 1, "name": "Instruction",
             "objective": "sft", "settings": {"lora_r": "4", "learning_rate": "0.001", "shuffle_dataset": "false"},
             "replay": {}}]}\
            """);

        var phase = Project.open(folder).phase(1);
        assertThat(phase.trainingSettings().lora().r()).isEqualTo(4);
        assertThat(phase.trainingSettings().optimizer().learningRate()).isEqualTo(1e-3);
        assertThat(phase.with("lora_alpha", "8").trainingSettings().lora().alpha())
                .isEqualTo(8);
    }

    @Test
    void aFolderWithoutAProjectSaysSo() {
        assertThatThrownBy(() -> Project.open(folder))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("has no project.json");
    }

    @Test
    void aPhaseThatIsNotThereSaysSo() {
        assertThatThrownBy(() -> project().phase(2)).hasMessage("This project has no phase 2.");
    }

    @Test
    void aBrokenProjectFileGivesASentence() throws IOException {
        for (var text : List.of(
                "",
                "{",
                "[]",
                "{\"name\": 3, \"phases\": 7}",
                "null",
                "{}",
                "{\"name\":\"n\",\"base\":\"b\",\"prompts\":[],\"phases\":[{\"number\":1}]}")) {
            Files.writeString(folder.resolve("project.json"), text);
            assertThatThrownBy(() -> Project.open(folder))
                    .as(text)
                    .isInstanceOf(LibraryException.class)
                    .hasMessageContaining("cannot be read as a project");
        }
    }
}
