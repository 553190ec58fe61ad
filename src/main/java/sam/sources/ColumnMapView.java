package sam.sources;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import sam.intake.Columns;
import sam.intake.Mapping;
import sam.ui.Parts;
import sam.ui.Texts;
import sam.ui.VisibleText;

/// Names the columns of a file that no known shape fits, with five finished rows below.
final class ColumnMapView {
    private static final int SHOWN_CHARS = 600;

    private final ColumnMapViewModel model;
    private final Label title = Parts.wrapped(new Label());
    private final Label why = Parts.wrapped(Parts.quiet(""));
    private final GridPane columns = new GridPane(12, 8);
    private final Label said = Parts.wrapped(Parts.quiet(""));
    private final VBox rows = new VBox(8);
    private final Button take;
    private final VBox root;
    private @Nullable Columns drawn;
    private boolean drawing;

    ColumnMapView(ColumnMapViewModel model) {
        this.model = model;
        title.getStyleClass().add("card-title");
        said.setId("column-said");
        rows.setId("column-rows");
        take = Parts.primary("column-import", Texts.of("columns.import"), model::importNow);
        var head = new HBox(
                8,
                title,
                Parts.spring(),
                Parts.button("column-back", Texts.of("sources.refused-back"), model::leave),
                take);
        head.setAlignment(Pos.CENTER_LEFT);
        var below = new ScrollPane(new VBox(10, columns, said, rows));
        below.setFitToWidth(true);
        VBox.setVgrow(below, Priority.ALWAYS);
        root = new VBox(10, head, why, below);
        root.setId("column-map");
        model.screenProperty().subscribe(this::draw);
    }

    Node node() {
        return root;
    }

    private void draw(ColumnMapViewModel.@Nullable Screen screen) {
        if (screen == null) {
            drawn = null;
            return;
        }
        title.setText(Texts.of("columns.title", screen.file().getFileName()));
        why.setText(screen.why());
        drawing = true;
        if (!screen.columns().equals(drawn)) {
            drawn = screen.columns();
            fill(screen);
        }
        refresh(screen);
        drawing = false;
        said.setText(screen.said());
        Parts.show(said, !screen.said().isEmpty());
        rows.getChildren().setAll(screen.rows().stream().map(ColumnMapView::row).toList());
        take.setDisable(!screen.canImport());
    }

    private void fill(ColumnMapViewModel.Screen screen) {
        columns.getChildren().clear();
        int line = 0;
        for (var column : screen.columns().all()) {
            var name = new Label(VisibleText.in(column.name()));
            name.getStyleClass().add("fact-value");
            var samples = Parts.wrapped(Parts.quiet(VisibleText.in(String.join("  ·  ", column.samples()))));
            samples.setMinWidth(0);
            samples.setMaxHeight(40);
            GridPane.setHgrow(samples, Priority.ALWAYS);
            columns.addRow(line++, name, box(column.name()), samples);
        }
    }

    private ChoiceBox<Optional<Mapping.Part>> box(String column) {
        var box = new ChoiceBox<Optional<Mapping.Part>>();
        box.setId("column-" + column.replaceAll("\\W+", "-"));
        box.setAccessibleText(column);
        box.getItems().add(Optional.empty());
        Arrays.stream(Mapping.Part.values()).map(Optional::of).forEach(box.getItems()::add);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Optional<Mapping.Part> part) {
                return part == null || part.isEmpty()
                        ? Texts.of("columns.left-out")
                        : Texts.of("columns.part-" + part.get().name().toLowerCase(Locale.ROOT));
            }

            @Override
            public Optional<Mapping.Part> fromString(String text) {
                throw new UnsupportedOperationException("a choice is not typed");
            }
        });
        box.setUserData(column);
        box.setMinWidth(170);
        box.valueProperty().subscribe(part -> {
            if (!drawing && part != null) {
                model.name(column, part.orElse(null));
            }
        });
        return box;
    }

    @SuppressWarnings("unchecked")
    private void refresh(ColumnMapViewModel.Screen screen) {
        for (var node : List.copyOf(columns.getChildren())) {
            if (node instanceof ChoiceBox<?> box) {
                var part = screen.partOf(String.valueOf(box.getUserData()));
                ((ChoiceBox<Optional<Mapping.Part>>) box).setValue(Optional.ofNullable(part));
            }
        }
    }

    private static Node row(Mapping.Preview preview) {
        var example = preview.example();
        var card = new VBox(4);
        card.getStyleClass().add("card");
        if (example == null) {
            card.getChildren()
                    .add(Parts.wrapped(Parts.quiet(
                            Texts.of("columns.refused", preview.line(), String.valueOf(preview.refusal())))));
            return card;
        }
        for (var text : example.texts()) {
            if (!text.isBlank()) {
                var shown = text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "…";
                card.getChildren().add(Parts.wrapped(new Label(VisibleText.in(shown))));
            }
        }
        return card;
    }
}
