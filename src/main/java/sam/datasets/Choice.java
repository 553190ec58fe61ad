package sam.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.intake.CollectOrder;
import sam.intake.ImportException;
import sam.library.Tier;

/// Which parts of a data set are meant.
record Choice(SetName name, Layout layout, Map<String, Viewer.Size> sizes, CollectOrder order) {
    private static final int SHOWN = 12;
    private static final int USUAL_TEMPLATES = 20;

    /// The parts to read, one after the other. What the name leaves open and the set does not decide is an
    /// [ImportException] that lists what there is.
    List<Part> parts() {
        if (SetName.ALL.equals(name.config())) {
            return sample();
        }
        var config = config();
        return List.of(part(config, split(config)));
    }

    private String config() {
        var configs = layout.parts().keySet();
        var asked = name.config();
        if (asked != null) {
            if (configs.contains(asked)) {
                return asked;
            }
            // hf:ORG/NAME#test names a split where there is one config
            if (configs.size() == 1 && name.split() == null && splits(only()).containsKey(asked)) {
                return only();
            }
            throw new ImportException(Plain.text("%s has no part “%s”. It has %s.", name.id(), asked, listed()));
        }
        if (configs.size() == 1) {
            return only();
        }
        if (configs.contains("default")) {
            return "default";
        }
        throw new ImportException(Plain.text(
                "%s has %,d parts: %s. Name one, for example %s.",
                name.id(), configs.size(), listed(), name.with(only(), split(only()))));
    }

    private String only() {
        return layout.parts().keySet().iterator().next();
    }

    private Map<String, ?> splits(String config) {
        return layout.parts().getOrDefault(config, Map.of());
    }

    private String split(String config) {
        var splits = splits(config).keySet();
        var asked = name.split() == null && !config.equals(name.config()) && name.config() != null
                ? name.config()
                : name.split();
        if (asked != null) {
            if (!splits.contains(asked)) {
                throw new ImportException(Plain.text(
                        "%s has no “%s” in “%s”, but %s.", name.id(), asked, config, String.join(", ", splits)));
            }
            requireNoTest(asked);
            return asked;
        }
        if (splits.contains("train")) {
            return "train";
        }
        if (splits.size() == 1) {
            var one = splits.iterator().next();
            requireNoTest(one);
            return one;
        }
        throw new ImportException(Plain.text(
                "%s has no “train” in “%s”, but %s. Name one, for example %s.",
                name.id(),
                config,
                String.join(", ", splits),
                name.with(config, splits.iterator().next())));
    }

    /// What measures is never trained on.
    private void requireNoTest(String split) {
        if (order.tier() != Tier.RETRIEVE_ONLY
                && split.matches("(?i)(.*[^a-z])?(test|testing|eval|evaluation)([^a-z].*)?")) {
            throw new ImportException(Plain.text(
                    "“%s” of %s is there to measure with, and is never trained on. Take “train”.", split, name.id()));
        }
    }

    private List<Part> sample() {
        var split = name.split() == null ? "train" : name.split();
        requireNoTest(split);
        var configs = layout.parts().entrySet().stream()
                .filter(entry -> entry.getValue().containsKey(split))
                .map(Map.Entry::getKey)
                .filter(config -> !config.endsWith("_score_eval"))
                .sorted()
                .toList();
        if (configs.isEmpty()) {
            throw new ImportException(Plain.text("%s has no “%s” in any of its parts.", name.id(), split));
        }
        int templates = number("templates", USUAL_TEMPLATES);
        var some = new ArrayList<Part>();
        for (var config :
                new Draw(order.seed()).order(configs, "configs").subList(0, Math.min(templates, configs.size()))) {
            some.add(part(config, split));
        }
        return some;
    }

    int number(String option, int usual) {
        var told = order.options().get(option);
        try {
            return told == null ? usual : Math.max(1, Integer.parseInt(told.strip()));
        } catch (NumberFormatException e) {
            throw new ImportException(Plain.text("“%s” of %s is no number.", told, option), e);
        }
    }

    private Part part(String config, String split) {
        var files = java.util.Objects.requireNonNull(
                layout.parts().getOrDefault(config, Map.of()).get(split));
        Viewer.@Nullable Size size = sizes.get(config + "/" + split);
        return new Part(config, split, files, size == null ? -1 : size.rows());
    }

    private String listed() {
        var all = layout.parts().entrySet().stream()
                .flatMap(entry -> entry.getValue().keySet().stream().map(split -> part(entry.getKey(), split)))
                .toList();
        return all.stream().limit(SHOWN).map(Part::words).collect(Collectors.joining(", "))
                + (all.size() > SHOWN ? Plain.text(" and %,d more", all.size() - SHOWN) : "");
    }
}
