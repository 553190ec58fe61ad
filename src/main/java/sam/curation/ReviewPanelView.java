package sam.curation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.library.Remark;
import sam.library.StoredExample;
import sam.project.ProjectSession;
import sam.ui.PageFrame;
import sam.ui.Parts;
import sam.ui.Parts.Tone;
import sam.ui.Spoken;
import sam.ui.Texts;
import sam.ui.TintedText;

/// Beside the row: as the model sees it, where it comes from, the person's own marks and pace.
public final class ReviewPanelView {
    private static final List<String> TAGS = List.of(
            "review.tag-wrong", "review.tag-style", "review.tag-verbose", "review.tag-format", "review.tag-refusal");
    private static final int SHOWN_CHARACTERS = 1_200;

    private final ReviewViewModel model;
    private final ProjectSession session;
    private final TemplateText modelText;
    private final TintedText asTheModelSeesIt = new TintedText("mono");
    private final Label source = fact();
    private final Label line = fact();
    private final Label licence = fact();
    private final Label tier = fact();
    private final Label perMinute = fact();
    private final Label acceptRate = fact();
    private final Label decided = fact();
    private final Label left = fact();
    private final Label rating = fact();
    private final Label tagLine = fact();
    private final Label flagged = fact();
    private final Label noteText = Parts.quiet("");
    private final TextField note = new TextField();
    private final ContextMenu tags = new ContextMenu();
    private final Button tagButton;
    private @Nullable PageFrame frame;
    private @Nullable StoredExample noted;
    private Runnable giveFocusBack = () -> {};

