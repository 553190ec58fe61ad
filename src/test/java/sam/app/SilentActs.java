package sam.app;

import java.nio.file.Path;
import java.util.List;

/// A program around the window that does nothing.
final class SilentActs implements MainWindow.Acts {
    @Override
    public void openProject() {}

    @Override
    public void newProject() {}

    @Override
    public void getModel() {}

    @Override
    public void changeTheme() {}

    @Override
    public List<Path> recentProjects() {
        return List.of();
    }

    @Override
    public void open(Path project) {}

    @Override
    public void reopen() {}
}
