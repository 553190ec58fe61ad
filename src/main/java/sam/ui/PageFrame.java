package sam.ui;

import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// The frame all pages share: a line with title, chips, a quiet summary and the acts; the content below; and a
/// right-hand panel that folds away when the page is narrow and can be called back with a button.
public final class PageFrame {
    /// Below this page width the panel folds away: a window of 1200 less the side bar.
    private static final double FOLD_BELOW = 1030;

    private final BorderPane root = new BorderPane();
    private final HBox chips = new HBox(8);
    private final Label heading = new Label();
    private final Label summary = new Label();
    private final HBox acts = new HBox(8);
    private final ToggleButton details = new ToggleButton(Texts.of("page.details"));
    private final BorderPane panelBox = new BorderPane();
    private @Nullable Node panel;
    private boolean panelWanted = true;
    private boolean calledBack;
    private boolean held;
    private boolean foldWaits;
    private @Nullable Scene watched;

    public PageFrame(String id, String title) {
        root.setId(id + "-page");
        root.getStyleClass().add("page");
        heading.setText(title);
        heading.getStyleClass().add("page-title");
        heading.setMinWidth(Region.USE_PREF_SIZE);
        summary.setId(id + "-summary");
        summary.getStyleClass().add("muted");
        summary.setMinWidth(0);
        var whole = new Tooltip();
        whole.textProperty().bind(summary.textProperty());
        summary.textProperty().subscribe(text -> summary.setTooltip(text.isEmpty() ? null : whole));
        chips.setAlignment(Pos.CENTER_LEFT);
        chips.setMinWidth(Region.USE_PREF_SIZE);
        acts.setAlignment(Pos.CENTER_RIGHT);
        acts.setMinWidth(Region.USE_PREF_SIZE);
        details.setId(id + "-details");
        details.setManaged(false);
        details.setVisible(false);
        details.setMinWidth(Region.USE_PREF_SIZE);
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        var head = new HBox(10, heading, chips, summary, gap, acts, details);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().add("page-head");
        root.setTop(head);
        root.widthProperty().subscribe(this::fold);
        root.sceneProperty().subscribe(scene -> {
            if (scene != null && watched != scene) {
                watched = scene;
                watchMouse(scene);
            }
        });
        details.selectedProperty().subscribe(this::fold);
    }

    public Parent node() {
        return root;
    }

    public Label heading() {
        return heading;
    }

    /// The quiet text beside the title.
    public Label summary() {
        return summary;
    }

    public PageFrame chips(Node... nodes) {
        chips.getChildren().setAll(nodes);
        return this;
    }

    /// The acts of the page, the primary one last.
    public PageFrame acts(Node... nodes) {
        acts.getChildren().setAll(nodes);
        return this;
    }

    public PageFrame content(Node content) {
        content.getStyleClass().add("page-content");
        root.setCenter(content);
        return this;
    }

    /// Sections for the right-hand panel, top to bottom; it scrolls when they are taller than the page.
    public PageFrame panel(Node... sections) {
        var column = new VBox(sections);
        column.getStyleClass().add("panel");
        var scroll = new ScrollPane(column);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("panel-scroll");
        scroll.setFocusTraversable(false);
        panelBox.setCenter(scroll);
        panel = panelBox;
        fold();
        return this;
    }

    /// What stays in view at the foot of the panel, however much stands above it.
    public PageFrame panelFoot(Node... nodes) {
        var foot = new VBox(nodes);
        foot.getStyleClass().add("panel-foot");
        panelBox.setBottom(foot);
        return this;
    }

    /// Shows a folded panel for as long as something in it is written or chosen; [#foldAgain()] ends that.
    public void callBackPanel() {
        if (details.isManaged() && !details.isSelected()) {
            calledBack = true;
            details.setSelected(true);
            root.applyCss();
            root.layout();
        }
    }

    /// Folds the panel away again if it was called back, and not opened by the person. While a mouse button is held
    /// it waits: what is pressed must not move away from under it.
    public void foldAgain() {
        if (calledBack && held) {
            foldWaits = true;
        } else if (calledBack) {
            calledBack = false;
            details.setSelected(false);
        }
    }

    private void watchMouse(Scene scene) {
        scene.addEventFilter(MouseEvent.MOUSE_PRESSED, _ -> held = true);
        scene.addEventFilter(MouseEvent.MOUSE_RELEASED, _ -> {
            held = false;
            if (foldWaits) {
                foldWaits = false;
                // after the release has reached what was pressed
                Platform.runLater(this::foldAgain);
            }
        });
    }

    /// A panel with nothing to say is not shown.
    public void showPanel(boolean wanted) {
        if (panelWanted != wanted) {
            panelWanted = wanted;
            fold();
        }
    }

    private void fold() {
        if (panel == null) {
            return;
        }
        if (!panelWanted) {
            details.setManaged(false);
            details.setVisible(false);
            root.setRight(null);
            return;
        }
        boolean narrow = root.getWidth() > 0 && root.getWidth() < FOLD_BELOW;
        details.setManaged(narrow);
        details.setVisible(narrow);
        root.setRight(narrow && !details.isSelected() ? null : panel);
    }
}
