package sam.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductsTest {
    private static final String COLUMNS = """
          def columns($self, y: Tensor, from: Tensor, count: Tensor) -> Tensor:
            return torch.narrow(y, 1, int(from), int(count))

        """.replace("$self", KernelModule.SELF);

    /// Against sums in float64; rows of 1,024 and 2,048 are among those that lie apart.
    @ParameterizedTest
    @CsvSource({"1,8,5", "7,96,33", "40,1024,16", "33,130,1024", "5,2048,3"})
    void aProductIsTheSumItStandsFor(int rows, int width, int out) {
        var random = new Random(rows * 31L + width);
        var x = numbers(random, rows * width);
        var w = numbers(random, out * width);
        var dy = numbers(random, rows * out);
        try (var scope = TorchRuntime.start().open();
                var kernels = KernelModule.compile(scope, Products.float32() + COLUMNS)) {
            var xs = scope.floats(x, rows, width);
            var ws = matrix(kernels, scope, w, out, width);
            var turned = kernels.call("turned", xs, ws).singletonOrThrow().toFloatArray();
            var wide = scope.zeros(rows, out + 3);
            kernels.call("turned_into", columns(kernels, scope, wide, out), xs, ws);
            var into = wide.toFloatArray();
            put(wide, dy, rows, out);
            var dys = columns(kernels, scope, wide, out);
            var straight = kernels.call("straight", dys, ws).singletonOrThrow().toFloatArray();
            var sum = scope.floats(x, rows, width);
            kernels.call("straight_onto", sum, dys, ws);
            var added = sum.toFloatArray();
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < out; j++) {
                    double wanted = 0;
                    for (int k = 0; k < width; k++) {
                        wanted += (double) x[i * width + k] * w[j * width + k];
                    }
                    near(turned[i * out + j], wanted, width);
                    near(into[i * (out + 3) + 1 + j], wanted, width);
                }
                assertThat(into[i * (out + 3)]).isZero();
                assertThat(into[i * (out + 3) + out + 1]).isZero();
                for (int k = 0; k < width; k++) {
                    double wanted = 0;
                    for (int j = 0; j < out; j++) {
                        wanted += (double) dy[i * out + j] * w[j * width + k];
                    }
                    near(straight[i * width + k], wanted, out);
                    near(added[i * width + k], wanted + x[i * width + k], out);
                }
            }
        }
    }

    /// A frozen matrix with its rows as far apart as products want them.
    private static NDArray matrix(KernelModule kernels, Scope scope, float[] values, int rows, int columns) {
        int stride = (int) Products.stride(columns);
        var wide = scope.zeros(rows, stride);
        var target = Scope.write(wide);
        for (int i = 0; i < rows; i++) {
            target.put(i * stride, values, i * columns, columns);
        }
        return columns(kernels, scope, wide, 0, columns);
    }

    /// The second and following columns of a wider tensor.
    private static NDArray columns(KernelModule kernels, Scope scope, NDArray wide, int count) {
        return columns(kernels, scope, wide, 1, count);
    }

    private static NDArray columns(KernelModule kernels, Scope scope, NDArray wide, int from, int count) {
        return kernels.call("columns", wide, scope.longs(from), scope.longs(count))
                .singletonOrThrow();
    }

    private static void put(NDArray wide, float[] values, int rows, int count) {
        var target = Scope.write(wide);
        for (int i = 0; i < rows; i++) {
            target.put(i * (count + 3) + 1, values, i * count, count);
        }
    }

    private static void near(double actual, double wanted, int terms) {
        assertThat(actual).isCloseTo(wanted, within(4e-6 * Math.sqrt(terms)));
    }

    private static float[] numbers(Random random, int count) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
