package sam.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sam.decode.Sampling;
import sam.durable.Json;
import sam.durable.Sentences;
import sam.protocol.HostQuestion;
import sam.protocol.HostReply;

/// The model host: one base and its adapters in memory, answering questions that come as JSON lines until the input
/// ends, which is when whoever asked is gone.
///
/// Answers are written one at a time, urgent ones first: one that is not gives way at its next token and is begun
/// again.
/// What needs the tokenizer alone is answered beside them, without loading any weights.
public final class HostJob {
    private static final long TICK_MILLIS = 200;

    private final PrintStream out;
    private final Runnable orphaned;
    private final BlockingQueue<Waiting> answers = new PriorityBlockingQueue<>(
            16, Comparator.comparing((Waiting w) -> !w.question.urgent()).thenComparing(Waiting::number));
    private final BlockingQueue<HostQuestion> texts = new LinkedBlockingQueue<>();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private final HeldText text = new HeldText();
    private final HeldModel model = new HeldModel();
    private volatile boolean ended;
    private volatile @Nullable Writing now;

    /// Questions of the same urgency are answered in the order they came.
    private record Waiting(long number, HostQuestion.Answer question) {}

    /// The answer that is being written.
    private static final class Writing {
        private final boolean urgent;
        private volatile boolean givesWay;

        Writing(boolean urgent) {
            this.urgent = urgent;
        }
    }

    private HostJob(PrintStream out, Runnable orphaned) {
        this.out = out;
        this.orphaned = orphaned;
    }

    /// Answers until the input ends. `orphaned` is called then, at once, while an answer may still be under way.
    public static void run(InputStream in, PrintStream out, Runnable orphaned)
            throws InterruptedException, IOException {
        new HostJob(out, orphaned).run(in);
    }

    private void run(InputStream in) throws InterruptedException, IOException {
        Thread.ofPlatform().daemon().name("questions").start(() -> listen(in));
        var reader = Thread.ofPlatform().daemon().name("texts").start(this::readTexts);
        try (model) {
            while (!ended) {
                var next = answers.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    answer(next);
                }
            }
        }
        reader.join();
        text.close();
    }

    private void listen(InputStream in) {
        long number = 0;
        try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line, number++);
            }
        } catch (IOException e) {
            say(new HostReply.Refused("", Sentences.of(e)));
        } finally {
            ended = true;
            orphaned.run();
        }
    }

    private void take(String line, long number) {
        try {
            switch (Json.MAPPER.readValue(line, HostQuestion.class)) {
                case HostQuestion.Answer question -> {
                    answers.add(new Waiting(number, question));
                    var writing = now;
                    if (question.urgent() && writing != null && !writing.urgent) {
                        writing.givesWay = true;
                    }
                }
                case HostQuestion.Cancel cancel -> cancelled.add(cancel.id());
                case HostQuestion.Render render -> texts.add(render);
                case HostQuestion.Count count -> texts.add(count);
            }
        } catch (RuntimeException e) {
            say(new HostReply.Refused("", "A question could not be read: " + Sentences.of(e)));
        }
    }

    private void answer(Waiting waiting) {
        var question = waiting.question;
        var writing = new Writing(question.urgent());
        now = writing;
        long start = System.nanoTime();
        try {
            var answer = write(question, writing);
            if (writing.givesWay && !cancelled.contains(question.id()) && !answer.stoppedByItself()) {
                say(new HostReply.Again(question.id()));
                answers.add(waiting);
                return;
            }
            cancelled.remove(question.id());
            say(new HostReply.Answered(
                    question.id(),
                    answer.text(),
                    answer.tokens(),
                    (System.nanoTime() - start) / 1e9,
                    answer.stoppedByItself()));
        } catch (IOException | RuntimeException e) {
            cancelled.remove(question.id());
            say(new HostReply.Refused(question.id(), Sentences.of(e)));
        } finally {
            now = null;
        }
    }

    private sam.decode.Answer write(HostQuestion.Answer question, Writing writing) throws IOException {
        var turns = question.messages();
        var prompt = question.prompt();
        if (turns == null && prompt == null) {
            throw new WorkerException("Ask something: the question has neither prompt nor messages.");
        }
        if (cancelled.contains(question.id())) {
            return new sam.decode.Answer("", 0, false);
        }
        var settings = question.settings();
        var sampling = new Sampling(
                settings.maxNewTokens(),
                settings.temperature(),
                settings.topK(),
                settings.topP(),
                settings.minP(),
                settings.repetitionPenalty(),
                settings.seed(),
                settings.stop(),
                Set.of());
        var generator = model.of(question.model(), question.adapters());
        int[] ids = turns == null
                ? generator.text().tokenizer().encode(String.valueOf(prompt), true)
                : StateSubject.prompt(generator.text(), turns);
        return generator.answer(
                ids,
                turns == null
                        ? sampling
                        : sampling.stoppingAt(generator.text().ends().stops()),
                piece -> say(new HostReply.Piece(question.id(), piece)),
                () -> ended || writing.givesWay || cancelled.contains(question.id()));
    }

    private void readTexts() {
        try {
            while (!ended) {
                var next = texts.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    say(read(next));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HostReply read(HostQuestion question) {
        try {
            return switch (question) {
                case HostQuestion.Render(var id, var base, var messages) ->
                    new HostReply.Rendered(id, text.of(base).stretches(messages));
                case HostQuestion.Count(var id, var base, var conversations) -> {
                    var counts = new ArrayList<Integer>();
                    for (var messages : conversations) {
                        counts.add(
                                ended || cancelled.contains(id)
                                        ? -1
                                        : text.of(base).tokens(messages));
                    }
                    cancelled.remove(id);
                    yield new HostReply.Counted(id, counts);
                }
                case HostQuestion.Answer _, HostQuestion.Cancel _ -> throw new IllegalArgumentException("no text");
            };
        } catch (IOException | RuntimeException e) {
            return new HostReply.Refused(question.id(), Sentences.of(e));
        }
    }

    private void say(HostReply reply) {
        synchronized (out) {
            out.println(Json.MAPPER.writerFor(HostReply.class).writeValueAsString(reply));
            out.flush();
        }
    }
}
