package sam.workers;

import java.util.function.Consumer;
import sam.protocol.HostQuestion;
import sam.protocol.HostReply;

/// A question that waits for its reply, with the text that came of it so far. Used by the host's one thread.
final class OpenQuestion {
    private final HostQuestion question;
    private final ModelHost.Hearing hearing;
    private final Consumer<HostReply> done;
    private final Consumer<RunException> fault;
    private final StringBuilder text = new StringBuilder();
    private long bytes;
    private boolean sent;

    OpenQuestion(
            HostQuestion question, ModelHost.Hearing hearing, Consumer<HostReply> done, Consumer<RunException> fault) {
        this.question = question;
        this.hearing = hearing;
        this.done = done;
        this.fault = fault;
    }

    String id() {
        return question.id();
    }

    HostQuestion question() {
        return question;
    }

    ModelHost.Hearing hearing() {
        return hearing;
    }

    void needs(long memory) {
        bytes = memory;
    }

    /// Memory of a host that can answer it; 0 where it needs no weights.
    long bytes() {
        return bytes;
    }

    void sent(boolean now) {
        sent = now;
    }

    boolean isSent() {
        return sent;
    }

    void add(String piece) {
        hearing.text(text.append(piece).toString());
    }

    /// The answer begins again: what came so far is void.
    void startOver() {
        if (!text.isEmpty()) {
            text.setLength(0);
            hearing.text("");
        }
    }

    void complete(HostReply reply) {
        done.accept(reply);
    }

    void refuse(String sentence) {
        fault.accept(new RunException(sentence));
    }

    /// Ended before anybody began to answer it.
    void takeBack() {
        if (question instanceof HostQuestion.Answer) {
            complete(new HostReply.Answered(id(), "", 0, 0, false));
        } else {
            refuse("The question was taken back.");
        }
    }
}
