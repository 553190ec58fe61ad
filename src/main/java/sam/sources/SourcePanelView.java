package sam.sources;

import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.catalogue.Entry;
import sam.intake.ImportException;
import sam.library.Tier;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;

/// Beside the table: the chosen source, how to collect it, how far it is, what came of it, and what can be done to it.
final class SourcePanelView {
    private static final int REASONS = 8;

    private final SourcesViewModel model;
    private final CollectViewModel collecting;
    private final Acts acts;
    private final VBox about = new VBox(8);
    private final VBox now = new VBox(8);
    private final SourceChangeView change;
    private final TargetsView aims;
    private final TextField address = new TextField();
    private final TextField limit = new TextField();
    private final TextField licence = new TextField();
    private final PermissionView permission = new PermissionView();
    private final Label fault = Parts.wrapped(Parts.quiet(""));
    private @Nullable SourceRow row;
    private @Nullable String started;

    /// What the panel asks the page to do.
    interface Acts {
        void chooseFiles();

        void review(SourceRow row);

        /// To the page where SAM's own lines are written.
        void writeLines();

        void showRefused(String name, CollectViewModel.State state);
    }

    SourcePanelView(SourcesViewModel model, CollectViewModel collecting, Acts acts) {
        this.model = model;
        this.collecting = collecting;
        this.acts = acts;
        this.change = new SourceChangeView(model, acts::review);
        this.aims = new TargetsView(model);
        address.setId("collect-address");
        limit.setId("collect-limit");
        licence.setId("collect-licence");
        fault.setId("collect-fault");
        fault.getStyleClass().add("bad");
        address.setPromptText("hf:ORG/NAME");
        limit.setPromptText(Texts.of("sources.all-rows"));
        licence.setPromptText(Texts.of("sources.found-out"));
        address.setAccessibleText(Texts.of("sources.address"));
        limit.setAccessibleText(Texts.of("sources.at-most"));
        licence.setAccessibleText(Texts.of("sources.as-licence"));
        address.setOnAction(_ -> start());
        limit.setOnAction(_ -> start());
        collecting.states().addListener((javafx.collections.MapChangeListener<String, CollectViewModel.State>)
                change -> {
                    // another source's progress must not take the focus from a field here
                    if (change.getKey().equals(current())) {
                        drawNow();
                    }
                });
        choose(null);
    }

    Node[] sections() {
        return new Node[] {about, now, change.node(), aims.node()};
    }

    /// Shows a source, or how to collect one by its name when null.
    void choose(@Nullable SourceRow chosen) {
        var before = row;
        row = chosen;
        if (before == null || chosen == null || !before.key().equals(chosen.key())) {
            started = null;
            fault.setText("");
            fill();
        }
        drawAbout();
        drawNow();
        change.show(row);
        aims.draw();
    }

    /// By name: the address is written next.
    void byName() {
        choose(null);
        address.clear();
        address.requestFocus();
    }

    private void fill() {
        var entry = row == null ? null : row.entry();
        address.setText(entry == null || entry.address() == null ? "" : entry.address());
        limit.setText(
                entry == null || entry.size().take() == 0
                        ? ""
                        : Long.toString(entry.size().take()));
        licence.clear();
    }

    private void drawAbout() {
        var shown = row;
        if (shown == null) {
            about.getChildren()
                    .setAll(
                            Parts.section(Texts.of("sources.by-name")),
                            Parts.wrapped(Parts.quiet(Texts.of("sources.by-name-why"))));
            return;
        }
        var title = Parts.wrapped(Parts.section(shown.source()));
        title.setId("source-name");
        about.getChildren().setAll(title);
        var entry = shown.entry();
        if (entry != null && !entry.note().isEmpty()) {
            about.getChildren().add(Parts.wrapped(Parts.quiet(entry.note())));
        }
        about.getChildren().add(Parts.wrapped(Parts.quiet(licenceWords(shown))));
        if (entry != null && entry.size().rows() > 0) {
            about.getChildren().add(Parts.wrapped(Parts.quiet(sizeWords(entry))));
        }
    }

    private static String licenceWords(SourceRow row) {
        return Texts.of("sources.licence-line", row.licence(), SourceTableView.allows(row));
    }

    private static String sizeWords(Entry entry) {
        var size = entry.size();
        return size.bytes() > 0
                ? Texts.of("sources.size-line", size.rows(), Spoken.bytes(size.bytes()), size.asOf())
                : Texts.of("sources.rows-line", size.rows(), size.asOf());
    }

    /// Where this source is collected from, as it stands now.
    private @Nullable String current() {
        if (started != null) {
            return started;
        }
        var shown = row;
        if (shown == null) {
            return null;
        }
        var entry = shown.entry();
        return entry == null ? shown.source() : entry.address();
    }

    private void drawNow() {
        var state = collecting.state(current());
        if (state != null && state.isRunning()) {
            drawRunning(java.util.Objects.requireNonNull(current()), state);
            return;
        }
        now.getChildren().clear();
        if (state != null) {
            drawEnd(state);
        }
        if (state != null && !state.offered().isEmpty()) {
            now.getChildren()
                    .addAll(OfferView.of(state.offered(), names -> start(Map.of("only", String.join(",", names)))));
            return;
        }
        var shown = row;
        var entry = shown == null ? null : shown.entry();
        if (shown != null && entry == null && state == null) {
            return;
        }
        if (isOwnLines(entry)) {
            now.getChildren().add(wide(Parts.button("write-lines", Texts.of("sources.write"), acts::writeLines)));
            return;
        }
        if (entry != null && entry.address() == null) {
            now.getChildren().add(wide(Parts.button("collect-files", Texts.of("sources.import"), acts::chooseFiles)));
            return;
        }
        if (shown == null || entry == null || entry.asks()) {
            now.getChildren().addAll(label("sources.address", address), address);
        }
        now.getChildren().add(two("sources.at-most", limit));
        if (entry != null && entry.id().equals("stories")) {
            // who wrote a story decides; a licence would say less
            now.getChildren().addAll(Parts.factName(Texts.of("sources.permission")), permission.node());
        } else {
            now.getChildren().add(two("sources.as-licence", licence));
        }
        var start = Parts.button(
                "collect-start",
                Texts.of(
                        state != null
                                        && state.report() != null
                                        && state.report().stopped()
                                ? "sources.go-on"
                                : "sources.collect"),
                this::start);
        now.getChildren().add(wide(start));
        if (!fault.getText().isEmpty()) {
            now.getChildren().add(fault);
        }
    }

