package sam.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import sam.adapters.AdapterFolder;
import sam.durable.Hashes;
import sam.engine.EngineOptions;
import sam.engine.Kernels;
import sam.engine.LoadedModel;
import sam.protocol.TrainOrder;
import sam.torch.TorchRuntime;

/// What the reference of a pair depends on besides the pair, as one SHA-256: every byte of the model and of the
/// adapters below, the chat template, and how the engine computes. The number of threads is left out: it moves the
/// last digits, as the neighbours in a batch do, and nothing else.
final class ReferenceKey {
    /// Raised when the way a pair is scored changes its digits and no kernel shows it.
    private static final String SCORING = "reference 1";

    private ReferenceKey() {}

    static String of(TrainOrder order, LoadedModel model, EngineOptions engine) throws IOException {
        var digest = Hashes.sha256();
        for (var part : new String[] {
            SCORING,
            TorchRuntime.start().version(),
            TorchRuntime.start().device(),
            engine.toString(),
            Kernels.source(model.config(), engine.precision(), null),
            model.folder().templateSource().orElse("none"),
            BaseFingerprint.whole(Path.of(order.model()))
        }) {
            take(digest, part);
        }
        for (var adapter : order.adapters()) {
            var folder = Path.of(adapter);
            take(digest, Hashes.sha256(AdapterFolder.weights(folder)));
            take(digest, Files.readString(AdapterFolder.config(folder)));
        }
        return java.util.HexFormat.of().formatHex(digest.digest());
    }

    /// With its length before it, so that no two lists of parts read alike.
    private static void take(java.security.MessageDigest digest, String part) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(java.nio.ByteBuffer.allocate(Integer.BYTES)
                .putInt(0, bytes.length)
                .array());
        digest.update(bytes);
    }
}
