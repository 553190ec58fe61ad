package sam.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Everything the program asks or tells the person outside its pages; an interface because native choosers do not
/// exist on a headless platform.
public interface Dialogs {
    List<Path> chooseFiles(String title);

    Optional<Path> chooseFolder(String title);

    /// Where to write a file or a new folder; begins at the place that is suggested.
    Optional<Path> choosePlace(String title, Path suggested);

    /// Whether to go on; `act` names what the confirming button does.
    boolean confirm(String question, String explanation, String act);

    /// Says what happened and what to do; the cause goes to the log and behind a Copy button.
    void problem(String whatHappened, String whatToDo, @Nullable Throwable cause);

    /// The same for a fault whose message is already made for the person.
    default void problem(Throwable fault) {
        var sentences = Problem.of(fault);
        problem(sentences.whatHappened(), sentences.whatToDo(), fault);
    }
}