    public ReviewPanelView(ReviewViewModel model, ProjectSession session, TemplateText modelText) {
        this.model = model;
        this.session = session;
        this.modelText = modelText;
        this.tagButton = Parts.button("tag", ReviewKey.TAG, this::chooseTag);
        asTheModelSeesIt.setId("as-the-model-sees-it");
        Parts.wrapped(source);
        source.setMinHeight(Region.USE_PREF_SIZE);
        source.setTextAlignment(TextAlignment.RIGHT);
        note.setId("note-field");
        note.setPromptText(Texts.of("review.note-prompt"));
        Parts.show(note, false);
        note.setOnAction(_ -> {
            keepNote();
            giveFocusBack.run();
        });
        note.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                event.consume();
                closeNote();
                giveFocusBack.run();
            }
        });
        note.focusedProperty().subscribe(focused -> {
            boolean elsewhere = note.getScene() != null && note.getScene().getFocusOwner() != note;
            if (!focused && elsewhere) {
                keepNote();
            }
        });
        for (var key : TAGS) {
            var word = Texts.of(key);
            var item = new MenuItem(word);
            item.setOnAction(_ -> model.tag(word));
            tags.getItems().add(item);
        }
        tags.setId("tag-menu");
        tags.setOnHidden(_ -> {
            if (frame != null) {
                frame.foldAgain();
            }
        });
        model.currentProperty().subscribe(this::draw);
        model.remarkProperty().subscribe(this::drawMarks);
        model.sittingProperty().subscribe(this::drawSitting);
    }

    /// Puts the panel beside a page, to which the focus goes back from a note or a tag.
    void into(PageFrame page, Runnable giveFocusBack) {
        this.frame = page;
        this.giveFocusBack = giveFocusBack;
        page.panel(
                Parts.section(Texts.of("review.model-sees")),
                asTheModelSeesIt,
                Parts.section(Texts.of("review.comes-from")),
                Parts.facts(
                        name("review.source"), source,
                        name("review.line"), line,
                        name("review.licence"), licence,
                        name("review.tier"), tier),
                Parts.section(Texts.of("review.sitting")),
                Parts.facts(
                        name("review.decided"), decided,
                        name("review.per-minute"), perMinute,
                        name("review.accept-rate"), acceptRate,
                        name("review.left"), left));
        page.panelFoot(
                Parts.section(Texts.of("review.marks")),
                Parts.facts(
                        name("review.rating"), rating,
                        name("review.tags"), tagLine,
                        name("review.flag-of"), flagged),
                noteText,
                note,
                new HBox(
                        6,
                        small(Parts.button("note", ReviewKey.NOTE, this::editNote)),
                        small(tagButton),
                        small(Parts.button("flag", ReviewKey.FLAG, model::flag))));
    }

    /// Whether a note is being written or a tag chosen: then the row behind takes no keys.
    boolean isMarking() {
        return noted != null || tags.isShowing();
    }

    String phaseText() {
        return Texts.of("review.phase", session.phase(), phaseName());
    }

    String phaseName() {
        return session.project().phase(session.phase()).name();
    }

    void editNote() {
        var row = model.currentProperty().get();
        if (row == null || frame == null) {
            return;
        }
        noted = row;
        note.setText(model.remarkProperty().get().note());
        Parts.show(note, true);
        frame.callBackPanel();
        note.requestFocus();
        note.end();
    }

    void chooseTag() {
        if (model.currentProperty().get() == null || frame == null) {
            return;
        }
        frame.callBackPanel();
        tags.show(tagButton, Side.TOP, 0, 0);
    }

    /// What is typed belongs to the row it was begun for, whatever came in front since.
    private void keepNote() {
        if (noted != null) {
            var row = noted;
            closeNote();
            model.note(row, note.getText().strip());
        }
    }

    private void closeNote() {
        noted = null;
        Parts.show(note, false);
        if (frame != null) {
            frame.foldAgain();
        }
    }

    private void draw(StoredExample row) {
        if (row == null) {
            asTheModelSeesIt.show("");
            List.of(source, line, licence, tier).forEach(fact -> fact.setText("–"));
            return;
        }
        var origin = row.origin();
        source.setText(Spoken.breakable(origin.source()));
        line.setText(Plain.text("%,d", origin.line()));
        licence.setText(origin.licence());
        tier.setText(Integer.toString(origin.tier().number()));
        modelText.show(
                RowText.asMessages(row.example()),
                pieces -> asTheModelSeesIt.show(pieces.stream()
                        .map(piece -> new TintedText.Stretch(
                                shorten(piece.text()), piece.trained() ? "tint-good" : "", !piece.trained()))
                        .toList()));
    }

    /// Line breaks are part of what the model reads, so they are shown; a long text keeps its two ends.
    private static String shorten(String text) {
        var visible = text.replace("\n", "⏎\n").replaceAll("⏎\n$", "⏎");
        return visible.length() <= SHOWN_CHARACTERS
                ? visible
                : visible.substring(0, SHOWN_CHARACTERS / 2)
                        + " … "
                        + visible.substring(visible.length() - SHOWN_CHARACTERS / 2);
    }

    /// Each kind of mark has a place of its own, so that one is never read for another.
    private void drawMarks(Remark remark) {
        int stars = remark.rating();
        rating.setText(stars == 0 ? "–" : Texts.of("review.stars", "★".repeat(stars) + "☆".repeat(5 - stars), stars));
        tagLine.setText(remark.tags().isEmpty() ? "–" : String.join(", ", remark.tags()));
        flagged.setText(Texts.of(remark.flag() ? "review.flagged" : "review.not-flagged"));
        noteText.setText(remark.note());
        Parts.show(noteText, !remark.note().isEmpty());
    }

    /// The marks of a row as chips beside it, seen also while the panel is folded.
    static List<Node> marks(Remark remark) {
        var chips = new ArrayList<Node>();
        if (remark.flag()) {
            chips.add(Parts.chip(Texts.of("review.flagged"), Tone.LOOK));
        }
        if (remark.rating() > 0) {
            chips.add(Parts.chip("★".repeat(remark.rating()), Tone.PLAIN));
        }
        remark.tags().forEach(tag -> chips.add(Parts.chip(tag, Tone.ACCENT)));
        if (!remark.note().isEmpty()) {
            var note = Parts.sourceChip();
            note.setText(Texts.of("review.noted", remark.note()));
            chips.add(note);
        }
        return chips;
    }

    private void drawSitting(ReviewViewModel.Sitting sitting) {
        boolean any = sitting.decided() > 0;
        decided.setText(Plain.text("%,d", sitting.decided()));
        double pace = sitting.perMinute();
        perMinute.setText(pace == 0 ? "–" : Plain.text(pace < 10 ? "%.1f" : "%,.0f", pace));
        acceptRate.setText(any ? Texts.of("review.percent", 100 * sitting.acceptRate()) : "–");
        left.setText(
                any && sitting.secondsLeft() > 0
                        ? Texts.of("review.about", Spoken.time(Duration.ofSeconds((long) sitting.secondsLeft())))
                        : "–");
    }

    private static Label fact() {
        var label = new Label("–");
        label.getStyleClass().add("fact-value");
        return label;
    }

    private static Label name(String key) {
        var label = Parts.quiet(Texts.of(key));
        label.setWrapText(false);
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    private static Button small(Button button) {
        button.getStyleClass().add("small");
        return button;
    }
}
