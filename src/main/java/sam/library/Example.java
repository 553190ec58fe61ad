package sam.library;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.rows.Message;

/// One thing a model can learn from.
public sealed interface Example {
    /// The words a row is known by in lists: the last question or request, or the title.
    String opening();

    /// Every text of the example, in reading order.
    List<String> texts();

    /// A conversation that ends with an answer. `tools` is the JSON list of what the assistant may call.
    record Chat(List<Message> messages, @Nullable String tools) implements Example {
        @JsonCreator
        public Chat {
            messages = List.copyOf(messages);
        }

        public Chat(List<Message> messages) {
            this(messages, null);
        }

        @Override
        public String opening() {
            return lastQuestion(messages);
        }

        @Override
        public List<String> texts() {
            return messages.stream()
                    .flatMap(message -> message.texts().stream())
                    .toList();
        }

        /// All but the answer.
        public List<Message> prompt() {
            return messages.subList(0, Math.max(0, messages.size() - 1));
        }

        public String answer() {
            return messages.isEmpty() ? "" : messages.getLast().content();
        }
    }

    /// A question with worked steps and a final answer, kept apart so that the trainer can choose the form.
    record Reasoned(List<Message> prompt, String reasoning, String answer) implements Example {
        public Reasoned {
            prompt = List.copyOf(prompt);
        }

        @Override
        public String opening() {
            return lastQuestion(prompt);
        }

        @Override
        public List<String> texts() {
            return withPrompt(prompt, reasoning, answer);
        }

        /// What the assistant says: the steps, an empty line, and the answer, as a sentence when it is a bare number or
        /// word, so that a model learns one way to end.
        public String spoken() {
            if (answer.isBlank()) {
                return reasoning;
            }
            boolean bare = answer.strip().chars().noneMatch(Character::isWhitespace);
            var said = bare ? Plain.text("The answer is %s.", answer.strip().replaceFirst("\\.$", "")) : answer;
            return reasoning.isBlank() ? said : reasoning + "\n\n" + said;
        }
    }

    /// Two answers to one prompt, the better first. `tools` is the JSON list of what the assistant may call.
    record Preference(
            List<Message> prompt,
            String chosen,
            String rejected,
            @Nullable String tools) implements Example {
        @JsonCreator
        public Preference {
            prompt = List.copyOf(prompt);
        }

        public Preference(List<Message> prompt, String chosen, String rejected) {
            this(prompt, chosen, rejected, null);
        }

        @Override
        public String opening() {
            return lastQuestion(prompt);
        }

        @Override
        public List<String> texts() {
            return withPrompt(prompt, chosen, rejected);
        }

        public Preference swapped() {
            return new Preference(prompt, rejected, chosen, tools);
        }
    }

    /// A change to code with the request that led to it.
    record Diff(String request, String before, String diff) implements Example {
        @Override
        public String opening() {
            return request;
        }

        @Override
        public List<String> texts() {
            return List.of(request, before, diff);
        }
    }

    /// A text for retrieval; never trained on.
    record Document(String title, String text) implements Example {
        @Override
        public String opening() {
            return title;
        }

        @Override
        public List<String> texts() {
            return List.of(title, text);
        }
    }

    private static String lastQuestion(List<Message> messages) {
        for (var message : messages.reversed()) {
            if (message.role() == Message.Role.USER) {
                return message.content();
            }
        }
        return messages.isEmpty() ? "" : messages.getFirst().content();
    }

    private static List<String> withPrompt(List<Message> prompt, String first, String second) {
        var texts = new ArrayList<String>();
        prompt.forEach(message -> texts.addAll(message.texts()));
        texts.add(first);
        texts.add(second);
        return texts;
    }
}
