package sam.sources;

import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;
import sam.catalogue.Allows;
import sam.catalogue.Entry;
import sam.catalogue.Target;
import sam.durable.Plain;
import sam.library.Tier;
import sam.ui.Parts;
import sam.ui.Parts.Tone;
import sam.ui.Texts;

/// The sources as a table: dense, numbers right-aligned, tier and licence as words, one button a row.
final class SourceTableView {
    private static final double TEACHES_FROM = 800;
    private static final double OFFERS_FROM = 880;

    private final TableView<SourceRow> table = new TableView<>();
    private final SourcesViewModel model;
    private final CollectViewModel collecting;

    /// `act` does what a row's button says.
    SourceTableView(SourcesViewModel model, CollectViewModel collecting, Consumer<SourceRow> act) {
        this.model = model;
        this.collecting = collecting;
        table.setId("source-table");
        table.setItems(model.sources());
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.getStyleClass().addAll("dense");
        table.setPlaceholder(Parts.quiet(Texts.of("sources.no-match")));
        table.setAccessibleText(Texts.of("sources.title"));
        table.getColumns()
                .add(chips(
                        "sources.column-tier",
                        60,
                        row -> Texts.of("sources.tier-chip", row.tier().number()),
                        row -> row.tier() == Tier.TRAIN_FIRST ? Tone.ACCENT : Tone.PLAIN));
        var source = text("sources.column-source", 210, SourceRow::source);
        source.setMinWidth(170);
        table.getColumns().add(source);
        var teaches = text("sources.column-teaches", 124, this::teaches);
        table.getColumns().add(teaches);
        table.getColumns().add(chips("sources.column-licence", 112, SourceRow::licence, row -> tone(row.licence())));
        var offers = number("sources.column-offers", 76, SourceTableView::offers);
        table.getColumns().add(offers);
        table.getColumns().add(number("sources.column-taken", 70, row -> row.isThere() ? row.rows() : -1));
        table.getColumns().add(number("sources.column-accepted", 94, row -> row.isThere() ? row.accepted() : -1));
        table.getColumns().add(text("sources.column-state", 112, this::state));
        table.getColumns().add(buttons(act));
        // the panel says both of the chosen source; its name must be read in the table
        table.widthProperty().subscribe(width -> {
            teaches.setVisible(width.doubleValue() >= TEACHES_FROM);
            offers.setVisible(width.doubleValue() >= OFFERS_FROM);
        });
        collecting.states().addListener((javafx.collections.MapChangeListener<String, CollectViewModel.State>)
                _ -> table.refresh());
    }

    TableView<SourceRow> node() {
        return table;
    }

    @Nullable
    SourceRow selected() {
        return table.getSelectionModel().getSelectedItem();
    }

    /// Keeps the person's place while counts change.
    void select(String key) {
        for (int i = 0; i < table.getItems().size(); i++) {
            if (table.getItems().get(i).key().equals(key)) {
                table.getSelectionModel().select(i);
                return;
            }
        }
    }

    private static long offers(SourceRow row) {
        return row.entry() == null
                ? -1
                : row.entry().size().rows() == 0 ? -1 : row.entry().size().rows();
    }

    private String teaches(SourceRow row) {
        if (row.tier() == Tier.RETRIEVE_ONLY) {
            return Texts.of("sources.retrieval");
        }
        var entry = row.entry();
        if (entry != null && entry.phase() == row.phase()) {
            for (var target : model.catalogue().targets()) {
                if (target.id().equals(entry.target())) {
                    return target.title();
                }
            }
        }
        return model.phaseName(row.phase());
    }

    private String state(SourceRow row) {
        var state = stateOf(row);
        if (state != null && state.isRunning()) {
            return state.reach();
        }
        if (state != null && state.fault() != null) {
            return Texts.of("sources.state-failed");
        }
        if (state != null && state.report() != null && state.report().stopped()) {
            return Texts.of("sources.state-stopped");
        }
        if (!row.isThere()) {
            return Texts.of("sources.state-none");
        }
        if (row.tier() == Tier.RETRIEVE_ONLY) {
            return Texts.of("sources.state-retrieved");
        }
        return row.waiting() == 0 ? Texts.of("sources.state-ready") : Texts.of("sources.state-waiting", row.waiting());
    }

    private CollectViewModel.@Nullable State stateOf(SourceRow row) {
        var entry = row.entry();
        return entry == null ? collecting.state(row.source()) : collecting.state(entry.address());
    }

    /// What the button of a row does.
    static String actWord(SourceRow row, CollectViewModel.@Nullable State state) {
        if (state != null && state.isRunning()) {
            return Texts.of("sources.stop");
        }
        if (row.isThere() && row.waiting() > 0 && row.tier() != Tier.RETRIEVE_ONLY) {
            return Texts.of("sources.review");
        }
        if (SourcePanelView.isOwnLines(row.entry())) {
            return Texts.of("sources.write-short");
        }
        if (canCollect(row.entry())) {
            return Texts.of("sources.collect");
        }
        var entry = row.entry();
        return Texts.of(entry == null || entry.address() != null ? "sources.open" : "sources.import-short");
    }

