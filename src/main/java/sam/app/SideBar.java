package sam.app;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// The pages down the side, each with its key.
final class SideBar {
    private final VBox root = new VBox();
    private final Map<Page, ToggleButton> items = new EnumMap<>(Page.class);

    SideBar(Set<Page> pages, Consumer<Page> show) {
        root.getStyleClass().add("side-bar");
        var gap = new Region();
        VBox.setVgrow(gap, Priority.ALWAYS);
        for (var page : Page.values()) {
            if (page == Page.LIBRARY) {
                root.getChildren().add(gap);
            }
            if (pages.contains(page)) {
                root.getChildren().add(item(page, show));
            }
        }
    }

    Node node() {
        return root;
    }

    void select(Page page) {
        items.forEach((each, item) -> item.setSelected(each == page));
    }

    private ToggleButton item(Page page, Consumer<Page> show) {
        var word = new Label(page.show().text());
        var key = new Label(page.show().keyText());
        key.getStyleClass().add("side-key");
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        var line = new HBox(word, gap, key);
        line.setAlignment(Pos.CENTER_LEFT);
        var item = new ToggleButton();
        item.setId("show-" + page.id());
        item.setGraphic(line);
        item.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        item.getStyleClass().setAll("side-item", "button");
        item.setAccessibleText(page.show().text());
        line.prefWidthProperty().bind(item.widthProperty().subtract(22));
        item.setOnAction(_ -> {
            item.setSelected(true);
            show.accept(page);
        });
        items.put(page, item);
        return item;
    }
}
