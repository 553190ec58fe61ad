package sam.app;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import sam.ui.Command;
import sam.ui.Parts;
import sam.ui.Texts;
import sam.ui.Theme;

/// All keys that act now: the page's own, then the window's.
final class KeyOverview {
    private KeyOverview() {}

    static void show(Node over, String page, List<? extends Command> commands) {
        var dialog = new Dialog<ButtonType>();
        dialog.initOwner(over.getScene().getWindow());
        dialog.setTitle(Texts.of("app.keys"));
        var box = new VBox(10);
        box.getStyleClass().add("dialog-body");
        if (!commands.isEmpty()) {
            box.getChildren().addAll(Parts.section(page), table(commands));
        }
        box.getChildren().addAll(Parts.section(Texts.of("app.title")), table(List.of(WindowCommand.values())));
        dialog.getDialogPane().setContent(box);
        dialog.getDialogPane().getButtonTypes().add(ButtonType.CLOSE);
        dialog.getDialogPane().setId("key-overview");
        Theme.dress(dialog.getDialogPane().getStylesheets());
        dialog.show();
    }

    private static Node table(List<? extends Command> commands) {
        var grid = new GridPane(16, 7);
        int half = (commands.size() + 1) / 2;
        var all = new ArrayList<>(commands);
        for (int i = 0; i < all.size(); i++) {
            var keys = new Label(all.get(i).allKeysText());
            keys.getStyleClass().addAll("quiet", "mono");
            int column = i < half ? 0 : 2;
            if (column > 0) {
                GridPane.setMargin(keys, new Insets(0, 0, 0, 20));
            }
            grid.add(keys, column, i % half);
            grid.add(new Label(all.get(i).text()), column + 1, i % half);
        }
        return grid;
    }
}
