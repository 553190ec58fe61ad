package sam.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.ui.Dialogs;

/// Remembers what a person would have been told; chooses nothing.
public final class ToldDialogs implements Dialogs {
    public final List<String> told = new ArrayList<>();
    public @Nullable Path place;

    @Override
    public List<Path> chooseFiles(String title) {
        return List.of();
    }

    @Override
    public Optional<Path> chooseFolder(String title) {
        return Optional.ofNullable(place);
    }

    @Override
    public Optional<Path> choosePlace(String title, String suggestedName) {
        return Optional.ofNullable(place);
    }

    @Override
    public boolean confirm(String question, String explanation, String act) {
        return true;
    }

    @Override
    public void problem(String whatHappened, String whatToDo, @Nullable Throwable cause) {
        told.add(whatHappened + " " + whatToDo);
    }
}
