package sam.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.Node;
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
record Findable(Workbench bench, Consumer<Page> show, Map<WindowCommand, Runnable> windowActs, Node window) {
    private static final List<String> SETTINGS = List.of("memory-budget", "threads", "theme-system", "data-folder");
    private static final List<String> SETTING_NAMES =
            List.of("settings.memory", "settings.threads", "settings.theme", "settings.data");

    List<Thing> now(PageView front) {
        var things = new ArrayList<Thing>();
        for (var page : bench.pages().keySet()) {
            things.add(thing("finder.page", page.show().text(), page.show().keyText(), () -> show.accept(page)));
        }
        var project = bench.session().project();
        for (var phase : project.content().phases()) {
            var name = Texts.of("review.phase", phase.number(), phase.name());
            things.add(thing("finder.phase", name, "", () -> bench.session().showPhase(phase.number())));
        }
        for (var command : front.commands()) {
            things.add(thing("finder.act", command.text(), command.keyText(), () -> press(front.node(), command)));
        }
        windowActs.forEach((command, act) -> things.add(thing("finder.act", command.text(), command.keyText(), act)));
        for (int i = 0; i < SETTINGS.size(); i++) {
            var id = "#" + SETTINGS.get(i);
            things.add(thing("finder.setting", Texts.of(SETTING_NAMES.get(i)), "", () -> {
                show.accept(Page.SETTINGS);
                focus(id);
            }));
        }
        addRuns(things);
        return things;
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
