package sam.sources;

import javafx.scene.Node;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.VBox;
import sam.ui.Parts;
import sam.ui.Texts;

/// How far the session's phase is from the targets of the researcher's table.
final class TargetsView {
    private final SourcesViewModel model;
    private final VBox root = new VBox(6);

    TargetsView(SourcesViewModel model) {
        this.model = model;
        model.phaseCountsProperty().subscribe(_ -> draw());
    }

    Node node() {
        return root;
    }

    void draw() {
        root.getChildren().setAll(Parts.section(Texts.of("sources.target", model.phase())));
        for (var target : model.catalogue().targets(model.phase())) {
            long accepted = model.acceptedFor(target);
            var bar = new ProgressBar(Math.min(1, (double) accepted / target.from()));
            bar.getStyleClass().add("thin-bar");
            if (accepted >= target.from()) {
                bar.getStyleClass().add("done");
            }
            bar.setAccessibleText(target.title());
            bar.setMaxWidth(Double.MAX_VALUE);
            var words = Parts.wrapped(Parts.quiet(SourceTableView.words(target)));
            words.setMinWidth(0);
            root.getChildren().addAll(Parts.facts(words, Parts.factCount(accepted)), bar);
        }
    }
}
