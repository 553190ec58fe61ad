package sam.curation;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import sam.curation.DiffText.Kind;
import sam.curation.DiffText.Line;
import sam.ui.Parts;
import sam.ui.Parts.Tone;
import sam.ui.Texts;
import sam.ui.VisibleText;

/// A diff as a reader expects it: files, line numbers, added and removed lines tinted, context quiet. Lines are never
/// wrapped; a long one is read by scrolling sideways.
final class DiffView {
    /// So many lines are laid out at once; the rest only when it is asked for.
    static final int SHOWN = 400;

    /// So many lines stand in one node, so that those out of sight are not drawn.
    private static final int BLOCK = 200;

    private static final double GAP = 22;

    private final VBox root = new VBox();
    private final String source;
    private final DiffText diff;
    private final Button more;
    private boolean whole;

    /// `key` is the one by which the page shows all of it, empty where it has none.
    DiffView(String id, String source, String key) {
        this.source = source;
        this.diff = DiffText.of(source);
        root.setId(id);
        root.getStyleClass().add("diff");
        root.setAccessibleRole(AccessibleRole.TEXT);
        root.setAccessibleText(source);
        more = Parts.button(id + "-more", Texts.of("diff.more", diff.lineCount() - SHOWN), this::showAll);
        if (!key.isEmpty()) {
            more.setGraphic(Parts.key(key));
            more.setContentDisplay(javafx.scene.control.ContentDisplay.RIGHT);
        }
        more.getStyleClass().add("small");
        var copy = new MenuItem(Texts.of("text.copy"));
        copy.setOnAction(_ -> copy());
        var menu = new ContextMenu(copy);
        root.setOnContextMenuRequested(event -> menu.show(root, event.getScreenX(), event.getScreenY()));
        draw(diff.first(SHOWN));
    }

    Region node() {
        return root;
    }

    boolean isCut() {
        return !whole && diff.lineCount() > SHOWN;
    }

    void showAll() {
        if (isCut()) {
            whole = true;
            draw(diff);
        }
    }

    private void draw(DiffText now) {
        var parts = new ArrayList<Node>();
        for (var file : now.files()) {
            if (!file.path().isEmpty()) {
                parts.add(head(file));
            }
            if (!file.hunks().isEmpty()) {
                parts.add(body(file));
            }
        }
        if (isCut()) {
            var foot = new HBox(more);
            foot.setAlignment(Pos.CENTER_LEFT);
            foot.getStyleClass().add("diff-foot");
            parts.add(foot);
        }
        root.getChildren().setAll(parts);
    }

    /// What is said of a file counts all of it, also where only its beginning is shown.
    private Node head(DiffText.FileDiff shown) {
        var file = diff.files().stream()
                .filter(each -> each.path().equals(shown.path()))
                .findFirst()
                .orElse(shown);
        var path = new Label(VisibleText.in(file.path()));
        path.getStyleClass().add("diff-path");
        path.setMinWidth(0);
        path.setTextOverrun(javafx.scene.control.OverrunStyle.LEADING_ELLIPSIS);
        var head = new HBox(8, path);
        if (!file.note().isEmpty()) {
            head.getChildren()
                    .add(Parts.chip(
                            switch (file.note()) {
                                case "new" -> Texts.of("diff.new");
                                case "deleted" -> Texts.of("diff.deleted");
                                default -> Texts.of("diff.renamed", file.note());
                            },
                            Tone.PLAIN));
        }
        var added = new Label(Texts.of("diff.added", file.count(Kind.ADDED)));
        added.getStyleClass().addAll("good", "mono");
        var removed = new Label(Texts.of("diff.removed", file.count(Kind.REMOVED)));
        removed.getStyleClass().addAll("bad", "mono");
        for (var count : List.of(added, removed)) {
            count.setMinWidth(Region.USE_PREF_SIZE);
        }
        head.getChildren().addAll(Parts.spring(), added, removed);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().add("diff-file");
        return head;
    }

