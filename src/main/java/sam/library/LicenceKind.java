package sam.library;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a licence asks of those who use a text, the least demanding first. Whoever knows nothing of a licence may
/// assume
/// nothing; stricter is only to know that nothing was allowed: what is trained on it stays private.
public enum LicenceKind {
    PUBLIC_DOMAIN,
    PERMISSIVE,
    ATTRIBUTION,
    SHARE_ALIKE,
    NON_COMMERCIAL,
    UNKNOWN,
    /// All rights reserved, and no permission given.
    RESERVED;

    private static final Set<String> FREE = Set.of("CC0", "PDDL", "PDM", "UNLICENSE", "UNLICENCE", "0BSD", "WTFPL");
    private static final Set<String> PERMITS = Set.of(
            "MIT", "MIT0", "APACHE", "APACHE2", "BSD", "ISC", "ZLIB", "BSL", "PSF", "PYTHON", "PERMISSIVE", "X11");
    private static final Set<String> SHARES =
            Set.of("SA", "SHAREALIKE", "ODBL", "GFDL", "FDL", "MPL", "EPL", "EUPL", "CDDL", "SHARING");

    /// Reads an SPDX identifier or expression, or a name as people write them. Of `A OR B` the milder counts, of
    /// `A AND B` the stricter.
    public static LicenceKind of(String licence) {
        var text = licence.strip().toUpperCase(Locale.ROOT).replaceAll("[()]", " ");
        var either = text.split("\\sOR\\s");
        if (either.length > 1) {
            return Arrays.stream(either)
                    .map(LicenceKind::of)
                    .min(Comparator.naturalOrder())
                    .orElse(UNKNOWN);
        }
        var both = text.split("\\sAND\\s");
        if (both.length > 1) {
            return Arrays.stream(both)
                    .map(LicenceKind::of)
                    .max(Comparator.naturalOrder())
                    .orElse(UNKNOWN);
        }
        return ofOne(text);
    }

    private static LicenceKind ofOne(String text) {
        switch (text) {
            case "OWN" -> {
                // the person's own words
                return PUBLIC_DOMAIN;
            }
            case "PERMISSION" -> {
                // given by the author, who is named
                return ATTRIBUTION;
            }
            default -> {}
        }
        var words = List.of(text.split("[^A-Z0-9]+"));
        var joined = String.join("", words);
        if (joined.contains("ALLRIGHTSRESERVED")) {
            return RESERVED;
        }
        if (joined.contains("NONCOMMERCIAL") || has(words, "NC", "ND") || joined.contains("RESEARCHONLY")) {
            return NON_COMMERCIAL;
        }
        if (words.stream().anyMatch(SHARES::contains) || words.stream().anyMatch(word -> word.matches("[AL]?GPL.*"))) {
            return SHARE_ALIKE;
        }
        if (words.stream().anyMatch(FREE::contains) || joined.contains("PUBLICDOMAIN")) {
            return PUBLIC_DOMAIN;
        }
        if (has(words, "BY", "ATTRIBUTION")) {
            return ATTRIBUTION;
        }
        return words.stream().anyMatch(PERMITS::contains) ? PERMISSIVE : UNKNOWN;
    }

    /// The licence that counts for a text that came under all of these; the first of those equally strict.
    public static String strictest(Collection<String> licences) {
        return licences.stream()
                .reduce((one, other) -> of(other).compareTo(of(one)) > 0 ? other : one)
                .orElse("");
    }

    private static boolean has(List<String> words, String one, String other) {
        return words.contains(one) || words.contains(other);
    }
}
