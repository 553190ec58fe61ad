package sam.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PipedJvmTest {
    @Test
    void rowsGoInAndAnswersComeOutInOrder() throws Exception {
        try (var jvm = start()) {
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 50_000; i++) {
                        jvm.send("ä".repeat(i % 7));
                    }
                    jvm.endOfRows();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            for (int i = 0; i < 50_000; i++) {
                assertThat(jvm.next()).isEqualTo(Integer.toString(i % 7));
            }
            assertThat(jvm.next()).isNull();
        }
    }

    @Test
    void aChildThatDiesIsOneSentence() throws Exception {
        try (var jvm = start()) {
            jvm.send("fail");
            jvm.endOfRows();
            assertThatThrownBy(jvm::next)
                    .isInstanceOf(PipedException.class)
                    .hasMessageStartingWith("Counting letters ended before its end")
                    .hasMessageContaining("The row cannot be counted")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void halfAnAnswerOfAChildThatDiesIsNone() throws Exception {
        try (var jvm = start()) {
            jvm.send("half");
            jvm.flush();
            assertThatThrownBy(jvm::next).isInstanceOf(PipedException.class);
        }
    }

    @Test
    void aChildThatGrowsPastItsHeapSaysSo() throws Exception {
        try (var jvm = start()) {
            jvm.send("grow");
            jvm.endOfRows();
            assertThatThrownBy(jvm::next)
                    .isInstanceOf(PipedException.class)
                    .hasMessageContaining("took more memory than it may have");
        }
    }

    @Test
    void closingEndsAChildWhateverItIsAt() throws Exception {
        long before = ProcessHandle.current().descendants().count();
        try (var jvm = start()) {
            jvm.send("sleep");
            jvm.endOfRows();
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ProcessHandle.current().descendants().count() == before);
    }

    private static PipedJvm start() throws Exception {
        return PipedJvm.start("Counting letters", ChildJvm.withHeap("48m").command(CountsLetters.class));
    }
}
