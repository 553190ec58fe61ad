package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.DelayedBackground;
import sam.ui.SilentDialogs;

class PlanLengthsTest {
    @TempDir
    private Path folder;

    private ProjectSession session;
    private final SilentDialogs dialogs = new SilentDialogs();

    @BeforeEach
    void open() throws IOException {
        session = PlanViewModelTest.project(folder, 12);
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void lengthsFollowFromTheBytesUntilTheBasesTokenizerHasCounted() {
        var background = new DelayedBackground(new ArrayDeque<>());
        var asked = new ArrayList<Integer>();
        TokenCounter letters = (base, rows) -> {
            asked.add(rows.size());
            var counts = new HashMap<String, Integer>();
            rows.forEach((hash, turns) -> counts.put(
                    hash,
                    20
                            + turns.stream()
                                    .mapToInt(turn -> turn.content().length())
                                    .sum()));
            return counts;
        };
        var model = model(background, letters);
        model.shown();
        work(background, 1);
        var estimated = first(model);
        assertThat(estimated.counted()).isZero();
        assertThat(asked).as("the page is there before anybody counts").isEmpty();

        work(background, 1);
        assertThat(asked).containsExactly(12);
        assertThat(first(model).counted()).isEqualTo(12);
        assertThat(first(model).tokens()).as("letters, and 20 a row").isBetween(12 * 110L, 12 * 115L);
        assertThat(first(model).tokens()).isGreaterThan(2 * estimated.tokens());

        model.rowsChanged();
        work(background, 1);
        assertThat(first(model).counted()).as("what is known holds at once").isEqualTo(12);
    }

    @Test
    void whatIsConsideredIsConsideredOnWhenTheLengthsAreCounted() {
        var background = new DelayedBackground(new ArrayDeque<>());
        TokenCounter long1000 = (base, rows) -> {
            var counts = new HashMap<String, Integer>();
            rows.keySet().forEach(hash -> counts.put(hash, 1000));
            return counts;
        };
        var model = model(background, long1000);
        model.shown();
        work(background, 1);
        model.consider(shorter(whatIf(model).recipe()));
        assertThat(background.waiting()).hasSize(2);
        work(background, 1);
        assertThat(first(model).counted()).isEqualTo(12);
        assertThat(whatIf(model).recipe().length()).isEqualTo(300);
        while (!background.waiting().isEmpty()) {
            work(background, 1);
        }
        assertThat(whatIf(model).recipe().length()).isEqualTo(300);
        assertThat(whatIf(model).rowsCut()).as("of the counted lengths").isEqualTo(12);
        assertThat(whatIf(model).pending()).isFalse();
    }

    @Test
    void aBaseWhoseTokenizerCannotBeAskedIsAskedOnceAndNobodyIsTroubled() {
        var times = new int[1];
        TokenCounter broken = (base, rows) -> {
            times[0]++;
            throw new IOException("The model's process cannot be started.");
        };
        var model = model(Background.immediate(), broken);
        model.shown();
        model.rowsChanged();
        model.rowsChanged();
        assertThat(times[0]).isEqualTo(1);
        assertThat(dialogs.problems).isEmpty();
        assertThat(first(model).counted()).isZero();
    }

    private PlanViewModel.Line first(PlanViewModel model) {
        return Objects.requireNonNull(model.screenProperty().get()).lines().getFirst();
    }

    private static void work(DelayedBackground background, int times) {
        for (int i = 0; i < times; i++) {
            background.waiting().remove().run();
        }
    }

    @Test
    void whatATemplatePutsBeforeEveryRowIsToldFromWhatAByteIsWorth() {
        var points = IntStream.rangeClosed(1, 50)
                .mapToObj(i -> new LengthFit.Point(10 * i, 30 + 12 * i + i % 2))
                .toList();
        var fit = LengthFit.of(points);
        assertThat(fit.slope()).isCloseTo(1.2, within(0.01));
        assertThat(fit.offset()).isCloseTo(30.5, within(0.5));
        var longer = fit.of(new RowLengths.Sequence(1000, 200, 800));
        assertThat(longer.tokens()).isBetween(1228, 1233);
        assertThat(longer.targets()).isEqualTo(960);
        assertThat(longer.tokens() - longer.beforeTarget()).isEqualTo(960);
    }

    @Test
    void rowsOfOneLengthTellARatio() {
        var fit = LengthFit.of(java.util.Collections.nCopies(20, new LengthFit.Point(50, 75)));
        assertThat(fit.of(new RowLengths.Sequence(100, 40, 60))).isEqualTo(new RowLengths.Sequence(150, 60, 90));
        var falling = LengthFit.of(List.of(
                new LengthFit.Point(10, 100),
                new LengthFit.Point(20, 90),
                new LengthFit.Point(30, 80),
                new LengthFit.Point(40, 70),
                new LengthFit.Point(50, 60),
                new LengthFit.Point(60, 50),
                new LengthFit.Point(70, 40),
                new LengthFit.Point(80, 30)));
        assertThat(falling.slope()).as("no row is longer for being shorter").isPositive();
    }

    private static Recipe shorter(Recipe recipe) {
        return new Recipe(300, recipe.rank(), recipe.epochs(), recipe.learningRate(), recipe.batch());
    }

    private PlanViewModel model(Background background, TokenCounter counter) {
        return PlanViewModelTest.model(session, folder, dialogs, 5_000_000_000L, background, counter);
    }

    private static WhatIf whatIf(PlanViewModel model) {
        return Objects.requireNonNull(model.whatIfProperty().get());
    }
}
