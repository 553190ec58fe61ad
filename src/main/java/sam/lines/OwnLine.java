package sam.lines;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.library.Example;
import sam.rows.Message;

/// A line as it is written: the opening it answers, SAM's draft if there was one, and the row of the library it changes
/// if it is no new one.
record OwnLine(
        String question,
        String answer,
        @Nullable String opening,
        @Nullable Draft draft,
        @Nullable Long row) {
    static final OwnLine BLANK = new OwnLine("", "", null, null, null);

    /// What SAM would have said to a question, and which state of it.
    record Draft(String question, String maker, String text) {}

    /// Whether nothing is written that could be lost.
    boolean isBlank() {
        return question.isBlank() && answer.isBlank();
    }

    boolean isWhole() {
        return !question.isBlank() && !answer.isBlank();
    }

    boolean says(OwnLine other) {
        return question.strip().equals(other.question.strip()) && answer.strip().equals(other.answer.strip());
    }

    /// The draft that the answer was made from, as long as the question is the one it answers.
    Optional<Draft> answeredDraft() {
        return Optional.ofNullable(draft).filter(from -> from.question().equals(question.strip()));
    }

    /// What is before the answer, with a persona card as system prompt unless it is blank.
    List<Message> prompt(String card) {
        var prompt = new ArrayList<Message>();
        if (!card.isBlank()) {
            prompt.add(new Message(Message.Role.SYSTEM, card));
        }
        prompt.add(Message.user(question.strip()));
        return prompt;
    }

    Example.Chat example(String card) {
        var messages = prompt(card);
        messages.add(Message.assistant(answer.strip()));
        return new Example.Chat(messages);
    }

    /// The line a row holds; none where it is another kind of conversation.
    static Optional<OwnLine> of(Example example, @Nullable String opening, @Nullable Long row) {
        if (!(example instanceof Example.Chat chat) || chat.tools() != null) {
            return Optional.empty();
        }
        var messages = chat.messages();
        int from = !messages.isEmpty() && messages.getFirst().role() == Message.Role.SYSTEM ? 1 : 0;
        boolean plain = messages.size() == from + 2
                && messages.get(from).equals(Message.user(messages.get(from).content()))
                && messages.getLast().equals(Message.assistant(chat.answer()));
        return plain
                ? Optional.of(new OwnLine(messages.get(from).content(), chat.answer(), opening, null, row))
                : Optional.empty();
    }

    /// The system prompt of a row, empty where it has none.
    static String system(Example example) {
        return example instanceof Example.Chat chat
                        && !chat.messages().isEmpty()
                        && chat.messages().getFirst().role() == Message.Role.SYSTEM
                ? chat.messages().getFirst().content()
                : "";
    }

    int words() {
        return answer.isBlank() ? 0 : answer.strip().split("\\s+").length;
    }
}
