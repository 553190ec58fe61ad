package sam.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.event.Event;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.jobs.JobsView;
import sam.planner.BaseName;
import sam.ui.PageView;
import sam.ui.Texts;

/// The window on one open project: the phases across, the pages down, the page itself, and the status line.
final class MainWindow {
    /// What the window asks of the program around it.
    interface Acts {
        void openProject();

        void newProject();

        void getModel();

        void changeTheme();

        /// Projects that were open lately, the newest first.
        List<Path> recentProjects();

        void open(Path project);

        /// Opens the same project anew, when what it stands on has changed.
        void reopen();
    }

    /// What moves the focus or presses what has it.
    private static final Set<KeyCode> FOCUS_KEYS = EnumSet.of(
            KeyCode.SPACE,
            KeyCode.ENTER,
            KeyCode.TAB,
            KeyCode.UP,
            KeyCode.DOWN,
            KeyCode.LEFT,
            KeyCode.RIGHT,
            KeyCode.ESCAPE);

    private final Workbench bench;
    private final Acts acts;
    private final BorderPane root = new BorderPane();
    private final FinderView finder = new FinderView();
    private final StackPane layers = new StackPane(root, finder.node());
    private final StackPane area = new StackPane();
    private final Map<Page, PageView> views = new EnumMap<>(Page.class);
    private final SideBar side;
    private final Notices notices;
    private @Nullable Page current;

    MainWindow(Workbench bench, Acts acts, SettingsStore settings) {
        this.bench = bench;
        this.acts = acts;
        this.side = new SideBar(bench.pages().keySet(), this::show);
        var strip =
                new PhaseStrip(bench.session(), bench.status(), bench.background(), bench.dialogs(), this::focusPage);
        this.notices = new Notices(bench, acts, settings, () -> show(Page.TRAIN));
        var status = new StatusBar(bench.status(), this::undo, this::showKeys);
        root.setTop(new VBox(topBar(settings), strip.node(), notices.node()));
        root.setLeft(side.node());
        root.setCenter(area);
        var jobs = new JobsView(bench.jobs());
        bench.lifetime().onEnd(jobs::close);
        root.setBottom(new VBox(jobs.node(), status.node()));
        root.addEventHandler(KeyEvent.KEY_TYPED, event -> {
            if (event.getCharacter().equals("?") && !(event.getTarget() instanceof TextInputControl)) {
                showKeys();
            }
        });
        layers.addEventHandler(KeyEvent.KEY_PRESSED, this::toPage);
        FileDrop.install(root, files -> {
            show(Page.SOURCES);
            bench.sources().importFiles(files);
        });
        bench.navigation().by(this::show);
        bench.lifetime().onEnd(this::leave);
    }

    /// The first page, unless another was asked for meanwhile.
    void showFirst() {
        if (current == null) {
            bench.pages().keySet().stream().findFirst().ifPresent(this::show);
        }
    }

    /// The pages learn that their project is closed.
    private void leave() {
        if (current != null) {
            view(current).hidden();
        }
        views.values().forEach(PageView::closed);
    }

    Parent node() {
        return layers;
    }

    /// Gives the window's keys to the scene it is in.
    void install(Scene scene) {
        var keys = scene.getAccelerators();
        keys.clear();
        for (var page : bench.pages().keySet()) {
            page.show().combinations().forEach(key -> keys.put(key, () -> show(page)));
        }
        windowActs().forEach((command, act) -> put(scene, command, act));
        put(scene, WindowCommand.FIND, this::find);
        for (var phase : bench.session().project().content().phases()) {
            WindowCommand.ofPhase(phase.number())
                    .ifPresent(
                            command -> put(scene, command, () -> bench.session().showPhase(phase.number())));
        }
    }

    private Map<WindowCommand, Runnable> windowActs() {
        var does = new EnumMap<WindowCommand, Runnable>(WindowCommand.class);
        does.put(WindowCommand.OPEN_PROJECT, acts::openProject);
        does.put(WindowCommand.NEW_PROJECT, acts::newProject);
        does.put(WindowCommand.GET_MODEL, acts::getModel);
        does.put(WindowCommand.UNDO, this::undoHere);
        does.put(WindowCommand.REDO, () -> bench.commits().redo());
        does.put(WindowCommand.SHOW_KEYS, this::showKeys);
        return does;
    }

    private void find() {
        if (current != null) {
            var findable = new Findable(bench, this::show, windowActs(), acts, root);
            finder.open(findable.now(current, view(current)), findable::rows);
        }
    }

