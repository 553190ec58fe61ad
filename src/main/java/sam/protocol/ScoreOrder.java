package sam.protocol;

import java.util.List;

/// Write log-probabilities of the completions of a file's rows under a model and its stack, a line for a line, to
/// `out`.
public record ScoreOrder(String model, List<String> adapters, String data, String out) implements JobOrder {
    public ScoreOrder {
        adapters = List.copyOf(adapters);
    }
}
