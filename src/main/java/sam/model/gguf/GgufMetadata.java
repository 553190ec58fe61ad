package sam.model.gguf;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sam.durable.Plain;

/// A GGUF file's metadata by key; a value of another kind than wanted is refused in a sentence.
public record GgufMetadata(Path path, Map<String, GgufValue> values) {
    public GgufMetadata {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    public Optional<String> text(String key) {
        return switch (values.get(key)) {
            case null -> Optional.empty();
            case GgufValue.Text(var text) -> Optional.of(text);
            default -> throw other(key, "a text");
        };
    }

    public List<String> texts(String key) {
        return switch (values.get(key)) {
            case null -> List.of();
            case GgufValue.Texts(var texts) -> texts;
            default -> throw other(key, "a list of texts");
        };
    }

    public long whole(String key, long otherwise) {
        return switch (values.get(key)) {
            case null -> otherwise;
            case GgufValue.Whole whole -> whole.value();
            default -> throw other(key, "a whole number");
        };
    }

    /// Whole numbers; none when the key is missing.
    public long[] wholes(String key) {
        return switch (values.get(key)) {
            case null -> new long[0];
            case GgufValue.Wholes wholes -> wholes.values();
            default -> throw other(key, "a list of whole numbers");
        };
    }

    public double real(String key, double otherwise) {
        return switch (values.get(key)) {
            case null -> otherwise;
            case GgufValue.Real real -> real.value();
            case GgufValue.Whole whole -> whole.value();
            default -> throw other(key, "a number");
        };
    }

    public double[] reals(String key) {
        return switch (values.get(key)) {
            case null -> new double[0];
            case GgufValue.Reals reals -> reals.values();
            default -> throw other(key, "a list of numbers");
        };
    }

    public boolean flag(String key, boolean otherwise) {
        return switch (values.get(key)) {
            case null -> otherwise;
            case GgufValue.Flag(boolean value) -> value;
            default -> throw other(key, "true or false");
        };
    }

    private GgufException other(String key, String wanted) {
        return new GgufException(Plain.text("%s is damaged: its %s is not %s. Download it again.", path, key, wanted));
    }
}
