package sam.intake;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sam.library.Tier;

/// What is to be collected. What the person leaves open (null) the collector finds out.
///
/// - `address`: what follows the scheme, such as `ORG/NAME` of `hf:ORG/NAME`.
/// - `limit`: at most so many new rows, or null for all.
/// - `seed`: draws samples; the same seed draws the same ones.
/// - `agreed`: the person takes everything a list offers.
/// - `desk`: a folder of this source alone for what is fetched and not yet read, and for what is remembered.
/// - `options`: what this kind of source takes besides, by name.
public record CollectOrder(
        String address,
        @Nullable Long limit,
        long seed,
        @Nullable Tier tier,
        @Nullable String licence,
        @Nullable Integer phase,
        @Nullable String name,
        boolean agreed,
        Path desk,
        Map<String, String> options) {
    public CollectOrder {
        options = Map.copyOf(options);
    }
}
