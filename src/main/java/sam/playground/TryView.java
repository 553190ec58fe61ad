package sam.playground;

import java.util.Map;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import sam.ui.Card;
import sam.ui.PageFrame;
import sam.ui.PageView;
import sam.ui.Parts;
import sam.ui.Texts;
import sam.ui.WritingArea;

/// The Try page: what changed?
public final class TryView implements PageView {
    private final TryViewModel model;
    private final PageFrame frame = new PageFrame("try", Texts.of("try.title"));
    private final ToggleButton changed = chip("show-changed", Texts.of("try.what-changed"));
    private final ToggleButton chat = chip("show-chat", Texts.of("try.chat"));
    private final Button edit;
    private final Button answer;
    private final Button stop;
    private final ToggleButton handOn = chip("show-export", Texts.of("try.hand-on"));
    private final Node export;
    private final AnswersView answers;
    private final MeasuresView measures = new MeasuresView();
    private final ChatView chatView;
    private final WritingArea prompts = new WritingArea("prompts");
    private final Node comparison;
    private final Node editor;
    private boolean editing;

    /// `export` is the section where a stack is handed on.
    public TryView(TryViewModel model, ChatViewModel chatModel, Node export) {
        this.model = model;
        this.chatView = new ChatView(chatModel);
        this.edit = Parts.button("edit-prompts", Texts.of("try.edit-prompts"), this::startEditing);
        this.answer = Parts.primary("answer-again", Texts.of("try.answer-again"), model::answerAgain);
        this.stop = Parts.button("stop-answering", Texts.of("try.stop"), model::stop);
        this.export = export;
        this.answers = new AnswersView(model::answerAgain, this::startEditing);
        var column = new VBox(12, answers.node(), measures.node());
        var scroll = new ScrollPane(column);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("page-scroll");
        this.comparison = scroll;
        this.editor = editor();
        var group = new ToggleGroup();
        changed.setToggleGroup(group);
        chat.setToggleGroup(group);
        handOn.setToggleGroup(group);
        changed.setSelected(true);
        group.selectedToggleProperty().subscribe((before, now) -> {
            if (now == null) {
                before.setSelected(true);
            } else {
                show();
            }
        });
        frame.chips(changed, chat, handOn).acts(edit, stop, answer);
        model.screenProperty().subscribe(this::draw);
        model.answeringProperty().subscribe(_ -> show());
        show();
    }

    @Override
    public Parent node() {
        return frame.node();
    }

    @Override
    public void shown() {
        model.shown();
    }

    @Override
    public void hidden() {
        model.hidden();
    }

    private void draw(TryViewModel.Screen screen) {
        measures.draw(screen);
        chatView.offer(screen.stages(), screen.based());
        answer.setDisable(!screen.canAnswer());
        show();
    }

    private void show() {
        boolean comparing = changed.isSelected();
        boolean busy = model.answeringProperty().get();
        var screen = model.screenProperty().get();
        answers.draw(screen, busy);
        for (var entry : Map.of(
                        edit, comparing && !editing && !busy,
                        answer, comparing && !editing && !busy && screen.hasAnswers(),
                        stop, comparing && busy)
                .entrySet()) {
            entry.getKey().setVisible(entry.getValue());
            entry.getKey().setManaged(entry.getValue());
        }
        if (handOn.isSelected()) {
            frame.content(export);
        } else if (!comparing) {
            frame.content(chatView.node());
            chatView.shown();
        } else {
            frame.content(editing ? editor : comparison);
        }
    }

    private void startEditing() {
        prompts.setText(String.join("\n", model.screenProperty().get().prompts()));
        editing = true;
        show();
        prompts.requestFocus();
    }

    private void stopEditing() {
        editing = false;
        show();
    }

    private Node editor() {
        prompts.setAccessibleText(Texts.of("try.edit-prompts"));
        VBox.setVgrow(prompts, Priority.ALWAYS);
        var save = Parts.primary("save-prompts", Texts.of("try.save-prompts"), () -> {
            model.editPrompts(prompts.getText());
            stopEditing();
        });
        var leave = Parts.button("leave-prompts", Texts.of("try.leave-prompts"), this::stopEditing);
        var body = new VBox(
                10, new Label(Texts.of("try.prompts-hint")), prompts, new HBox(8, Parts.spring(), leave, save));
        body.getStyleClass().add("card-body");
        return new VBox(new Card(Texts.of("try.prompts"), body));
    }

    private static ToggleButton chip(String id, String text) {
        var chip = new ToggleButton(text);
        chip.setId(id);
        chip.getStyleClass().add("chip-toggle");
        return chip;
    }
}
