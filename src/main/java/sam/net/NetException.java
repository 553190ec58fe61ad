package sam.net;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What keeps a service from answering, as a sentence that holds no secret and no signed address.
public final class NetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What kind of trouble it is.
    public enum Kind {
        /// No connection, after every try.
        OFFLINE,
        /// The service takes no more requests until [#until].
        QUOTA,
        /// It answers with a status that is no success; [#status] tells which.
        REFUSED,
        /// It answers with something that it never answers.
        STRANGE
    }

    private final Kind kind;
    private final int status;
    private final @Nullable Instant until;
    private final String said;

    private NetException(
            Kind kind, String sentence, int status, @Nullable Instant until, String said, @Nullable Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
        this.status = status;
        this.until = until;
        this.said = said;
    }

    public static NetException offline(String sentence, Throwable cause) {
        return new NetException(Kind.OFFLINE, sentence, 0, null, "", cause);
    }

    public static NetException quota(String sentence, Instant until) {
        return new NetException(Kind.QUOTA, sentence, 429, until, "", null);
    }

    public static NetException refused(String sentence, int status) {
        return refused(sentence, status, "");
    }

    /// - `said`: the answer's own text, for whoever understands this service; it is no part of the sentence.
    public static NetException refused(String sentence, int status, String said) {
        return new NetException(Kind.REFUSED, sentence, status, null, said, null);
    }

    public static NetException strange(String sentence, @Nullable Throwable cause) {
        return new NetException(Kind.STRANGE, sentence, 0, null, "", cause);
    }

    public Kind kind() {
        return kind;
    }

    /// The HTTP status, or 0 where there was none.
    public int status() {
        return status;
    }

    /// The text that came with a refusal, or empty.
    public String said() {
        return said;
    }

    /// When the service takes requests again, where it says so.
    public @Nullable Instant until() {
        return until;
    }
}
