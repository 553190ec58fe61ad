package sam.runs;

import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import sam.ui.Command;
import sam.ui.Keys;
import sam.ui.PageFrame;
import sam.ui.PageView;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;

/// The Train page: is it going well?
public final class TrainView implements PageView {
    private final TrainViewModel model;
    private final PageFrame frame = new PageFrame("train", "");
    private final Label life = Parts.chip("", Parts.Tone.PLAIN);
    private final Button trainPhase;
    private final Button trainAll;
    private final Button pause;
    private final Button resume;
    private final Button checkpoint;
    private final Button stop;
    private final ComboBox<TrainViewModel.Choice> choices = new ComboBox<>();
    private final ListCell<TrainViewModel.Choice> picked = new Picked();
    private final Label noticeTitle = new Label();
    private final Label noticeWords = Parts.quiet("");
    private final HBox notice;
    private final RunChartsView charts = new RunChartsView();
    private final RunPanelView panel = new RunPanelView();
    private final VBox run;
    private final StackPane content = new StackPane();
    private boolean drawing;

    public TrainView(TrainViewModel model) {
        this.model = model;
        trainPhase = Parts.primary("train-phase", "", model::trainPhase);
        trainAll = Parts.button("train-all", Texts.of("train.train-all"), model::trainAll);
        pause = Parts.button("pause", TrainCommand.PAUSE, model::pause);
        resume = Parts.primary("resume", Texts.of("train.resume"), model::resume);
        checkpoint = Parts.button("checkpoint", Texts.of("train.checkpoint"), model::checkpoint);
        stop = Parts.button("stop", Texts.of("train.stop"), model::stop);
        notice = notice();
        run = new VBox(12, notice, charts.node());
        VBox.setVgrow(charts.node(), Priority.ALWAYS);
        build();
        model.screenProperty().subscribe(this::draw);
    }

    private void build() {
        life.setId("run-life");
        choices.setId("run-chooser");
        choices.setConverter(new StringConverter<>() {
            @Override
            public String toString(TrainViewModel.Choice choice) {
                return choice == null ? "" : choice.text();
            }

            @Override
            public TrainViewModel.Choice fromString(String text) {
                throw new UnsupportedOperationException("the chooser is not edited");
            }
        });
        choices.setButtonCell(picked);
        choices.setAccessibleText(Texts.of("train.run"));
        choices.valueProperty().subscribe(choice -> {
            if (choice != null && !drawing) {
                model.choose(choice.run());
            }
        });
        frame.chips(life)
                .acts(choices, trainAll, pause, checkpoint, stop, resume, trainPhase)
                .content(content);
        frame.panel(panel.nodes());
        Keys.install(frame.node(), Map.of(TrainCommand.PAUSE, model::pauseOrResume));
    }

    @Override
    public Parent node() {
        return frame.node();
    }

    @Override
    public void shown() {
        model.follow();
    }

    @Override
    public void hidden() {
        model.rest();
    }

    @Override
    public List<? extends Command> commands() {
        return List.of(TrainCommand.values());
    }

    private HBox notice() {
        noticeTitle.getStyleClass().add("card-title");
        noticeTitle.setMinWidth(Region.USE_PREF_SIZE);
        noticeTitle.setId("notice-title");
        noticeWords.setId("notice-words");
        HBox.setHgrow(noticeWords, Priority.ALWAYS);
        var box = new HBox(12, noticeTitle, noticeWords);
        box.setId("notice");
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().add("notice");
        return box;
    }

