package sam.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import sam.decode.Sampling;
import sam.durable.Json;
import sam.durable.Sentences;
import sam.protocol.TalkReply;
import sam.protocol.TalkRequest;

/// Answers requests that come as JSON lines, one after the other, until the input ends. A cancellation overtakes the
/// requests before it; the stack is loaded anew when a request names another.
public final class TalkJob {
    private final Path base;
    private final PrintStream out;
    private final BlockingQueue<TalkRequest> waiting = new LinkedBlockingQueue<>();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private List<String> stack = List.of();
    private @Nullable Speaker model;

    private TalkJob(Path base, PrintStream out) {
        this.base = base;
        this.out = out;
    }

    public static void run(Path base, InputStream in, PrintStream out) throws InterruptedException {
        new TalkJob(base, out).run(in);
    }

    private void run(InputStream in) throws InterruptedException {
        try {
            model = Speaker.open(base, List.of());
        } catch (IOException | RuntimeException e) {
            say(new TalkReply.Refused("", Sentences.of(e)));
            return;
        }
        say(new TalkReply.Ready(base.toString()));
        var ears = Thread.ofPlatform().daemon().name("requests").start(() -> listen(in));
        while (ears.isAlive() || !waiting.isEmpty()) {
            var request = waiting.poll(200, java.util.concurrent.TimeUnit.MILLISECONDS);
            if (request != null) {
                answer(request);
            }
        }
        close();
    }

    private void close() {
        var held = model;
        model = null;
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                say(new TalkReply.Refused("", Sentences.of(e)));
            }
        }
    }

    private void listen(InputStream in) {
        try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            say(new TalkReply.Refused("", Sentences.of(e)));
        }
    }

    private void take(String line) {
        try {
            var request = Json.MAPPER.readValue(line, TalkRequest.class);
            if (request.cancel()) {
                cancelled.add(request.id());
            } else {
                waiting.add(request);
            }
        } catch (RuntimeException e) {
            say(new TalkReply.Refused("", "A request could not be read: " + Sentences.of(e)));
        }
    }

    private void answer(TalkRequest request) {
        long start = System.nanoTime();
        try {
            var loaded = loaded(request.adapters());
            var turns = request.messages();
            var prompt = request.prompt();
            if (turns == null && prompt == null) {
                throw new WorkerException("Ask something: the request has neither prompt nor messages.");
            }
            int[] ids = turns == null
                    ? loaded.text().tokenizer().encode(String.valueOf(prompt), true)
                    : StateSubject.prompt(loaded.text(), turns);
            var sampling = new Sampling(
                    request.maxNewTokens(),
                    request.temperature(),
                    request.topK(),
                    request.topP(),
                    request.minP(),
                    request.repetitionPenalty(),
                    request.seed(),
                    request.stop(),
                    Set.of());
            var answer = loaded.answer(
                    ids,
                    turns == null
                            ? sampling
                            : sampling.stoppingAt(loaded.text().ends().stops()),
                    piece -> say(new TalkReply.Piece(request.id(), piece)),
                    () -> cancelled.contains(request.id()));
            say(new TalkReply.Done(
                    request.id(),
                    answer.text(),
                    answer.tokens(),
                    (System.nanoTime() - start) / 1e9,
                    answer.stoppedByItself()));
        } catch (IOException | RuntimeException e) {
            say(new TalkReply.Refused(request.id(), Sentences.of(e)));
        } finally {
            cancelled.remove(request.id());
        }
    }

    private Speaker loaded(List<String> adapters) throws IOException {
        var held = model;
        if (held != null && adapters.equals(stack)) {
            return held;
        }
        close();
        var fresh = Speaker.open(base, adapters.stream().map(Path::of).toList());
        model = fresh;
        stack = List.copyOf(adapters);
        return fresh;
    }

    private void say(TalkReply reply) {
        synchronized (out) {
            out.println(Json.MAPPER.writerFor(TalkReply.class).writeValueAsString(reply));
            out.flush();
        }
    }
}
