package sam.protocol;

import org.jspecify.annotations.Nullable;

/// Write the whole stack of the run at `run`, its own layer on top. `to` is a folder to be made, or a .gguf file;
/// `type` names how a whole model's matrices are stored, and counts for that form alone.
public record ExportOrder(String run, Form form, Stored type, String to) implements JobOrder {
    /// The forms a stack is handed on in.
    public enum Form {
        PEFT,
        GGUF_ADAPTER,
        GGUF
    }

    /// How matrices are stored.
    public enum Stored {
        Q4_0,
        Q8_0,
        F16,
        F32
    }

    /// What was made. `drift` compares a whole model with base and stack in float32.
    public record Made(
            String place, int rank, long bytes, @Nullable Drift drift) {}

    /// How far a written model says other things than what it was made from, over a text of so many tokens:
    /// `meanKl` in nats, `maxLogit` the largest difference of a logit, `sameChoice` the share of positions where
    /// both find the same token likeliest.
    public record Drift(int tokens, double meanKl, double maxLogit, double sameChoice) {}
}
