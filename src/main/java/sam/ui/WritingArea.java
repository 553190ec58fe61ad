package sam.ui;

import javafx.scene.control.TextArea;
import javafx.scene.control.TextFormatter;

/// A field to write long texts in. A text that runs from right to left keeps its lines and scrolls sideways: JavaFX 26
/// throws where it would have to wrap one, and draws the page wrong from then on.
public final class WritingArea extends TextArea {
    public WritingArea(String id) {
        setId(id);
        setWrapText(true);
        setTextFormatter(new TextFormatter<>(change -> {
            if (change.isContentChange() && VisibleText.turns(change.getControlNewText())) {
                setWrapText(false);
            }
            return change;
        }));
        textProperty().subscribe(text -> setWrapText(!VisibleText.turns(text == null ? "" : text)));
    }
}
