package sam.ui;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// A bordered box with a title line, quiet words at its right, and content.
public final class Card extends VBox {
    private final Label title = new Label();
    private final HBox trailing = new HBox(8);

    public Card(String title, Node content) {
        getStyleClass().add("card-box");
        this.title.setText(title);
        this.title.getStyleClass().add("card-title");
        trailing.setAlignment(Pos.CENTER_RIGHT);
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        var head = new HBox(8, this.title, gap, trailing);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().add("card-head");
        VBox.setVgrow(content, Priority.ALWAYS);
        getChildren().addAll(head, content);
    }

    public Label title() {
        return title;
    }

    public Card trailing(Node... nodes) {
        trailing.getChildren().setAll(nodes);
        return this;
    }
}
