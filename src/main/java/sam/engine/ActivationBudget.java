package sam.engine;

/// How much a training pass holds at once: the upper `keptLayers` layers keep all that their backward pass reads, the
/// others only their input; about `tokensPerCall` tokens go through together; of logits about `logitBytes` exist at
/// once.
public record ActivationBudget(int keptLayers, int tokensPerCall, long logitBytes) {}
