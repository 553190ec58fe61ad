package sam.ui;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.VBox;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Native choosers and small windows. Problems that come while one is shown are added to it, never stacked.
public final class FxDialogs implements Dialogs {
    private static final Logger LOG = LoggerFactory.getLogger(FxDialogs.class);

    private final Window owner;
    private final Supplier<Path> home;
    private final Map<String, Path> last = new HashMap<>();
    private @Nullable Dialog<ButtonType> open;
    private @Nullable Label more;
    private int further;

    /// A chooser begins where its last choice was, and the first time at `home`.
    public FxDialogs(Window owner, Supplier<Path> home) {
        this.owner = owner;
        this.home = home;
    }

    @Override
    public List<Path> chooseFiles(String title) {
        var chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.setInitialDirectory(begin(title));
        var files = chooser.showOpenMultipleDialog(owner);
        if (files == null || files.isEmpty()) {
            return List.of();
        }
        last.put(title, files.getFirst().toPath().toAbsolutePath());
        return files.stream().map(File::toPath).toList();
    }

    @Override
    public Optional<Path> chooseFolder(String title) {
        var chooser = new DirectoryChooser();
        chooser.setTitle(title);
        chooser.setInitialDirectory(begin(title));
        var chosen = Optional.ofNullable(chooser.showDialog(owner)).map(File::toPath);
        chosen.ifPresent(folder -> last.put(title, folder.toAbsolutePath()));
        return chosen;
    }

    @Override
    public Optional<Path> choosePlace(String title, Path suggested) {
        var chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.setInitialFileName(String.valueOf(suggested.getFileName()));
        chooser.setInitialDirectory(existing(suggested.toAbsolutePath().getParent()));
        return Optional.ofNullable(chooser.showSaveDialog(owner)).map(File::toPath);
    }

    /// The folder that holds the last choice, so that its neighbours are seen.
    private @Nullable File begin(String title) {
        var before = last.get(title);
        return existing(before == null ? home.get().toAbsolutePath() : before.getParent());
    }

    /// The folder, or the nearest one above it that is there.
    static @Nullable File existing(@Nullable Path folder) {
        var place = folder;
        while (place != null && !Files.isDirectory(place)) {
            place = place.getParent();
        }
        return place == null ? null : place.toFile();
    }

    @Override
    public boolean confirm(String question, String explanation, String act) {
        var go = new ButtonType(act, ButtonData.OK_DONE);
        var alert = new Alert(Alert.AlertType.CONFIRMATION, Spoken.breakable(explanation), ButtonType.CANCEL, go);
        alert.setHeaderText(Spoken.breakable(question));
        dress(alert);
        // Enter leaves things as they are; what cannot be taken back is chosen.
        if (alert.getDialogPane().lookupButton(go) instanceof Button other
                && alert.getDialogPane().lookupButton(ButtonType.CANCEL) instanceof Button stay) {
            other.setDefaultButton(false);
            stay.setDefaultButton(true);
            alert.setOnShown(_ -> stay.requestFocus());
        }
        return alert.showAndWait().filter(go::equals).isPresent();
    }

    @Override
    public void problem(String whatHappened, String whatToDo, @Nullable Throwable cause) {
        LOG.warn("{} {}", whatHappened, whatToDo, cause);
        if (open != null && more != null) {
            further++;
            more.setText(Texts.of("problem.further", further));
            more.setVisible(true);
            return;
        }
        var copy = new ButtonType(Texts.of("problem.copy"), ButtonData.LEFT);
        var alert = new Alert(Alert.AlertType.WARNING, "", copy, ButtonType.CLOSE);
        var advice = new Label(Spoken.breakable(whatToDo));
        Parts.wrapped(advice);
        var count = new Label();
        count.getStyleClass().add("quiet");
        count.setVisible(false);
        alert.setHeaderText(Spoken.breakable(whatHappened));
        alert.getDialogPane().setContent(new VBox(8, advice, count));
        dress(alert);
        // Enter closes; the details are for whoever asks for them.
        if (alert.getDialogPane().lookupButton(ButtonType.CLOSE) instanceof Button close) {
            close.setDefaultButton(true);
            alert.setOnShown(_ -> close.requestFocus());
        }
        open = alert;
        more = count;
        further = 0;
        alert.setOnHidden(_ -> {
            open = null;
            more = null;
        });
        alert.resultProperty().subscribe(chosen -> {
            if (chosen == copy) {
                copy(whatHappened, whatToDo, cause);
            }
        });
        alert.show();
    }

    private void dress(Dialog<?> dialog) {
        dialog.initOwner(owner);
        dialog.getDialogPane().setPrefWidth(480);
        dialog.getDialogPane().lookupAll(".label").forEach(each -> {
            if (each instanceof Label label) {
                Parts.wrapped(label);
            }
        });
        dialog.setTitle(owner instanceof Stage stage ? stage.getTitle() : "");
        Theme.dress(dialog.getDialogPane().getStylesheets());
    }

    private static void copy(String whatHappened, String whatToDo, @Nullable Throwable cause) {
        var text = new StringWriter();
        text.append(whatHappened).append(' ').append(whatToDo).append('\n');
        if (cause != null) {
            cause.printStackTrace(new PrintWriter(text, true));
        }
        var content = new ClipboardContent();
        content.putString(text.toString());
        Clipboard.getSystemClipboard().setContent(content);
    }
}
