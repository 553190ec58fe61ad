package sam.library;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.rows.Message;
import tools.jackson.core.JsonGenerator;

/// How an example lies in the library: a kind, a JSON text and a hash of what it says.
final class ExampleJson {
    static final int HASH_BYTES = 16;

    private ExampleJson() {}

    static String kind(Example example) {
        return switch (example) {
            case Example.Chat _ -> "chat";
            case Example.Reasoned _ -> "reasoned";
            case Example.Preference _ -> "preference";
            case Example.Diff _ -> "diff";
            case Example.Document _ -> "document";
        };
    }

    static String write(Example example) {
        var text = new java.io.StringWriter();
        try (var json = Json.MAPPER.createGenerator(text)) {
            json.writeStartObject();
            switch (example) {
                case Example.Chat chat -> {
                    messages(json, "messages", chat.messages());
                    optional(json, "tools", chat.tools());
                }
                case Example.Reasoned reasoned -> {
                    messages(json, "prompt", reasoned.prompt());
                    json.writeStringProperty("reasoning", reasoned.reasoning());
                    json.writeStringProperty("answer", reasoned.answer());
                }
                case Example.Preference pair -> {
                    messages(json, "prompt", pair.prompt());
                    json.writeStringProperty("chosen", pair.chosen());
                    json.writeStringProperty("rejected", pair.rejected());
                    optional(json, "tools", pair.tools());
                }
                case Example.Diff diff -> {
                    json.writeStringProperty("request", diff.request());
                    json.writeStringProperty("before", diff.before());
                    json.writeStringProperty("diff", diff.diff());
                }
                case Example.Document document -> {
                    json.writeStringProperty("title", document.title());
                    json.writeStringProperty("text", document.text());
                }
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    static Example read(String kind, String json) {
        Class<? extends Example> type = switch (kind) {
            case "chat" -> Example.Chat.class;
            case "reasoned" -> Example.Reasoned.class;
            case "preference" -> Example.Preference.class;
            case "diff" -> Example.Diff.class;
            case "document" -> Example.Document.class;
            default -> throw new IllegalStateException("unknown kind " + kind);
        };
        return Json.MAPPER.readValue(json, type);
    }

    /// Equal for two examples of one phase and kind that say the same, whatever their line ends, outer blanks and
    /// Unicode composition. `salt` keeps rows apart that must never be taken for one another.
    static byte[] hash(int phase, Example example, String salt) {
        var digest = Hashes.sha256();
        feed(digest, phase + kind(example) + salt);
        switch (example) {
            case Example.Chat chat -> {
                feed(digest, chat.messages());
                feed(digest, 'T', chat.tools());
            }
            case Example.Reasoned reasoned -> {
                feed(digest, reasoned.prompt());
                feed(digest, reasoned.reasoning());
                feed(digest, reasoned.answer());
            }
            case Example.Preference pair -> {
                feed(digest, pair.prompt());
                feed(digest, pair.chosen());
                feed(digest, pair.rejected());
                feed(digest, 'T', pair.tools());
            }
            case Example.Diff _, Example.Document _ -> example.texts().forEach(text -> feed(digest, text));
        }
        return Arrays.copyOf(digest.digest(), HASH_BYTES);
    }

    private static void feed(MessageDigest digest, List<Message> messages) {
        for (var message : messages) {
            digest.update((byte) ('a' + message.role().ordinal()));
            feed(digest, message.content());
            feed(digest, 'R', message.reasoning());
            for (var call : message.toolCalls()) {
                feed(digest, 'C', call.name());
                feed(digest, 'A', call.arguments());
                feed(digest, 'I', call.id());
            }
            feed(digest, 'I', message.toolCallId());
            feed(digest, 'N', message.name());
            feed(digest, 'W', message.weight() == null ? null : message.weight().toString());
        }
    }

    /// What a row may carry besides its texts: nothing is fed where it carries none, as before there was such a thing.
    private static void feed(MessageDigest digest, char mark, @Nullable String text) {
        if (text != null) {
            digest.update((byte) mark);
            feed(digest, text);
        }
    }

    private static void feed(MessageDigest digest, String text) {
        var stripped = text.strip();
        if (stripped.indexOf('\r') >= 0) {
            stripped = stripped.replace("\r\n", "\n");
        }
        var bytes = stripped.getBytes(StandardCharsets.UTF_8);
        if (mayCompose(bytes)) {
            bytes = Normalizer.normalize(stripped, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
        }
        digest.update(bytes);
        // no UTF-8 text holds this byte, so two neighbours can never be cut differently
        digest.update((byte) 0xff);
    }

    /// Text below U+0300, the first combining mark, is composed already; its UTF-8 has no byte from 0xCC on.
    private static boolean mayCompose(byte[] utf8) {
        for (byte b : utf8) {
            if (b < 0 && (b & 0xff) >= 0xcc) {
                return true;
            }
        }
        return false;
    }

    private static void messages(JsonGenerator json, String name, List<Message> messages) {
        json.writeArrayPropertyStart(name);
        for (var message : messages) {
            json.writeStartObject();
            json.writeStringProperty("role", message.role().text());
            json.writeStringProperty("content", message.content());
            optional(json, "reasoning_content", message.reasoning());
            if (!message.toolCalls().isEmpty()) {
                json.writeArrayPropertyStart("tool_calls");
                for (var call : message.toolCalls()) {
                    json.writeStartObject();
                    optional(json, "id", call.id());
                    json.writeStringProperty("name", call.name());
                    optional(json, "arguments", call.arguments());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            optional(json, "tool_call_id", message.toolCallId());
            optional(json, "name", message.name());
            if (message.weight() != null) {
                json.writeNumberProperty("weight", message.weight());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void optional(JsonGenerator json, String name, @Nullable String text) {
        if (text != null) {
            json.writeStringProperty(name, text);
        }
    }
}
