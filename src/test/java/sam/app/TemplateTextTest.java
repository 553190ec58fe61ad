package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.curation.ModelText.Piece;
import sam.rows.Message;

class TemplateTextTest {
    private static final List<Message> TALK = List.of(
            new Message(Message.Role.SYSTEM, "Be brief."),
            Message.user("Hi"),
            Message.assistant("Hello."),
            Message.user("And?"),
            Message.assistant("Nothing."));

    @Test
    void everyAssistantTurnAndItsEndTokenIsTrainedAndNothingElse() {
        var pieces = TemplateText.of(Path.of("assets/base")).of(TALK);

        assertThat(pieces.stream().filter(Piece::trained).map(Piece::text))
                .containsExactly("Hello.<|im_end|>", "Nothing.<|im_end|>");
        assertThat(pieces.stream().map(Piece::text).collect(Collectors.joining()))
                .isEqualTo("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
                        + "<|im_start|>assistant\nHello.<|im_end|>\n<|im_start|>user\nAnd?<|im_end|>\n"
                        + "<|im_start|>assistant\nNothing.<|im_end|>\n");
    }

    @Test
    void aBaseWithoutTemplateSaysSo(@TempDir Path folder) {
        var pieces = TemplateText.of(folder).of(TALK);

        assertThat(pieces).hasSize(1);
        assertThat(pieces.getFirst().trained()).isFalse();
        assertThat(pieces.getFirst().text()).contains("no chat template");
    }
}
