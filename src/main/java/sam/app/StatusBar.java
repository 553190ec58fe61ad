package sam.app;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import sam.ui.Spoken;
import sam.ui.StatusModel;
import sam.ui.Texts;

/// What must never be in doubt: what the worker does, memory against budget, that everything is saved; and the last
/// act with its undo.
final class StatusBar {
    private final HBox root = new HBox();

    StatusBar(StatusModel status, Runnable undo, Runnable showKeys) {
        var worker = new Label();
        worker.setId("status-worker");
        worker.setMinWidth(Region.USE_PREF_SIZE);
        var memory = new Label();
        memory.setId("status-memory");
        memory.setMinWidth(Region.USE_PREF_SIZE);
        var saved = new Label();
        saved.setId("status-saved");
        saved.setMinWidth(Region.USE_PREF_SIZE);
        var last = link("status-undo", undo);
        last.setMinWidth(0);
        var keys = link("status-keys", showKeys);
        keys.setText(Texts.of("status.keys"));
        keys.setMinWidth(Region.USE_PREF_SIZE);
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        root.getStyleClass().add("status-bar");
        root.getChildren().addAll(worker, memory, saved, gap, last, keys);

        status.workerProperty().subscribe(now -> {
            worker.setText(now == null ? Texts.of("status.worker-idle") : (now.running() ? "● " : "○ ") + now.text());
            worker.getStyleClass().removeAll("good", "bad");
            if (now != null) {
                worker.getStyleClass().add(now.running() ? "good" : "bad");
            }
        });
        status.memoryProperty()
                .subscribe(now -> show(
                        memory,
                        now == null
                                ? ""
                                : Texts.of("status.memory", Spoken.bytes(now.used()), Spoken.bytes(now.budget()))));
        status.savedProperty().subscribe(now -> {
            saved.setText(
                    switch (now) {
                        case SAVED -> Texts.of("status.saved");
                        case SAVING -> Texts.of("status.saving");
                        case FAILED -> Texts.of("status.not-saved");
                    });
            saved.getStyleClass().removeAll("bad");
            if (now == StatusModel.Saved.FAILED) {
                saved.getStyleClass().add("bad");
            }
        });
        status.undoableProperty().subscribe(words -> {
            last.setVisible(words != null);
            last.setText(words == null ? "" : Texts.of("status.undo", words) + "  " + WindowCommand.UNDO.keyText());
        });
    }

    Node node() {
        return root;
    }

    private static void show(Label label, String text) {
        label.setText(text);
        label.setManaged(!text.isEmpty());
    }

    private static Button link(String id, Runnable act) {
        var button = new Button();
        button.setId(id);
        button.getStyleClass().setAll("status-link", "button");
        button.setOnAction(_ -> act.run());
        return button;
    }
}
