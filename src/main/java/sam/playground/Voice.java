package sam.playground;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import sam.protocol.TalkReply;
import sam.protocol.TalkRequest;

/// A model that answers. `pieces` gets the text as it is made, on any thread.
public interface Voice extends AutoCloseable {
    CompletableFuture<TalkReply.Done> answer(TalkRequest request, Consumer<String> pieces);

    /// Stops an answer; what was made so far completes it.
    void cancel(String id);

    @Override
    void close();

    /// Makes the voice of a base; it loads while the first question waits.
    interface Source {
        Voice open(java.nio.file.Path base) throws java.io.IOException;
    }
}
