package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.library.Example;
import sam.library.Library;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.library.Tier;
import sam.model.SparseModel;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.protocol.Objective;
import sam.rows.Message;
import sam.ui.Background;
import sam.ui.DelayedBackground;
import sam.ui.SilentDialogs;

class PlanViewModelTest {
    private static final Calibration MEASURED =
            new Calibration(200, 200, 10, 5, 1, 300_000_000L, 2, "test", Instant.parse("2026-11-23T12:00:00Z"));

    private static final TokenCounter UNCOUNTED = (base, rows) -> {
        throw new IOException("There is no tokenizer here.");
    };

    @TempDir
    Path folder;

    private ProjectSession session;
    private PlanViewModel model;
    private final SilentDialogs dialogs = new SilentDialogs();

    @BeforeEach
    void open() throws IOException {
        session = project(folder, 12);
        model = model(session, folder, dialogs);
        model.shown();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void everyPhaseStandsBesideTheResearchersOwnTable() {
        var screen = screen();

        assertThat(screen.lines()).hasSize(2);
        var first = screen.lines().getFirst();
        assertThat(first.rows()).isEqualTo(12);
        assertThat(first.own()).isNotNull();
        assertThat(first.plan()).isNotNull();
        assertThat(screen.lines().getLast().plan()).as("no rows, no plan").isNull();
    }

    @Test
    void aBaseThatIsGoneIsReplacedByAnother() throws IOException {
        var base = session.project().base();
        var moved = base.resolveSibling("moved");
        Files.move(base, moved);
        model.shown();
        assertThat(screen().model()).isNull();
        assertThat(screen().problem()).contains("There is no folder " + base);

        dialogs.files.add(folder.resolve("nothing-here"));
        model.chooseBase("Which?");
        assertThat(dialogs.problems).as("what is no model is refused").hasSize(1);
        assertThat(session.project().base()).isEqualTo(base);

        dialogs.files.set(0, moved);
        model.chooseBase("Which?");
        assertThat(screen().model()).isNotNull();
        assertThat(Project.open(session.project().folder()).base()).isEqualTo(moved);
    }

    @Test
    void aChosenBaseIsReadInTheBackgroundAndTheNewestChoiceWins() throws IOException {
        var moved = session.project().base().resolveSibling("moved");
        Files.move(session.project().base(), moved);
        var waiting = new ArrayDeque<Runnable>();
        var later = model(session, folder, dialogs, 5_000_000_000L, new DelayedBackground(waiting));
        later.shown();
        waiting.remove().run();

        dialogs.files.add(folder.resolve("nothing-here"));
        later.chooseBase("Which?");
        dialogs.files.set(0, moved);
        later.chooseBase("Which?");

        assertThat(Objects.requireNonNull(later.screenProperty().get()).problem())
                .isEqualTo("Reading moved…");
        assertThat(session.project().base()).as("nothing was read yet").isNotEqualTo(moved);
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
        assertThat(dialogs.problems).as("the earlier choice is not spoken of").isEmpty();
        assertThat(Project.open(session.project().folder()).base()).isEqualTo(moved);
        assertThat(Objects.requireNonNull(later.screenProperty().get()).model()).isNotNull();
    }

    @Test
    void nothingIsChangedUntilApply() throws IOException {
        var recipe = whatIf().recipe();
        model.consider(new Recipe(512, 32, recipe.epochs(), recipe.learningRate(), recipe.batch()));

        assertThat(whatIf().changed()).isTrue();
        assertThat(settings().lora().r()).isEqualTo(16);

        model.apply();
        assertThat(settings().lora().r()).isEqualTo(32);
        assertThat(settings().lora().alpha()).as("alpha follows the rank").isEqualTo(64);
        assertThat(settings().batches().maxLength()).isEqualTo(512);
        assertThat(whatIf().changed()).isFalse();
        assertThat(Project.open(folder).phase(1).trainingSettings().lora().r())
                .as("kept in project.json")
                .isEqualTo(32);
    }

    @Test
    void aHigherRankCostsMoreBeforeItIsApplied() {
        long before = Objects.requireNonNull(whatIf().plan()).trainedParameters();
        var recipe = whatIf().recipe();
        model.consider(new Recipe(recipe.length(), 64, recipe.epochs(), recipe.learningRate(), recipe.batch()));

        assertThat(Objects.requireNonNull(whatIf().plan()).trainedParameters()).isEqualTo(4 * before);
        model.reset();
        assertThat(whatIf().changed()).isFalse();
    }

    @Test
    void anAppliedRecipeIsPutBackAsItWas() throws IOException {
        var before = settings();
        var recipe = whatIf().recipe();
        model.consider(new Recipe(recipe.length(), 3, recipe.epochs(), recipe.learningRate(), recipe.batch()));
        model.apply();
        assertThat(settings().lora().r()).isEqualTo(3);

        assertThat(model.putBack()).isTrue();
        assertThat(settings()).isEqualTo(before);
        assertThat(Project.open(folder).phase(1).trainingSettings()).isEqualTo(before);
        assertThat(model.putBack()).as("nothing is left to put back").isFalse();
    }

    @Test
    void moreRowsOrAnotherBaseAreAskedWithoutChangingThePhase() {
        var own = Objects.requireNonNull(whatIf().plan());
        model.consider(12_000, null);
        var more = Objects.requireNonNull(whatIf().plan());
        assertThat(more.workload().rows()).isEqualTo(12_000);
        assertThat(more.time().seconds().mid())
                .isGreaterThan(own.time().seconds().mid());
        assertThat(whatIf().changed()).as("there is nothing to apply").isFalse();

        model.consider(12_000, "Llama-3.1-8B");
        var larger = Objects.requireNonNull(whatIf().plan());
        assertThat(larger.model().name()).isEqualTo("Llama-3.1-8B");
        assertThat(larger.time().seconds().mid())
                .isGreaterThan(100 * more.time().seconds().mid());
        model.reset();
        assertThat(whatIf().rows()).isEqualTo(12);
        assertThat(whatIf().plan()).isEqualTo(own);
    }

    @Test
    void theResearchersTableIsHeldAgainstAPlanForAsManyRowsAsItIsFor() {
        var first = screen().lines().getFirst();
        var own = Objects.requireNonNull(first.own());
        var plan = Objects.requireNonNull(first.plan());
        var asOwn = Objects.requireNonNull(first.asOwn());

        assertThat(plan.workload().rows()).isEqualTo(12);
        assertThat(asOwn.workload().rows()).isEqualTo(own.examples());
        assertThat(asOwn.workload().steps()).isEqualTo(Math.ceilDiv(own.examples(), 8) * 3);
        assertThat(asOwn.time().seconds().mid())
                .isGreaterThan(100 * plan.time().seconds().mid());
    }

    @Test
    void whatTakesLongerThanANightIsSaidWithWhatWouldMakeItOne() throws IOException {
        SparseModel.write(folder.resolve("base"), """
            {"model_type":"llama","hidden_size":4096,"intermediate_size":14336,"num_hidden_layers":32,"head_dim":128,
             "num_attention_heads":32,"num_key_value_heads":8,"vocab_size":128256,"tie_word_embeddings":true}
            """);
        var recipe = whatIf().recipe();
        model.consider(new Recipe(recipe.length(), 16, 400, recipe.learningRate(), recipe.batch()));
        model.apply();

        var night = screen().night();
        assertThat(night)
                .as(String.valueOf(screen().problem()))
                .extracting(Night.Way::lever)
                .contains(Night.Lever.ROWS, Night.Lever.BASE);
        assertThat(night).allSatisfy(way -> assertThat(way.seconds()).isBetween(60.0, Night.SECONDS));
        assertThat(PlanWords.night(night.getFirst(), 12)).matches("Train on \\d+ of the 12 rows: .*");
    }

    /// Work is counted by what it allocates: laying out 20,000 rows makes millions of bytes, asking makes few.
    @Test
    void aSliderAsksAndTheWindowsThreadWorksNothingOut() throws IOException {
        var many = folder.resolve("many");
        var waiting = new java.util.ArrayDeque<Runnable>();
        try (var large = project(many, 20_000)) {
            var later = new sam.ui.DelayedBackground(waiting);
            var slow = model(large, many, dialogs, 5_000_000_000L, later);
            slow.shown();
            waiting.remove().run();
            // the base's tokenizer is asked once, in vain
            waiting.remove().run();
            var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int length = 64; length <= 2048; length += 64) {
                slow.consider(new Recipe(length, 16, 3, 2e-4, 8));
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
            assertThat(waiting)
                    .as("one is worked out, of the others only the newest waits")
                    .hasSize(1);
            assertThat(Objects.requireNonNull(slow.whatIfProperty().get()).pending())
                    .isTrue();

            waiting.remove().run();
            assertThat(Objects.requireNonNull(slow.whatIfProperty().get())
                            .recipe()
                            .length())
                    .as("the knobs stay where they were turned")
                    .isEqualTo(2048);
            waiting.remove().run();
            assertThat(waiting).isEmpty();
            var last = Objects.requireNonNull(slow.whatIfProperty().get());
            assertThat(last.pending()).isFalse();
            assertThat(Objects.requireNonNull(last.plan()).settings().batches().maxLength())
                    .isEqualTo(2048);
        }
    }

    @Test
    void aLengthThatLeavesNoTargetHasNoPlan() {
        var recipe = whatIf().recipe();
        model.consider(new Recipe(2, recipe.rank(), recipe.epochs(), recipe.learningRate(), recipe.batch()));

        assertThat(whatIf().plan()).isNull();
        assertThat(whatIf().rowsCut()).isEqualTo(12);
    }

    @Test
    void calibrationIsKeptAndNarrowsTheEstimate() {
        assertThat(screen().calibration().measuredHere()).isFalse();
        model.calibrate();

        assertThat(screen().calibration()).isEqualTo(MEASURED);
        assertThat(model.calibratingProperty().get()).isFalse();
    }

    @Test
    void whatToLookAtComesFromTheRows() {
        session.library().add(List.of(row(1, 99, "Stanford Alpaca", "CC-BY-NC-4.0"), row(1, 100, "A page", "unknown")));
        session.rowsChanged();

        assertThat(screen().checks())
                .filteredOn(check -> check.grade() == Check.Grade.LOOK)
                .extracting(Check::text)
                .anyMatch(text -> text.contains("Stanford Alpaca") && text.contains("non-commercial"))
                .anyMatch(text -> text.contains("A page") && text.contains("no licence"));
    }

    @Test
    void aBaseThatCannotBeReadIsSaidInsteadOfPlanned() throws IOException {
        Files.delete(folder.resolve("base/config.json"));
        session.rowsChanged();

        assertThat(screen().model()).isNull();
        assertThat(screen().problem()).contains("There is no config.json");
        assertThat(dialogs.problems).isEmpty();
    }

    @Test
    void whatDoesNotFitTheBudgetIsSaidWithWhatWouldHelp() throws IOException {
        SparseModel.write(folder.resolve("base"), """
            {"model_type":"llama","hidden_size":2048,"intermediate_size":8192,"num_hidden_layers":16,"head_dim":64,
             "num_attention_heads":32,"num_key_value_heads":8,"vocab_size":128256,"tie_word_embeddings":true}
            """);
        var small = model(session, folder, dialogs, 400_000_000L);
        small.shown();

        var now = Objects.requireNonNull(small.screenProperty().get());
        var plan = Objects.requireNonNull(now.lines().getFirst().plan());
        assertThat(plan.verdict()).isEqualTo(Verdict.SWAPS);
        assertThat(plan.choice().streamed()).isTrue();
        assertThat(now.advice()).extracting(Advice.Suggestion::lever).contains(Advice.Lever.BUDGET);
        assertThat(PlanWords.advice(now.advice().getLast(), 12))
                .startsWith("Give training ")
                .contains(" in Settings: ");
        assertThat(screen().lines().getFirst().plan())
                .as("with the larger budget")
                .isNotNull();
    }

    private PlanViewModel.Screen screen() {
        return Objects.requireNonNull(model.screenProperty().get());
    }

    private WhatIf whatIf() {
        return Objects.requireNonNull(model.whatIfProperty().get());
    }

    private sam.protocol.TrainingSettings settings() {
        return session.project().phase(1).trainingSettings();
    }

    static PlanViewModel model(ProjectSession session, Path folder, SilentDialogs dialogs) {
        return model(session, folder, dialogs, 5_000_000_000L);
    }

    private static PlanViewModel model(ProjectSession session, Path folder, SilentDialogs dialogs, long budget) {
        return model(session, folder, dialogs, budget, Background.immediate());
    }

    private static PlanViewModel model(
            ProjectSession session, Path folder, SilentDialogs dialogs, long budget, Background background) {
        return model(session, folder, dialogs, budget, background, UNCOUNTED);
    }

    static PlanViewModel model(
            ProjectSession session,
            Path folder,
            SilentDialogs dialogs,
            long budget,
            Background background,
            TokenCounter counter) {
        return new PlanViewModel(
                session,
                new PlanViewModel.Around(
                        () -> new Machine(8L << 30, budget, 2),
                        folder,
                        () -> MEASURED,
                        (project, phase) -> Optional.empty(),
                        counter),
                background,
                dialogs);
    }

    static ProjectSession project(Path folder, int rows) throws IOException {
        SparseModel.write(folder.resolve("base"), """
            {"model_type":"llama","hidden_size":64,"intermediate_size":172,"num_hidden_layers":5,
             "num_attention_heads":8,"num_key_value_heads":4,"vocab_size":512,"tie_word_embeddings":true}
            """);
        var project = new Project(
                folder,
                new Project.Content(
                        "Test",
                        folder.resolve("base").toString(),
                        List.of("Hello?"),
                        List.of(phase(1, "Instruction", Objective.SFT), phase(4, "Alignment", Objective.DPO))));
        project.save();
        var library = Library.open(project.library(), InstantSource.system());
        var examples = new ArrayList<NewExample>();
        for (int i = 0; i < rows; i++) {
            examples.add(row(1, i, "ours", "CC0-1.0"));
        }
        library.add(examples);
        return new ProjectSession(project, library);
    }

    private static NewExample row(int phase, int number, String source, String licence) {
        return new NewExample(
                phase,
                new Example.Chat(List.of(
                        Message.user("Please write line number %d of the story.".formatted(number)),
                        Message.assistant("Once upon a time there was line %d, and it was short.".formatted(number)))),
                new Origin(source, number + 1, licence, Tier.TRAIN_FIRST),
                Status.ACCEPTED);
    }

    private static Project.Phase phase(int number, String name, Objective objective) {
        return new Project.Phase(number, name, objective, Json.MAPPER.createObjectNode(), Map.of());
    }
}
