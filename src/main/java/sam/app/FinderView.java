package sam.app;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.event.Event;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.app.Finder.Thing;
import sam.ui.Parts;
import sam.ui.Texts;

/// A line over the window that leads anywhere in it: type a few letters, Enter goes there.
final class FinderView {
    private static final double WIDTH = 560;
    private static final double ROW = 32;

    private final TextField typed = new TextField();
    private final ListView<Thing> found = new ListView<>();
    private final Label nothing = Parts.quiet(Texts.of("finder.nothing"));
    private final StackPane root;
    private List<Thing> things = List.of();
    private Function<String, List<Thing>> always = _ -> List.of();
    private @Nullable Node before;

    FinderView() {
        typed.setId("finder");
        typed.setPromptText(Texts.of("finder.prompt"));
        typed.setAccessibleText(Texts.of("finder.prompt"));
        typed.textProperty().subscribe(this::search);
        typed.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        found.setId("finder-found");
        found.setFocusTraversable(false);
        found.setFixedCellSize(ROW);
        found.setCellFactory(_ -> new Row());
        found.setOnMouseClicked(_ -> act());
        nothing.setId("finder-nothing");
        var box = new VBox(8, typed, found, nothing);
        box.getStyleClass().add("finder");
        box.setMaxSize(WIDTH, Region.USE_PREF_SIZE);
        // Only a press beside the box closes it.
        box.setOnMousePressed(Event::consume);
        root = new StackPane(box);
        root.setId("finder-layer");
        root.getStyleClass().add("finder-layer");
        root.setAlignment(Pos.TOP_CENTER);
        root.setVisible(false);
        root.setOnMousePressed(_ -> close());
    }

    Node node() {
        return root;
    }

    /// Opens over the window. `always` are the things offered for any words, after what was found.
    void open(List<Thing> now, Function<String, List<Thing>> always) {
        this.things = now;
        this.always = always;
        before = root.getScene().getFocusOwner();
        typed.clear();
        search();
        root.setVisible(true);
        typed.requestFocus();
    }

    boolean isOpen() {
        return root.isVisible();
    }

    private void search() {
        var words = typed.getText();
        var all = new ArrayList<>(Finder.find(things, words));
        if (!words.isBlank()) {
            all.addAll(always.apply(words.strip()));
        }
        found.getItems().setAll(all);
        found.setPrefHeight(all.size() * ROW + 2);
        found.setMinHeight(Region.USE_PREF_SIZE);
        Parts.show(found, !all.isEmpty());
        Parts.show(nothing, all.isEmpty());
        found.getSelectionModel().selectFirst();
    }

    private void key(KeyEvent event) {
        int size = found.getItems().size();
        var selection = found.getSelectionModel();
        switch (event.getCode()) {
            case DOWN -> selection.clearAndSelect(size == 0 ? 0 : (selection.getSelectedIndex() + 1) % size);
            case UP -> selection.clearAndSelect(size == 0 ? 0 : (selection.getSelectedIndex() + size - 1) % size);
            case ENTER -> act();
            case ESCAPE -> close();
            case TAB -> {}
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void act() {
        var chosen = found.getSelectionModel().getSelectedItem();
        close();
        if (chosen != null) {
            chosen.act().run();
        }
    }

    /// The focus goes back to where it was, so that the page's own keys act again.
    private void close() {
        if (!root.isVisible()) {
            return;
        }
        root.setVisible(false);
        var owner = before;
        before = null;
        if (owner != null && owner.getScene() != null) {
            owner.requestFocus();
        }
    }

    private static final class Row extends ListCell<Thing> {
        private final Label kind = Parts.quiet("");
        private final Label name = new Label();
        private final Label keys = new Label();
        private final HBox line = new HBox(10, kind, name, Parts.spring(), keys);

        Row() {
            kind.setMinWidth(70);
            kind.setWrapText(false);
            keys.getStyleClass().addAll("quiet", "mono");
            line.setAlignment(Pos.CENTER_LEFT);
        }

        @Override
        protected void updateItem(@Nullable Thing thing, boolean empty) {
            super.updateItem(thing, empty);
            if (empty || thing == null) {
                setGraphic(null);
                return;
            }
            kind.setText(thing.kind());
            name.setText(thing.name());
            keys.setText(thing.keys());
            setGraphic(line);
        }
    }
}
