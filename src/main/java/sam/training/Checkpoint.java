package sam.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sam.adapters.AdapterFolder;
import sam.durable.Hashes;
import sam.durable.Plain;
import sam.protocol.TrainOrder;
import sam.torch.TorchRuntime;

/// Where a run stands: with its numbers, everything it needs to go on as if it had never stopped, beside its data, base
/// and order.
record Checkpoint(long step, long numTokens, TrainerState standing, Identity identity) {
    /// What a run is made of, as SHA-256: a resumed run must find all of it unchanged. `engine` names the versions.
    record Identity(String data, String settings, String base, Map<String, String> adapters, String engine) {
        Identity {
            adapters = Map.copyOf(adapters);
        }

        static Identity of(TrainOrder order) throws IOException {
            var adapters = new TreeMap<String, String>();
            int place = 0;
            for (var adapter : order.adapters()) {
                put(adapters, Plain.text("%03d", place++), Path.of(adapter));
            }
            if (order.init() != null) {
                put(adapters, "init", Path.of(order.init()));
            }
            return new Identity(
                    Hashes.sha256(Path.of(order.data())),
                    Hashes.sha256(order.objective().text() + order.settings().asText()),
                    BaseFingerprint.of(Path.of(order.model())),
                    adapters,
                    Plain.text(
                            "%s, %d threads",
                            TorchRuntime.start().version(), TorchRuntime.start().threads()));
        }

        private static void put(Map<String, String> adapters, String place, Path folder) throws IOException {
            adapters.put(place, Hashes.sha256(AdapterFolder.weights(folder)));
            adapters.put(place + "-config", Hashes.sha256(AdapterFolder.config(folder)));
        }

        /// Refuses to go on when something the numbers depend on is not what it was.
        void require(Identity is) {
            var changed = new ArrayList<String>();
            if (!data.equals(is.data())) {
                changed.add("data");
            }
            if (!settings.equals(is.settings())) {
                changed.add("settings");
            }
            if (!base.equals(is.base())) {
                changed.add("base model");
            }
            if (!adapters.equals(is.adapters())) {
                changed.add("adapters");
            }
            if (!changed.isEmpty()) {
                throw new TrainingException(
                        Plain.text(
                                "This run cannot be resumed: its %s changed since the checkpoint.",
                                String.join(" and ", changed)),
                        "Put back what it was, or start a new run.");
            }
        }
    }

    /// The small half, as `state.json`. One without a standing is of a run that had neither skips nor evaluations.
    record State(
            int format,
            long step,
            long numTokens,
            Identity identity,
            @Nullable TrainerState standing) {}
}