    private void drawRunning(String at, CollectViewModel.State state) {
        var bar = new ProgressBar(state.fraction() < 0 ? ProgressBar.INDETERMINATE_PROGRESS : state.fraction());
        bar.getStyleClass().add("thin-bar");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(state.reach());
        var words = state.secondsLeft() > 0
                ? Texts.of("sources.reach-left", state.reach(), Spoken.time(state.secondsLeft()))
                : state.reach();
        now.getChildren().setAll(Parts.wrapped(Parts.quiet(words)), bar);
        if (!state.news().isEmpty()) {
            now.getChildren().add(Parts.wrapped(Parts.quiet(state.news())));
        }
        now.getChildren()
                .addAll(
                        Parts.button("collect-stop", Texts.of("sources.stop"), () -> collecting.stop(at)),
                        Parts.facts(
                                Parts.factName(Texts.of("sources.taken")), Parts.factCount(state.taken()),
                                Parts.factName(Texts.of("sources.duplicates")), Parts.factCount(state.duplicates()),
                                Parts.factName(Texts.of("sources.refused")), Parts.factCount(state.refused())));
    }

    private void drawEnd(CollectViewModel.State state) {
        if (state.fault() != null) {
            var words = Parts.wrapped(new Label(state.fault()));
            words.setId("collect-failed");
            words.getStyleClass().add("bad");
            now.getChildren().add(words);
        }
        var facts = Parts.facts(
                Parts.factName(Texts.of("sources.taken")), Parts.factCount(state.taken()),
                Parts.factName(Texts.of("sources.duplicates")), Parts.factCount(state.duplicates()),
                Parts.factName(Texts.of("sources.refused")), Parts.factCount(state.refused()));
        var report = state.report();
        if (report != null) {
            report.reasons().entrySet().stream().limit(REASONS).forEach(reason -> {
                var words = Parts.wrapped(Parts.quiet("· " + reason.getKey()));
                words.setMinWidth(0);
                facts.addRow(facts.getRowCount(), words, Parts.factCount(reason.getValue()));
            });
            now.getChildren().add(facts);
            if (!report.refusals().isEmpty()) {
                now.getChildren()
                        .add(wide(Parts.button(
                                "collect-refused",
                                Texts.of("sources.see-refused"),
                                () -> acts.showRefused(report.source(), state))));
            }
        } else {
            now.getChildren().add(facts);
        }
    }

    private void start() {
        var shown = row == null ? null : row.entry();
        start(shown != null && shown.id().equals("stories") ? permission.options() : Map.of());
    }

    private void start(Map<String, String> options) {
        fault.setText("");
        try {
            var shown = row;
            var entry = shown == null ? null : shown.entry();
            var text = entry == null || entry.asks() ? address.getText().strip() : entry.id();
            started = collecting.start(
                    text,
                    model.catalogue(),
                    new CollectViewModel.Wish(
                            rows(),
                            licence.getText().isBlank()
                                    ? null
                                    : licence.getText().strip(),
                            null,
                            false,
                            options));
        } catch (ImportException e) {
            fault.setText(String.valueOf(e.getMessage()));
        }
        drawNow();
    }

    private @Nullable Long rows() {
        var text = limit.getText().replaceAll("[\\s,.'_]", "");
        if (text.isEmpty()) {
            return null;
        }
        try {
            long rows = Long.parseLong(text);
            if (rows > 0) {
                return rows;
            }
        } catch (NumberFormatException e) {
            throw new ImportException(Texts.of("sources.no-number", limit.getText()), e);
        }
        throw new ImportException(Texts.of("sources.no-number", limit.getText()));
    }

    /// Collects the row as it stands, or stops it: the button of its line.
    void act(SourceRow chosen) {
        choose(chosen);
        var state = collecting.state(current());
        if (state != null && state.isRunning()) {
            collecting.stop(java.util.Objects.requireNonNull(current()));
        } else if (chosen.isThere() && chosen.waiting() > 0 && chosen.tier() != Tier.RETRIEVE_ONLY) {
            acts.review(chosen);
        } else if (isOwnLines(chosen.entry())) {
            acts.writeLines();
        } else if (SourceTableView.canCollect(chosen.entry())) {
            start();
        } else if (chosen.entry() != null && chosen.entry().address() != null) {
            address.requestFocus();
            address.selectAll();
        } else {
            acts.chooseFiles();
        }
    }

    static boolean isOwnLines(@Nullable Entry entry) {
        return entry != null && entry.id().equals("own-lines");
    }

    private static Label label(String key, TextField field) {
        var label = Parts.factName(Texts.of(key));
        label.setLabelFor(field);
        return label;
    }

    private static HBox two(String key, TextField field) {
        var label = label(key, field);
        label.setMinWidth(86);
        field.getStyleClass().add("small");
        HBox.setHgrow(field, Priority.ALWAYS);
        var line = new HBox(8, label, field);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private static <T extends Region> T wide(T node) {
        node.setMaxWidth(Double.MAX_VALUE);
        return node;
    }
}
