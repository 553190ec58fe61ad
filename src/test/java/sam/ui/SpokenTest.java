package sam.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SpokenTest {
    @Test
    void timesHaveTwoUnitsAtMost() {
        assertThat(Spoken.time(4.2)).isEqualTo("4 s");
        assertThat(Spoken.time(95)).isEqualTo("1 min 35 s");
        assertThat(Spoken.time(720)).isEqualTo("12 min");
        assertThat(Spoken.time(Duration.ofMinutes(72))).isEqualTo("1 h 12 min");
        assertThat(Spoken.time(Duration.ofHours(3))).isEqualTo("3 h");
        assertThat(Spoken.time(Duration.ofHours(76))).isEqualTo("3 d 4 h");
        assertThat(Spoken.time(3599)).isEqualTo("1 h");
    }

    @Test
    void aMomentIsAnHourOnTheWallAndADayWhenItIsAnother() {
        var now = Instant.parse("2026-11-23T22:30:00Z");
        assertThat(Spoken.clock(now.plusSeconds(600), now, ZoneOffset.UTC)).isEqualTo("22:40");
        assertThat(Spoken.clock(now.plusSeconds(7200), now, ZoneOffset.UTC)).isEqualTo("24 Nov, 00:30");
    }

    @Test
    void aLongPathMayBreakAfterItsSeparatorsAndShortWordsNowhere() {
        assertThat(Spoken.breakable("/home/ada/projects/first/library.sqlite was closed"))
                .isEqualTo("/\u200bhome/\u200bada/\u200bprojects/\u200bfirst/\u200blibrary.sqlite was closed");
        assertThat(Spoken.breakable("C:\\Users\\ada\\projects\\first")).contains("Users\\\u200bada");
        assertThat(Spoken.breakable("and/or")).isEqualTo("and/or");
    }

    @Test
    void sizesAndCountsKeepThreeFigures() {
        assertThat(Spoken.bytes(1_312_000_000L)).isEqualTo("1.31 GB");
        assertThat(Spoken.bytes(999_700_000L)).isEqualTo("1.00 GB");
        assertThat(Spoken.bytes(48_400_000L)).isEqualTo("48 MB");
        assertThat(Spoken.bytes(12_300)).isEqualTo("12 kB");
        assertThat(Spoken.count(412)).isEqualTo("412");
        assertThat(Spoken.count(86_300)).isEqualTo("86 k");
        assertThat(Spoken.count(3_120_000)).isEqualTo("3.1 M");
    }
}
