package sam.workers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.memory.HostMemory;
import sam.protocol.HostQuestion;
import sam.protocol.HostReply;
import sam.rows.Message;

/// The model host as a process of its own. Answers need weights, so they wait for a part of the memory lease; texts
/// and counts need none and never wait. When the process dies, what it was asked is refused with a sentence, and
/// the next question starts another.
///
/// Everything below happens on one thread of this class, one thing after the other.
public final class HostProcess implements ModelHost {
    /// How long a model is kept for the next question.
    public static final Duration IDLE = Duration.ofMinutes(5);

    private static final int KILLED = 137;

    private final MemoryLease memory;
    private final Duration idle;
    private final ExecutorService one = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("model-host").unstarted(task));
    private final AtomicLong number = new AtomicLong();
    private final Map<String, OpenQuestion> open = new LinkedHashMap<>();
    private @Nullable HostChannel channel;
    private MemoryLease.@Nullable Part part;
    private boolean asking;
    private boolean stopping;
    private boolean closed;
    private long turns;

    public HostProcess(MemoryLease memory, Duration idle) {
        this.memory = memory;
        this.idle = idle;
    }

    @Override
    public Asked<HostReply.Answered> answer(Question question, Hearing hearing) {
        return ask(
                HostReply.Answered.class,
                hearing,
                question.model(),
                question.adapters(),
                id -> new HostQuestion.Answer(
                        id,
                        question.urgent(),
                        question.model().toString(),
                        question.adapters(),
                        null,
                        question.messages(),
                        question.settings()));
    }

    @Override
    public Asked<HostReply.Rendered> render(Path model, List<Message> messages) {
        return ask(
                HostReply.Rendered.class,
                _ -> {},
                null,
                List.of(),
                id -> new HostQuestion.Render(id, model.toString(), messages));
    }

    @Override
    public Asked<HostReply.Counted> count(Path model, List<List<Message>> conversations) {
        return ask(
                HostReply.Counted.class,
                _ -> {},
                null,
                List.of(),
                id -> new HostQuestion.Count(id, model.toString(), conversations));
    }

    @Override
    public void giveBack() {
        run(this::stop);
    }

    @Override
    public void close() {
        run(() -> {
            closed = true;
            refuseAll("The program is closing.");
            stop();
            one.shutdown();
        });
    }

    private <T extends HostReply> Asked<T> ask(
            Class<T> reply,
            Hearing hearing,
            @Nullable Path model,
            List<String> adapters,
            Function<String, HostQuestion> question) {
        var done = new CompletableFuture<T>();
        var asked = new OpenQuestion(
                question.apply("q" + number.incrementAndGet()),
                hearing,
                answer -> done.complete(reply.cast(answer)),
                done::completeExceptionally);
        run(() -> {
            if (closed) {
                asked.refuse("The program is closing.");
                return;
            }
            asked.needs(model == null ? 0 : bytes(model, adapters));
            open.put(asked.id(), asked);
            serve();
        });
        return new Asked<>(done, () -> run(() -> cancel(asked)));
    }

    /// Sends what is open, as far as there is a process and memory for it, and asks for what is missing.
    private void serve() {
        if (open.isEmpty() || stopping || closed) {
            return;
        }
        if (channel == null && !started()) {
            return;
        }
        long needed =
                open.values().stream().mapToLong(OpenQuestion::bytes).max().orElse(0);
        var held = part;
        boolean room = held != null && (needed <= held.bytes() || held.growTo(needed));
        for (var asked : List.copyOf(open.values())) {
            if (asked.bytes() == 0 || room) {
                send(asked);
            }
        }
        if (needed > 0 && !room && !asking) {
            if (held != null) {
                // a larger model for which there is no room yet; the one at hand makes some first
                stop();
                return;
            }
            asking = true;
            memory.take(new MemoryLease.Wish(
                    MemoryLease.Holder.HOST,
                    needed,
                    taken -> run(() -> granted(taken)),
                    shortage -> run(() -> open.values().stream()
                            .filter(asked -> asked.bytes() > 0)
                            .forEach(asked -> asked.hearing().waits(shortage))),
                    this::giveBack,
                    () -> true));
        }
    }

    private boolean started() {
        try {
            var starting = new HostChannel[1];
            starting[0] =
                    HostChannel.start(reply -> run(() -> hear(reply)), status -> run(() -> ended(starting[0], status)));
            channel = starting[0];
            return true;
        } catch (IOException e) {
            refuseAll(Plain.text("The model's process cannot be started: %s.", e.getMessage()));
            return false;
        }
    }

    private void granted(MemoryLease.Part taken) {
        asking = false;
        boolean wanted = open.values().stream().anyMatch(asked -> asked.bytes() > 0);
        if (!wanted || closed || stopping) {
            taken.release();
            serve();
            return;
        }
        part = taken;
        serve();
    }

    private void send(OpenQuestion asked) {
        var to = channel;
        if (to != null && !asked.isSent()) {
            try {
                asked.sent(true);
                to.send(asked.question());
            } catch (IOException dying) {
                // Its end comes next and refuses what it was asked.
                asked.sent(true);
            }
        }
    }

    private void hear(HostReply reply) {
        turns++;
        var asked = open.get(reply.id());
        if (asked == null) {
            return;
        }
        switch (reply) {
            case HostReply.Piece piece -> asked.add(piece.text());
            case HostReply.Again _ -> asked.startOver();
            case HostReply.Refused(var _, var sentence) -> {
                open.remove(asked.id());
                asked.refuse(sentence);
            }
            case HostReply.Answered _, HostReply.Rendered _, HostReply.Counted _ -> {
                open.remove(asked.id());
                asked.complete(reply);
            }
        }
        if (open.isEmpty()) {
            letGoLater();
        }
    }

    private void cancel(OpenQuestion asked) {
        var to = channel;
        if (!open.containsKey(asked.id())) {
            return;
        }
        if (to == null || !asked.isSent()) {
            open.remove(asked.id());
            asked.takeBack();
            return;
        }
        try {
            to.send(new HostQuestion.Cancel(asked.id()));
        } catch (IOException dying) {
            // Its end comes next and refuses what it was asked.
            asked.sent(true);
        }
    }

    /// A host ended that nobody told to.
    private void ended(HostChannel which, int status) {
        if (which != channel) {
            return;
        }
        channel = null;
        release();
        var died = open.values().stream().filter(OpenQuestion::isSent).toList();
        died.forEach(asked -> open.remove(asked.id()));
        died.forEach(asked -> asked.refuse(
                status == KILLED
                        ? "The model's process was ended from outside, most often for want of memory. Ask again to"
                                + " start a new one, or choose a smaller model."
                        : "The model's process has ended. Ask again to start a new one."));
        serve();
    }

    /// Ends the process, and with it what it holds; what it was asked is open again, from its beginning.
    private void stop() {
        var ending = channel;
        if (ending == null) {
            return;
        }
        channel = null;
        stopping = true;
        for (var asked : open.values()) {
            if (asked.isSent()) {
                asked.sent(false);
                asked.startOver();
            }
        }
        ending.stop()
                .thenRun(() -> run(() -> {
                    stopping = false;
                    release();
                    serve();
                }));
    }

    private void release() {
        var held = part;
        part = null;
        if (held != null) {
            held.release();
        }
    }

    /// The next question may come in a while; a model that nobody asks is let go.
    private void letGoLater() {
        long then = turns;
        CompletableFuture.delayedExecutor(idle.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> run(() -> {
                    if (open.isEmpty() && turns == then) {
                        stop();
                    }
                }));
    }

    private void refuseAll(String sentence) {
        var refused = List.copyOf(open.values());
        open.clear();
        refused.forEach(asked -> asked.refuse(sentence));
    }

    private void run(Runnable step) {
        try {
            one.execute(step);
        } catch (RejectedExecutionException closing) {
            // After close nothing is left to do: what was open has been refused.
            Thread.yield();
        }
    }

    private static long bytes(Path model, List<String> adapters) {
        try {
            return HostMemory.of(model, adapters.stream().map(Path::of).toList());
        } catch (IOException e) {
            // A model that cannot be read takes no memory; the host says what is wrong with it.
            return HostMemory.PROCESS;
        }
    }
}
