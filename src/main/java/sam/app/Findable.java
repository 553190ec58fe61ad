package sam.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import sam.app.Finder.Thing;
import sam.runs.PhaseRuns;
import sam.ui.Command;
import sam.ui.PageView;
import sam.ui.Texts;

/// Everything in the window that can be found by its words: pages, phases, what the page in front and the window can
/// do, runs, settings, and rows.
record Findable(
        Workbench bench,
        Consumer<Page> show,
        Map<WindowCommand, Runnable> windowActs,
        MainWindow.Acts program,
        Node window) {
    private static final List<String> SETTINGS = List.of("memory-budget", "threads", "theme-system", "data-folder");
    private static final List<String> SETTING_NAMES =
            List.of("settings.memory", "settings.threads", "settings.theme", "settings.data");

    List<Thing> now(Page shown, PageView front) {
        var things = new ArrayList<Thing>();
        for (var page : bench.pages().keySet()) {
            things.add(thing("finder.page", page.show().text(), page.show().keyText(), () -> show.accept(page)));
        }
        var project = bench.session().project();
        for (var phase : project.content().phases()) {
            var name = Texts.of("review.phase", phase.number(), phase.name());
            var keys = WindowCommand.ofPhase(phase.number())
                    .map(WindowCommand::keyText)
                    .orElse("");
            things.add(thing("finder.phase", name, keys, () -> bench.session().showPhase(phase.number())));
        }
        for (var command : front.commands()) {
            things.add(thing("finder.act", command.text(), command.keyText(), () -> press(front.node(), command)));
        }
        addButtons(things, front);
        addOtherPages(things, shown);
        windowActs.forEach((command, act) -> things.add(thing("finder.act", command.text(), command.keyText(), act)));
        for (int i = 0; i < SETTINGS.size(); i++) {
            var id = "#" + SETTINGS.get(i);
            things.add(thing("finder.setting", Texts.of(SETTING_NAMES.get(i)), "", () -> {
                show.accept(Page.SETTINGS);
                focus(id);
            }));
        }
        for (var folder : program.recentProjects()) {
            things.add(thing("finder.project", String.valueOf(folder.getFileName()), "", () -> program.open(folder)));
        }
        addRuns(things);
        return things;
    }

    /// What the window shows as a button can be done by its words too.
    private void addButtons(List<Thing> things, PageView front) {
        var names = front.commands().stream().map(Command::text).collect(Collectors.toSet());
        for (var node : window.lookupAll(".button")) {
            if (node instanceof ButtonBase button && isOffered(button) && names.add(button.getText())) {
                things.add(thing("finder.act", button.getText(), "", button::fire));
            }
        }
    }

    private static boolean isOffered(ButtonBase button) {
        boolean seen = true;
        for (Node each = button; each != null; each = each.getParent()) {
            seen &= each.isVisible();
        }
        var text = button.getText();
        return seen
                && !button.isDisabled()
                && !(button instanceof MenuButton)
                && !"find".equals(button.getId())
                && text != null
                && text.codePoints().anyMatch(Character::isLetter);
    }

    /// An act of another page needs to be seen first: the row it judges, the run it stops. It leads there.
    private void addOtherPages(List<Thing> things, Page shown) {
        bench.commands().forEach((page, commands) -> {
            if (page != shown) {
                for (var command : commands) {
                    var name = Texts.of(
                            "finder.on-page", command.text(), page.show().text());
                    things.add(thing("finder.act", name, command.keyText(), () -> show.accept(page)));
                }
            }
        });
    }

    /// Rows are looked for in the library itself, by its own search.
    List<Thing> rows(String words) {
        return List.of(thing("finder.rows", Texts.of("finder.rows-with", words), "", () -> {
            show.accept(Page.LIBRARY);
            focus("#library-search");
            if (window.lookup("#library-search") instanceof TextField search) {
                search.setText(words);
                search.end();
            }
        }));
    }

    private void addRuns(List<Thing> things) {
        var project = bench.session().project();
        try {
            for (var phase : project.content().phases()) {
                for (var run : PhaseRuns.history(project, phase.number())) {
                    var name = Texts.of("finder.run-of", run.root().getFileName(), phase.name());
                    things.add(thing("finder.run", name, "", () -> {
                        bench.session().showPhase(phase.number());
                        show.accept(Page.TRAIN);
                        bench.training().choose(run);
                    }));
                }
            }
        } catch (IOException e) {
            bench.dialogs().problem(e);
        }
    }

    private static Thing thing(String kind, String name, String keys, Runnable act) {
        return new Thing(Texts.of(kind), name, keys, act);
    }

    /// A page's commands are done by their keys, as if pressed on it and let go.
    private static void press(Node page, Command command) {
        if (command.combinations().getFirst() instanceof KeyCodeCombination keys) {
            Event.fireEvent(page, event(KeyEvent.KEY_PRESSED, keys));
            Event.fireEvent(page, event(KeyEvent.KEY_RELEASED, keys));
        }
    }

    private static KeyEvent event(EventType<KeyEvent> kind, KeyCodeCombination keys) {
        return new KeyEvent(
                kind,
                "",
                "",
                keys.getCode(),
                keys.getShift() == KeyCombination.ModifierValue.DOWN,
                keys.getControl() == KeyCombination.ModifierValue.DOWN,
                keys.getAlt() == KeyCombination.ModifierValue.DOWN,
                keys.getMeta() == KeyCombination.ModifierValue.DOWN);
    }

    private void focus(String id) {
        var node = window.lookup(id);
        if (node != null) {
            node.requestFocus();
        }
    }
}
