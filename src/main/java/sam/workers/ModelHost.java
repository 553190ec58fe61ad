package sam.workers;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import sam.protocol.AnswerSettings;
import sam.protocol.ChatTurn;
import sam.protocol.HostReply;
import sam.rows.Message;

/// The one process that holds a model and answers short questions, for every room that has one. It starts with the
/// first
/// question, gives its memory back when nobody asks for a while, and follows whatever base and adapters a question
/// names.
public interface ModelHost extends AutoCloseable {
    /// A question to a base with a stack of adapters, bottom first. One that is `urgent`, for which a person waits,
    /// overtakes those that are not.
    record Question(
            Path model, List<String> adapters, List<ChatTurn> messages, AnswerSettings settings, boolean urgent) {
        public Question {
            adapters = List.copyOf(adapters);
            messages = List.copyOf(messages);
        }
    }

    /// What becomes of an answer until it is whole, told on any thread.
    interface Hearing {
        /// The text so far: it grows, and begins again where something urgent came between.
        void text(String soFar);

        /// There is no room for the model yet.
        default void waits(MemoryLease.Shortage shortage) {}

        /// Listens to the text alone.
        static Hearing of(Consumer<String> soFar) {
            return soFar::accept;
        }
    }

    /// A question that is under way; refusals complete its reply with a fault whose message is for the person.
    record Asked<T extends HostReply>(CompletableFuture<T> reply, Runnable ending) {
        /// Ends it: an answer completes with what was written so far.
        public void cancel() {
            ending.run();
        }

        /// Waits for the reply; the fault is the one that carries the sentence.
        public T get() throws Exception {
            try {
                return reply.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }

    Asked<HostReply.Answered> answer(Question question, Hearing hearing);

    /// How a conversation reaches the model, and what of it would be trained; loads no weights.
    Asked<HostReply.Rendered> render(Path model, List<Message> messages);

    /// Tokens of conversations as training would read them; loads no weights.
    Asked<HostReply.Counted> count(Path model, List<List<Message>> conversations);

    /// Gives the memory back now; what is under way waits for memory again.
    void giveBack();

    @Override
    void close();
}
