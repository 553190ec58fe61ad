package sam.runs;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.ui.Parts;
import sam.ui.Texts;

/// The right side of the Train page: the numbers in words, the facts of the run, its journal.
final class RunPanelView {
    private final VBox words = new VBox(6);
    private final VBox facts = new VBox();
    private final ListView<String> journal = new ListView<>();

    RunPanelView() {
        words.setId("reading");
        facts.setId("run-facts");
        journal.setId("journal");
        journal.getStyleClass().addAll("mono", "journal");
        journal.setMinHeight(140);
        journal.setCellFactory(_ -> new Entry());
        journal.setFocusTraversable(true);
        VBox.setVgrow(journal, Priority.ALWAYS);
    }

    Node[] nodes() {
        return new Node[] {
            Parts.section(Texts.of("train.in-words")),
            words,
            Parts.section(Texts.of("train.run")),
            facts,
            Parts.section(Texts.of("train.journal")),
            journal
        };
    }

    void draw(TrainViewModel.Screen screen) {
        words.getChildren()
                .setAll(screen.account().reading().stream()
                        .map(RunPanelView::sentence)
                        .toList());
        facts.getChildren().setAll(Parts.facts(factNodes(screen.account().facts())));
        if (!journal.getItems().equals(screen.account().journal())) {
            journal.getItems().setAll(screen.account().journal());
        }
    }

    void clear() {
        words.getChildren().clear();
        facts.getChildren().clear();
        journal.getItems().clear();
    }

    /// A line of the journal; a long one is wrapped, so that nothing has to be scrolled sideways.
    private static final class Entry extends ListCell<String> {
        Entry() {
            Parts.wrapped(this);
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable String line, boolean empty) {
            super.updateItem(line, empty);
            setText(empty ? null : line);
        }
    }

    private static Label sentence(String text) {
        var label = new Label(text);
        Parts.wrapped(label);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private static Node[] factNodes(List<RunWords.Fact> facts) {
        return facts.stream()
                .flatMap(fact -> {
                    var name = new Label(fact.name());
                    name.getStyleClass().add("muted");
                    return java.util.stream.Stream.of(name, new Label(fact.value()));
                })
                .toArray(Node[]::new);
    }
}
