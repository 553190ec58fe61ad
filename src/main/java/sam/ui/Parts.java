package sam.ui;

import javafx.geometry.HPos;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import sam.durable.Plain;

/// The small parts every page is made of, so that they look alike.
public final class Parts {
    private static final String TURNED = "sam.turned";

    private Parts() {}

    /// The colour role of a chip: words first, the tint only repeats them.
    public enum Tone {
        PLAIN,
        ACCENT,
        GOOD,
        LOOK,
        BAD;

        String style() {
            return "chip-" + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public static Label chip(String text, Tone tone) {
        var chip = new Label(text);
        chip.getStyleClass().addAll("chip", tone.style());
        chip.setMinWidth(Region.USE_PREF_SIZE);
        return chip;
    }

    /// A chip with the name of a source, which may be as long as a path: it is cut in the middle and said whole by a
    /// tooltip.
    public static Label sourceChip() {
        var chip = chip("", Tone.PLAIN);
        chip.setMinWidth(60);
        chip.setMaxWidth(260);
        chip.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        var whole = new Tooltip();
        whole.textProperty().bind(chip.textProperty());
        chip.setTooltip(whole);
        return chip;
    }

    public static void tone(Label chip, Tone tone) {
        chip.getStyleClass().removeIf(style -> style.startsWith("chip-"));
        chip.getStyleClass().add(tone.style());
    }

    public static Button button(String id, String text, Runnable act) {
        var button = new Button(text);
        button.setId(id);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> act.run());
        return button;
    }

    /// The one button a page is about.
    public static Button primary(String id, String text, Runnable act) {
        var button = button(id, text, act);
        button.getStyleClass().add("accent");
        return button;
    }

    /// A button that shows its key.
    public static Button button(String id, Command command, Runnable act) {
        var button = button(id, command.text(), act);
        button.setGraphic(key(command.keyText()));
        button.setContentDisplay(ContentDisplay.RIGHT);
        button.setGraphicTextGap(8);
        button.setAccessibleText(command.text() + ", " + command.allKeysText());
        return button;
    }

    public static Label key(String text) {
        var key = new Label(text);
        key.getStyleClass().add("key");
        key.setAccessibleRole(AccessibleRole.NODE);
        return key;
    }

    /// Takes the free space of a line, so that what follows stands at its end.
    public static Region spring() {
        var spring = new Region();
        HBox.setHgrow(spring, Priority.ALWAYS);
        return spring;
    }

    public static Label section(String text) {
        var label = new Label(text);
        label.getStyleClass().add("section-title");
        return label;
    }

    public static Label quiet(String text) {
        var label = new Label(Spoken.breakable(text));
        label.getStyleClass().add("quiet");
        return wrapped(label);
    }

    /// Lets a label wrap its text, unless that runs from right to left: JavaFX 26 throws where it would have to break
    /// it, so it stands in one line and a tooltip says what is cut. No label is wrapped otherwise, and none
    /// is made lower than its lines.
    public static <T extends Labeled> T wrapped(T label) {
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.setWrapText(true);
        label.textProperty().subscribe(text -> {
            if (label.getProperties().remove(TURNED) != null) {
                label.setTooltip(null);
                label.setWrapText(true);
            }
            if (text != null && label.isWrapText() && VisibleText.turns(text)) {
                label.setWrapText(false);
                label.setTooltip(new Tooltip(text));
                label.getProperties().put(TURNED, true);
            }
        });
        return label;
    }

    /// The name of a fact, on one line.
    public static Label factName(String text) {
        var label = quiet(text);
        label.setWrapText(false);
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    /// A count as the value of a fact.
    public static Label factCount(long count) {
        var label = new Label(Plain.text("%,d", count));
        label.getStyleClass().add("fact-value");
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    /// Names at the left, values right-aligned in tabular figures: alternating nodes of name and value.
    public static GridPane facts(Node... namesAndValues) {
        var grid = new GridPane(8, 6);
        grid.getStyleClass().add("facts");
        var name = new ColumnConstraints();
        var value = new ColumnConstraints();
        value.setHgrow(Priority.ALWAYS);
        value.setHalignment(HPos.RIGHT);
        grid.getColumnConstraints().addAll(name, value);
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            grid.addRow(i / 2, namesAndValues[i], namesAndValues[i + 1]);
        }
        return grid;
    }

    /// What an empty page says: what is so, and the button for what comes next.
    public static VBox empty(String id, String what, String explanation, Node... acts) {
        var title = new Label(Spoken.breakable(what));
        title.getStyleClass().add("empty-title");
        wrapped(title);
        title.setMaxWidth(640);
        title.setAlignment(Pos.CENTER);
        title.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        var words = quiet(explanation);
        words.setMaxWidth(520);
        words.setAlignment(Pos.CENTER);
        words.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        var box = new VBox(10, title, words);
        box.getChildren().addAll(acts);
        box.setId(id);
        box.setAlignment(Pos.CENTER);
        box.getStyleClass().add("empty");
        return box;
    }

    /// Buttons beside each other, in the middle.
    public static HBox acts(Node... nodes) {
        var box = new HBox(8, nodes);
        box.setAlignment(Pos.CENTER);
        return box;
    }

    /// Scrolls by so many of the pages it shows, down or, when negative, up; answers false when it is at that end.
    public static boolean scroll(ScrollPane pane, double pages) {
        double shown = pane.getViewportBounds().getHeight();
        double hidden = pane.getContent().getLayoutBounds().getHeight() - shown;
        boolean atEnd = pages > 0 ? pane.getVvalue() >= 0.999 : pane.getVvalue() <= 0.001;
        if (hidden <= 1 || atEnd) {
            return false;
        }
        pane.setVvalue(Math.clamp(pane.getVvalue() + pages * shown / hidden, 0, 1));
        return true;
    }

    /// Shows a node, or hides it and closes the room it took.
    public static void show(Node node, boolean wanted) {
        node.setVisible(wanted);
        node.setManaged(wanted);
    }
}
