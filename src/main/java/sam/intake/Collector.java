package sam.intake;

import java.io.IOException;

/// Brings the rows of one kind of source from where they are. It asks and makes rows; the [Door] keeps them.
public interface Collector {
    /// The first word of the addresses it understands, before the colon: `hf`, `github`.
    String scheme();

    /// Brings rows until there are no more or the door is closed. What keeps it from that is an [ImportException] with
    /// a sentence for the person, or a [sam.net.NetException]; rows already handed over stay.
    void collect(CollectOrder order, Door door) throws IOException, InterruptedException;
}
