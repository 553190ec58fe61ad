package sam.app;

import javafx.scene.Parent;
import javafx.scene.layout.HBox;
import sam.ui.Parts;
import sam.ui.Problem;
import sam.ui.Texts;

/// What the window shows while no project is open: that one is being opened, or why it cannot be, and what to do.
final class StartView {
    private StartView() {}

    static Parent opening(String name) {
        return Parts.empty("opening", Texts.of("start.opening", name), "");
    }

    static Parent failed(Problem problem, Runnable again, Runnable openAnother, Runnable sample) {
        var acts = new HBox(
                8,
                Parts.primary("try-again", Texts.of("start.again"), again),
                Parts.button("open-another", Texts.of("app.open-project"), openAnother),
                Parts.button("open-sample", Texts.of("start.sample"), sample));
        acts.setAlignment(javafx.geometry.Pos.CENTER);
        return Parts.empty("start-problem", problem.whatHappened(), problem.whatToDo(), acts);
    }
}