    private static Node body(DiffText.FileDiff file) {
        var numbers = new VBox();
        numbers.getStyleClass().add("diff-numbers");
        numbers.setMinWidth(Region.USE_PREF_SIZE);
        var code = new VBox();
        int digits = digits(file);
        boolean both = !file.path().isEmpty();
        for (var hunk : file.hunks()) {
            if (both) {
                gap(hunk.where(), numbers, code);
            }
            for (var block : blocks(hunk.lines())) {
                block(block, digits, both, numbers, code);
            }
        }
        var scroll = new ScrollPane(code);
        scroll.setFitToWidth(true);
        scroll.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("plain-scroll");
        scroll.setFocusTraversable(false);
        scroll.setMinWidth(0);
        scroll.setMinHeight(Region.USE_PREF_SIZE);
        HBox.setHgrow(scroll, Priority.ALWAYS);
        return new HBox(numbers, scroll);
    }

    private static int digits(DiffText.FileDiff file) {
        int most = file.hunks().stream()
                .flatMap(hunk -> hunk.lines().stream())
                .mapToInt(line -> Math.max(line.before(), line.after()))
                .max()
                .orElse(1);
        return Integer.toString(most).length();
    }

    /// Between two hunks: where the second stands, as its header says.
    private static void gap(String where, VBox numbers, VBox code) {
        var right = new Label(where.isEmpty() ? "⋯" : "⋯ " + VisibleText.in(where));
        var left = new Label(" ");
        for (var label : List.of(left, right)) {
            label.getStyleClass().add("diff-gap");
            label.setMaxWidth(Double.MAX_VALUE);
            label.setMinHeight(GAP);
            label.setMaxHeight(GAP);
        }
        numbers.getChildren().add(left);
        code.getChildren().add(right);
    }

    private static void block(List<Line> lines, int digits, boolean both, VBox numbers, VBox code) {
        var kinds = lines.stream().map(Line::kind).toList();
        var quiet = new StringBuilder();
        var loud = new StringBuilder();
        var counted = new StringBuilder();
        for (var line : lines) {
            boolean changed = line.kind() == Kind.ADDED || line.kind() == Kind.REMOVED;
            var said = sign(line.kind(), both) + VisibleText.in(line.text());
            (changed || !both ? loud : quiet).append(said);
            counted.append(DiffText.numbered(line.before(), digits));
            if (both) {
                counted.append("  ").append(DiffText.numbered(line.after(), digits));
            }
            for (var text : List.of(quiet, loud, counted)) {
                text.append('\n');
            }
        }
        var texts = new ArrayList<Text>();
        texts.add(DiffBlockView.text(withoutLast(quiet), "diff-context"));
        texts.add(DiffBlockView.text(withoutLast(loud), "diff-code"));
        var right = new DiffBlockView(kinds, texts);
        var left = new DiffBlockView(kinds, List.of(DiffBlockView.text(withoutLast(counted), "diff-number")));
        if (lines.size() == 1) {
            left.minHeightProperty().bind(right.heightProperty());
        }
        numbers.getChildren().add(left);
        code.getChildren().add(right);
    }

    private static String sign(Kind kind, boolean both) {
        return switch (kind) {
            case ADDED -> "+ ";
            case REMOVED -> "- ";
            case CONTEXT, NOTE -> both ? "  " : "";
        };
    }

    private static String withoutLast(StringBuilder lines) {
        return lines.substring(0, lines.length() - 1);
    }

    /// Many lines stand in one node; one with letters that may be higher than the others stands alone, so that no
    /// number
    /// slips from its line.
    private static List<List<Line>> blocks(List<Line> lines) {
        var blocks = new ArrayList<List<Line>>();
        var open = new ArrayList<Line>();
        for (var line : lines) {
            boolean even = isEven(line);
            if (!open.isEmpty() && (!even || open.size() == BLOCK)) {
                blocks.add(List.copyOf(open));
                open.clear();
            }
            if (even) {
                open.add(line);
            } else {
                blocks.add(List.of(line));
            }
        }
        if (!open.isEmpty()) {
            blocks.add(List.copyOf(open));
        }
        return blocks;
    }

    private static boolean isEven(Line line) {
        return line.text().chars().allMatch(letter -> letter < 0x250 && letter >= ' ' || letter == '\t');
    }

    private void copy() {
        var content = new ClipboardContent();
        content.putString(source);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
