package sam.convert;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import sam.durable.Plain;
import sam.model.Gemma3;
import sam.model.LayerKind;
import sam.model.Mlp;
import sam.model.ModelConfig;
import sam.model.ModelFamily;
import sam.model.Rope;
import sam.model.files.ModelException;
import sam.model.gguf.GgufValue;
import sam.model.gguf.GgufValue.Kind;

/// Positions and windows of a folder's layers under the keys of a GGUF file; what llama.cpp has no word for, and does
/// not take for granted either, is refused.
final class FolderLayers {
    private static final int SMOLLM3_INTERVAL = 4;

    private final Path folder;
    private final ModelConfig model;
    private final String architecture;
    private final Map<String, GgufValue> values = new LinkedHashMap<>();

    private FolderLayers(Path folder, ModelConfig model, String architecture) {
        this.folder = folder;
        this.model = model;
        this.architecture = architecture;
    }

    static Map<String, GgufValue> of(Path folder, ModelConfig model, String architecture) {
        return new FolderLayers(folder, model, architecture).build();
    }

    private Map<String, GgufValue> build() {
        var rope = model.mainRope();
        real("rope.freq_base", rope.theta());
        if (rope.scaling() instanceof Rope.Linear(double factor)) {
            values.put(architecture + ".rope.scaling.type", new GgufValue.Text("linear"));
            real("rope.scaling.factor", factor);
        }
        if (rope.scaling() instanceof Rope.LongRope stretch) {
            if (model.family() != ModelFamily.PHI3) {
                throw refused("stretches its positions by \"longrope\" without being a Phi-3");
            }
            whole("rope.scaling.original_context_length", stretch.original());
            real("rope.scaling.attn_factor", stretch.magnitude());
        }
        switch (model.family()) {
            case GEMMA3 -> gemma3();
            case SMOLLM3 -> {
                everyFourth();
                alike(false);
            }
            case MISTRAL -> alike(true);
            case PHI3 -> {
                if (model.attention().queryWidth() != model.hidden()) {
                    throw refused("has heads that are together not as wide as its layers");
                }
                alike(true);
                // llama.cpp's converter writes it even where there is none
                whole("attention.sliding_window", window());
            }
            default -> alike(false);
        }
        return values;
    }

    private int window() {
        return model.layerKinds().getFirst().window();
    }

    /// All layers turn alike and have the same window, which llama.cpp has a word for in few architectures.
    private void alike(boolean windowed) {
        for (var kind : model.layerKinds()) {
            if (kind.window() != window() || kind.window() > 0 && !windowed) {
                throw refused("has a sliding window in some of its layers");
            }
            if (kind.rope() != null && !kind.rope().equals(model.mainRope())) {
                throw refused("has positions of several kinds");
            }
        }
        if (window() > 0) {
            whole("attention.sliding_window", window());
        }
    }

    /// llama.cpp takes it for granted that every fourth layer of a SmolLM3 goes without positions.
    private void everyFourth() {
        for (int layer = 0; layer < model.layers(); layer++) {
            boolean turned = (layer + 1) % SMOLLM3_INTERVAL != 0;
            if (turned != (model.layerKinds().get(layer).rope() != null)) {
                throw refused("has positions in other layers than a SmolLM3 of llama.cpp");
            }
        }
    }

    /// All layers but every so many-th have a window, and positions of their own.
    private void gemma3() {
        takenForGranted();
        var kinds = model.layerKinds();
        var open = new LayerKind(0, model.mainRope());
        var local = kinds.stream().filter(kind -> kind.window() > 0).findFirst().orElse(open);
        int interval = interval();
        for (int layer = 0; layer < kinds.size(); layer++) {
            if (!kinds.get(layer).equals(Gemma3.local(layer, interval) ? local : open)) {
                throw refused("has windows, or positions, in no regular order of layers");
            }
        }
        var rope = local.rope();
        if (local.window() == 0 || rope == null) {
            return;
        }
        if (rope.scaling() != null) {
            throw refused("stretches the positions of layers with a window");
        }
        whole("attention.sliding_window", local.window());
        if (interval != Gemma3.INTERVAL) {
            whole("attention.sliding_window_pattern", interval);
        }
        if (rope.theta() != Gemma3.LOCAL_THETA) {
            real("rope.freq_base_swa", rope.theta());
        }
    }

    /// The number of the first layer without a window, counted from 1; 0 where there is none though there could be.
    private int interval() {
        return IntStream.range(0, model.layers())
                        .filter(layer -> model.layerKinds().get(layer).window() == 0)
                        .findFirst()
                        .orElse(model.layers() < Gemma3.INTERVAL ? Gemma3.INTERVAL - 1 : -1)
                + 1;
    }

    private void takenForGranted() {
        int divisor = Gemma3.divisor(model.layers(), model.hidden(), model.heads(), model.headDim());
        if (Math.abs(model.attention().scale() * Math.sqrt(divisor) - 1) > 1e-6) {
            throw refused(Plain.text("has another query_pre_attn_scalar than %d", divisor));
        }
        if (model.mlp().activation() != Mlp.Activation.GELU_TANH
                || model.attention().qkvBias()) {
            throw refused("has biases or an activation that are not Gemma 3's");
        }
        if (model.mainRope().scaling() instanceof Rope.Llama3) {
            throw refused("stretches its positions by \"llama3\"");
        }
    }

    private void whole(String key, int value) {
        values.put(architecture + "." + key, new GgufValue.Whole(Kind.UINT32, value));
    }

    private void real(String key, double value) {
        values.put(architecture + "." + key, new GgufValue.Real(Kind.FLOAT32, value));
    }

    private ModelException refused(String what) {
        return new ModelException(Plain.text("The model in %s %s, which GGUF cannot say.", folder, what));
    }
}