    private void draw(TrainViewModel.Screen screen) {
        drawing = true;
        frame.heading().setText(screen.title());
        frame.summary().setText(screen.summary());
        var state = screen.state();
        Parts.show(life, state != null);
        Parts.show(trainPhase, screen.acts().train() && state != null);
        // one button stands out; beside Resume, beginning anew is the other way
        trainPhase.getStyleClass().remove("accent");
        if (!screen.acts().resume()) {
            trainPhase.getStyleClass().add("accent");
        }
        Parts.show(trainAll, screen.acts().train() && state != null);
        Parts.show(pause, screen.acts().pause());
        Parts.show(checkpoint, screen.acts().checkpoint());
        Parts.show(stop, screen.acts().stop());
        Parts.show(resume, screen.acts().resume());
        Parts.show(choices, screen.choices().size() > 1);
        frame.showPanel(state != null);
        trainPhase.setText(Texts.of("train.train-again", screen.phase()));
        if (!choices.getItems().equals(screen.choices())) {
            choices.getItems().setAll(screen.choices());
        }
        if (state == null) {
            content.getChildren().setAll(empty(screen));
            panel.clear();
        } else {
            screen.choices().stream()
                    .filter(choice -> choice.run().equals(state.run()))
                    .findFirst()
                    .ifPresent(choice -> {
                        choices.setValue(choice);
                        picked.setText(choice.text());
                    });
            drawLife(state);
            drawNotice(screen);
            charts.draw(state, screen.trainsPairs());
            panel.draw(screen);
            if (!content.getChildren().equals(List.of(run))) {
                content.getChildren().setAll(run);
            }
        }
        drawing = false;
    }

    /// What the closed picker shows. Its skin forgets it when the list behind it is filled anew, so it follows the
    /// value, which the page sets with every list.
    private static final class Picked extends ListCell<TrainViewModel.Choice> {
        @Override
        protected void updateItem(TrainViewModel.@Nullable Choice choice, boolean empty) {
            super.updateItem(choice, empty);
            if (choice != null) {
                setText(choice.text());
            }
        }
    }

    private void drawLife(RunState state) {
        Parts.tone(
                life,
                switch (state.life()) {
                    case RUNNING -> Parts.Tone.ACCENT;
                    case FINISHED -> Parts.Tone.GOOD;
                    case PAUSED, STOPPED -> Parts.Tone.LOOK;
                    case FAILED, VANISHED -> Parts.Tone.BAD;
                    case WAITING -> Parts.Tone.PLAIN;
                });
        life.setText(
                switch (state.life()) {
                    case WAITING -> Texts.of("train.life-waiting");
                    case RUNNING -> Texts.of("train.life-running", Spoken.time(state.ran()));
                    case PAUSED -> Texts.of("train.life-paused");
                    case STOPPED -> Texts.of("train.life-stopped");
                    case FINISHED -> finished(state);
                    case FAILED -> Texts.of("train.life-failed");
                    case VANISHED -> Texts.of("train.life-vanished");
                });
    }

    private static String finished(RunState state) {
        return state.finished() == null
                ? Texts.of("train.life-finished-plain")
                : Texts.of("train.life-finished", Spoken.time(state.seconds()));
    }

    private void drawNotice(TrainViewModel.Screen screen) {
        var now = screen.notice();
        Parts.show(notice, now != null);
        notice.getStyleClass().removeAll("notice-bad");
        if (now != null) {
            noticeTitle.setText(now.title());
            noticeWords.setText(Spoken.breakable(now.words()));
            if (now.bad()) {
                notice.getStyleClass().add("notice-bad");
            }
        }
    }

    private Node empty(TrainViewModel.Screen screen) {
        if (!screen.preparing().isEmpty()) {
            var bar = new ProgressBar(ProgressBar.INDETERMINATE_PROGRESS);
            bar.setPrefWidth(320);
            return Parts.empty("train-preparing", screen.preparing(), Texts.of("train.preparing-words"), bar);
        }
        if (!screen.isRead()) {
            return new Region();
        }
        boolean rows = screen.accepted() > 0;
        var train = Parts.primary("train-first", Texts.of("train.train-phase", screen.phase()), model::trainPhase);
        var all = Parts.button("train-all-first", Texts.of("train.train-all"), model::trainAll);
        train.setDisable(!rows || !screen.acts().train());
        all.setDisable(!screen.acts().train());
        var acts = new HBox(8, train, all);
        acts.setAlignment(Pos.CENTER);
        return Parts.empty(
                "train-empty",
                Texts.of("train.empty-title", screen.phase()),
                rows ? Texts.of("train.empty-words", screen.accepted()) : Texts.of("train.empty-no-rows"),
                acts);
    }
}
