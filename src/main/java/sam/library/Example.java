package sam.library;

import java.util.List;

/// One thing a model can learn from.
public sealed interface Example {
    /// A conversation that ends with an answer.
    record Chat(List<Message> messages) implements Example {
        public Chat {
            messages = List.copyOf(messages);
        }
    }

    /// A question with worked steps and a final answer, kept apart so that the trainer can choose the form.
    record Reasoned(List<Message> prompt, String reasoning, String answer) implements Example {
        public Reasoned {
            prompt = List.copyOf(prompt);
        }
    }

    /// Two answers to one prompt, the better first. `decided` is false while nobody has said which is better.
    record Preference(List<Message> prompt, String chosen, String rejected) implements Example {
        public Preference {
            prompt = List.copyOf(prompt);
        }
    }

    /// A change to code with the request that led to it.
    record Diff(String request, String before, String diff) implements Example {}

    /// A text for retrieval; never trained on.
    record Document(String title, String text) implements Example {}
}
