package sam.adapters;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import sam.durable.Plain;
import sam.model.Group;
import sam.model.ModelConfig;
import sam.model.ModelFolder;
import sam.model.files.ModelException;
import sam.protocol.PlacePattern;

/// Where a LoRA sits and how large it is: ΔW = scale · B · A on each target of its layers.
///
/// `scale` is alpha / rank, or alpha / √rank where `rslora` says so (Kalajdzievski 2023). `layers` counts from 0;
/// empty means every layer. `rankPattern` and `alphaPattern` are PEFT's: the first pattern that fits a place's name
/// gives it a rank or alpha of its own. `places` are where it sits when that is not all targets of all its layers;
/// empty where it is.
public record LoraShape(
        int rank,
        double scale,
        List<String> targets,
        double dropout,
        List<Integer> layers,
        boolean rslora,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern,
        SortedSet<Adapter.Place> places) {
    public LoraShape {
        layers = layers.stream().distinct().sorted().toList();
        targets = ModelConfig.ALL_LINEARS.stream().filter(targets::contains).toList();
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        places = Collections.unmodifiableSortedSet(new TreeSet<>(places));
    }

    /// On all targets of all its layers.
    public LoraShape(
            int rank,
            double scale,
            List<String> targets,
            double dropout,
            List<Integer> layers,
            boolean rslora,
            Map<String, Integer> rankPattern,
            Map<String, Double> alphaPattern) {
        this(rank, scale, targets, dropout, layers, rslora, rankPattern, alphaPattern, Collections.emptySortedSet());
    }

    /// With one rank and one alpha everywhere.
    public LoraShape(
            int rank, double scale, List<String> targets, double dropout, List<Integer> layers, boolean rslora) {
        this(rank, scale, targets, dropout, layers, rslora, Map.of(), Map.of());
    }

    /// On every layer, scaled by alpha / rank.
    public LoraShape(int rank, double scale, List<String> targets, double dropout) {
        this(rank, scale, targets, dropout, List.of(), false);
    }

    /// Where an adapter of a model sits.
    public static LoraShape of(Adapter adapter, ModelConfig config) {
        return of(adapter, config, false);
    }

    /// The same, counting its alphas as `rslora` says. Places of another rank or scale are named one by one.
    public static LoraShape of(Adapter adapter, ModelConfig config, boolean rslora) {
        var present = adapter.layers().keySet().stream()
                .map(Adapter.Place::layer)
                .distinct()
                .toList();
        var layers = present.size() == config.layers() ? List.<Integer>of() : present;
        var ranks = new LinkedHashMap<String, Integer>();
        var alphas = new LinkedHashMap<String, Double>();
        double alpha = alpha(adapter.rank(), adapter.scale(), rslora);
        adapter.layers().forEach((place, matrices) -> {
            var name = ModelFolder.linear(place.layer(), place.linear());
            if (matrices.rank() != adapter.rank()) {
                ranks.put(name, matrices.rank());
            }
            double own = alpha(matrices.rank(), matrices.scale(), rslora);
            if (Math.abs(own - alpha) > 1e-9 * alpha) {
                alphas.put(name, own);
            }
        });
        boolean even =
                adapter.layers().size() == present.size() * adapter.targets().size();
        return new LoraShape(
                adapter.rank(),
                adapter.scale(),
                adapter.targets(),
                0,
                layers,
                rslora,
                ranks,
                alphas,
                even
                        ? Collections.emptySortedSet()
                        : new TreeSet<>(adapter.layers().keySet()));
    }

    /// Whether it sits on a linear of a layer.
    public boolean sitsOn(int layer, String linear) {
        return places.isEmpty()
                ? targets.contains(linear) && (layers.isEmpty() || layers.contains(layer))
                : places.contains(new Adapter.Place(layer, linear));
    }

    /// Whether every layer it sits on has the same targets, ranks and scales.
    public boolean isEven() {
        return rankPattern.isEmpty() && alphaPattern.isEmpty() && places.isEmpty();
    }

    /// The same with another dropout.
    public LoraShape dropping(double share) {
        return new LoraShape(rank, scale, targets, share, layers, rslora, rankPattern, alphaPattern, places);
    }

    /// PEFT's `lora_alpha` of this scale.
    public double alpha() {
        return alpha(rank, scale, rslora);
    }

    private static double alpha(int rank, double scale, boolean rslora) {
        return scale * (rslora ? Math.sqrt(rank) : rank);
    }

    /// The rank of one place.
    public int rank(int layer, String linear) {
        return rankPattern.isEmpty() ? rank : own(rankPattern, layer, linear, rank);
    }

    /// The scale of one place.
    public double scale(int layer, String linear) {
        if (rankPattern.isEmpty() && alphaPattern.isEmpty()) {
            return scale;
        }
        int own = rank(layer, linear);
        double alpha = own(alphaPattern, layer, linear, alpha());
        return alpha / (rslora ? Math.sqrt(own) : own);
    }

    /// The patterns that fit no place of a model's.
    public List<String> idlePatterns(ModelConfig config) {
        var idle = new ArrayList<String>();
        for (var pattern : Stream.concat(rankPattern.keySet().stream(), alphaPattern.keySet().stream())
                .distinct()
                .toList()) {
            if (slots(config).stream()
                    .noneMatch(slot -> readable(
                            () -> PlacePattern.fits(pattern, ModelFolder.linear(slot.layer(), slot.linear()))))) {
                idle.add(pattern);
            }
        }
        return idle;
    }

    private static <T> T own(Map<String, T> patterns, int layer, String linear, T usual) {
        return readable(() -> PlacePattern.find(patterns, layer, linear).orElse(usual));
    }

    private static <T> T readable(Supplier<T> answer) {
        try {
            return answer.get();
        } catch (PlacePattern.BadPattern e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Whether it is as large as another in every place of a model.
    public boolean isAsLarge(LoraShape other, ModelConfig config) {
        return slots(config).equals(other.slots(config))
                && slots(config).stream()
                        .allMatch(slot ->
                                Math.abs(scale(slot.layer(), slot.linear()) - other.scale(slot.layer(), slot.linear()))
                                        <= 1e-9 * scale(slot.layer(), slot.linear()));
    }

    /// A matrix of the flat parameter vector: A is [rank, in], B is [out, rank].
    public record Slot(int layer, String linear, boolean isA, int rows, int columns, long offset) {
        /// The name PEFT gives the matrix in `adapter_model.safetensors`.
        public String peftName() {
            return Plain.text("base_model.model.%s.lora_%s.weight", ModelFolder.linear(layer, linear), isA ? "A" : "B");
        }

        public int size() {
            return rows * columns;
        }
    }

    /// The same as it answers when nothing is dropped.
    public LoraShape withoutDropout() {
        return dropping(0);
    }

    /// Every matrix, layer by layer; within a layer by the groups of linears that read the same input, the A's of a
    /// group before its B's: the order in the flat vector, in which a group's A's are one matrix.
    public List<Slot> slots(ModelConfig config) {
        var slots = new ArrayList<Slot>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (var group : Group.values()) {
                int here = layer;
                var linears = group.linears(config).stream()
                        .filter(linear -> sitsOn(here, linear))
                        .toList();
                for (var linear : linears) {
                    slots.add(new Slot(layer, linear, true, rank(layer, linear), config.in(linear), end(slots)));
                }
                for (var linear : linears) {
                    slots.add(new Slot(layer, linear, false, config.out(linear), rank(layer, linear), end(slots)));
                }
            }
        }
        return List.copyOf(slots);
    }

    private static long end(List<Slot> slots) {
        return slots.isEmpty() ? 0 : slots.getLast().offset() + slots.getLast().size();
    }

    /// How many numbers are trained.
    public long parameters(ModelConfig config) {
        return slots(config).stream().mapToLong(Slot::size).sum();
    }
}
