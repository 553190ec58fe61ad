package sam.planner;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sam.ui.Background;

/// Works out one question at a time away from the window's thread; of those asked meanwhile only the newest is worked
/// out next. Used from the window's thread.
final class Newest<Q, A> {
    private final Background background;
    private final Work<Q, A> work;
    private final Consumer<? super A> answered;
    private final Consumer<? super Exception> failed;
    private @Nullable Q waiting;
    private boolean busy;

    /// What is worked out of a question.
    interface Work<Q, A> {
        A of(Q question) throws Exception;
    }

    Newest(Background background, Work<Q, A> work, Consumer<? super A> answered, Consumer<? super Exception> failed) {
        this.background = background;
        this.work = work;
        this.answered = answered;
        this.failed = failed;
    }

    void ask(Q question) {
        waiting = question;
        if (!busy) {
            next();
        }
    }

    /// Whether a newer question waits or is being worked out.
    boolean isBusy() {
        return busy;
    }

    private void next() {
        var question = waiting;
        if (question == null) {
            return;
        }
        waiting = null;
        busy = true;
        Callable<A> task = () -> work.of(question);
        background.run(
                task,
                answer -> {
                    busy = waiting != null;
                    answered.accept(answer);
                    next();
                },
                fault -> {
                    busy = waiting != null;
                    failed.accept(fault);
                    next();
                });
    }
}
