package sam.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void aWordFollowsTheNumberBeforeIt() {
        assertThat(Texts.fill("%,d {row|rows} of %s {file|files}", 1L, "1")).isEqualTo("1 row of 1 file");
        assertThat(Texts.fill("%,d {row|rows} of %s {file|files}", 2, "3 k")).isEqualTo("2 rows of 3 k files");
        assertThat(Texts.fill("%,d {row|rows}", 0)).isEqualTo("0 rows");
    }

    @Test
    void aPercentSignIsNoNumber() {
        assertThat(Texts.fill("%.0f %% of %,d {row|rows}", 50.0, 1)).isEqualTo("50 % of 1 row");
    }

    @Test
    void aFormWithoutANumberBeforeItIsAFaultOfOurs() {
        assertThatThrownBy(() -> Texts.fill("{row|rows} %d", 1)).hasMessageContaining("no number");
    }
}
