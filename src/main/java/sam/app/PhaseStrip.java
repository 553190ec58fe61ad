package sam.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.StatusModel;
import sam.ui.Texts;

/// The phases across the top of the window: each one's state in a line and a bar; clicking one makes it the context
/// of every page.
final class PhaseStrip implements ProjectSession.Listener {
    private final HBox root = new HBox();
    private final Map<Integer, Cell> cells = new LinkedHashMap<>();
    private final ProjectSession session;
    private final Background background;
    private final Dialogs dialogs;
    private final Runnable chosen;
    private StatusModel.@Nullable Training training;
    private List<PhaseStates.State> states = List.of();
    private boolean reading;
    private boolean again;

    /// `chosen` runs after a phase was clicked: the page in front takes its keys back.
    PhaseStrip(ProjectSession session, StatusModel status, Background background, Dialogs dialogs, Runnable chosen) {
        this.session = session;
        this.chosen = chosen;
        this.background = background;
        this.dialogs = dialogs;
        root.getStyleClass().add("phase-strip");
        projectChanged(session.project());
        session.listen(this);
        status.trainingProperty().subscribe(now -> {
            training = now;
            draw();
        });
    }

    Node node() {
        return root;
    }

    @Override
    public void projectChanged(Project project) {
        cells.clear();
        for (var phase : project.content().phases()) {
            cells.put(phase.number(), new Cell(phase));
        }
        root.getChildren()
                .setAll(cells.values().stream().map(cell -> cell.button).toList());
        phaseChanged(session.phase());
        rowsChanged();
    }

    @Override
    public void phaseChanged(int phase) {
        cells.forEach((number, cell) -> cell.button.setSelected(number == phase));
    }

    @Override
    public void runsChanged() {
        rowsChanged();
    }

    /// Decisions come quickly: while one reading is under way, the next waits and covers all that came meanwhile.
    @Override
    public void rowsChanged() {
        if (reading) {
            again = true;
            return;
        }
        reading = true;
        background.run(
                () -> PhaseStates.read(session.project(), session.library()),
                read -> {
                    states = read;
                    draw();
                    finished();
                },
                fault -> {
                    finished();
                    dialogs.problem(fault);
                });
    }

    private void finished() {
        reading = false;
        if (again) {
            again = false;
            rowsChanged();
        }
    }

    private void draw() {
        for (var state : states) {
            var cell = cells.get(state.phase());
            if (cell != null) {
                var now = training;
                boolean trains = now != null && now.phase() == state.phase();
                cell.show(
                        state,
                        trains && now != null ? now.text() : state.text(),
                        trains && now != null ? now.fraction() : state.fraction(),
                        state.trained() && !trains);
            }
        }
    }

    private final class Cell {
        private final ToggleButton button = new ToggleButton();
        private final Label number = new Label();
        private final Label state = new Label();
        private final ProgressBar bar = new ProgressBar(0);
        private final Tooltip tooltip = new Tooltip();

        Cell(Project.Phase phase) {
            number.setText(Integer.toString(phase.number()));
            number.getStyleClass().add("phase-number");
            var name = new Label(phase.name());
            name.getStyleClass().add("phase-name");
            name.setMinWidth(Region.USE_PREF_SIZE);
            state.getStyleClass().add("phase-state");
            state.setTextOverrun(OverrunStyle.ELLIPSIS);
            state.setMinWidth(0);
            state.setMaxWidth(Double.MAX_VALUE);
            state.setAlignment(Pos.CENTER_RIGHT);
            HBox.setHgrow(state, Priority.ALWAYS);
            var line = new HBox(8, number, name, state);
            line.setAlignment(Pos.CENTER_LEFT);
            bar.getStyleClass().add("phase-bar");
            var content = new VBox(6, line, bar);
            content.setFillWidth(true);
            content.prefWidthProperty().bind(button.widthProperty().subtract(26));
            button.setId("phase-" + phase.number());
            button.setGraphic(content);
            button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
            button.getStyleClass().setAll("phase-cell", "button");
            button.setMinWidth(0);
            button.setPrefWidth(100);
            HBox.setHgrow(button, Priority.ALWAYS);
            button.setOnAction(_ -> {
                button.setSelected(true);
                session.showPhase(phase.number());
                chosen.run();
            });
            button.setTooltip(tooltip);
            button.setAccessibleText(phase.name());
        }

        void show(PhaseStates.State now, String text, double fraction, boolean done) {
            number.setText(now.trained() ? "✓" : Integer.toString(now.phase()));
            number.getStyleClass().removeAll("trained");
            bar.getStyleClass().removeAll("done");
            if (now.trained()) {
                number.getStyleClass().add("trained");
            }
            if (done) {
                bar.getStyleClass().add("done");
            }
            state.setText(text);
            bar.setProgress(fraction);
            button.setAccessibleText(now.name() + ", " + text);
            var keys = WindowCommand.ofPhase(now.phase())
                    .map(WindowCommand::keyText)
                    .orElse("");
            tooltip.setText(Texts.of("strip.tooltip", now.phase(), now.name(), text, keys)
                    .strip());
        }
    }
}
