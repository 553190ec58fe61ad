package sam.app;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import sam.ui.Parts;
import sam.ui.Problem;
import sam.ui.Spoken;
import sam.ui.Texts;

/// What the window shows while no project is open: that one is being opened, or why it cannot be, and what to do.
final class StartView {
    private StartView() {}

    /// The ways on from here: the same again, another, the sample, or one that was open lately.
    record Ways(
            Runnable again,
            Runnable another,
            Runnable making,
            Runnable sample,
            List<Path> recent,
            Consumer<Path> open) {}

    static Parent opening(String name) {
        return Parts.empty("opening", Texts.of("start.opening", name), "");
    }

    static Parent failed(Problem problem, Ways ways) {
        var acts = new HBox(
                8,
                Parts.button("open-another", Texts.of("app.open-project"), ways.another()),
                Parts.button("new-project", Texts.of("app.new-project"), ways.making()),
                Parts.button("open-sample", Texts.of("start.sample"), ways.sample()),
                Parts.primary("try-again", Texts.of("start.again"), ways.again()));
        acts.setAlignment(Pos.CENTER);
        return Parts.empty("start-problem", problem.whatHappened(), problem.whatToDo(), acts, recent(ways));
    }

    private static Node recent(Ways ways) {
        var box = new VBox(4);
        box.setAlignment(Pos.CENTER);
        if (!ways.recent().isEmpty()) {
            box.getChildren().add(Parts.section(Texts.of("start.recent")));
        }
        for (var folder : ways.recent()) {
            var link = Parts.button(
                    "recent",
                    String.valueOf(folder.getFileName()),
                    () -> ways.open().accept(folder));
            link.getStyleClass().add("flat");
            var where = new Label(Spoken.breakable(String.valueOf(folder.getParent())));
            where.getStyleClass().add("quiet");
            var line = new HBox(8, link, where);
            line.setAlignment(Pos.CENTER);
            box.getChildren().add(line);
        }
        return box;
    }
}
