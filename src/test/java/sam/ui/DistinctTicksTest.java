package sam.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.jfree.chart.axis.NumberTickUnit;
import org.junit.jupiter.api.Test;

class DistinctTicksTest {
    @Test
    void noTwoLabelsOfAnAxisAreEqualHoweverNarrowItsRange() {
        double[][] ranges = {{0.6931, 0.6932}, {0.69, 0.70}, {0, 4}, {1.9999, 2.0001}, {980, 12_000}, {-0.002, 0.001}};
        for (var range : ranges) {
            for (boolean powers : new boolean[] {false, true}) {
                assertDistinct(range[0], range[1], powers);
            }
        }
        assertDistinct(1.00e-4, 1.04e-4, true);
        assertDistinct(0, 2e-4, true);
        assertDistinct(9.8e-5, 1.02e-4, true);
    }

    @Test
    void labelsAreNoLongerThanTheyMustBe() {
        var plain = new DistinctTicks(false, () -> 4);
        assertThat(plain.format(0.5).format(1.5)).isEqualTo("1.5");
        assertThat(plain.format(1).format(3)).isEqualTo("3");
        assertThat(plain.format(1000).format(12_000)).isEqualTo("12,000");
        var powers = new DistinctTicks(true, () -> 2e-4);
        assertThat(powers.format(1e-4).format(2e-4)).isEqualTo("2e-4");
        assertThat(powers.format(5e-5).format(0.0)).isEqualTo("0");
    }

    private static void assertDistinct(double low, double high, boolean powers) {
        var ticks = new DistinctTicks(powers, () -> high);
        var unit = (NumberTickUnit) ticks.getCeilingTickUnit((high - low) / 6);
        assertThat(unit.getSize()).isGreaterThanOrEqualTo((high - low) / 6 * 0.999);
        assertThat(ticks.getLargerTickUnit(unit).getSize()).isGreaterThan(unit.getSize());
        var labels = new ArrayList<String>();
        for (long i = (long) Math.ceil(low / unit.getSize()); i * unit.getSize() <= high; i++) {
            labels.add(unit.valueToString(i * unit.getSize()));
        }
        assertThat(labels).as("%s to %s", low, high).doesNotHaveDuplicates().hasSizeGreaterThan(1);
    }
}
