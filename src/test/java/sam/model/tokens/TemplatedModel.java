package sam.model.tokens;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sam.durable.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A small model with another family's chat template and special tokens, and one end token in its files.
public final class TemplatedModel {
    private static final Path PARITY = Path.of("assets/parity/model");
    private static final String PLAIN_END = "<|endoftext|>";

    private TemplatedModel() {}

    /// Chat templates that close a turn with something no file names: template, then the tokens it writes.
    public enum Family {
        GEMMA("""
            {{ bos_token }}{%- if messages[0]['role'] == 'system' -%}{%- set first = messages[0]['content'] + '

            ' -%}{%- set rest = messages[1:] -%}{%- else -%}{%- set first = '' -%}{%- set rest = messages -%}{%- endif -%}\
            {%- for message in rest -%}{%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}\
            {{ raise_exception('Conversation roles must alternate') }}{%- endif -%}\
            {{ '<start_of_turn>' + ('model' if message['role'] == 'assistant' else message['role']) + '
            ' + (first if loop.first else '') + message['content'] | trim + '<end_of_turn>
            ' }}{%- endfor -%}{%- if add_generation_prompt -%}{{ '<start_of_turn>model
            ' }}{%- endif -%}\
            """, "<end_of_turn>", List.of("<bos>", "<start_of_turn>", "<end_of_turn>")),
        LLAMA3(
                """
                {{ '<|begin_of_text|>' }}{% for message in messages %}{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>

                ' + message['content'] | trim + '<|eot_id|>' }}{% endfor %}\
                {% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>

                ' }}{% endif %}\
                """,
                "<|eot_id|>", List.of("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")),
        CHATML("""
            {% for message in messages %}{{ '<|im_start|>' + message['role'] + '
            ' + message['content'] + '<|im_end|>' + '
            ' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
            ' }}{% endif %}\
            """, "<|im_end|>", List.of("<|im_start|>", "<|im_end|>")),
        /// Over a base that has no such tokens: plain text closes the turn.
        CHATML_AS_TEXT("""
            {% for message in messages %}{{ '<im>' + message['role'] + '
            ' + message['content'] + '</im>' + '
            ' }}{% endfor %}{% if add_generation_prompt %}{{ '<im>assistant
            ' }}{% endif %}\
            """, "</im>", List.of()),
        PHI3("""
            {% for message in messages %}{{ '<|' + message['role'] + '|>
            ' + message['content'] + '<|end|>
            ' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>
            ' }}{% else %}{{ eos_token }}{% endif %}\
            """, "<|end|>", List.of("<|system|>", "<|user|>", "<|assistant|>", "<|end|>")),
        QWEN25("""
            {%- if messages[0]['role'] == 'system' %}{{ '<|im_start|>system
            ' + messages[0]['content'] + '<|im_end|>
            ' }}{%- else %}{{ '<|im_start|>system
            You are Small, made to help.<|im_end|>
            ' }}{%- endif %}{%- for message in messages %}{%- if message.role != 'system' or not loop.first %}\
            {{ '<|im_start|>' + message.role + '
            ' + message.content + '<|im_end|>' + '
            ' }}{%- endif %}{%- endfor %}{%- if add_generation_prompt %}{{ '<|im_start|>assistant
            ' }}{%- endif %}\
            """, "<|im_end|>", List.of("<|im_start|>", "<|im_end|>")),
        /// Opens the next turn and closes none.
        GLM("""
            {{ '[gMASK]' }}{% for message in messages %}{{ '<|' + message['role'] + '|>
            ' + message['content'] }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>
            ' }}{% endif %}\
            """, "<|user|>", List.of("<|system|>", "<|user|>", "<|assistant|>"));

        public final String template;
        public final String end;
        public final List<String> tokens;

        Family(String template, String end, List<String> tokens) {
            this.template = template;
            this.end = end;
            this.tokens = tokens;
        }
    }

    public static Path of(Family family, Path to) throws IOException {
        return of(family.template, family.tokens, to);
    }

    /// Special tokens take the places of the last words; the only end token the files name is `<|endoftext|>`.
    public static Path of(String template, List<String> tokens, Path to) throws IOException {
        Files.createDirectories(to);
        Files.copy(PARITY.resolve("model.safetensors"), to.resolve("model.safetensors"));
        var config = (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(PARITY.resolve("config.json")));
        config.put("eos_token_id", 0);
        Files.writeString(to.resolve("config.json"), config.toString());
        var names = Json.MAPPER.createObjectNode();
        names.put("eos_token", PLAIN_END).put("chat_template", template);
        if (tokens.contains("<bos>")) {
            names.put("bos_token", "<bos>");
        }
        if (tokens.contains("<|begin_of_text|>")) {
            names.put("bos_token", "<|begin_of_text|>");
        }
        Files.writeString(to.resolve("tokenizer_config.json"), names.toString());
        Files.writeString(to.resolve("tokenizer.json"), tokenizer(tokens).toString());
        return to;
    }

    private static ObjectNode tokenizer(List<String> tokens) throws IOException {
        var json = (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(PARITY.resolve("tokenizer.json")));
        var model = (ObjectNode) json.get("model");
        var vocabulary = (ObjectNode) model.get("vocab");
        var merges = (ArrayNode) model.get("merges");
        var added = (ArrayNode) json.get("added_tokens");
        // ChatML's tokens of the original make room: another family has none
        for (int i = added.size() - 1; i > 0; i--) {
            var old = added.remove(i);
            vocabulary.remove(old.get("content").asString());
            vocabulary.put("unused" + i, old.get("id").asInt());
        }
        int id = vocabulary.size() - 1;
        for (var token : tokens) {
            int own = id--;
            var word = vocabulary.properties().stream()
                    .filter(entry -> entry.getValue().asInt() == own)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
            vocabulary.remove(word);
            vocabulary.put(token, own);
            for (int i = merges.size() - 1; i >= 0; i--) {
                var merge = merges.get(i);
                if ((merge.get(0).asString() + merge.get(1).asString()).equals(word)) {
                    merges.remove(i);
                }
            }
            added.addObject()
                    .put("id", own)
                    .put("content", token)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        return json;
    }
}
