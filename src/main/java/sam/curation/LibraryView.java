package sam.curation;

import java.nio.file.Path;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.ListChangeListener;
import javafx.collections.transformation.SortedList;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.library.Example;
import sam.library.Status;
import sam.library.StoredExample;
import sam.ui.PageFrame;
import sam.ui.PageView;
import sam.ui.Parts;
import sam.ui.Parts.Tone;
import sam.ui.Texts;
import sam.ui.TintedText;
import sam.ui.VisibleText;

/// Every row there is, and that it is safe.
public final class LibraryView implements PageView {
    private static final double MOST = 220;

    private final LibraryViewModel model;
    private final PageFrame frame = new PageFrame("library", Texts.of("library.title"));
    private final TableView<StoredExample> table = new TableView<>();
    private final ListView<Path> backups = new ListView<>();
    private final TintedText whole = new TintedText("reading-text", "card-body");
    private final ScrollPane reading = new ScrollPane(whole);
    private final VBox counts = new VBox(8);
    private long chosen = -1;

    public LibraryView(LibraryViewModel model) {
        this.model = model;
        build();
    }

    @Override
    public Parent node() {
        return frame.node();
    }

    @Override
    public void focus() {
        table.requestFocus();
    }

    @Override
    public void shown() {
        model.refresh();
    }

    private void build() {
        var search = new TextField();
        search.setId("library-search");
        search.setPromptText(Texts.of("library.search"));
        search.textProperty().subscribe(model::search);
        HBox.setHgrow(search, Priority.ALWAYS);
        var again = Parts.button("review-again", Texts.of("library.review-again"), () -> {
            var row = table.getSelectionModel().getSelectedItem();
            if (row != null) {
                model.reviewAgain(row);
            }
        });
        again.setDisable(true);
        buildTable();
        whole.setId("library-row");
        table.getSelectionModel().selectedItemProperty().subscribe(row -> {
            if (row != null) {
                chosen = row.id();
            }
            again.setDisable(row == null || row.status() == Status.WAITING);
            read(row);
        });
        var content = new VBox(10, new HBox(8, search, again), table, reading);
        reading.setFitToWidth(true);
        reading.getStyleClass().add("library-reading");
        reading.managedProperty()
                .bind(table.getSelectionModel().selectedItemProperty().isNotNull());
        reading.visibleProperty().bind(reading.managedProperty());
        whole.heightProperty().subscribe(height -> {
            if (reading.getContent() == whole) {
                reading.setPrefHeight(Math.min(MOST, height.doubleValue() + 4));
            }
        });
        reading.setMinHeight(Region.USE_PREF_SIZE);
        table.setMinHeight(140);
        table.setPrefHeight(200);
        VBox.setVgrow(table, Priority.ALWAYS);
        var backUp = Parts.button("back-up", Texts.of("library.back-up"), model::backUp);
        model.backingUpProperty()
                .subscribe(now -> backUp.setText(Texts.of(now ? "library.backing-up" : "library.back-up")));
        frame.acts(backUp).content(content).panel(panel());
        model.linesProperty().subscribe(this::drawCounts);
        model.found().subscribe(this::sayFound);
        model.unseenProperty().subscribe(_ -> sayFound());
    }

    /// A change is read as a change.
    private void read(@Nullable StoredExample row) {
        if (row != null && row.example() instanceof Example.Diff change) {
            whole.show(change.request());
            var all = new VBox(whole, new DiffView("library-diff", change.diff(), "").node());
            if (!change.before().isBlank()) {
                var before = new TintedText("card-body", "mono");
                before.show(change.before());
                all.getChildren().addAll(Parts.section(Texts.of("row.before")), before);
            }
            reading.setContent(all);
            reading.setPrefHeight(MOST);
        } else {
            whole.show(row == null ? "" : text(row));
            reading.setContent(whole);
            reading.setPrefHeight(Math.min(MOST, whole.getHeight() + 4));
        }
        reading.setVvalue(0);
    }

    private void sayFound() {
        int found = model.found().size();
        long unseen = model.unseenProperty().get();
        var said = found < LibraryViewModel.SHOWN
                ? Texts.of("library.found", found)
                : Texts.of("library.found-more", LibraryViewModel.SHOWN);
        frame.summary().setText(unseen == 0 ? said : said + " · " + Texts.of("library.unseen", unseen));
    }

