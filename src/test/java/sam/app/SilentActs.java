package sam.app;

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
}
