package sam.playground;

import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import sam.ui.Card;
import sam.ui.Parts;
import sam.ui.Texts;

/// Held-out measures of every state, forgetting included: a phase's own column and the ones after it.
final class MeasuresView {
    private final GridPane table = new GridPane();
    private final VBox body = new VBox(table);
    private final Card card = new Card(Texts.of("try.measures"), body);

    MeasuresView() {
        table.setId("measures");
        var hint = quiet(Texts.of("try.measures-hint"));
        card.trailing(hint);
    }

    Node node() {
        return card;
    }

    void draw(TryViewModel.Screen screen) {
        table.getChildren().clear();
        table.getColumnConstraints().clear();
        var lines = screen.measures().measures();
        if (lines.isEmpty()) {
            var words = screen.measured() ? "try.no-measures" : "try.not-measured";
            var none = quiet(screen.isRead() ? Texts.of(words) : "");
            Parts.wrapped(none);
            var box = new VBox(none);
            box.getStyleClass().add("card-body");
            body.getChildren().setAll(box);
            return;
        }
        int columns =
                lines.stream().mapToInt(line -> line.values().size()).max().orElse(0);
        columns(columns);
        table.add(cell(quiet("")), 0, 0);
        for (int state = 0; state < columns; state++) {
            table.add(cell(quiet(state == 0 ? Texts.of("try.base") : Texts.of("try.state", state))), state + 1, 0);
        }
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            var name = cell(new Label(line.measure()));
            name.getStyleClass().add("measure-name");
            table.add(name, 0, i + 1);
            for (int state = 0; state < line.values().size(); state++) {
                var value = new Label(value(line, line.values().get(state)));
                if (state == line.phase()) {
                    value.getStyleClass().add("measure-own");
                }
                table.add(cell(value), state + 1, i + 1);
            }
        }
        body.getChildren().setAll(table);
    }

    private void columns(int count) {
        var name = new ColumnConstraints();
        name.setHgrow(Priority.ALWAYS);
        table.getColumnConstraints().add(name);
        for (int i = 0; i < count; i++) {
            var column = new ColumnConstraints();
            column.setMinWidth(90);
            column.setHalignment(HPos.RIGHT);
            table.getColumnConstraints().add(column);
        }
    }

    private static String value(Measures.Line line, double value) {
        if (!Double.isFinite(value)) {
            return "";
        }
        return line.isShare() ? Texts.of("try.percent", 100 * value) : Texts.of("try.perplexity", value);
    }

    private static Label cell(Label label) {
        label.getStyleClass().add("measure-cell");
        label.setMaxWidth(Double.MAX_VALUE);
        return label;
    }

    private static Label quiet(String text) {
        var label = new Label(text);
        label.getStyleClass().add("quiet");
        return label;
    }
}
