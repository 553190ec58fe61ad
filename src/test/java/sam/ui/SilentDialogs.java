package sam.ui;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers what a test told it to and remembers what was said.
public final class SilentDialogs implements Dialogs {
    public final List<Path> files = new ArrayList<>();
    public final List<String> problems = new ArrayList<>();
    public final List<String> questions = new ArrayList<>();
    public boolean sure = true;

    @Override
    public List<Path> chooseFiles(String title) {
        return files;
    }

    @Override
    public Optional<Path> chooseFolder(String title) {
        return files.stream().findFirst();
    }

    @Override
    public Optional<Path> choosePlace(String title, Path suggested) {
        return files.stream().findFirst();
    }

    @Override
    public boolean confirm(String question, String explanation, String act) {
        questions.add(question);
        return sure;
    }

    @Override
    public void problem(String whatHappened, String whatToDo, @Nullable Throwable cause) {
        problems.add(whatHappened);
    }
}
