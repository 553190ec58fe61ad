package sam.exports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.jobs.Job;
import sam.jobs.Jobs;
import sam.library.Library;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.ui.Background;
import sam.ui.SilentDialogs;
import sam.workers.RunException;

class ExportViewModelTest {
    @TempDir
    Path folder;

    private ProjectSession session;
    private ExportViewModel model;
    private final SilentDialogs dialogs = new SilentDialogs();
    private final List<ExportFormat> formats = new ArrayList<>();
    private final Jobs jobs = new Jobs();
    private boolean fails;

    @BeforeEach
    void open() throws IOException {
        var phases = List.of(
                new Project.Phase(1, "Instruction", Objective.SFT, Json.MAPPER.createObjectNode(), Map.of()),
                new Project.Phase(2, "Personality", Objective.SFT, Json.MAPPER.createObjectNode(), Map.of()));
        var project = new Project(
                folder, new Project.Content("Test", folder.resolve("base").toString(), List.of(), phases));
        project.save();
        session = new ProjectSession(project, Library.open(project.library(), InstantSource.system()));
        model = new ExportViewModel(session, this::export, Background.immediate(), dialogs, jobs);
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void withoutATrainedPhaseThereIsNothingToExport() {
        assertThat(model.screenProperty().get().choices()).isEmpty();
        assertThat(model.screenProperty().get().ready()).isFalse();
    }

    @Test
    void theNewestStackIsExportedToAFreeFolder() throws IOException {
        train(1);
        train(2);
        session.runsChanged();
        assertThat(model.screenProperty().get().chosen()).isEqualTo(new ExportViewModel.Choice(2, "Personality"));

        model.export();
        var screen = model.screenProperty().get();
        assertThat(Objects.requireNonNull(screen.made()).folder()).isEqualTo(folder.resolve("exports/phase2-peft"));
        assertThat(screen.folder())
                .as("the next one goes beside it")
                .isEqualTo(folder.resolve("exports/phase2-peft-2"));
        assertThat(screen.busy()).isFalse();
    }

    @Test
    void anEarlierStackAndAnotherPlaceCanBeChosen() throws IOException {
        train(1);
        train(2);
        session.runsChanged();
        model.choose(new ExportViewModel.Choice(1, "Instruction"));
        dialogs.files.add(folder.resolve("elsewhere"));
        model.choosePlace("Where?");
        model.export();

        assertThat(Objects.requireNonNull(model.screenProperty().get().made()).folder())
                .isEqualTo(folder.resolve("elsewhere"));
    }

    @Test
    void anotherFormatGoesToAnotherFolder() throws IOException {
        train(1);
        session.runsChanged();
        model.choose(ExportFormat.GGUF_Q4);
        assertThat(model.screenProperty().get().folder()).isEqualTo(folder.resolve("exports/phase1-gguf-q4_0"));

        model.export();
        assertThat(formats).containsExactly(ExportFormat.GGUF_Q4);
        assertThat(model.screenProperty().get().format()).isEqualTo(ExportFormat.GGUF_Q4);
    }

    @Test
    void anExportThatWaitsForMemorySaysSoWhereLongWorksAreShown() throws IOException {
        var shown = new ArrayList<String>();
        jobs.running().addListener((javafx.collections.ListChangeListener<Job>) change -> {
            while (change.next()) {
                change.getAddedSubList()
                        .forEach(job -> job.stateProperty().subscribe(state -> shown.add(state.words())));
            }
        });
        train(1);
        session.runsChanged();
        model.export();

        assertThat(shown).contains("Waiting for memory").first().isEqualTo("Exporting…");
    }

    @Test
    void aFailedExportIsSaidAndCanBeTriedAgain() throws IOException {
        train(1);
        session.runsChanged();
        fails = true;
        model.export();

        assertThat(dialogs.problems).singleElement().asString().contains("another base");
        assertThat(model.screenProperty().get().ready()).isTrue();
    }

    private Exporter.Exported export(RunFolder run, ExportFormat format, Path to, Consumer<String> says)
            throws IOException {
        if (fails) {
            throw new RunException("The adapter is of another base. Train it again.");
        }
        assertThat(run.adapter()).exists();
        formats.add(format);
        says.accept("Waiting for memory");
        Files.createDirectories(to);
        return new Exporter.Exported(to, 123, "rank 32");
    }

    private void train(int phase) throws IOException {
        var adapter = session.project().run(phase).resolve("adapter");
        Files.createDirectories(adapter);
        Files.writeString(adapter.resolve("adapter_config.json"), "{}");
    }
}
