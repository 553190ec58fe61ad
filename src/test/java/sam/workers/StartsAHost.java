package sam.workers;

import java.nio.file.Path;
import java.util.List;
import sam.protocol.AnswerSettings;
import sam.protocol.ChatTurn;

/// Stands for a window that asks its model something long and is then killed.
final class StartsAHost {
    private StartsAHost() {}

    public static void main(String[] args) throws Exception {
        var host = new HostProcess(new MemoryLease(() -> Long.MAX_VALUE), HostProcess.IDLE);
        var question = new ModelHost.Question(
                Path.of(args[0]),
                List.of(),
                List.of(new ChatTurn("user", "Tell me a long story.")),
                AnswerSettings.drawn(1_000_000, 5, 1, 1),
                false);
        host.answer(question, text -> System.out.println(text.length()));
        Thread.sleep(Long.MAX_VALUE);
    }
}
