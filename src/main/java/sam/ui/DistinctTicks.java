package sam.ui;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnit;
import org.jfree.chart.axis.TickUnitSource;

/// Steps of 1, 2 or 5 between the labels of an axis, written with as many digits as two neighbours need to differ.
final class DistinctTicks implements TickUnitSource {
    private static final double A_HAIR = 1e-9;

    private final boolean powers;
    private final DoubleSupplier largest;

    /// `powers` writes `2e-4`; `largest` is the highest value on the axis now.
    DistinctTicks(boolean powers, DoubleSupplier largest) {
        this.powers = powers;
        this.largest = largest;
    }

    @Override
    public TickUnit getLargerTickUnit(TickUnit unit) {
        return unit(unit.getSize() * 1.5);
    }

    @Override
    public TickUnit getCeilingTickUnit(TickUnit unit) {
        return unit(unit.getSize());
    }

    @Override
    public TickUnit getCeilingTickUnit(double size) {
        return unit(size);
    }

    private TickUnit unit(double wanted) {
        double ten = Math.pow(10, Math.floor(Math.log10(wanted) + A_HAIR));
        double parts = wanted / ten;
        double size = ten * (parts <= 1 + A_HAIR ? 1 : parts <= 2 + A_HAIR ? 2 : parts <= 5 + A_HAIR ? 5 : 10);
        return new NumberTickUnit(size, format(size));
    }

    NumberFormat format(double size) {
        int digit = (int) Math.floor(Math.log10(size) + A_HAIR);
        if (!powers) {
            return written("#,##0" + decimals(-digit, '0'));
        }
        double top = Math.abs(largest.getAsDouble());
        int first = top > 0 ? (int) Math.floor(Math.log10(top) + A_HAIR) : digit;
        return written("0" + decimals(first - digit, '#') + "E0");
    }

    private static String decimals(int count, char digit) {
        return count <= 0 ? "" : "." + String.valueOf(digit).repeat(count);
    }

    private static DecimalFormat written(String pattern) {
        var symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setExponentSeparator("e");
        return new DecimalFormat(pattern, symbols) {
            @Override
            public StringBuffer format(double number, StringBuffer text, FieldPosition position) {
                // what rounds to nothing is nothing, also where sums of steps leave a trace
                return Math.abs(number) < 1e-15 ? text.append('0') : super.format(number, text, position);
            }
        };
    }
}
