package sam.playground;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import sam.ui.Parts;
import sam.ui.Texts;
import sam.ui.TintedText;

/// The prompts down, the states of SAM across; each answer whole.
final class AnswersView {
    private static final double PROMPT_SHARE = 18;

    private final VBox root = new VBox();
    private final Runnable answer;
    private final Runnable edit;

    AnswersView(Runnable answer, Runnable edit) {
        this.answer = answer;
        this.edit = edit;
        root.setId("answers");
        root.getStyleClass().add("card-box");
    }

    Node node() {
        return root;
    }

    /// `answering` is true from the order on, before the first word is there.
    void draw(TryViewModel.Screen screen, boolean answering) {
        var lines = new ArrayList<Node>();
        if (screen.prompts().isEmpty()) {
            lines.add(Parts.empty(
                    "no-prompts",
                    Texts.of("try.no-prompts"),
                    Texts.of("try.no-prompts-why"),
                    Parts.primary("edit-first", Texts.of("try.edit-prompts"), edit)));
            root.getChildren().setAll(lines);
            return;
        }
        boolean asked = answering || screen.hasAnswers();
        // a column for every state says something only when there is something in it
        int columns = asked ? screen.stages().size() : 0;
        if (!asked && screen.isRead()) {
            var all = Parts.primary("answer-first", Texts.of("try.answer"), answer);
            all.setDisable(!screen.canAnswer());
            lines.add(Parts.empty("no-answers", Texts.of("try.no-answers"), Texts.of("try.no-answers-why"), all));
        }
        var head = grid(columns, "plan-head");
        head.add(quiet(Texts.of("try.prompt")), 0, 0);
        for (int s = 0; s < columns; s++) {
            head.add(quiet(screen.stages().get(s).name()), s + 1, 0);
        }
        if (!lines.isEmpty()) {
            head.getStyleClass().add("below");
        }
        lines.add(head);
        for (int p = 0; p < screen.prompts().size(); p++) {
            var row = grid(columns, "answer-row");
            row.add(text(screen.prompts().get(p), "muted"), 0, 0);
            for (int s = 0; s < columns; s++) {
                var answer = screen.answers().get(new TryViewModel.Cell(p, s));
                if (answer != null) {
                    row.add(answer(answer, s == 0), s + 1, 0);
                } else {
                    row.add(text(Texts.of(answering ? "try.thinking" : "try.not-asked"), "quiet"), s + 1, 0);
                }
            }
            lines.add(row);
        }
        root.getChildren().setAll(lines);
    }

    /// Its words, and below them what the words cannot say: that there are none, or that they were cut.
    private static Node answer(TryViewModel.Answer answer, boolean base) {
        var words = text(answer.text(), !answer.complete() ? "quiet" : base ? "muted" : "answer");
        var note = AnswerWords.note(answer.text(), answer.complete(), answer.cutAt());
        if (note.isEmpty()) {
            return words;
        }
        var said = text(note, "quiet");
        return answer.text().isBlank() ? said : new VBox(2, words, said);
    }

    private static GridPane grid(int columns, String style) {
        var grid = new GridPane(14, 0);
        grid.getStyleClass().add(style);
        for (int i = 0; i <= columns; i++) {
            var column = new ColumnConstraints();
            column.setPercentWidth(columns == 0 ? 100 : i == 0 ? PROMPT_SHARE : (100 - PROMPT_SHARE) / columns);
            column.setHgrow(Priority.ALWAYS);
            grid.getColumnConstraints().add(column);
        }
        return grid;
    }

    private static TintedText text(String text, String style) {
        var shown = new TintedText(style);
        shown.show(List.of(new TintedText.Stretch(text, "", !style.equals("answer"))));
        GridPane.setValignment(shown, VPos.TOP);
        return shown;
    }

    private static Label quiet(String text) {
        var label = new Label(text);
        label.getStyleClass().add("quiet");
        return label;
    }
}
