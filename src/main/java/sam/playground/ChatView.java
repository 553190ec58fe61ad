package sam.playground;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import sam.ui.Parts;
import sam.ui.Texts;
import sam.ui.TintedText;
import sam.ui.WritingArea;

/// A plain chat: the state of SAM at the top, the words below, the question at the bottom.
final class ChatView {
    private static final double WIDEST = 640;

    private final ChatViewModel model;
    private final VBox root;
    private final ComboBox<ModelState> stages = new ComboBox<>();
    private final Label onlyBase = Parts.quiet(Texts.of("try.only-base"));
    private final VBox turns = new VBox(10);
    private final ScrollPane scroll = new ScrollPane(turns);
    private final WritingArea question = new WritingArea("chat-question");
    private final Button send;
    private final Button stop;
    private final Button anew;
    private @Nullable ModelState picked;
    private boolean offering;
    private boolean based;

    ChatView(ChatViewModel model) {
        this.model = model;
        this.send = Parts.primary("send", Texts.of("try.send"), this::send);
        this.stop = Parts.button("stop-chat", Texts.of("try.stop"), model::stop);
        this.anew = Parts.button("new-chat", Texts.of("try.new-chat"), model::startAnew);
        this.root = build();
        model.turnsProperty().subscribe(this::draw);
        model.answeringProperty().subscribe(busy -> {
            send.setDisable(busy || !based);
            stop.setDisable(!busy);
            anew.setDisable(busy);
            stages.setDisable(busy);
        });
    }

    Node node() {
        return root;
    }

    void shown() {
        question.requestFocus();
    }

    /// The states to choose from; the newest is taken until the person chooses another.
    /// Without the base none of them can answer.
    void offer(List<ModelState> found, boolean hasBase) {
        based = hasBase;
        send.setDisable(!based || model.answeringProperty().get());
        if (!stages.getItems().equals(found)) {
            var before = picked;
            offering = true;
            stages.getItems().setAll(found);
            onlyBase.setVisible(found.size() == 1);
            onlyBase.setManaged(found.size() == 1);
            stages.setValue(
                    before != null && found.contains(before) ? before : found.isEmpty() ? null : found.getLast());
            offering = false;
        }
    }

    private VBox build() {
        stages.setId("chat-stage");
        stages.setAccessibleText(Texts.of("try.chat-with"));
        stages.setConverter(new StringConverter<>() {
            @Override
            public String toString(ModelState stage) {
                return stage == null ? "" : stage.name();
            }

            @Override
            public ModelState fromString(String text) {
                throw new UnsupportedOperationException("the chooser is not edited");
            }
        });
        stages.valueProperty().subscribe(stage -> {
            if (stage != null) {
                picked = offering ? picked : stage;
                model.talkWith(stage);
            }
        });
        var speed = new Label();
        speed.setId("chat-speed");
        speed.getStyleClass().add("quiet");
        speed.textProperty().bind(model.speedProperty());
        var top = new HBox(10, new Label(Texts.of("try.chat-with")), stages, speed, onlyBase, Parts.spring(), anew);
        top.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        onlyBase.setWrapText(false);
        turns.setId("chat-turns");
        turns.getStyleClass().add("card-body");
        scroll.setFitToWidth(true);
        scroll.getStyleClass().addAll("card-box", "chat-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        // A new line keeps the end in view.
        turns.heightProperty().subscribe(_ -> scroll.setVvalue(1));
        question.setPrefRowCount(2);
        question.setPromptText(Texts.of("try.question"));
        question.setAccessibleText(Texts.of("try.question"));
        question.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        HBox.setHgrow(question, Priority.ALWAYS);
        var ask = new HBox(8, question, new VBox(6, send, stop));
        send.setMaxWidth(Double.MAX_VALUE);
        stop.setMaxWidth(Double.MAX_VALUE);
        return new VBox(10, top, scroll, ask);
    }

    /// Enter sends, Shift+Enter breaks the line, Escape stops the answer.
    private void key(KeyEvent event) {
        if (event.getCode() == KeyCode.ENTER && !event.isShiftDown()) {
            event.consume();
            send();
        } else if (event.getCode() == KeyCode.ESCAPE) {
            event.consume();
            model.stop();
        }
    }

    private void send() {
        if (!send.isDisabled()) {
            model.send(question.getText());
            question.clear();
        }
    }

    private void draw(List<ChatViewModel.Turn> now) {
        turns.getChildren().setAll(now.stream().map(ChatView::turn).toList());
        if (now.isEmpty()) {
            turns.getChildren().setAll(Parts.quiet(Texts.of("try.chat-empty")));
        }
    }

    private static Node turn(ChatViewModel.Turn turn) {
        var text = turn.text().isEmpty() && !turn.complete() ? Texts.of("try.thinking") : turn.text();
        var label = new TintedText("turn", turn.mine() ? "turn-mine" : "turn-sam");
        label.show(text);
        label.setMaxWidth(WIDEST);
        if (!turn.note().isEmpty()) {
            var note = Parts.quiet(turn.note());
            note.setWrapText(false);
            return turn.text().isEmpty() ? new HBox(note) : new VBox(2, new HBox(label), note);
        }
        var line = turn.mine() ? new HBox(Parts.spring(), label) : new HBox(label);
        return line;
    }
}