    private void buildTable() {
        table.setId("library-table");
        // Sorted here are only the few rows that are shown; the choice of a column outlives a reading.
        var sorted = new SortedList<>(model.found());
        sorted.comparatorProperty().bind(table.comparatorProperty());
        table.setItems(sorted);
        model.found().addListener((ListChangeListener<StoredExample>) _ -> chooseAgain());
        table.getStyleClass().add("dense");
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.setPlaceholder(Parts.quiet(Texts.of("library.nothing")));
        var status = new TableColumn<StoredExample, StoredExample>(Texts.of("library.column-status"));
        status.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        status.setCellFactory(_ -> new StatusCell());
        status.setMinWidth(100);
        status.setMaxWidth(110);
        var row = text(
                "library.column-row",
                stored -> VisibleText.in(stored.example().opening().strip().replaceAll("\\s+", " ")));
        row.setPrefWidth(420);
        var phase = text("library.column-phase", stored -> Integer.toString(stored.phase()));
        phase.setMinWidth(60);
        phase.setMaxWidth(70);
        var source = text("library.column-source", stored -> stored.origin().source());
        source.setPrefWidth(170);
        table.getColumns().add(status);
        table.getColumns().add(phase);
        table.getColumns().add(row);
        table.getColumns().add(source);
    }

    /// The same row stays chosen when the rows are read anew.
    private void chooseAgain() {
        for (int i = 0; i < table.getItems().size(); i++) {
            if (table.getItems().get(i).id() == chosen) {
                table.getSelectionModel().clearAndSelect(i);
                return;
            }
        }
        table.getSelectionModel().clearSelection();
    }

    private static TableColumn<StoredExample, String> text(
            String title, java.util.function.Function<StoredExample, String> value) {
        var column = new TableColumn<StoredExample, String>(Texts.of(title));
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(value.apply(row.getValue())));
        return column;
    }

    private static String text(StoredExample row) {
        return String.join("\n\n", row.example().texts());
    }

    private Node[] panel() {
        backups.setId("backups");
        backups.setItems(model.backups());
        backups.setPrefHeight(200);
        backups.setPlaceholder(Parts.quiet(Texts.of("library.no-backups")));
        backups.setCellFactory(_ -> new BackupCell());
        var restore = Parts.button("restore", Texts.of("library.restore"), () -> {
            var backup = backups.getSelectionModel().getSelectedItem();
            if (backup != null) {
                model.restore(backup);
            }
        });
        restore.disableProperty()
                .bind(backups.getSelectionModel().selectedItemProperty().isNull());
        restore.setMaxWidth(Double.MAX_VALUE);
        return new Node[] {
            Parts.section(Texts.of("library.stand")),
            counts,
            Parts.section(Texts.of("library.backups")),
            Parts.quiet(Texts.of("library.backups-why")),
            backups,
            restore
        };
    }

    private void drawCounts(List<LibraryViewModel.Line> lines) {
        counts.getChildren().clear();
        for (var line : lines) {
            var stand = line.counts();
            var name = new Label(Texts.of("library.phase", line.phase(), line.name()));
            var accepted = new Label(Texts.of("library.stand-accepted", stand.accepted()));
            accepted.getStyleClass().add("fact-value");
            var gap = new Region();
            HBox.setHgrow(gap, Priority.ALWAYS);
            var rest = Parts.quiet(Texts.of("library.stand-rest", stand.waiting(), stand.skipped(), stand.rejected()));
            counts.getChildren().add(new VBox(1, new HBox(8, name, gap, accepted), rest));
        }
    }

    private static final class StatusCell extends TableCell<StoredExample, StoredExample> {
        private final Label chip = Parts.chip("", Tone.PLAIN);

        @Override
        protected void updateItem(@Nullable StoredExample row, boolean empty) {
            super.updateItem(row, empty);
            if (empty || row == null) {
                setGraphic(null);
                return;
            }
            chip.setText(Texts.of(
                    switch (row.status()) {
                        case WAITING -> "library.waiting";
                        case ACCEPTED -> "library.accepted";
                        case REJECTED -> "library.rejected";
                        case SKIPPED -> "library.skipped";
                    }));
            Parts.tone(
                    chip,
                    switch (row.status()) {
                        case WAITING, SKIPPED -> Tone.PLAIN;
                        case ACCEPTED -> Tone.GOOD;
                        case REJECTED -> Tone.BAD;
                    });
            setGraphic(chip);
        }
    }

    private final class BackupCell extends ListCell<Path> {
        @Override
        protected void updateItem(@Nullable Path backup, boolean empty) {
            super.updateItem(backup, empty);
            setText(empty || backup == null ? null : model.nameOf(backup));
        }
    }
}
