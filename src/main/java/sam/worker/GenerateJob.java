package sam.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sam.decode.Sampling;
import sam.durable.Json;
import sam.durable.Plain;
import sam.protocol.ChatTurn;
import tools.jackson.core.JacksonException;

/// Continues a raw prompt or answers a conversation, once.
public final class GenerateJob {
    private GenerateJob() {}

    /// Exactly one of `prompt` (raw text) and `messages` (a file, through the chat template) is given.
    public record Request(
            Path model,
            List<Path> adapters,
            @Nullable String prompt,
            @Nullable Path messages,
            Sampling sampling) {}

    public record Result(String text, int tokens, boolean stoppedByItself) {}

    private record Conversation(@Nullable List<ChatTurn> messages) {}

    public static Result run(Request request, Consumer<String> pieces) throws IOException {
        try (var generator = TextGenerator.open(request.model(), request.adapters())) {
            var model = generator.text();
            int[] ids = request.messages() == null
                    ? model.tokenizer().encode(Objects.requireNonNull(request.prompt()), true)
                    : StateSubject.prompt(model, turns(request.messages()));
            var answer = generator.answer(
                    ids,
                    request.messages() == null
                            ? request.sampling()
                            : request.sampling().stoppingAt(model.ends().stops()),
                    pieces,
                    () -> Thread.currentThread().isInterrupted());
            return new Result(answer.text(), answer.tokens(), answer.stoppedByItself());
        }
    }

    /// A JSON list of messages, or an object that holds one under `messages`.
    private static List<ChatTurn> turns(Path file) throws IOException {
        try {
            var json = Json.MAPPER.readTree(Files.readAllBytes(file));
            if (json.isArray()) {
                return Arrays.asList(Json.MAPPER.treeToValue(json, ChatTurn[].class));
            }
            var found = Json.MAPPER.treeToValue(json, Conversation.class).messages();
            if (found != null) {
                return found;
            }
        } catch (JacksonException e) {
            throw new WorkerException(Plain.text(
                    "%s is not a readable list of messages: give a JSON list of {\"role\", \"content\"}.", file));
        }
        throw new WorkerException(Plain.text("%s holds no messages: give a list of {\"role\", \"content\"}.", file));
    }
}
