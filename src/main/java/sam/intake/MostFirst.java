package sam.intake;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts for a report: the most frequent first, equal ones by name.
final class MostFirst {
    private MostFirst() {}

    static Map<String, Long> of(Map<String, Long> counts) {
        var sorted = new LinkedHashMap<String, Long>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
