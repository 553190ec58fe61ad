package sam.model.tokens;

import java.util.ArrayList;
import java.util.List;

/// Text that grows token by token: a piece is given out only when it can no longer change, so never half a UTF-8
/// character, and joined pieces are the whole text.
public final class GrowingText {
    private static final char REPLACEMENT = '\uFFFD';

    private final Tokenizer tokenizer;
    private final List<Integer> ids = new ArrayList<>();
    private final StringBuilder given = new StringBuilder();
    private int settled;
    private int read;

    public GrowingText(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// Adds a token; answers what can be shown now, often nothing.
    public String add(int id) {
        ids.add(id);
        var piece = unsettled();
        if (piece.isEmpty() || piece.charAt(piece.length() - 1) == REPLACEMENT) {
            return "";
        }
        settled = read;
        read = ids.size();
        given.append(piece);
        return piece;
    }

    /// What was held back, once nothing follows.
    public String rest() {
        var piece = unsettled();
        read = ids.size();
        settled = read;
        given.append(piece);
        return piece;
    }

    /// Everything given out.
    public String whole() {
        return given.toString();
    }

    public int tokens() {
        return ids.size();
    }

    /// The text of the tokens after `read`, decoded with those before them: decoders look back, over a leading blank
    /// for example.
    private String unsettled() {
        var before = decode(settled, read);
        var all = decode(settled, ids.size());
        return all.length() > before.length() ? all.substring(before.length()) : "";
    }

    private String decode(int from, int to) {
        return tokenizer.decode(
                ids.subList(from, to).stream().mapToInt(id -> id).toArray(), true);
    }
}
