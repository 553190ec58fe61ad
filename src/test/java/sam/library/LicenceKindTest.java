package sam.library;

import static org.assertj.core.api.Assertions.assertThat;
import static sam.library.LicenceKind.ATTRIBUTION;
import static sam.library.LicenceKind.NON_COMMERCIAL;
import static sam.library.LicenceKind.PERMISSIVE;
import static sam.library.LicenceKind.PUBLIC_DOMAIN;
import static sam.library.LicenceKind.RESERVED;
import static sam.library.LicenceKind.SHARE_ALIKE;
import static sam.library.LicenceKind.UNKNOWN;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LicenceKindTest {
    private static final Map<LicenceKind, List<String>> KNOWN = Map.of(
            PUBLIC_DOMAIN, List.of("CC0-1.0", "cc0", "Public Domain", "PDDL-1.0", "Unlicense", "Public-Domain-Mark"),
            PERMISSIVE, List.of("MIT", "mit", "Apache-2.0", "Apache License 2.0", "BSD-3-Clause", "ISC", "MIT-0"),
            ATTRIBUTION, List.of("CC-BY-4.0", "cc-by-3.0", "ODC-BY-1.0", "ODC-By", "Creative Commons Attribution"),
            SHARE_ALIKE, List.of("CC-BY-SA-4.0", "GPL-3.0-only", "AGPL-3.0", "LGPLv2.1", "ODbL-1.0", "GFDL", "MPL-2.0"),
            NON_COMMERCIAL,
                    List.of("CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "cc-by-nc-nd-4.0", "CC-BY-ND-4.0", "Non-Commercial"),
            UNKNOWN, List.of("", " ", "UNKNOWN", "NOASSERTION", "none", "other", "Llama 3 Community License", "?"));

    @Test
    void whatPeopleWriteIsRead() {
        KNOWN.forEach((kind, names) ->
                names.forEach(name -> assertThat(LicenceKind.of(name)).as(name).isEqualTo(kind)));
    }

    @Test
    void whatMayBeDoneWithAStoryIsALicenceTooAndNoPermissionIsTheStrictest() {
        assertThat(LicenceKind.of("own")).isEqualTo(PUBLIC_DOMAIN);
        assertThat(LicenceKind.of("permission")).isEqualTo(ATTRIBUTION);
        assertThat(LicenceKind.of("all rights reserved")).isEqualTo(RESERVED);
        assertThat(LicenceKind.of("© 2020, All Rights Reserved.")).isEqualTo(RESERVED);
        assertThat(LicenceKind.strictest(List.of("own", "all rights reserved", "UNKNOWN")))
                .isEqualTo("all rights reserved");
    }

    @Test
    void ofAChoiceTheMilderCountsAndOfTwoTogetherTheStricter() {
        assertThat(LicenceKind.of("MIT OR GPL-3.0-only")).isEqualTo(PERMISSIVE);
        assertThat(LicenceKind.of("(MIT AND CC-BY-4.0)")).isEqualTo(ATTRIBUTION);
        assertThat(LicenceKind.of("MIT AND (GPL-2.0 OR MPL-2.0)")).isNotEqualTo(UNKNOWN);
    }

    @Test
    void theStrictestOfSeveralCountsAndNothingKnownIsTheStrictest() {
        assertThat(LicenceKind.strictest(List.of("MIT", "CC-BY-SA-4.0", "CC0-1.0")))
                .isEqualTo("CC-BY-SA-4.0");
        assertThat(LicenceKind.strictest(List.of("CC-BY-NC-4.0", "UNKNOWN"))).isEqualTo("UNKNOWN");
        assertThat(LicenceKind.strictest(List.of("MIT", "Apache-2.0"))).isEqualTo("MIT");
        assertThat(LicenceKind.strictest(List.of())).isEmpty();
    }
}
