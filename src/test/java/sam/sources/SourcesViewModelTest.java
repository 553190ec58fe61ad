package sam.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.intake.Columns;
import sam.intake.ImportSettings;
import sam.intake.Mapping;
import sam.library.Tier;
import sam.project.DemoProject;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Parts.Tone;
import sam.ui.SilentDialogs;

class SourcesViewModelTest {
    @TempDir
    Path folder;

    private final SilentDialogs dialogs = new SilentDialogs();
    private ProjectSession session;
    private SourcesViewModel model;

    @BeforeEach
    void open() throws IOException {
        session = DemoProject.open(folder.resolve("project"));
        model = new SourcesViewModel(session, Background.immediate(), dialogs, InstantSource.system());
    }

    @AfterEach
    void close() {
        session.close();
    }

    private Path file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    @Test
    void choosingATierNarrowsTheTable() {
        model.filter(Tier.HIGH_VALUE);
        assertThat(model.sources()).extracting(SourceRow::tier).containsOnly(Tier.HIGH_VALUE);
        model.filter(null);
        assertThat(model.sources()).filteredOn(SourceRow::isThere).hasSize(4);
    }

    @Test
    void aBadLineIsCountedWithItsReasonAndTheOthersAreTaken() throws IOException {
        dialogs.files.add(file(
                "mine.jsonl",
                "{\"prompt\":\"One?\",\"completion\":\"Yes.\"}",
                "not json",
                "{\"prompt\":\"Two?\",\"completion\":\"No.\"}"));

        model.chooseFiles("Choose");

        var report = Objects.requireNonNull(model.reportProperty().get());
        assertThat(report.taken()).isEqualTo(2);
        assertThat(report.refusals()).extracting(refusal -> refusal.line()).containsExactly(2L);
        assertThat(model.runningProperty().get()).isNull();
        assertThat(model.sources()).anyMatch(source -> source.source().equals("mine.jsonl"));
    }

    @Test
    void whatThePersonSaysOfTheNextImportHolds() throws IOException {
        model.settingsProperty().set(ImportSettings.guess().withPhase(2).withLicence("CC0-1.0"));

        model.importFiles(List.of(file("mine.jsonl", "{\"prompt\":\"One?\",\"completion\":\"Yes.\"}")));

        var row = session.library().search("\"One?\" \"Yes.\"", 1).getFirst();
        assertThat(row.phase()).isEqualTo(2);
        assertThat(row.origin().licence()).isEqualTo("CC0-1.0");
    }

    @Test
    void aFileThatCannotBeReadIsSaidAndTheNextStillComes() throws IOException {
        var bad = Files.write(folder.resolve("bad.jsonl"), new byte[] {1, 2, 3, 0, 5});
        var good = file("good.jsonl", "{\"prompt\":\"One?\",\"completion\":\"Yes.\"}");

        model.importFiles(List.of(bad, folder.resolve("nowhere.jsonl"), good));

        assertThat(dialogs.problems).hasSize(2);
        assertThat(Objects.requireNonNull(model.reportProperty().get()).taken()).isEqualTo(1);
    }

    @Test
    void whetherRowsOfASourceWaitIsKnownByPhase() {
        assertThat(model.isWaiting("GSM8K train", 3)).isTrue();
        assertThat(model.isWaiting("GSM8K train", 1)).isFalse();
        assertThat(model.isWaiting("nowhere", 3)).isFalse();
    }

    @Test
    void licencesThatAskSomethingStandOut() {
        assertThat(List.of("MIT", "Apache-2.0", "CC0-1.0", "CC-BY-4.0", "mine").stream()
                        .map(SourceTableView::tone))
                .containsOnly(Tone.GOOD);
        assertThat(List.of("CC-BY-NC-4.0", "CC-BY-SA-3.0", "unknown", "GPL-3.0").stream()
                        .map(SourceTableView::tone))
                .containsOnly(Tone.LOOK);
    }

    @Test
    void aFileOfAnyShapeIsImportedWhenItsColumnsAreNamed() throws IOException {
        var odd = file(
                "odd.csv",
                "frage,antwort,nummer",
                "What is a lamp?,A thing that gives light.,1",
                "What is a chair?,A thing to sit on.,2");

        model.importFiles(List.of(odd));

        var columns = model.columns();
        var screen = Objects.requireNonNull(columns.screenProperty().get(), "the columns are asked for");
        assertThat(dialogs.problems).isEmpty();
        assertThat(screen.why()).contains("no format we know");
        assertThat(screen.columns().all())
                .extracting(Columns.Column::name)
                .containsExactly("frage", "antwort", "nummer");
        assertThat(screen.canImport()).isFalse();
        columns.name("frage", Mapping.Part.INSTRUCTION);
        assertThat(Objects.requireNonNull(columns.screenProperty().get()).said())
                .contains("make no row");
        columns.name("antwort", Mapping.Part.ANSWER);
        assertThat(Objects.requireNonNull(columns.screenProperty().get()).rows())
                .hasSize(2);
        columns.importNow();

        assertThat(columns.screenProperty().get()).isNull();
        assertThat(Objects.requireNonNull(model.reportProperty().get()).taken()).isEqualTo(2);
        model.importFiles(
                List.of(file("again.csv", "nummer,antwort,frage", "3,A thing to write on.,What is a table?")));
        var offered = Objects.requireNonNull(columns.screenProperty().get(), "the same shape is offered what was said");
        assertThat(offered.canImport()).isTrue();
        columns.importNow();
        assertThat(session.library().search("\"write on\"", 2)).hasSize(1);
    }
}
