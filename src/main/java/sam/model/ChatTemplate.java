package sam.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.jinja.Rendering;
import sam.jinja.Template;
import sam.jinja.TemplateException;
import sam.model.files.ModelException;
import sam.rows.Message;

/// Turns a conversation into the text a model was taught to read, by the template that lies beside its weights.
public final class ChatTemplate {
    private static final List<String> THOUGHTS = List.of("reasoning_content", "thinking", "reasoning");

    private final Template template;
    private final Map<String, String> specials;
    private final Clock clock;

    private ChatTemplate(Template template, Map<String, String> specials, Clock clock) {
        this.template = template;
        this.specials = specials;
        this.clock = clock;
    }

    /// One turn of a conversation: `role` is system, user, assistant or what else a template knows; `more` are the
    /// message's other fields (`reasoning_content`, `tool_calls`, …) as plain values.
    ///
    /// A `content` among them stands for this one: null, in a turn that only calls tools.
    public record Turn(String role, String content, Map<String, ?> more) {
        public Turn(String role, String content) {
            this(role, content, Map.of());
        }

        /// A message with all it carries.
        public static Turn of(Message message) {
            return new Turn(message.role().text(), message.content(), PlainJson.more(message));
        }

        /// The same turn with another text.
        Turn saying(String other) {
            var rest = new LinkedHashMap<String, @Nullable Object>(more);
            rest.remove("content");
            return new Turn(role, other, rest);
        }
    }

    /// Parses a template; `specials` are `bos_token`, `eos_token` and the others.
    public static ChatTemplate of(String source, Map<String, String> specials) {
        try {
            return new ChatTemplate(Template.parse(source), Map.copyOf(specials), Clock.systemDefaultZone());
        } catch (TemplateException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The same template by another clock: some write the day's date.
    public ChatTemplate at(Clock other) {
        return new ChatTemplate(template, specials, other);
    }

    /// The template of a model folder: `chat_template.jinja`, or `chat_template` in `tokenizer_config.json` as one
    /// text or as a list with one named "default"; or what a GGUF file carries.
    public static Optional<String> source(Path folder) throws IOException {
        if (GgufFile.isGguf(folder)) {
            return GgufFile.open(folder).template();
        }
        var own = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(own)) {
            return Optional.of(ModelJson.text(own));
        }
        var config = folder.resolve("tokenizer_config.json");
        if (!Files.isRegularFile(config)) {
            return Optional.empty();
        }
        var found = ModelJson.read(config).path("chat_template");
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

    /// The special tokens of a model folder by name (`bos_token`, `eos_token` and the others): a text each, or an
    /// object with its `content`.
    public static Map<String, String> specials(Path folder) throws IOException {
        var result = new LinkedHashMap<String, String>();
        for (var name : List.of("special_tokens_map.json", "tokenizer_config.json")) {
            var file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                continue;
            }
            for (var entry : ModelJson.read(file).properties()) {
                var value = entry.getValue();
                var text = value.isObject() ? value.path("content") : value;
                if (entry.getKey().endsWith("_token") && text.isString()) {
                    result.put(entry.getKey(), text.asString());
                }
            }
        }
        return Map.copyOf(result);
    }

    /// The conversation as text. With `generationPrompt`, the opening of the assistant's next turn is added.
    public String render(List<Turn> turns, boolean generationPrompt) {
        return rendering(turns, generationPrompt, Map.of()).text();
    }

    /// The conversation as text, with the places the template itself marks as the assistant's; `variables` are what
    /// else it may ask for (`tools`, `enable_thinking`, …) as plain values.
    public Rendering rendering(List<Turn> turns, boolean generationPrompt, Map<String, ?> variables) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        // absent and none are not the same to a template: transformers always passes these
        all.put("tools", null);
        all.put("documents", null);
        all.putAll(specials);
        all.putAll(variables);
        all.put("messages", turns.stream().map(ChatTemplate::message).toList());
        all.put("add_generation_prompt", generationPrompt);
        try {
            return template.render(all, clock);
        } catch (TemplateException e) {
            throw new ModelException(e.getMessage() + " Change the conversation or choose another model.", e);
        }
    }

    /// The conversation as text, with every place where the assistant speaks, its end token included: what the
    /// template marks itself, or what is found by asking it. `ends` are the texts of the tokens that end a turn.
    public Rendering spoken(List<Turn> turns, Map<String, ?> variables, Collection<String> ends) {
        return SpokenSpans.of(this, turns, variables, ends);
    }

    private static Map<String, @Nullable Object> message(Turn turn) {
        var message = new LinkedHashMap<String, @Nullable Object>();
        message.put("role", turn.role());
        message.put("content", turn.content());
        message.putAll(turn.more());
        // transformers passes a thought under each name templates read
        var thought =
                THOUGHTS.stream().map(message::get).filter(Objects::nonNull).findFirst();
        thought.ifPresent(text -> {
            message.putIfAbsent("thinking", text);
            message.put("reasoning_content", text);
        });
        return message;
    }

    /// Whether the template itself marks what the assistant says, with `{% generation %}`.
    public boolean marksAssistant() {
        return template.marksGenerations();
    }
}
