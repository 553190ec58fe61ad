package sam.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.Scene;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import sam.ui.TintedText.Stretch;

@ExtendWith(ApplicationExtension.class)
class TintedTextTest {
    private static final String HEBREW = "שלום עולם";
    private static final String ARABIC = "مرحبا بالعالم";

    private VBox page;

    @Start
    void start(Stage stage) {
        Theme.LIGHT.apply();
        page = new VBox();
        var scroll = new ScrollPane(page);
        scroll.setFitToWidth(true);
        var scene = new Scene(scroll, 400, 600);
        Theme.dress(scene.getStylesheets());
        stage.setScene(scene);
        stage.show();
    }

    static List<List<String>> hard() {
        var all = new ArrayList<List<String>>();
        for (var text : List.of(
                HEBREW,
                ARABIC,
                "The word " + HEBREW + " means hello, and " + ARABIC + " (مع 12 رقم) does too: foo/bar.txt " + HEBREW,
                HEBREW + "\n" + "Latin\n\n" + ARABIC + "\n",
                "\u202Eevil txt.exe\u202C and \u2067isolated\u2069 and \u200F\u200E marks",
                "e\u0301\u0301\u0301\u0301 n\u0303 " + "\u0301".repeat(200),
                "שָׁלוֹם עֲלֵיכֶם with points",
                "👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈 family " + HEBREW + " 👨‍👩‍👧‍👦",
                "lone \uD83D surrogate \uDC00 here " + HEBREW,
                "tab\tseparated\tcells\0nul\u0007bell\u001b[31m" + ARABIC,
                "x".repeat(20_000),
                (HEBREW + " ").repeat(2_000),
                (ARABIC + " abc ").repeat(500),
                "\u2028line\u2029paragraph\u0085next\r\nwindows\rmac",
                "हिन्दी में लिखा हुआ पाठ ".repeat(20),
                "ภาษาไทยไม่มีช่องว่าง".repeat(20),
                "日本語 한국어 ".repeat(40),
                "हिन्दी ไทย 日本語 한국어 " + HEBREW)) {
            all.add(List.of(text));
            var words = List.of(text.split("(?<= )"));
            all.add(words.size() > 400 ? words.subList(0, 400) : words);
            var halves = new ArrayList<String>();
            for (int i = 0; i < Math.min(60, text.length()); i += 3) {
                halves.add(text.substring(i, Math.min(text.length(), i + 3)));
            }
            all.add(halves);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("hard")
    void everyTextIsLaidOutWhateverItsScript(List<String> pieces, FxRobot robot) {
        var text = new TintedText("reading-text", "card-body");
        robot.interact(() -> {
            var stretches = new ArrayList<Stretch>();
            for (int i = 0; i < pieces.size(); i++) {
                stretches.add(new Stretch(pieces.get(i), i % 2 == 0 ? "tint-look" : "", i % 3 == 0));
            }
            text.show(stretches);
            page.getChildren().setAll(text);
            page.getScene().getRoot().applyCss();
            for (double width : new double[] {400, 120, 83.5, 1200, 399}) {
                text.prefHeight(width);
                text.resize(width, text.prefHeight(width));
                text.layout();
            }
        });
        assertThat(text.getHeight()).isPositive();
    }

    @Test
    void aTextFromRightToLeftIsBrokenIntoLinesThatFitAndKeepsItsTints(FxRobot robot) {
        var text = shown(
                robot,
                List.of(
                        Stretch.plain((HEBREW + " and Latin ").repeat(20)),
                        new Stretch((ARABIC + " ").repeat(10), "tint-look", false)),
                300);

        assertThat(text.isPlain()).isFalse();
        assertThat(text.tints()).isOne();
        assertThat(text.tintTop(0)).isPositive();
        assertThat(text.getHeight()).isGreaterThan(200);
        var flow = (TextFlow) text.lookup(".flow");
        assertThat(flow.getChildren().stream()
                        .mapToDouble(each -> each.getBoundsInParent().getMaxX())
                        .max()
                        .orElse(0))
                .isBetween(100.0, 302.0);
    }

    @Test
    void aLongWordAfterLettersThatAreShapedStaysInsideItsWidth(FxRobot robot) {
        for (var before : List.of("👨\u200D👩\u200D👧 ", "e\u0301 ", "हिन्दी ", HEBREW, "plain ")) {
            var text = shown(robot, List.of(Stretch.plain(before + "w".repeat(300))), 300);
            assertThat(((TextFlow) text.lookup(".flow"))
                            .getChildren().stream()
                                    .mapToDouble(
                                            each -> each.getBoundsInParent().getMaxX())
                                    .max()
                                    .orElse(0))
                    .as(before)
                    .isBetween(200.0, 303.0);
        }
    }

    @Test
    void whatChangesTheReadingUnseenIsNamedWhereItStandsAndCopiedAsItIs(FxRobot robot) {
        var raw = "invoice\u202Efdp.exe\u202C\0 a\u200Bb \uD83D x\r\ny";
        var text = shown(robot, List.of(Stretch.plain(raw)), 400);

        assertThat(drawn(text)).isEqualTo("invoice‹RLO›fdp.exe‹PDF›‹NUL› a‹ZWSP›b ‹U+D83D› x\ny");
        assertThat(text.text()).isEqualTo(raw);
    }

    @Test
    void emojiAndJoinedLettersAreLeftAsTheyAreWritten(FxRobot robot) {
        var raw = "👨\u200D👩\u200D👧 🏳️\u200D🌈 می\u200Cخواهم क्\u200Dष";
        assertThat(drawn(shown(robot, List.of(Stretch.plain(raw)), 800))).isEqualTo(raw);
    }

    @Test
    void fencedCodeStandsInAFixedFace(FxRobot robot) {
        var text = shown(robot, List.of(Stretch.plain("Do this:\n```sh\nls -l\n```\nThat is all.")), 400);
        assertThat(text.lookupAll(".code-text").stream().map(each -> ((Text) each).getText()))
                .containsExactly("```sh\nls -l\n```");
    }

    @Test
    void linesStayShortEnoughToReadHoweverWideTheWindow(FxRobot robot) {
        var text = shown(robot, List.of(Stretch.plain("one word after another ".repeat(60))), 1_600);
        double lines = Math.round(((TextFlow) text.lookup(".flow")).getHeight() / 22);
        assertThat(60 * 23 / lines).as("letters a line").isBetween(60.0, 95.0);
    }

    @Test
    void aPathIsBrokenBehindItsSeparators() {
        assertThat(VisibleText.breakable("see /home/somebody/data/rows.jsonl and a/b"))
                .isEqualTo("see /\u200Bhome/\u200Bsomebody/\u200Bdata/\u200Brows.jsonl and a/b");
    }

    @Test
    void aTextWhoseLayoutFailsIsShownPlainAndSaysSoAndTheNextIsUntouched(FxRobot robot) {
        var failing = new TintedText(Breaking::new, "reading-text");
        var next = new TintedText("reading-text");
        robot.interact(() -> {
            failing.show(List.of(Stretch.plain("good "), new Stretch("bad", "tint-look", false)));
            next.show("the next row");
            page.getChildren().setAll(failing, next);
        });
        WaitForAsyncUtils.waitForFxEvents();

        assertThat(failing.isPlain()).isTrue();
        assertThat(drawn(failing)).isEqualTo("good bad");
        assertThat(failing.lookup(".look").isVisible()).isTrue();
        assertThat(next.getLayoutY()).as("below, not over it").isGreaterThanOrEqualTo(failing.getHeight());
        assertThat(next.getHeight()).isPositive();
    }

    @Test
    void aFieldToWriteInTakesEveryScriptToo(FxRobot robot) {
        var area = new WritingArea("area");
        robot.interact(() -> {
            page.getChildren().setAll(area);
            area.setMaxWidth(120);
            page.getScene().getRoot().applyCss();
            page.getScene().getRoot().layout();
        });
        for (var pieces : hard()) {
            robot.interact(() -> {
                var whole = String.join("", pieces);
                area.setText(whole.substring(0, Math.min(500, whole.length())));
                measure(area);
                for (int i = 0; i < 12; i++) {
                    area.appendText(i % 2 == 0 ? " " + HEBREW.repeat(3) : " and more Latin words");
                    measure(area);
                    page.getScene().getRoot().layout();
                    measure(area);
                }
                area.deleteText(0, area.getLength());
                area.appendText("plain words again, long enough to be wrapped in this narrow field");
                measure(area);
                page.getScene().getRoot().layout();
                measure(area);
            });
            assertThat(area.isWrapText()).isTrue();
        }
    }

    /// As the skin does for its caret, whether or not the field was laid out since.
    private static void measure(WritingArea area) {
        area.lookupAll(".text")
                .forEach(text -> assertThat(text.getBoundsInParent()).isNotNull());
    }

    @Test
    void aWrappedLabelTakesEveryScriptToo(FxRobot robot) {
        var label = Parts.quiet("");
        robot.interact(() -> {
            label.setMaxWidth(100);
            page.getChildren().setAll(label);
        });
        for (var pieces : hard()) {
            robot.interact(() -> {
                label.setText(String.join("", pieces));
                page.getScene().getRoot().layout();
            });
        }
        assertThat(label.getHeight()).isPositive();
    }

    /// A flow that cannot be laid out while it is asked for lines of the page's width.
    private static final class Breaking extends TextFlow {
        @Override
        protected double computePrefHeight(double width) {
            if (width < 1_000) {
                throw new ArrayIndexOutOfBoundsException("Index -4 out of bounds for length 9");
            }
            return super.computePrefHeight(width);
        }
    }

    private TintedText shown(FxRobot robot, List<Stretch> stretches, double width) {
        var text = new TintedText("reading-text");
        robot.interact(() -> {
            text.show(stretches);
            text.setMinWidth(width);
            text.setMaxWidth(width);
            page.getChildren().setAll(text);
            page.getScene().getRoot().applyCss();
            page.getScene().getRoot().layout();
        });
        WaitForAsyncUtils.waitForFxEvents();
        return text;
    }

    private static String drawn(TintedText text) {
        return ((TextFlow) text.lookup(".flow"))
                .getChildren().stream().map(each -> ((Text) each).getText()).collect(Collectors.joining());
    }
}
