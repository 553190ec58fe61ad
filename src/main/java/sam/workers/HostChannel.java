package sam.workers;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.durable.UserCache;
import sam.processes.ChildJvm;
import sam.protocol.HostQuestion;
import sam.protocol.HostReply;
import tools.jackson.core.JacksonException;

/// One living host process: questions in, replies out, a line of JSON each. It ends when this program ends, for its
/// input ends then.
final class HostChannel {
    private static final Logger LOG = LoggerFactory.getLogger(HostChannel.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Process process;
    private final BufferedWriter questions;

    private HostChannel(Process process) {
        this.process = process;
        this.questions = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /// Starts a host. `replies` and then, once, `end` are called on a thread of this class; `end` gets the exit
    /// status.
    static HostChannel start(Consumer<HostReply> replies, Consumer<Integer> end) throws IOException {
        var process = ChildJvm.withVectors("512m")
                .process("host")
                .redirectError(log())
                .start();
        var channel = new HostChannel(process);
        Thread.ofVirtual().name("host").start(() -> channel.listen(replies, end));
        return channel;
    }

    void send(HostQuestion question) throws IOException {
        synchronized (questions) {
            questions.write(Json.MAPPER.writerFor(HostQuestion.class).writeValueAsString(question));
            questions.newLine();
            questions.flush();
        }
    }

    /// Ends the process; the answer is complete when its memory is free.
    CompletableFuture<Process> stop() {
        process.destroy();
        CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(process::destroyForcibly);
        return process.onExit();
    }

    boolean lives() {
        return process.isAlive();
    }

    private void listen(Consumer<HostReply> replies, Consumer<Integer> end) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line, replies);
            }
        } catch (IOException e) {
            LOG.info("The model host's output broke off.", e);
        }
        try {
            end.accept(process.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void hear(String line, Consumer<HostReply> replies) {
        try {
            replies.accept(Json.MAPPER.readValue(line, HostReply.class));
        } catch (JacksonException e) {
            LOG.warn("The model host said something that is no reply: {}", line);
        }
    }

    /// The last host's own words, for whoever looks for why it ended.
    private static ProcessBuilder.Redirect log() {
        var file = UserCache.folder().resolve("host.log");
        try {
            Files.createDirectories(AtomicFiles.parent(file));
            Files.write(file, new byte[0]);
            return ProcessBuilder.Redirect.appendTo(file.toFile());
        } catch (IOException e) {
            return ProcessBuilder.Redirect.DISCARD;
        }
    }
}
