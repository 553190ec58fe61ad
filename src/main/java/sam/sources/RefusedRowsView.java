package sam.sources;

import java.util.List;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.ui.Parts;
import sam.ui.Texts;
import sam.ui.TintedText;
import sam.ui.VisibleText;

/// The rows an import refused, each with its line, its reason and how it begins.
final class RefusedRowsView {
    private static final double MOST = 220;

    private final TableView<RefusedItem> table = new TableView<>();
    private final Label title = new Label();
    private final TintedText whole = new TintedText("reading-text", "card-body");
    private final ScrollPane reading = new ScrollPane(whole);
    private final VBox root;

    RefusedRowsView(Runnable back) {
        table.setId("refused-table");
        table.getStyleClass().addAll("dense");
        title.getStyleClass().add("card-title");
        title.setMinWidth(0);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        var line = new TableColumn<RefusedItem, String>(Texts.of("sources.refused-line"));
        line.setCellValueFactory(
                row -> new ReadOnlyObjectWrapper<>(row.getValue().place()));
        line.setMinWidth(90);
        line.setPrefWidth(150);
        var reason = new TableColumn<RefusedItem, String>(Texts.of("sources.refused-reason"));
        reason.setCellValueFactory(
                row -> new ReadOnlyObjectWrapper<>(row.getValue().reason()));
        reason.setMinWidth(120);
        reason.setPrefWidth(260);
        var row = new TableColumn<RefusedItem, String>(Texts.of("sources.refused-row"));
        row.setCellValueFactory(
                refusal -> new ReadOnlyObjectWrapper<>(refusal.getValue().row()));
        row.setPrefWidth(400);
        table.getColumns().add(line);
        table.getColumns().add(reason);
        table.getColumns().add(row);
        VBox.setVgrow(table, Priority.ALWAYS);
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        var head = new HBox(8, title, gap, Parts.button("refused-back", Texts.of("sources.refused-back"), back));
        head.setAlignment(Pos.CENTER_LEFT);
        whole.setId("refused-row");
        whole.heightProperty().subscribe(height -> reading.setPrefHeight(Math.min(MOST, height.doubleValue() + 4)));
        reading.setFitToWidth(true);
        reading.setMinHeight(Region.USE_PREF_SIZE);
        reading.getStyleClass().add("library-reading");
        table.setMinHeight(140);
        table.setPrefHeight(200);
        table.getSelectionModel().selectedItemProperty().subscribe(this::read);
        root = new VBox(10, head, table, reading);
        root.setId("refused-rows");
    }

    Node node() {
        return root;
    }

    /// What a column cuts is read below: the reason, and the row as it stands in the file.
    private void read(@Nullable RefusedItem refusal) {
        Parts.show(reading, refusal != null);
        whole.show(refusal == null ? "" : refusal.reason() + "\n\n" + VisibleText.in(refusal.row()));
    }

    /// `refused` in all of `name`, the first of them in `rows`.
    void show(String name, long refused, List<RefusedItem> rows) {
        title.setText(
                refused > rows.size()
                        ? Texts.of("sources.refused-first", rows.size(), refused, name)
                        : Texts.of("sources.refused-all", refused, name));
        read(null);
        table.setItems(FXCollections.observableArrayList(rows));
    }
}
