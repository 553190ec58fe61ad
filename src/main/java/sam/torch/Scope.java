package sam.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;

/// Owns tensors: closing it frees every tensor made in it. Results of a kernel belong to the scope of its first
/// argument, so a step's arguments are made in the step's own scope.
public final class Scope implements AutoCloseable {
    private final NDManager manager;

    Scope(NDManager manager) {
        this.manager = manager;
    }

    /// A scope within this one, for a step or a batch.
    public Scope inner() {
        TorchRuntime.prepareThread();
        return new Scope(manager.newSubManager());
    }

    /// int64 [n].
    public NDArray longs(long... values) {
        return manager.create(values);
    }

    /// int64 of a shape.
    public NDArray longs(long[] values, long... shape) {
        return manager.create(values, new Shape(shape));
    }

    /// float64 [n]: numbers a kernel reads as scalars.
    public NDArray doubles(double... values) {
        return manager.create(values);
    }

    /// float32 of a shape, copied into memory libtorch owns.
    public NDArray floats(float[] values, long... shape) {
        var array = empty(shape);
        write(array).put(values);
        return array;
    }

    /// float32 zeros.
    public NDArray zeros(long... shape) {
        return manager.zeros(new Shape(shape), DataType.FLOAT32);
    }

    /// float32 of undefined content, in memory libtorch owns.
    public NDArray empty(long... shape) {
        return manager.create(new Shape(shape), DataType.FLOAT32);
    }

    /// Lets a tensor made in another scope live as long as this one.
    public NDArray adopt(NDArray array) {
        array.attach(manager);
        return array;
    }

    /// A window on a float32 tensor's own memory: what is put here is in the tensor.
    public static FloatBuffer write(NDArray array) {
        return bytes(array).asFloatBuffer();
    }

    /// The bytes of a tensor's own memory, in the machine's order.
    public static ByteBuffer bytes(NDArray array) {
        return Objects.requireNonNull(array.toByteBuffer(true)).order(ByteOrder.nativeOrder());
    }

    NDManager manager() {
        return manager;
    }

    @Override
    public void close() {
        manager.close();
    }
}