    void show(Page page) {
        if (page == current || !bench.pages().containsKey(page)) {
            return;
        }
        if (current != null) {
            view(current).hidden();
        }
        current = page;
        var view = view(page);
        area.getChildren().setAll(view.node());
        side.select(page);
        view.shown();
        notices.look();
        focusPage();
    }

    /// The keys are the page's, unless something inside it has the focus already.
    private void focusPage() {
        var scene = root.getScene();
        if (current != null && scene != null && !isInside(scene.getFocusOwner(), area)) {
            view(current).focus();
        }
    }

    /// A page's keys act also while the focus is in the frame around it, or nowhere because its button is gone.
    private void toPage(KeyEvent event) {
        if (current == null
                || finder.isOpen()
                || event.getTarget() instanceof TextInputControl
                || FOCUS_KEYS.contains(event.getCode())
                || event.getTarget() instanceof Node target && isInside(target, area)) {
            return;
        }
        var page = view(current);
        if (page.commands().stream()
                .flatMap(command -> command.combinations().stream())
                .anyMatch(keys -> keys.match(event))) {
            event.consume();
            page.focus();
            Event.fireEvent(page.node(), event.copyFor(page.node(), page.node()));
        }
    }

    private static boolean isInside(@Nullable Node node, Node whole) {
        var each = node;
        while (each != null && each != whole) {
            each = each.getParent();
        }
        return each != null;
    }

    private PageView view(Page page) {
        return views.computeIfAbsent(page, key -> {
            var maker = bench.pages().get(key);
            if (maker == null) {
                throw new IllegalStateException("the side bar lists only pages that exist: " + key);
            }
            return maker.get();
        });
    }

    private void undo() {
        bench.commits().undo();
    }

    /// What the page before the person keeps to itself comes first: the status bar names the window's own.
    private void undoHere() {
        if (current == null || !view(current).undo()) {
            undo();
        }
    }

    private void showKeys() {
        if (current != null) {
            KeyOverview.show(root, current.show().text(), view(current).commands());
        }
    }

    private Node topBar(SettingsStore settings) {
        var name = new Label(Texts.of("app.title"));
        name.getStyleClass().add("app-name");
        var project = new MenuButton(Texts.of(
                "app.project-of",
                bench.session().project().content().name(),
                BaseName.of(bench.session().project().base())));
        project.setId("project-menu");
        project.getStyleClass().addAll("flat", "project-menu");
        project.getItems()
                .addAll(
                        item(WindowCommand.OPEN_PROJECT, acts::openProject),
                        item(WindowCommand.NEW_PROJECT, acts::newProject),
                        item(WindowCommand.GET_MODEL, acts::getModel));
        int own = project.getItems().size();
        project.setOnShowing(_ -> {
            project.getItems().remove(own, project.getItems().size());
            project.getItems().addAll(recent());
        });
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        var theme = new Button();
        bench.lifetime()
                .onEnd(
                        settings.settingsProperty()
                                        .subscribe(now -> theme.setText(
                                                Texts.of(now.theme().isDark() ? "app.light" : "app.dark")))
                                ::unsubscribe);
        theme.setId("theme");
        theme.getStyleClass().add("small");
        theme.setOnAction(_ -> acts.changeTheme());
        var find = new Button(WindowCommand.FIND.text() + "  " + WindowCommand.FIND.keyText());
        find.setId("find");
        find.getStyleClass().add("small");
        find.setOnAction(_ -> find());
        var bar = new HBox(name, project, gap, find, theme);
        bar.getStyleClass().add("top-bar");
        return bar;
    }

    private List<MenuItem> recent() {
        var items = new ArrayList<MenuItem>();
        for (var folder : acts.recentProjects()) {
            if (items.isEmpty()) {
                items.add(new SeparatorMenuItem());
            }
            var item = new MenuItem(Texts.of("app.recent", folder.getFileName(), String.valueOf(folder.getParent())));
            item.setMnemonicParsing(false);
            item.setOnAction(_ -> acts.open(folder));
            items.add(item);
        }
        return items;
    }

    private static MenuItem item(WindowCommand command, Runnable act) {
        var item = new MenuItem(command.text());
        item.setId(command.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        item.setAccelerator(command.combinations().getFirst());
        item.setOnAction(_ -> act.run());
        return item;
    }

    private static void put(Scene scene, WindowCommand command, Runnable act) {
        command.combinations().forEach(key -> scene.getAccelerators().put(key, act));
    }
}
