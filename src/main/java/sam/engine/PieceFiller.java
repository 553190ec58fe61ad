package sam.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import sam.model.WeightReader;
import sam.torch.Scope;

/// Reads rows of tensors that lie one below the other into a piece, with as many threads as the engine has, the
/// caller's among them: the engine's are idle while nothing is multiplied.
final class PieceFiller implements AutoCloseable {
    private final WeightReader reader;
    private final Precision precision;
    private final int threads;
    private final ExecutorService pool;

    PieceFiller(WeightReader reader, Precision precision, int threads) {
        this.reader = reader;
        this.precision = precision;
        this.threads = Math.max(1, threads);
        this.pool = Executors.newFixedThreadPool(
                Math.max(1, this.threads - 1),
                Thread.ofPlatform().name("weights-", 0).daemon().factory());
    }

    /// Fills `window` [count, stride] with rows `from` to `from + count` of the tensors, zeros behind a row that is
    /// shorter than the stride; answers the bytes read.
    long fill(List<String> names, long from, long count, NDArray window) throws IOException {
        var target = MemorySegment.ofBuffer(Scope.bytes(window));
        long stride = window.getShape().get(1) * precision.bytes();
        long share = (count + threads - 1) / threads;
        var parts = new ArrayList<Future<Long>>();
        for (long at = share; at < count; at += share) {
            long first = at;
            long rows = Math.min(share, count - at);
            parts.add(pool.submit(
                    () -> part(names, from + first, rows, stride, target.asSlice(first * stride, rows * stride))));
        }
        long mine = Math.min(share, count);
        long bytes = part(names, from, mine, stride, target.asSlice(0, mine * stride));
        try {
            for (var part : parts) {
                bytes += part.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case null -> throw new IllegalStateException(e);
                case IOException io -> throw io;
                case RuntimeException fault -> throw fault;
                case Error error -> throw error;
                default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("reading the weights was interrupted");
        }
        return bytes;
    }

    private long part(List<String> names, long from, long count, long stride, MemorySegment target) throws IOException {
        long bytes = 0;
        long begin = 0;
        for (var name : names) {
            var stored = reader.tensor(name);
            long first = Math.max(from, begin);
            long last = Math.min(from + count, begin + stored.rows());
            if (first < last) {
                rows(
                        name,
                        first - begin,
                        last - first,
                        stride,
                        target.asSlice((first - from) * stride, (last - first) * stride));
                bytes += (last - first) * stored.type().rowBytes(stored.columns());
            }
            begin += stored.rows();
        }
        return bytes;
    }

    private void rows(String name, long from, long count, long stride, MemorySegment target) throws IOException {
        if (precision == Precision.FLOAT32) {
            reader.readApart(name, from, count, target, stride);
            return;
        }
        reader.readBf16(name, from, count, target);
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
