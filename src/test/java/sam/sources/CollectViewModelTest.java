package sam.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.catalogue.Allows;
import sam.catalogue.Catalogue;
import sam.intake.CollectOrder;
import sam.intake.Collector;
import sam.intake.Collectors;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.jobs.Job;
import sam.jobs.Jobs;
import sam.library.Decision;
import sam.library.Example;
import sam.library.Origin;
import sam.library.Tier;
import sam.project.DemoProject;
import sam.project.ProjectSession;
import sam.rows.Message;
import sam.ui.Background;
import sam.ui.SilentDialogs;

class CollectViewModelTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private ProjectSession session;

    @SuppressWarnings("NullAway.Init")
    private CollectViewModel model;

    private final Jobs jobs = new Jobs();
    private final List<Job> ended = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final Rowing rowing = new Rowing();

    /// Brings numbered rows, and does what a test wants meanwhile.
    private static final class Rowing implements Collector {
        private Runnable between = () -> {};
        private int rows = 10;
        private boolean offers;
        private @Nullable String fault;

        @Override
        public String scheme() {
            return "hf";
        }

        @Override
        public void collect(CollectOrder order, Door door) {
            if (offers && order.options().isEmpty()) {
                door.offer("acme/one", "acme/one: 1,200 stars, MIT");
                door.offer("acme/two", "acme/two: 1,100 stars, MIT");
                throw new ImportException("These 2 repositories are offered.");
            }
            int from = door.marked().map(node -> node.path("next").asInt(0)).orElse(0);
            for (int i = from; i < rows && door.isOpen(); i++) {
                door.take(
                        1,
                        new Example.Chat(List.of(Message.user("Question " + i), Message.assistant("Answer " + i))),
                        new Origin("numbers", i + 1, "MIT", Tier.TRAIN_FIRST));
                door.mark(sam.durable.Json.MAPPER.createObjectNode().put("next", i + 1));
                door.at(i + 1, rows, "rows");
                between.run();
            }
            door.refuse("row 99", "it says nothing", "…");
            if (fault != null) {
                throw new ImportException(fault);
            }
            if (door.isOpen()) {
                door.mark(null);
            }
        }
    }

    /// Work waits until a test lets it run, on the test's own thread.
    private final Background later = new Background() {
        @Override
        public <T> void run(Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
            waiting.add(() -> Background.immediate().run(work, done, failed));
        }

        @Override
        public <T> Repeat repeat(
                java.time.Duration pause,
                Callable<T> work,
                Consumer<? super T> done,
                Consumer<? super Exception> failed) {
            return () -> {};
        }

        @Override
        public <T> Consumer<T> newest(Consumer<? super T> sink) {
            return sink::accept;
        }
    };

    @BeforeEach
    void open() throws Exception {
        session = DemoProject.openEmpty(folder.resolve("project"));
        jobs.onEnded(ended::add);
        model = new CollectViewModel(session, new Collectors(List.of(rowing)), later, jobs, InstantSource.system());
    }

    @AfterEach
    void close() {
        session.close();
    }

    private void work() {
        List.copyOf(waiting).forEach(Runnable::run);
        waiting.clear();
    }

    private String start(String source) {
        return model.start(source, Catalogue.ours(), CollectViewModel.Wish.USUAL);
    }

    @Test
    void aSourceTellsHowFarItIsAndWhatCameOfIt() {
        var seen = new ArrayList<String>();
        rowing.between = () ->
                seen.add(Objects.requireNonNull(model.state("hf:acme/numbers")).reach());

        var address = start("hf:acme/numbers");
        assertThat(jobs.running()).hasSize(1);
        work();

        var state = Objects.requireNonNull(model.state(address));
        assertThat(seen).contains("3 of 10 rows");
        assertThat(state.isRunning()).isFalse();
        assertThat(state.taken()).isEqualTo(10);
        assertThat(Objects.requireNonNull(state.report()).reasons()).containsEntry("it says nothing", 1L);
        assertThat(ended).hasSize(1);
        assertThat(session.library().sources())
                .extracting(source -> source.source())
                .containsExactly("numbers");
    }

    @Test
    void aStoppedSourceGoesOnWhereItWas() {
        var address = new String[1];
        rowing.between = () -> model.stop(address[0]);
        address[0] = start("hf:acme/numbers");
        work();
        assertThat(Objects.requireNonNull(model.state(address[0])).taken()).isEqualTo(1);

        rowing.between = () -> {};
        start("hf:acme/numbers");
        work();

        assertThat(Objects.requireNonNull(model.state(address[0])).taken()).isEqualTo(9);
        assertThat(Objects.requireNonNull(model.state(address[0])).duplicates()).isZero();
    }

    @Test
    void aFaultIsSaidWithWhatIsThereAllTheSame() {
        rowing.fault = "The hub cannot be reached. Check the network.";
        var address = start("hf:acme/numbers");
        work();
        var state = Objects.requireNonNull(model.state(address));
        assertThat(state.fault()).startsWith("The hub cannot be reached").contains("The 10 rows before the break");
        assertThat(state.taken()).isEqualTo(10);
        assertThat(ended.getFirst().stateProperty().get().life()).isEqualTo(Job.Life.FAILED);
    }

    @Test
    void aListIsTickedAndOnlyWhatIsTickedIsCollected() {
        rowing.offers = true;
        var address = start("hf:acme/numbers");
        work();
        assertThat(Objects.requireNonNull(model.state(address)).offered())
                .extracting(CollectViewModel.Offer::name)
                .containsExactly("acme/one", "acme/two");
        model.start(
                address,
                Catalogue.ours(),
                new CollectViewModel.Wish(null, null, null, false, Map.of("only", "acme/two")));
        work();
        assertThat(Objects.requireNonNull(model.state(address)).taken()).isEqualTo(10);
        assertThat(Objects.requireNonNull(model.state(address)).offered()).isEmpty();
    }

    @Test
    void oneSourceIsNotCollectedTwiceAtOnce() {
        start("hf:acme/numbers");
        assertThatThrownBy(() -> start("hf:acme/numbers")).hasMessageContaining("already");
        start("hf:acme/others");
        assertThat(jobs.running()).as("but several are").hasSize(2);
        work();
    }

    @Test
    void whatIsNoSourceSaysWhatOneIs() {
        assertThatThrownBy(() -> start("ftp:somewhere")).hasMessageContaining("hf:…");
        assertThatThrownBy(() -> start("pull-requests")).hasMessageContaining("github:OWNER/REPO");
        assertThatThrownBy(() -> start("hf:")).hasMessageContaining("Say what to collect");
    }

    @Test
    void aSourceOfTheCatalogueGivesItsRowsItsNameAndItsModel() {
        start("alpaca-cleaned");
        work();
        var row = session.library().waiting(1, false, 1).getFirst();
        var origin = session.library().origins(row.id()).getFirst();
        assertThat(origin.source()).isEqualTo("Stanford Alpaca (cleaned)");
        assertThat(Objects.requireNonNull(origin.maker()).model()).isEqualTo("text-davinci-003");
    }

    @Test
    void aProjectAddsSourcesOfItsOwnAndPutsOursRight() throws Exception {
        Files.writeString(session.project().folder().resolve(Catalogue.OWN), """
            {"sources": [
              {"id": "mine", "title": "Mine", "address": "hf:me/mine", "tier": 2, "phase": 4, "licence": "MIT"},
              {"id": "dolly", "title": "Dolly", "address": "hf:other/dolly", "tier": 1, "phase": 1, "licence": "MIT"}
            ]}\
            """);
        var sources =
                new SourcesViewModel(session, Background.immediate(), new SilentDialogs(), InstantSource.system());
        assertThat(sources.sources()).extracting(SourceRow::source).contains("Mine", "Dolly");
        assertThat(sources.sources()).extracting(SourceRow::source).doesNotContain("Databricks Dolly 15k");
    }

    @Test
    void anImportIsTakenBackAndASourceRenamedEachByOneUndo() {
        start("hf:acme/numbers");
        work();
        var sources =
                new SourcesViewModel(session, Background.immediate(), new SilentDialogs(), InstantSource.system());
        sources.decide(new Decision.RenameSource("numbers", "Counting"));
        assertThat(sources.sources()).extracting(SourceRow::source).contains("Counting");
        sources.takeBack("hf:acme/numbers");
        assertThat(sources.sources()).extracting(SourceRow::source).doesNotContain("Counting");
        session.library().undo();
        session.library().undo();
        sources.rowsChanged();
        assertThat(sources.sources()).extracting(SourceRow::source).contains("numbers");
    }

    @Test
    void aLicenceSaysWhatItLetsAPersonDo() {
        assertThat(Allows.of("MIT")).isEqualTo(Allows.PUBLISH);
        assertThat(Allows.of("CC-BY-SA-4.0")).isEqualTo(Allows.PUBLISH_ALIKE);
        assertThat(Allows.of("CC-BY-NC-4.0")).isEqualTo(Allows.TRAIN);
        assertThat(Allows.of("unknown")).isEqualTo(Allows.NEITHER);
        assertThat(Allows.of("various")).isEqualTo(Allows.EACH);
        assertThat(Map.of("own", Allows.of("own"))).containsEntry("own", Allows.PUBLISH);
    }
}
