package sam.llm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sam.durable.Json;
import sam.llm.gguf.GgufFile;
import sam.llm.template.Template;
import sam.llm.template.TemplateException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Turns a conversation into the text a model was taught to read, by the template that lies beside its weights.
public final class ChatTemplate {
    private final Template template;
    private final Map<String, String> specials;

    private ChatTemplate(Template template, Map<String, String> specials) {
        this.template = template;
        this.specials = specials;
    }

    /// One turn of a conversation: `role` is system, user or assistant.
    public record Turn(String role, String content) {}

    /// Parses a template; `specials` are `bos_token`, `eos_token` and the others.
    public static ChatTemplate of(String source, Map<String, String> specials) {
        try {
            return new ChatTemplate(Template.parse(source), Map.copyOf(specials));
        } catch (TemplateException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The template of a model folder: `chat_template.jinja`, or `chat_template` in `tokenizer_config.json` as one
    /// text or as a list with one named "default"; or what a GGUF file carries.
    public static Optional<String> source(Path folder) throws IOException {
        if (GgufFile.isGguf(folder)) {
            return GgufFile.open(folder).template();
        }
        var own = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(own)) {
            return Optional.of(Files.readString(own));
        }
        var config = folder.resolve("tokenizer_config.json");
        if (!Files.isRegularFile(config)) {
            return Optional.empty();
        }
        JsonNode found;
        try {
            found = Json.MAPPER.readTree(Files.readAllBytes(config)).path("chat_template");
        } catch (JacksonException e) {
            throw new ModelException("%s is not readable JSON. Download the model again.".formatted(config), e);
        }
        if (found.isString()) {
            return Optional.of(found.asString());
        }
        for (var entry : found) {
            if (entry.path("name").asString("").equals("default")) {
                return Optional.of(entry.path("template").asString(""));
            }
        }
        return Optional.empty();
    }

    /// The conversation as text. With `generationPrompt`, the opening of the assistant's next turn is added.
    public String render(List<Turn> turns, boolean generationPrompt) {
        var variables = new LinkedHashMap<String, Object>(specials);
        variables.put(
                "messages",
                turns.stream()
                        .map(turn -> {
                            var message = new LinkedHashMap<String, Object>();
                            message.put("role", turn.role());
                            message.put("content", turn.content());
                            return message;
                        })
                        .toList());
        variables.put("add_generation_prompt", generationPrompt);
        try {
            return template.render(variables);
        } catch (TemplateException e) {
            throw new ModelException(e.getMessage() + " Change the conversation or choose another model.", e);
        }
    }
}
