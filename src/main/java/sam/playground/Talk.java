package sam.playground;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import sam.durable.Json;
import sam.processes.ChildJvm;
import sam.protocol.TalkReply;
import sam.protocol.TalkRequest;
import sam.workers.RunException;

/// A worker that answers: its own JVM holding one base, spoken to in JSON lines over its standard streams. It ends
/// with the window, and its death is a refused answer, never the window's.
public final class Talk implements Voice {
    private final Process process;
    private final BufferedWriter requests;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private record Pending(CompletableFuture<TalkReply.Done> done, Consumer<String> pieces) {}

    public Talk(Path model) throws IOException {
        process = ChildJvm.withVectors("512m")
                .process("talk", "--model", model.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread.ofVirtual().name("talk").start(this::listen);
    }

    /// Completes when the worker has loaded its model.
    public CompletableFuture<String> ready() {
        return ready;
    }

    /// Asks for an answer; `pieces` gets the text as it is made, on a thread of this class. A refusal completes
    /// exceptionally with a sentence.
    @Override
    public CompletableFuture<TalkReply.Done> answer(TalkRequest request, Consumer<String> pieces) {
        var done = new CompletableFuture<TalkReply.Done>();
        pending.put(request.id(), new Pending(done, pieces));
        if (!process.isAlive()) {
            endAll();
        } else {
            send(request);
        }
        return done;
    }

    /// Stops an answer; what was made so far completes it.
    @Override
    public void cancel(String id) {
        if (pending.containsKey(id)) {
            send(new TalkRequest(id, List.of(), null, null, 0, 0, 1, 0, true));
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    private synchronized void send(TalkRequest request) {
        try {
            requests.write(Json.line(request));
            requests.newLine();
            requests.flush();
        } catch (IOException e) {
            endAll();
        }
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(Json.MAPPER.readValue(line, TalkReply.class));
            }
        } catch (IOException e) {
            // The stream breaks when the worker dies; every open answer is refused below.
        }
        endAll();
    }

    private void hear(TalkReply reply) {
        switch (reply) {
            case TalkReply.Ready(var model) -> ready.complete(model);
            case TalkReply.Piece(var id, var text) -> {
                var open = pending.get(id);
                if (open != null) {
                    open.pieces().accept(text);
                }
            }
            case TalkReply.Done done -> {
                var open = pending.remove(done.id());
                if (open != null) {
                    open.done().complete(done);
                }
            }
            case TalkReply.Refused(var id, var sentence) -> {
                var open = pending.remove(id);
                if (open != null) {
                    open.done().completeExceptionally(new RunException(sentence));
                } else {
                    ready.completeExceptionally(new RunException(sentence));
                }
            }
        }
    }

    private void endAll() {
        var sentence = new RunException("The model's process has ended. Ask again to start a new one.");
        ready.completeExceptionally(sentence);
        for (var id : List.copyOf(pending.keySet())) {
            var open = pending.remove(id);
            if (open != null) {
                open.done().completeExceptionally(sentence);
            }
        }
    }
}
