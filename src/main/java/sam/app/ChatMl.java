package sam.app;

import java.util.ArrayList;
import java.util.List;
import sam.curation.ModelText;
import sam.library.Message;

/// The ChatML form of a conversation, the template of the bundled base: every assistant turn and its end is trained.
final class ChatMl implements ModelText {
    @Override
    public List<Piece> of(List<Message> messages) {
        var pieces = new ArrayList<Piece>();
        for (var message : messages) {
            boolean trained = message.role() == Message.Role.ASSISTANT;
            pieces.add(new Piece("<|im_start|>" + message.role().text() + "\n", false));
            pieces.add(new Piece(message.content() + "<|im_end|>", trained));
            pieces.add(new Piece("\n", false));
        }
        return pieces;
    }
}
