package sam.app;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;

/// Files may be dropped anywhere in the window; a border shows that they will be taken.
final class FileDrop {
    private FileDrop() {}

    static void install(Node window, Consumer<List<Path>> taken) {
        window.addEventHandler(DragEvent.DRAG_OVER, event -> {
            if (event.getDragboard().hasFiles()) {
                event.acceptTransferModes(TransferMode.COPY);
                if (!window.getStyleClass().contains("dropping")) {
                    window.getStyleClass().add("dropping");
                }
                event.consume();
            }
        });
        window.addEventHandler(
                DragEvent.DRAG_EXITED, _ -> window.getStyleClass().remove("dropping"));
        window.addEventHandler(DragEvent.DRAG_DROPPED, event -> {
            window.getStyleClass().remove("dropping");
            var board = event.getDragboard();
            if (board.hasFiles()) {
                taken.accept(board.getFiles().stream().map(File::toPath).toList());
                event.setDropCompleted(true);
                event.consume();
            }
        });
    }
}
