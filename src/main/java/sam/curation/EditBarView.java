package sam.curation;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import sam.ui.Command;
import sam.ui.Parts;
import sam.ui.Texts;
import sam.ui.WritingArea;

/// Under an answer that is being edited: what saving makes, and the ways out.
final class EditBarView {
    private final Label makes = Parts.quiet("");
    private final Button again;
    private final HBox root;
    private String original = "";

    EditBarView(WritingArea editor, Command saving, Runnable save, Command leaving, Runnable leave) {
        makes.setId("edit-makes");
        makes.setMinWidth(0);
        HBox.setHgrow(makes, Priority.ALWAYS);
        makes.setMaxWidth(Double.MAX_VALUE);
        again = Parts.button("edit-again", Texts.of("edit.again"), () -> {
            editor.setText(original);
            editor.requestFocus();
            editor.end();
        });
        var kept = Parts.button("save-edit", saving, save);
        kept.getStyleClass().add("accent");
        root = new HBox(10, makes, again, Parts.button("leave-edit", leaving, leave), kept);
        root.setAlignment(Pos.CENTER_LEFT);
        root.getStyleClass().add("decision-bar");
        editor.textProperty().subscribe(text -> again.setDisable(text == null || text.equals(original)));
    }

    Node node() {
        return root;
    }

    /// `original` is the text as it was before anything was written.
    void show(String original, String what, boolean draft) {
        this.original = original;
        again.setDisable(!draft);
        makes.setText(what);
    }
}
