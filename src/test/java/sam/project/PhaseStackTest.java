package sam.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.protocol.Objective;

/// One answer to what lies below a phase, for training, chat, export and the strip.
class PhaseStackTest {
    @TempDir
    Path folder;

    private Project project;

    @BeforeEach
    void aProjectWhoseFileListsItsPhasesInAnyOrder() {
        project = new Project(
                folder, new Project.Content("P", "base", List.of(), List.of(phase(3), phase(1), phase(4), phase(2))));
    }

    @Test
    void theStackEndsBelowTheFirstPhaseThatIsNotTrained() throws IOException {
        assertThat(PhaseStack.of(project).layers()).isEmpty();
        train(1);
        train(2);
        train(4);

        var stack = PhaseStack.of(project);
        assertThat(stack.layers()).extracting(PhaseStack.Layer::phase).containsExactly(1, 2);
        assertThat(stack.top().orElseThrow().phase()).isEqualTo(2);
        assertThat(stack.upTo(stack.layers().getFirst()).adapters())
                .containsExactly(PhaseStack.adapter(project, 1).toString());
        assertThat(PhaseStack.isTrained(project, 4)).isTrue();
    }

    @Test
    void aPhaseStandsOnAllBelowItOrNamesTheOneThatIsMissing() throws IOException {
        train(1);
        assertThat(PhaseStack.missingBelow(project, 1)).isEmpty();
        assertThat(PhaseStack.missingBelow(project, 2)).isEmpty();
        assertThat(PhaseStack.missingBelow(project, 4).orElseThrow().number()).isEqualTo(2);
        train(2);
        train(3);
        assertThat(PhaseStack.missingBelow(project, 4)).isEmpty();
        assertThat(PhaseStack.below(project, 3).layers())
                .extracting(PhaseStack.Layer::phase)
                .containsExactly(1, 2);
    }

    @Test
    void aFolderWithoutAnAdapterInItIsNoTrainedPhase() throws IOException {
        Files.createDirectories(PhaseStack.adapter(project, 1));
        assertThat(PhaseStack.isTrained(project, 1)).isFalse();
        assertThat(PhaseStack.missingBelow(project, 2)).isPresent();
    }

    private void train(int phase) throws IOException {
        var adapter = Files.createDirectories(PhaseStack.adapter(project, phase));
        Files.writeString(adapter.resolve("adapter_config.json"), "{}");
    }

    private static Project.Phase phase(int number) {
        return new Project.Phase(number, "Phase " + number, Objective.SFT, Json.MAPPER.createObjectNode(), Map.of());
    }
}
