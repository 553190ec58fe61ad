package sam.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import sam.durable.Json;

/// A model that a machine of 8 GB can be the home of, and what it costs.
///
/// `parameters` follows from the model's published shape; `downloadBytes` is that times two bytes, plus a head that is
/// stored although it is tied; `family` is the `model_type` of its `config.json`. `trainingBytes` is the memory the
/// trainer expects to need with streamed weights on a machine of 8 GB, rank 16 on all linears, rows to 512 tokens.
public record SuitedBase(
        String id,
        String family,
        long parameters,
        long downloadBytes,
        long trainingBytes,
        String licence,
        boolean gated,
        String note) {
    /// What the trainer takes of 8 GB unless told otherwise.
    public static final long BUDGET_BYTES = 8_000_000_000L / 3 * 2;

    public static final int RANK = 16;
    public static final int TOKENS = 512;

    private static final double Q4_0_BYTES = 18.0 / 32;

    /// Bytes of its weights in GGUF's q4_0: blocks of 32 weights in 18 bytes.
    public long fourBitBytes() {
        return (long) (parameters * Q4_0_BYTES);
    }

    /// All of them, smallest first.
    public static List<SuitedBase> all() {
        try (InputStream table = Objects.requireNonNull(SuitedBase.class.getResourceAsStream("bases.json"))) {
            return List.of(Json.MAPPER.readValue(table.readAllBytes(), SuitedBase[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
