package sam.sources;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.TableRow;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.library.Tier;
import sam.ui.PageFrame;
import sam.ui.PageView;
import sam.ui.Parts;
import sam.ui.Texts;

/// What have I got, may I use it, how far to my target?
public final class SourcesView implements PageView {
    private final SourcesViewModel model;
    private final ToRows toRows;
    private final Runnable toLines;
    private final PageFrame frame = new PageFrame("sources", Texts.of("sources.title"));
    private final StackPane content = new StackPane();
    private final SourceTableView table;
    private final SourcePanelView panel;
    private final VBox filled;
    private final RefusedRowsView refused;
    private @Nullable String chosenKey;
    private final Label hint = Parts.wrapped(Parts.quiet(Texts.of("sources.begin")));

    /// Leads to where the rows of a phase are judged: those of one source, or of all when it is null.
    @FunctionalInterface
    public interface ToRows {
        void open(int phase, @Nullable String source);
    }

    public SourcesView(SourcesViewModel model, CollectViewModel collecting, ToRows toRows, Runnable toLines) {
        this.model = model;
        this.toRows = toRows;
        this.toLines = toLines;
        this.refused = new RefusedRowsView(this::draw);
        this.panel = new SourcePanelView(model, collecting, new PanelActs());
        this.table = new SourceTableView(model, collecting, this::act);
        this.filled = new VBox(10, hint, tiers(), table.node());
        build();
    }

    @Override
    public Parent node() {
        return frame.node();
    }

    @Override
    public void shown() {
        model.rowsChanged();
    }

    private void build() {
        hint.setId("sources-empty");
        var map = new ColumnMapView(model.columns());
        model.columns().screenProperty().subscribe(screen -> {
            if (screen == null) {
                draw();
            } else {
                content.getChildren().setAll(map.node());
            }
        });
        VBox.setVgrow(table.node(), Priority.ALWAYS);
        table.node().setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                review();
            }
        });
        table.node().setOnMouseClicked(event -> {
            if (event.getClickCount() == 2 && event.getTarget() instanceof Node node && isOnRow(node)) {
                review();
            }
        });
        frame.acts(
                        Parts.button("collect-by-name", Texts.of("sources.add"), this::byName),
                        Parts.primary("import-files", Texts.of("sources.import"), this::chooseFiles))
                .content(content)
                .panel(sections());
        table.node().getSelectionModel().selectedItemProperty().subscribe(this::chosen);
        model.totalsProperty().subscribe(now -> {
            frame.summary()
                    .setText(
                            now.rows() == 0
                                    ? ""
                                    : Texts.of("sources.summary", now.sources(), now.rows(), now.accepted()));
            draw();
        });
    }

    private Node[] sections() {
        var imports = new ImportPanelView(model, this::showRefused, this::reviewImport);
        var all = new ArrayList<Node>();
        all.add(imports.progress());
        all.addAll(List.of(panel.sections()));
        all.addAll(List.of(imports.settings()));
        return all.toArray(Node[]::new);
    }

    /// What the panel asks for.
    private final class PanelActs implements SourcePanelView.Acts {
        @Override
        public void chooseFiles() {
            SourcesView.this.chooseFiles();
        }

        @Override
        public void review(SourceRow row) {
            toRows.open(row.phase(), row.source());
        }

        @Override
        public void writeLines() {
            toLines.run();
        }

        @Override
        public void showRefused(String name, CollectViewModel.State state) {
            var report = state.report();
            if (report != null) {
                refused.show(name, report.refused(), RefusedItem.of(report));
                content.getChildren().setAll(refused.node());
            }
        }
    }

    /// The table is filled anew after every change; the person's place in it stays.
    private void chosen(@Nullable SourceRow row) {
        if (row != null) {
            chosenKey = row.key();
            panel.choose(row);
        }
    }

    private void act(SourceRow row) {
        if (!SourceTableView.canCollect(row.entry())) {
            frame.callBackPanel();
        }
        panel.act(row);
    }

    private void byName() {
        frame.callBackPanel();
        table.node().getSelectionModel().clearSelection();
        panel.byName();
    }

    private void draw() {
        if (model.columns().screenProperty().get() != null) {
            return;
        }
        var key = chosenKey;
        Parts.show(hint, model.totalsProperty().get().rows() == 0);
        content.getChildren().setAll(model.totalsProperty().get().known() ? filled : new Region());
        if (key != null) {
            table.select(key);
        }
    }

    private void chooseFiles() {
        model.chooseFiles(Texts.of("sources.choose"));
    }

    private static boolean isOnRow(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (at instanceof TableRow<?> row) {
                return !row.isEmpty();
            }
        }
        return false;
    }

    private void review() {
        var source = table.selected();
        if (source != null && source.isThere() && source.tier() != Tier.RETRIEVE_ONLY) {
            toRows.open(source.phase(), source.source());
        }
    }

    private void reviewImport() {
        var report = model.reportProperty().get();
        if (report != null) {
            toRows.open(report.phase(), model.isWaiting(report.source(), report.phase()) ? report.source() : null);
        }
    }

    private void showRefused() {
        var report = model.reportProperty().get();
        if (report != null) {
            refused.show(String.valueOf(report.file().getFileName()), report.refused(), RefusedItem.of(report));
            content.getChildren().setAll(refused.node());
        }
    }

    private HBox tiers() {
        var chips = new ArrayList<ToggleButton>();
        chips.add(chip("tier-all", Texts.of("sources.all-tiers"), null));
        for (var tier : Tier.values()) {
            chips.add(chip("tier-" + tier.number(), Texts.of("sources.tier-" + tier.number()), tier));
        }
        model.tierProperty()
                .subscribe(
                        now -> chips.forEach(chip -> chip.setSelected(chip.getUserData() == (now == null ? "" : now))));
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Label drop = Parts.quiet(Texts.of("sources.drop"));
        drop.setWrapText(false);
        drop.setMinWidth(0);
        var bar = new HBox(8);
        bar.getChildren().addAll(List.copyOf(chips));
        bar.getChildren().addAll(gap, drop);
        bar.setAlignment(Pos.CENTER_LEFT);
        return bar;
    }

    private ToggleButton chip(String id, String text, @Nullable Tier tier) {
        var chip = new ToggleButton(text);
        chip.setId(id);
        chip.getStyleClass().setAll("filter-chip", "button");
        chip.setUserData(tier == null ? "" : tier);
        chip.setMinWidth(Region.USE_PREF_SIZE);
        chip.setOnAction(_ -> {
            chip.setSelected(true);
            model.filter(tier);
        });
        return chip;
    }
}
