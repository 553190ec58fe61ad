package sam.catalogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import sam.durable.Json;
import sam.durable.Plain;
import tools.jackson.core.JacksonException;

/// All sources a person can choose from: those that come with the program, and those a project adds in a file of its
/// own, `sources.json`, which may also put one of ours right.
public record Catalogue(List<Target> targets, List<Entry> sources) {
    /// A project's own sources, beside `project.json`.
    public static final String OWN = "sources.json";

    private static final Catalogue OURS = read();

    @JsonCreator
    public Catalogue {
        targets = targets == null ? List.of() : List.copyOf(targets);
        sources = sources == null ? List.of() : List.copyOf(sources);
    }

    /// The sources that come with the program.
    public static Catalogue ours() {
        return OURS;
    }

    /// Ours and those of a project's folder. A file that cannot be read is a [CatalogueException].
    public static Catalogue of(Path project) {
        var file = project.resolve(OWN);
        if (!Files.exists(file)) {
            return OURS;
        }
        try {
            return OURS.with(Json.MAPPER.readValue(Files.readAllBytes(file), Catalogue.class));
        } catch (IOException | JacksonException e) {
            throw new CatalogueException(
                    Plain.text(
                            "%s is no list of sources (%s). Write it as {\"sources\": [{\"id\": …, \"title\": …,"
                                    + " \"address\": …, \"tier\": 1, \"phase\": 1, \"licence\": …}]}.",
                            file,
                            String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
                    e);
        }
    }

    /// These and others; of two with one id the other counts.
    Catalogue with(Catalogue other) {
        var all = new LinkedHashMap<String, Entry>();
        sources.forEach(entry -> all.put(entry.id(), entry));
        other.sources.forEach(entry -> all.put(entry.id(), entry));
        var aims = new LinkedHashMap<String, Target>();
        targets.forEach(target -> aims.put(target.id(), target));
        other.targets.forEach(target -> aims.put(target.id(), target));
        return new Catalogue(List.copyOf(aims.values()), List.copyOf(all.values()));
    }

    public Optional<Entry> find(String id) {
        return sources.stream()
                .filter(entry -> entry.id().equalsIgnoreCase(id.strip()))
                .findFirst();
    }

    /// The entry that is collected from an address.
    public Optional<Entry> at(String address) {
        return sources.stream().filter(entry -> address.equals(entry.address())).findFirst();
    }

    /// The entry a file seems to belong to, by the key of its format and its name. A file of one's own in a known
    /// format is none: its name does not say so.
    public Optional<Entry> match(String format, String fileName) {
        var name = fileName.toLowerCase(java.util.Locale.ROOT);
        return sources.stream()
                .filter(entry -> entry.matches().formats().contains(format))
                .filter(entry -> entry.matches().files().stream().anyMatch(name::contains))
                .findFirst();
    }

    public List<Target> targets(int phase) {
        return targets.stream().filter(target -> target.phase() == phase).toList();
    }

    private static Catalogue read() {
        try (InputStream in = Catalogue.class.getResourceAsStream("/sam/catalogue/catalogue.json")) {
            var catalogue = Json.MAPPER.readValue(Objects.requireNonNull(in).readAllBytes(), Catalogue.class);
            var ids = new HashSet<String>();
            for (var entry : catalogue.sources) {
                if (!ids.add(entry.id())) {
                    throw new IllegalStateException("twice in the catalogue: " + entry.id());
                }
            }
            return catalogue;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Entries by tier, in the order of the tiers.
    public Map<sam.library.Tier, List<Entry>> byTier() {
        var all = new LinkedHashMap<sam.library.Tier, List<Entry>>();
        for (var tier : sam.library.Tier.values()) {
            all.put(tier, sources.stream().filter(entry -> entry.tier() == tier).toList());
        }
        return all;
    }
}
