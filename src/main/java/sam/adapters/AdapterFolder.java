package sam.adapters;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import sam.adapters.Adapter.Matrices;
import sam.adapters.Adapter.Place;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.durable.Plain;
import sam.model.ModelConfig;
import sam.model.ModelFolder;
import sam.model.files.ModelException;
import sam.model.files.SafetensorsFile;
import sam.model.files.SafetensorsWriter;
import sam.model.files.SafetensorsWriter.FloatTensor;
import tools.jackson.databind.node.ObjectNode;

/// PEFT adapter folders: `adapter_config.json` and `adapter_model.safetensors`, read strictly and written whole.
public final class AdapterFolder {
    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final Pattern NAME = Pattern.compile(
            "base_model\\.model\\.model\\.layers\\.(\\d{1,6})\\.(self_attn|mlp)\\.(\\w+)\\.lora_([AB])\\.weight");

    private AdapterFolder() {}

    /// The file with the adapter's numbers, whose SHA-256 names a finished run's adapter.
    public static Path weights(Path folder) {
        return folder.resolve(WEIGHTS);
    }

    /// The file that says what the numbers mean: scales above all.
    public static Path config(Path folder) {
        return folder.resolve(CONFIG);
    }

    /// Reads a plain LoRA that fits the model; anything else is refused with a sentence.
    public static Adapter read(Path folder, ModelConfig model) throws IOException {
        var config = PeftConfig.read(folder, present(folder, CONFIG));
        config.requireFits(model);
        var sizes = config.sizes();
        var a = new TreeMap<Place, FloatTensor>();
        var b = new TreeMap<Place, FloatTensor>();
        try (var file = SafetensorsFile.open(present(folder, WEIGHTS))) {
            for (var name : file.names()) {
                var parts = NAME.matcher(name);
                if (!parts.matches() || !ModelConfig.ALL_LINEARS.contains(parts.group(3))) {
                    throw PeftConfig.refused(folder, Plain.text("holds %s, which is no LoRA on a linear", name));
                }
                if (!model.linears().contains(parts.group(3))) {
                    throw config.otherBase(
                            model,
                            config.foreign(model).filter(parts.group(3)::equals).orElse(name));
                }
                var place = new Place(Integer.parseInt(parts.group(1)), parts.group(3));
                boolean isA = parts.group(4).equals("A");
                int own = sizes.rank(place.layer(), place.linear());
                var wanted = isA
                        ? List.of((long) own, (long) model.in(place.linear()))
                        : List.of((long) model.out(place.linear()), (long) own);
                if (place.layer() >= model.layers() || !file.shape(name).equals(wanted)) {
                    throw new ModelException(Plain.text(
                                    "The adapter in %s belongs to another base: %s has the shape %s, this model needs"
                                            + " %s. ",
                                    folder, name, file.shape(name), wanted)
                            + "Choose the base it was trained on.");
                }
                if (!config.sitsOn(place.layer(), place.linear())) {
                    throw config.elsewhere(name);
                }
                var values = file.floats(name);
                for (float value : values) {
                    if (!Float.isFinite(value)) {
                        throw PeftConfig.refused(folder, "holds something that is no number in " + name);
                    }
                }
                (isA ? a : b).put(place, new FloatTensor(values, wanted.getFirst(), wanted.getLast()));
            }
        }
        if (a.isEmpty() || !a.keySet().equals(b.keySet())) {
            throw PeftConfig.refused(folder, "is incomplete: some places have only one of A and B");
        }
        var layers = new TreeMap<Place, Matrices>();
        a.forEach((place, matrix) -> layers.put(
                place,
                new Matrices(
                        matrix,
                        java.util.Objects.requireNonNull(b.get(place)),
                        sizes.scale(place.layer(), place.linear()))));
        return new Adapter(sizes.rank(), sizes.scale(), layers);
    }

    /// Where an adapter sits, by the names in its file alone: no model is asked, no number read.
    public static SortedSet<Place> places(Path folder) throws IOException {
        var config = PeftConfig.read(folder, present(folder, CONFIG));
        var places = new TreeSet<Place>();
        try (var file = SafetensorsFile.open(present(folder, WEIGHTS))) {
            for (var name : file.names()) {
                var parts = NAME.matcher(name);
                if (parts.matches() && ModelConfig.ALL_LINEARS.contains(parts.group(3))) {
                    var place = new Place(Integer.parseInt(parts.group(1)), parts.group(3));
                    if (config.sitsOn(place.layer(), place.linear())) {
                        places.add(place);
                    }
                }
            }
        }
        return places;
    }

    /// Reads a stack of them, bottom first.
    public static List<Adapter> readAll(List<Path> folders, ModelConfig model) throws IOException {
        var stack = new ArrayList<Adapter>();
        for (var folder : folders) {
            stack.add(read(folder, model));
        }
        return List.copyOf(stack);
    }

    /// Writes the adapter beside `folder`, forces it, and renames it there; what was there is replaced.
    ///
    /// `base` is what `base_model_name_or_path` names; `shape` says where the adapter sits and how it was trained:
    /// PEFT's `use_rslora`, `layers_to_transform`, `rank_pattern` and `alpha_pattern`.
    public static void write(Path folder, Adapter adapter, String base, LoraShape shape) throws IOException {
        write(folder, adapter.tensors(), config(adapter.targets(), base, shape));
    }