    static boolean canCollect(@Nullable Entry entry) {
        return entry != null && entry.address() != null && !entry.asks();
    }

    /// Green where the licence lets a trained adapter be published freely, yellow where it asks something or is not
    /// known. A first look, not advice.
    static Tone tone(String licence) {
        return switch (Allows.of(licence)) {
            case PUBLISH -> Tone.GOOD;
            case EACH -> Tone.PLAIN;
            case PUBLISH_ALIKE, TRAIN, PRIVATE, NEITHER -> Tone.LOOK;
        };
    }

    /// What a licence lets a person do, in a sentence.
    static String allows(SourceRow row) {
        return Texts.of("sources.allows-"
                + row.allows().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    }

    private TableColumn<SourceRow, SourceRow> buttons(Consumer<SourceRow> act) {
        var column = new TableColumn<SourceRow, SourceRow>("");
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue()));
        column.setPrefWidth(88);
        column.setMinWidth(88);
        column.setCellFactory(_ -> new TableCell<>() {
            private final Button button = new Button();

            {
                button.getStyleClass().add("row-button");
                button.setMaxWidth(Double.MAX_VALUE);
                button.setFocusTraversable(false);
                button.setOnAction(_ -> {
                    var row = getItem();
                    if (row != null) {
                        table.getSelectionModel().select(row);
                        act.accept(row);
                    }
                });
            }

            @Override
            protected void updateItem(@Nullable SourceRow row, boolean empty) {
                super.updateItem(row, empty);
                if (empty || row == null) {
                    setGraphic(null);
                } else {
                    var word = actWord(row, stateOf(row));
                    button.setText(word);
                    button.setAccessibleText(word + ": " + row.source());
                    setGraphic(button);
                }
            }
        });
        return column;
    }

    private TableColumn<SourceRow, String> text(String title, double width, Function<SourceRow, String> value) {
        var column = new TableColumn<SourceRow, String>(Texts.of(title));
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(value.apply(cell.getValue())));
        column.setPrefWidth(width);
        column.setMinWidth(Math.min(width, 104));
        column.setCellFactory(_ -> new TableCell<>() {
            {
                // said here, for the style comes too late to a column that is shown again
                setAlignment(Pos.CENTER_LEFT);
            }

            @Override
            protected void updateItem(@Nullable String item, boolean empty) {
                super.updateItem(item, empty);
                setText(empty ? null : item);
            }
        });
        return column;
    }

    /// A number below 0 is not known, or does not apply.
    private static TableColumn<SourceRow, Long> number(String title, double width, Function<SourceRow, Long> value) {
        var column = new TableColumn<SourceRow, Long>(Texts.of(title));
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(value.apply(cell.getValue())));
        column.setCellFactory(_ -> new TableCell<>() {
            @Override
            protected void updateItem(@Nullable Long item, boolean empty) {
                super.updateItem(item, empty);
                setText(empty || item == null ? "" : item < 0 ? "–" : Plain.text("%,d", item));
            }
        });
        column.getStyleClass().add("number");
        column.setPrefWidth(width);
        column.setMinWidth(width);
        return column;
    }

    private TableColumn<SourceRow, String> chips(
            String title, double width, Function<SourceRow, String> value, Function<SourceRow, Tone> tone) {
        var column = text(title, width, value);
        column.setCellFactory(_ -> new TableCell<>() {
            private final Label chip = Parts.chip("", Tone.PLAIN);
            private @Nullable Tooltip tip;

            {
                // made when somebody looks: a tooltip is a window, and there is a cell for every row in sight
                setOnMouseEntered(_ -> {
                    var row = getTableRow();
                    if (tip == null && row != null && row.getItem() != null) {
                        tip = new Tooltip(allows(row.getItem()));
                        setTooltip(tip);
                    }
                });
            }

            @Override
            protected void updateItem(@Nullable String item, boolean empty) {
                super.updateItem(item, empty);
                TableRow<SourceRow> row = getTableRow();
                if (empty || item == null || row == null || row.getItem() == null) {
                    setGraphic(null);
                } else {
                    chip.setText(item);
                    Parts.tone(chip, tone.apply(row.getItem()));
                    setGraphic(chip);
                    if (tip != null) {
                        tip.setText(allows(row.getItem()));
                    }
                }
            }
        });
        return column;
    }

    /// A target as a person reads it: "Instructions, 10,000 to 100,000".
    static String words(Target target) {
        return target.from() == target.to()
                ? Texts.of("sources.aim-one", target.title(), target.from())
                : Texts.of("sources.aim", target.title(), target.from(), target.to());
    }
}
