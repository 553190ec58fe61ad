package sam.intake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.catalogue.Catalogue;
import sam.catalogue.Entry;
import sam.durable.Plain;
import sam.library.Tier;

/// All that collects, by the first word of its addresses; and what a person's words for a source mean.
public final class Collectors {
    private final Map<String, Collector> byScheme = new LinkedHashMap<>();

    public Collectors(List<Collector> all) {
        all.forEach(collector -> byScheme.put(collector.scheme(), collector));
    }

    /// A source as it was understood: who collects it, its whole address, and what the catalogue knows of it.
    public record Understood(
            Collector collector, String address, @Nullable Entry entry) {
        /// What follows the scheme.
        public String rest() {
            return address.substring(address.indexOf(':') + 1);
        }

        /// Whether everything of it is only retrieved from.
        public boolean isRetrieved() {
            return entry != null && entry.tier() == Tier.RETRIEVE_ONLY;
        }
    }

    /// Reads the id of a source of the catalogue, or an address such as `hf:ORG/NAME`.
    public Understood understand(String source, Catalogue catalogue) {
        var text = source.strip();
        Optional<Entry> entry = catalogue.find(text);
        var address = text;
        if (entry.isPresent()) {
            address = entry.get().address();
            if (address == null || entry.get().asks()) {
                throw new ImportException(Plain.text(
                        "%s needs to know of what: %s",
                        entry.get().title(),
                        address == null ? "import its files, or write them on its page." : "write " + address + "."));
            }
        } else {
            entry = catalogue.at(text);
        }
        int colon = address.indexOf(':');
        var collector = colon < 0 ? null : byScheme.get(address.substring(0, colon));
        if (collector == null) {
            throw new ImportException(Plain.text(
                    "“%s” is no source. Give an id that sam sources lists, or an address: %s.",
                    text,
                    String.join(
                            ", ",
                            byScheme.keySet().stream()
                                    .map(scheme -> scheme + ":…")
                                    .toList())));
        }
        if (address.length() == colon + 1) {
            throw new ImportException(Plain.text("Say what to collect after “%s”.", address));
        }
        return new Understood(collector, address, entry.orElse(null));
    }
}