    /// The same of the flat vector that is trained, without a copy of it; see `LoraShape.slots`.
    public static void write(Path folder, FloatBuffer flat, ModelConfig model, String base, LoraShape shape)
            throws IOException {
        var slots = new ArrayList<>(shape.slots(model));
        slots.sort(Comparator.comparing((LoraShape.Slot slot) -> new Place(slot.layer(), slot.linear()))
                .thenComparing(slot -> !slot.isA()));
        var tensors = new LinkedHashMap<String, SafetensorsWriter.Window>();
        for (var slot : slots) {
            tensors.put(slot.peftName(), new SafetensorsWriter.Window(window(flat, slot), slot.rows(), slot.columns()));
        }
        var targets = model.linears().stream()
                .filter(linear -> slots.stream().anyMatch(slot -> slot.linear().equals(linear)))
                .toList();
        write(folder, tensors, config(targets, base, shape));
    }

    /// Reads an adapter of this very shape into the flat vector, in native memory, that is trained. Whether its numbers
    /// are numbers is for `read` to say.
    public static void readInto(FloatBuffer flat, Path folder, ModelConfig model, LoraShape shape) throws IOException {
        try (var file = SafetensorsFile.open(present(folder, WEIGHTS))) {
            for (var slot : shape.slots(model)) {
                file.read(slot.peftName(), window(flat, slot));
            }
        }
    }

    private static FloatBuffer window(FloatBuffer flat, LoraShape.Slot slot) {
        return flat.slice(Math.toIntExact(slot.offset()), slot.size());
    }

    /// Copies a whole adapter, in the place of what was there.
    public static void copy(Path from, Path to) throws IOException {
        replace(to, temporary -> {
            for (var name : List.of(WEIGHTS, CONFIG)) {
                Files.copy(from.resolve(name), temporary.resolve(name));
                AtomicFiles.forceFile(temporary.resolve(name));
            }
        });
    }

    private static void write(Path folder, Map<String, ? extends SafetensorsWriter.Tensor> tensors, ObjectNode config)
            throws IOException {
        replace(folder, temporary -> {
            SafetensorsWriter.write(temporary.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
            Files.write(temporary.resolve(CONFIG), Json.pretty(config));
            AtomicFiles.forceFile(temporary.resolve(CONFIG));
        });
    }

    private interface Filler {
        void fill(Path temporary) throws IOException;
    }

    /// Fills a folder beside `folder`, forces it, and renames it there.
    private static void replace(Path folder, Filler filler) throws IOException {
        var temporary = AtomicFiles.sibling(folder);
        AtomicFiles.deleteTree(temporary);
        Files.createDirectories(temporary);
        try {
            filler.fill(temporary);
            AtomicFiles.forceFolder(temporary);
            AtomicFiles.deleteTree(folder);
            AtomicFiles.publish(temporary, folder);
        } finally {
            AtomicFiles.deleteTree(temporary);
        }
    }

    /// Some readers want a whole number here, and nearly every alpha is one.
    private static void alpha(ObjectNode config, String name, double alpha) {
        if (Math.abs(alpha - Math.rint(alpha)) < 1e-9) {
            config.put(name, Math.round(alpha));
        } else {
            config.put(name, alpha);
        }
    }

    private static ObjectNode config(List<String> on, String base, LoraShape shape) {
        var config = Json.MAPPER.createObjectNode();
        config.put("peft_type", "LORA");
        config.put("task_type", "CAUSAL_LM");
        config.put("base_model_name_or_path", base);
        config.put("r", shape.rank());
        alpha(config, "lora_alpha", shape.alpha());
        config.put("lora_dropout", shape.dropout());
        var targets = config.putArray("target_modules");
        // only some linears of some layers: PEFT takes whole names too
        var places = shape.places().stream()
                .map(place -> ModelFolder.linear(place.layer(), place.linear()))
                .toList();
        (places.isEmpty() ? on : places).forEach(targets::add);
        config.put("bias", "none");
        config.put("fan_in_fan_out", false);
        config.put("inference_mode", true);
        config.put("init_lora_weights", true);
        config.put("use_rslora", shape.rslora());
        config.put("use_dora", false);
        config.putNull("modules_to_save");
        if (shape.layers().isEmpty() || !places.isEmpty()) {
            config.putNull("layers_to_transform");
        } else {
            var layers = config.putArray("layers_to_transform");
            shape.layers().forEach(layers::add);
        }
        config.putNull("layers_pattern");
        var ranks = config.putObject("rank_pattern");
        shape.rankPattern().forEach(ranks::put);
        var alphas = config.putObject("alpha_pattern");
        shape.alphaPattern().forEach((name, alpha) -> alpha(alphas, name, alpha));
        config.putNull("revision");
        return config;
    }

    private static Path present(Path folder, String name) {
        var file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new ModelException(Plain.text("There is no %s in %s. Choose a PEFT adapter folder.", name, folder));
        }
        return file;
    }
}
