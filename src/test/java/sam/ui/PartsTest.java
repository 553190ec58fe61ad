package sam.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
class PartsTest {
    private static final String HEBREW = "שלום עולם ".repeat(30);

    private final VBox page = new VBox();

    @Start
    void start(Stage stage) {
        Theme.LIGHT.apply();
        var scene = new Scene(page, 240, 600);
        Theme.dress(scene.getStylesheets());
        stage.setScene(scene);
        stage.show();
    }

    @Test
    void aLabelTakesTextOfEveryDirectionOneAfterTheOther(FxRobot robot) {
        for (var text : List.of(
                HEBREW,
                "the field " + HEBREW + " is not known",
                "مرحبا بالعالم\n".repeat(9),
                HEBREW + "\nplain\n" + HEBREW)) {
            robot.interact(() -> {
                var label = Parts.wrapped(new Label("a sentence in plain letters, longer than the page is wide"));
                page.getChildren().setAll(label);
                lay();
                double high = label.getHeight();

                label.setText(text);
                lay();
                assertThat(label.isWrapText()).isFalse();
                assertThat(label.getTooltip().getText()).isEqualTo(text);

                label.setText("a sentence in plain letters, longer than the page is wide");
                lay();
                assertThat(label.getHeight()).isEqualTo(high).isGreaterThan(30);
                assertThat(label.getTooltip()).isNull();
            });
        }
    }

    @Test
    void aWrappedSentenceIsNotMadeLowerThanItsLines(FxRobot robot) {
        robot.interact(() -> {
            var label = Parts.quiet("a sentence in plain letters that takes several lines of a page as narrow as this");
            var rest = new VBox();
            rest.setMinHeight(590);
            page.getChildren().setAll(label, rest);
            lay();

            assertThat(label.getHeight()).isEqualTo(label.prefHeight(label.getWidth()));
        });
    }

    private void lay() {
        page.applyCss();
        page.layout();
    }
}
