package sam.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import sam.durable.ProcessMemory;
import sam.ui.Dialogs;
import sam.ui.PageFrame;
import sam.ui.PageView;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;
import sam.ui.Theme;

/// The Settings page: memory budget, threads, theme, data folder. What is changed is kept a second later.
final class SettingsView implements PageView {
    private static final double GIGA = 1e9;
    private static final double STEP = 0.5;

    private final SettingsStore store;
    private final Dialogs dialogs;
    private final PageFrame frame = new PageFrame("settings", Texts.of("settings.title"));
    private final List<Subscription> subscriptions = new ArrayList<>();

    SettingsView(SettingsStore store, Path file, Dialogs dialogs) {
        this.store = store;
        this.dialogs = dialogs;
        frame.summary().setText(Texts.of("settings.saved", file));
        var grid = new GridPane(24, 18);
        grid.getStyleClass().add("settings");
        add(grid, "settings.memory", memory(), "settings.memory-words");
        add(grid, "settings.threads", threads(), "settings.threads-words");
        add(grid, "settings.theme", theme(), null);
        add(grid, "settings.data", dataFolder(), "settings.data-words");
        frame.content(new VBox(grid));
    }

    @Override
    public Parent node() {
        return frame.node();
    }

    @Override
    public void closed() {
        subscriptions.forEach(Subscription::unsubscribe);
    }

    private Region memory() {
        double physical = ProcessMemory.ofMachine() / GIGA;
        var slider = new Slider(1, Math.max(2, physical), store.get().memoryBudgetBytes() / GIGA);
        slider.setId("memory-budget");
        slider.setAccessibleText(Texts.of("settings.memory"));
        slider.setBlockIncrement(STEP);
        slider.getStyleClass().add("small");
        slider.setPrefWidth(320);
        var value = new Label();
        value.setId("memory-budget-value");
        slider.valueProperty().subscribe(gigabytes -> {
            double rounded = Math.round(gigabytes.doubleValue() / STEP) * STEP;
            if (Math.abs(rounded - store.get().memoryBudgetBytes() / GIGA) >= STEP / 2) {
                store.change(now -> now.withMemoryBudget((long) (rounded * GIGA)));
            }
        });
        subscriptions.add(store.settingsProperty()
                .subscribe(now -> value.setText(Texts.of(
                        "settings.memory-value",
                        Spoken.bytes(now.memoryBudgetBytes()),
                        Spoken.bytes(ProcessMemory.ofMachine())))));
        var line = new HBox(12, slider, value);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private Region threads() {
        int processors = Runtime.getRuntime().availableProcessors();
        var spinner = new Spinner<Integer>(
                1, processors, Math.min(processors, store.get().threads()));
        spinner.setId("threads");
        spinner.setAccessibleText(Texts.of("settings.threads"));
        spinner.setPrefWidth(110);
        spinner.valueProperty().subscribe(count -> {
            if (count != store.get().threads()) {
                store.change(now -> now.withThreads(count));
            }
        });
        return spinner;
    }

    private Region theme() {
        var group = new ToggleGroup();
        var line = new HBox(8);
        var names = new LinkedHashMap<Theme, String>(Map.of());
        names.put(Theme.SYSTEM, Texts.of("settings.theme-system"));
        names.put(Theme.LIGHT, Texts.of("settings.theme-light"));
        names.put(Theme.DARK, Texts.of("settings.theme-dark"));
        names.forEach((theme, text) -> {
            var button = new ToggleButton(text);
            button.setId("theme-" + theme.name().toLowerCase(java.util.Locale.ROOT));
            button.setToggleGroup(group);
            button.getStyleClass().add("chip-toggle");
            button.setOnAction(_ -> {
                button.setSelected(true);
                store.change(now -> now.withTheme(theme));
            });
            // The button at the top of the window changes the theme too.
            subscriptions.add(store.settingsProperty().subscribe(now -> button.setSelected(now.theme() == theme)));
            line.getChildren().add(button);
        });
        return line;
    }

    private Region dataFolder() {
        var folder = new TextField(store.get().dataFolder());
        folder.setId("data-folder");
        folder.setEditable(false);
        folder.setPrefColumnCount(36);
        folder.setAccessibleText(Texts.of("settings.data"));
        HBox.setHgrow(folder, Priority.ALWAYS);
        var choose = Parts.button(
                "choose-data-folder",
                Texts.of("settings.data-choose"),
                () -> dialogs.chooseFolder(Texts.of("settings.data-title")).ifPresent(chosen -> {
                    store.change(now -> now.withDataFolder(chosen.toString()));
                    folder.setText(chosen.toString());
                }));
        return new HBox(8, folder, choose);
    }

    /// A setting's name and its control on one line, and below the control what it means.
    private static void add(GridPane grid, String key, Region control, @Nullable String words) {
        var name = new Label(Texts.of(key));
        name.getStyleClass().add("settings-name");
        name.minHeightProperty().bind(control.heightProperty());
        GridPane.setValignment(name, VPos.TOP);
        var column = new VBox(6, control);
        if (words != null) {
            var text = Parts.quiet(Texts.of(words));
            text.setMaxWidth(660);
            column.getChildren().add(text);
        }
        grid.addRow(grid.getRowCount(), name, column);
    }
}
