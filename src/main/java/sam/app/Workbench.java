package sam.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import sam.curation.Desk;
import sam.library.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.PageView;
import sam.ui.StatusModel;

/// The one place where objects meet, for one open project. Read it top to bottom to know what the window is made of.
record Workbench(
        ProjectSession session,
        Background background,
        Dialogs dialogs,
        StatusModel status,
        Desk desk,
        Map<Page, Supplier<PageView>> pages)
        implements AutoCloseable {

    static Workbench of(
            ProjectSession session,
            SettingsStore settings,
            Background background,
            Background inOrder,
            Dialogs dialogs,
            InstantSource clock) {
        var status = new StatusModel();
        var desk = new Desk(session, inOrder, status, dialogs);
        var pages = new EnumMap<Page, Supplier<PageView>>(Page.class);
        return new Workbench(session, background, dialogs, status, desk, pages);
    }

    /// Begins the verified backups that go on while the project is open.
    Background.Repeat hourlyBackup() {
        return background.repeat(Duration.ofHours(1), () -> session.library().backup(), _ -> {}, dialogs::problem);
    }

    @Override
    public void close() {
        session.close();
    }
}
