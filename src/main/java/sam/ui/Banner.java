package sam.ui;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// A line across the window, above every page: what is so, and the buttons for what to do about it.
public final class Banner extends HBox {
    private final Label title = new Label();
    private final Label words = Parts.quiet("");
    private final HBox acts = new HBox(8);

    public Banner(String id, boolean bad) {
        setId(id);
        title.setId(id + "-title");
        title.getStyleClass().add("card-title");
        Parts.wrapped(title);
        words.setId(id + "-words");
        for (var label : List.of(title, words)) {
            label.setMinHeight(Region.USE_PREF_SIZE);
        }
        acts.setAlignment(Pos.CENTER_RIGHT);
        acts.setMinWidth(Region.USE_PREF_SIZE);
        var text = new VBox(2, title, words);
        text.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(text, javafx.scene.layout.Priority.ALWAYS);
        setSpacing(16);
        setAlignment(Pos.CENTER_LEFT);
        getStyleClass().addAll("notice", "banner");
        if (bad) {
            getStyleClass().add("notice-bad");
        }
        getChildren().addAll(text, acts);
        Parts.show(this, false);
    }

    public void show(String what, String toDo, Node... buttons) {
        title.setText(Spoken.breakable(what));
        words.setText(Spoken.breakable(toDo));
        acts.getChildren().setAll(buttons);
        Parts.show(this, true);
    }

    public void hide() {
        Parts.show(this, false);
    }
}
