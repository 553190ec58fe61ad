package sam.curation;

import java.util.List;
import sam.rows.Message;

/// How a conversation reaches the model: its chat template's text, cut into what is only read and what is trained.
@FunctionalInterface
public interface ModelText {
    record Piece(String text, boolean trained) {}

    List<Piece> of(List<Message> messages);
}
