package sam.training;

import java.util.Map;

/// Everything a run needs to go on as if it had never stopped, beside its data, base and order.
record Checkpoint(long step, long numTokens, float[] parameters, float[] first, float[] second, Identity identity) {
    /// What a run is made of, as SHA-256: a resumed run must find all of it unchanged. `engine` names the versions.
    record Identity(String data, String settings, String base, Map<String, String> adapters, String engine) {
        Identity {
            adapters = Map.copyOf(adapters);
        }
    }

    /// The small half, as `state.json`.
    record State(int format, long step, long numTokens, Identity identity) {}
}
