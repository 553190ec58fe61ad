package sam.decode;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import sam.adapters.AdapterFolder;
import sam.durable.ProcessMemory;
import sam.model.ModelFolder;

/// How fast a model reads and writes on this machine, beside how fast its memory can be read at all.
///
/// `promptTokS` and `tokS` are tokens a second; `weightMb` what each token reads; `readGbS` that per second and
/// `memoryGbS` what the same threads reach when they only add the same bytes up.
public record DecodeSpeed(
        double promptTokS,
        double tokS,
        long peakRssMb,
        int threads,
        long weightMb,
        double readGbS,
        double memoryGbS,
        double loadSeconds) {
    /// Reads `promptTokens` and writes `tokens` after the compiler has seen both for a while.
    public static DecodeSpeed of(Path model, List<Path> adapters, int promptTokens, int tokens) throws IOException {
        long start = System.nanoTime();
        var folder = ModelFolder.open(model);
        var stack = AdapterFolder.readAll(adapters, folder.config());
        try (var decoder = Decoder.open(folder, stack)) {
            double load = seconds(start);
            int vocabulary = folder.config().vocabulary();
            long warm = System.nanoTime();
            for (int round = 1; round <= 2 || seconds(warm) < 4; round++) {
                decoder.read(prompt(round, promptTokens, vocabulary));
                write(decoder, Math.min(tokens, 24), vocabulary);
            }
            start = System.nanoTime();
            decoder.read(prompt(0, promptTokens, vocabulary));
            double prompt = promptTokens / seconds(start);
            start = System.nanoTime();
            write(decoder, tokens, vocabulary);
            double written = tokens / seconds(start);
            double memory = memory(decoder.crew(), decoder.matrices());
            return new DecodeSpeed(
                    prompt,
                    written,
                    ProcessMemory.peak() >> 20,
                    decoder.crew().threads(),
                    decoder.weightBytes() >> 20,
                    decoder.weightBytes() * written / 1e9,
                    memory,
                    load);
        }
    }

    private static int[] prompt(int round, int tokens, int vocabulary) {
        // another first token each time, so that nothing is known already
        return IntStream.range(0, tokens)
                .map(i -> Math.floorMod((i + round) * 7919, vocabulary))
                .toArray();
    }

    private static void write(Decoder decoder, int tokens, int vocabulary) {
        for (int i = 0; i < tokens; i++) {
            decoder.next(Math.floorMod(i * 31 + 5, vocabulary));
        }
    }

    private static double memory(KernelThreads crew, List<Matrix> matrices) {
        double best = 0;
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            long bytes = 0;
            for (var matrix : matrices) {
                var memory = matrix.memory();
                long part = 1 << 20;
                int parts = (int) ((memory.byteSize() + part - 1) / part);
                crew.run(parts, i -> sum(memory.asSlice(i * part, Math.min(part, memory.byteSize() - i * part))));
                bytes += memory.byteSize();
            }
            best = Math.max(best, bytes / seconds(start) / 1e9);
        }
        return best;
    }

    private static long sum(java.lang.foreign.MemorySegment memory) {
        var species = LongVector.SPECIES_PREFERRED;
        int step = species.vectorByteSize();
        var even = LongVector.zero(species);
        var odd = even;
        long at = 0;
        for (; at + 2 * step <= memory.byteSize(); at += 2 * step) {
            even = even.add(LongVector.fromMemorySegment(species, memory, at, ByteOrder.LITTLE_ENDIAN));
            odd = odd.add(LongVector.fromMemorySegment(species, memory, at + step, ByteOrder.LITTLE_ENDIAN));
        }
        return even.add(odd).reduceLanes(VectorOperators.ADD);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
