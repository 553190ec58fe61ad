package sam.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What keeps a model from being fetched. The message says what is so, and never holds a token or a signed address;
/// what can be done about it is a fact, which the window and the command line word in their own ways.
public final class HubException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What the person can do about it.
    public enum Way {
        /// The message says it itself.
        SAID,
        /// Ask again, now or later: what is there already is not fetched twice.
        AGAIN,
        /// Put the model in another folder.
        OTHER_FOLDER,
        /// Name one of the [#files].
        NAME_A_FILE,
        /// Take another model, for example one that suits.
        OTHER_MODEL
    }

    private final Way way;
    private final transient List<String> files;

    public HubException(String sentence) {
        this(sentence, Way.SAID);
    }

    public HubException(String sentence, Throwable cause) {
        this(sentence, Way.SAID, List.of(), cause);
    }

    public HubException(String what, Way way) {
        this(what, way, List.of(), null);
    }

    public HubException(String what, Way way, List<String> files, @Nullable Throwable cause) {
        super(what, cause);
        this.way = way;
        this.files = List.copyOf(files);
    }

    public Way way() {
        return way;
    }

    /// The files one of which must be named; empty for every other way.
    public List<String> files() {
        return files;
    }
}
