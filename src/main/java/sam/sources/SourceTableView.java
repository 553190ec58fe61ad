package sam.sources;

import java.util.Locale;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.library.SourceSummary;
import sam.library.Tier;
import sam.ui.Parts;
import sam.ui.Parts.Tone;
import sam.ui.Texts;

/// The sources as a table: dense, numbers right-aligned, tier and licence as words.
final class SourceTableView {
    private final TableView<SourceSummary> table = new TableView<>();

    SourceTableView(SourcesViewModel model) {
        table.setId("source-table");
        table.setItems(model.sources());
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.getStyleClass().addAll("dense");
        table.setPlaceholder(Parts.quiet(Texts.of("sources.no-match")));
        table.setAccessibleText(Texts.of("sources.title"));
        table.getColumns()
                .add(chips(
                        "sources.column-tier",
                        70,
                        row -> Texts.of("sources.tier-chip", row.tier().number()),
                        row -> row.tier() == Tier.TRAIN_FIRST ? Tone.ACCENT : Tone.PLAIN));
        table.getColumns().add(text("sources.column-source", 210, SourceSummary::source));
        table.getColumns()
                .add(text(
                        "sources.column-teaches",
                        110,
                        row -> row.tier() == Tier.RETRIEVE_ONLY
                                ? Texts.of("sources.retrieval")
                                : model.phaseName(row.phase())));
        table.getColumns()
                .add(chips("sources.column-licence", 130, SourceSummary::licence, row -> tone(row.licence())));
        table.getColumns().add(number("sources.column-rows", 80, SourceSummary::rows));
        table.getColumns().add(number("sources.column-accepted", 84, SourceSummary::accepted));
        table.getColumns().add(text("sources.column-state", 170, SourceTableView::state));
    }

    TableView<SourceSummary> node() {
        return table;
    }

    @Nullable
    SourceSummary selected() {
        return table.getSelectionModel().getSelectedItem();
    }

    private static String state(SourceSummary row) {
        if (row.tier() == Tier.RETRIEVE_ONLY) {
            return Texts.of("sources.state-retrieved");
        }
        return row.waiting() == 0 ? Texts.of("sources.state-ready") : Texts.of("sources.state-waiting", row.waiting());
    }

    /// Green where the licence lets a trained adapter be published freely, yellow where it asks something or is not
    /// known. A first look, not advice.
    static Tone tone(String licence) {
        var name = licence.toUpperCase(Locale.ROOT);
        boolean free = name.equals("MIT")
                || name.equals("MINE")
                || name.startsWith("APACHE")
                || name.startsWith("BSD")
                || name.startsWith("CC0")
                || name.matches("CC-BY-[0-9.]+");
        return free ? Tone.GOOD : Tone.LOOK;
    }

    private static TableColumn<SourceSummary, String> text(
            String title, double width, Function<SourceSummary, String> value) {
        var column = new TableColumn<SourceSummary, String>(Texts.of(title));
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(value.apply(cell.getValue())));
        column.setPrefWidth(width);
        return column;
    }

    private static TableColumn<SourceSummary, Long> number(
            String title, double width, Function<SourceSummary, Long> value) {
        var column = new TableColumn<SourceSummary, Long>(Texts.of(title));
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(value.apply(cell.getValue())));
        column.setCellFactory(_ -> new TableCell<>() {
            @Override
            protected void updateItem(@Nullable Long item, boolean empty) {
                super.updateItem(item, empty);
                setText(empty || item == null ? null : Plain.text("%,d", item));
            }
        });
        column.getStyleClass().add("number");
        column.setPrefWidth(width);
        column.setMinWidth(width);
        return column;
    }

    private static TableColumn<SourceSummary, String> chips(
            String title, double width, Function<SourceSummary, String> value, Function<SourceSummary, Tone> tone) {
        var column = text(title, width, value);
        column.setCellFactory(_ -> new TableCell<>() {
            private final Label chip = Parts.chip("", Tone.PLAIN);

            @Override
            protected void updateItem(@Nullable String item, boolean empty) {
                super.updateItem(item, empty);
                TableRow<SourceSummary> row = getTableRow();
                if (empty || item == null || row == null || row.getItem() == null) {
                    setGraphic(null);
                } else {
                    chip.setText(item);
                    Parts.tone(chip, tone.apply(row.getItem()));
                    setGraphic(chip);
                }
            }
        });
        return column;
    }
}
