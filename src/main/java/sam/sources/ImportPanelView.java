package sam.sources;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import sam.intake.Format;
import sam.intake.ImportReport;
import sam.intake.ImportSettings;
import sam.library.Tier;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;

/// Beside the sources: the import under way, what became of the last one, what to say of the next, and the targets.
final class ImportPanelView {
    private static final int REASONS = 6;
    private static final int FIELDS = 12;

    private final SourcesViewModel model;
    private final VBox now = new VBox(8);
    private final ProgressBar bar = new ProgressBar(0);
    private final Label file = Parts.section("");
    private final Label speed = Parts.quiet("");
    private final Runnable showRefused;
    private final Runnable review;
    private final ChoiceBox<Optional<Format>> format = choice("import-format", Format.known(), Format::title);
    private final ChoiceBox<Optional<Integer>> phase;
    private final ChoiceBox<Optional<Tier>> tier =
            choice("import-tier", Arrays.asList(Tier.values()), each -> Texts.of("sources.tier-" + each.number()));
    private final TextField licence = new TextField();

    /// `showRefused` opens the refused rows of the last import, `review` leads to where its rows are judged.
    ImportPanelView(SourcesViewModel model, Runnable showRefused, Runnable review) {
        this.model = model;
        this.review = review;
        this.showRefused = showRefused;
        this.phase = choice(
                "import-phase", List.of(1, 2, 3, 4), each -> Texts.of("review.phase", each, model.phaseName(each)));
        bar.getStyleClass().add("thin-bar");
        now.setId("import-now");
        Parts.wrapped(file);
        licence.setId("import-licence");
        licence.getStyleClass().add("small");
        licence.setPromptText(Texts.of("sources.found-out"));
        model.runningProperty().subscribe(_ -> drawNow());
        model.reportProperty().subscribe(_ -> drawNow());
        format.valueProperty().subscribe(_ -> say());
        phase.valueProperty().subscribe(_ -> say());
        tier.valueProperty().subscribe(_ -> say());
        licence.textProperty().subscribe(_ -> say());
    }

    /// The import under way, or what became of the last one; nothing before the first.
    Node progress() {
        return now;
    }

    /// What the person says of the next import.
    Node[] settings() {
        var said = new GridPane(8, 6);
        row(said, 0, "sources.as-format", format);
        row(said, 1, "sources.as-phase", phase);
        row(said, 2, "sources.as-tier", tier);
        row(said, 3, "sources.as-licence", licence);
        return new Node[] {Parts.section(Texts.of("sources.next")), said};
    }

    private void say() {
        var settings = ImportSettings.guess();
        var as = format.getValue();
        if (as != null && as.isPresent()) {
            settings = settings.withFormat(as.get());
        }
        var to = phase.getValue();
        if (to != null && to.isPresent()) {
            settings = settings.withPhase(to.get());
        }
        var use = tier.getValue();
        if (use != null && use.isPresent()) {
            settings = settings.withTier(use.get());
        }
        if (!licence.getText().isBlank()) {
            settings = settings.withLicence(licence.getText().strip());
        }
        model.settingsProperty().set(settings);
    }

    private void drawNow() {
        Parts.show(now, true);
        var running = model.runningProperty().get();
        if (running != null) {
            file.setText(running.file());
            bar.setProgress(running.fraction());
            speed.setText(
                    running.rowsPerSecond() > 0
                            ? Texts.of(
                                    "sources.speed",
                                    100 * running.fraction(),
                                    running.rowsPerSecond(),
                                    Spoken.time(running.secondsLeft()))
                            : Texts.of("sources.beginning"));
            var stop = new HBox(8, Parts.button("stop-import", Texts.of("sources.stop"), model::stopImport));
            stop.setAlignment(Pos.CENTER_LEFT);
            now.getChildren().setAll(file, bar, speed);
            if (running.filesBehind() > 0) {
                now.getChildren().add(Parts.quiet(Texts.of("sources.behind", running.filesBehind())));
            }
            now.getChildren()
                    .addAll(
                            stop,
                            Parts.facts(
                                    Parts.factName(Texts.of("sources.taken")), Parts.factCount(running.taken()),
                                    Parts.factName(Texts.of("sources.refused")), Parts.factCount(running.refused())));
            return;
        }
        var report = model.reportProperty().get();
        if (report == null) {
            now.getChildren().clear();
            Parts.show(now, false);
        } else {
            drawReport(report);
        }
    }

    private void drawReport(ImportReport report) {
        file.setText(String.valueOf(report.file().getFileName()));
        var how = Texts.of(
                report.cancelled() ? "sources.stopped" : "sources.read-as",
                report.format().title(),
                report.phase(),
                report.licence());
        var facts = Parts.facts(
                Parts.factName(Texts.of("sources.taken")), Parts.factCount(report.taken()),
                Parts.factName(Texts.of("sources.duplicates")), Parts.factCount(report.duplicates()),
                Parts.factName(Texts.of("sources.refused")), Parts.factCount(report.refused()));
        report.reasons().entrySet().stream().limit(REASONS).forEach(reason -> {
            var label = Parts.factName("· " + reason.getKey());
            Parts.wrapped(label);
            label.setMinWidth(0);
            facts.addRow(facts.getRowCount(), label, Parts.factCount(reason.getValue()));
        });
        report.notes().forEach((note, count) -> {
            var label = Parts.factName("· " + note);
            Parts.wrapped(label);
            label.setMinWidth(0);
            facts.addRow(facts.getRowCount(), label, Parts.factCount(count));
        });
        now.getChildren().setAll(file, Parts.quiet(how), facts);
        if (!report.ignored().isEmpty()) {
            var left = Parts.quiet(
                    Texts.of("sources.ignored", named(report.ignored().keySet())));
            left.setId("import-ignored");
            now.getChildren().add(left);
        }
        if (report.taken() > 0 && report.tier() != Tier.RETRIEVE_ONLY) {
            now.getChildren().add(wide("review-new", "sources.review-new", review));
        }
        if (report.refused() > 0) {
            now.getChildren().add(wide("see-refused", "sources.see-refused", showRefused));
        }
    }

    private static String named(Set<String> fields) {
        var names = String.join(", ", fields.stream().limit(FIELDS).toList());
        return fields.size() <= FIELDS ? names : names + ", …";
    }

    private static Node wide(String id, String key, Runnable act) {
        var button = Parts.button(id, Texts.of(key), act);
        button.setMaxWidth(Double.MAX_VALUE);
        return button;
    }

    private static void row(GridPane grid, int row, String key, Region control) {
        var label = Parts.factName(Texts.of(key));
        label.setLabelFor(control);
        control.setMaxWidth(Double.MAX_VALUE);
        control.setPrefWidth(150);
        GridPane.setHgrow(control, Priority.ALWAYS);
        grid.addRow(row, label, control);
    }

    /// A choice whose first entry leaves it to the program.
    private static <T> ChoiceBox<Optional<T>> choice(String id, List<T> values, Function<T, String> text) {
        var box = new ChoiceBox<Optional<T>>();
        box.setId(id);
        box.getStyleClass().add("small");
        box.getItems().add(Optional.empty());
        values.forEach(value -> box.getItems().add(Optional.of(value)));
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Optional<T> value) {
                return value == null || value.isEmpty() ? Texts.of("sources.found-out") : text.apply(value.get());
            }

            @Override
            public Optional<T> fromString(String typed) {
                return Optional.empty();
            }
        });
        box.setValue(Optional.empty());
        return box;
    }
}
