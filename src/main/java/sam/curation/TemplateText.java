package sam.curation;

import java.util.List;
import java.util.function.Consumer;
import sam.rows.Message;

/// How a conversation reaches the model: its chat template's text, cut into what is only read and what is trained.
@FunctionalInterface
public interface TemplateText {
    record Piece(String text, boolean trained) {}

    /// Hands the pieces over when they are known, at once or later, on the thread that asks; where another
    /// conversation was asked for in the meantime, never.
    void show(List<Message> messages, Consumer<List<Piece>> shown);
}
