package sam.ui;

import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextFormatter;
import javafx.scene.text.Text;

/// A field to write long texts in. A text that runs from right to left keeps its lines and scrolls sideways: JavaFX 26
/// throws where it would have to wrap one, and draws the page wrong from then on.
public final class WritingArea extends TextArea {
    private static final String WATCHED = "sam.watched";

    private boolean turning;

    public WritingArea(String id) {
        setId(id);
        setWrapText(true);
        setTextFormatter(new TextFormatter<>(change -> {
            if (change.isContentChange() && VisibleText.turns(change.getControlNewText())) {
                turning = true;
                setWrapText(false);
                unwrap();
            }
            return change;
        }));
        textProperty().subscribe(text -> {
            turning = VisibleText.turns(text == null ? "" : text);
            setWrapText(!turning);
        });
        skinProperty().subscribe(_ -> unwrap());
        widthProperty().subscribe(this::widen);
    }

    /// The skin wraps its text at the width it had, also while nothing is wrapped; so the text is told otherwise before
    /// it changes, and again whenever the skin has said so.
    private void unwrap() {
        widen();
        for (var node : lookupAll(".text")) {
            if (node instanceof Text text) {
                if (text.getProperties().putIfAbsent(WATCHED, true) == null) {
                    text.wrappingWidthProperty().subscribe(_ -> free(text));
                }
                free(text);
            }
        }
    }

    /// A text that was narrower than the field is measured in the field's width until it has been laid out once more,
    /// and
    /// would be wrapped for that when it, or the field, has changed.
    private void widen() {
        if (turning && lookup(".scroll-pane") instanceof ScrollPane pane) {
            pane.setFitToWidth(false);
        }
    }

    private void free(Text text) {
        if (turning && text.getWrappingWidth() != 0) {
            text.setWrappingWidth(0);
        }
    }
}
