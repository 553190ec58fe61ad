package sam.lines;

import java.util.List;
import java.util.Map;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.RowConstraints;
import javafx.scene.layout.VBox;
import sam.ui.Command;
import sam.ui.Keys;
import sam.ui.PageFrame;
import sam.ui.PageView;
import sam.ui.Parts;
import sam.ui.Parts.Tone;
import sam.ui.StatusModel;
import sam.ui.Texts;

/// What would somebody say to SAM, and what does SAM answer? Question, answer, one key, the next.
public final class LinesView implements PageView {
    /// The side takes so much of the page.
    private static final double SIDE = 34;

    private final LinesViewModel model;
    private final PageFrame frame = new PageFrame("lines", Texts.of("lines.title"));
    private final Label phase = Parts.chip("", Tone.ACCENT);
    private final ProgressBar reached = new ProgressBar(0);
    private final ToggleButton withCard = new ToggleButton(LinesKey.CARD.text());
    private final LineFormView form;
    private final LinesSideView side;

    public LinesView(LinesViewModel model, StatusModel status) {
        this.model = model;
        this.form = new LineFormView(model);
        this.side = new LinesSideView(model, status, withCard, form::edit);
        build();
    }

    @Override
    public Parent node() {
        return frame.node();
    }

    @Override
    public void shown() {
        model.shown();
        phase.setText(Texts.of("review.phase", model.phase(), model.phaseName()));
    }

    @Override
    public void hidden() {
        model.hidden();
    }

    @Override
    public void closed() {
        model.close();
    }

    @Override
    public void focus() {
        form.focus();
    }

    @Override
    public List<? extends Command> commands() {
        return List.of(LinesKey.values());
    }

    private void build() {
        reached.setId("lines-reached");
        reached.getStyleClass().add("thin-bar");
        reached.setMaxWidth(Double.MAX_VALUE);
        var grid = new GridPane(14, 0);
        var text = new ColumnConstraints();
        text.setPercentWidth(100 - SIDE);
        var beside = new ColumnConstraints();
        beside.setPercentWidth(SIDE);
        var row = new RowConstraints();
        row.setVgrow(Priority.ALWAYS);
        grid.getColumnConstraints().addAll(text, beside);
        grid.getRowConstraints().add(row);
        grid.addRow(0, form.node(), side.node());
        VBox.setVgrow(grid, Priority.ALWAYS);
        // the page may be narrower than the parts would like, so that its panel folds away
        grid.setMinWidth(0);
        var content = new VBox(10, reached, grid);
        content.setMinWidth(0);
        frame.chips(phase).content(content).panel(new LinesPanelView(model).sections());
        Keys.whileWriting(
                frame.node(),
                Map.of(
                        LinesKey.KEEP, form::keep,
                        LinesKey.ANOTHER, form::another,
                        LinesKey.DRAFT, form::draft,
                        LinesKey.CARD, withCard::fire),
                () -> true);
        Keys.whileWriting(
                frame.node(),
                Map.of(LinesKey.LEAVE, form::leave),
                () -> model.changingProperty().get());
        model.progressProperty().subscribe(this::drawProgress);
    }

    private void drawProgress(LinesViewModel.Progress now) {
        reached.setProgress(Math.min(1, (double) now.lines() / now.target()));
        var said = new StringBuilder(Texts.of("lines.progress", now.lines(), now.target()));
        if (now.words() > 0) {
            said.append(" · ").append(Texts.of("lines.progress-words", now.words()));
        }
        if (now.perHour() > 0) {
            said.append(" · ").append(Texts.of("lines.progress-pace", Math.round(now.perHour())));
        }
        frame.summary().setText(said.toString());
        reached.setAccessibleText(said.toString());
    }
}
