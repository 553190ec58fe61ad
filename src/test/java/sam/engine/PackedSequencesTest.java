package sam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sam.packing.Sequence;
import sam.packing.TokenIds;
import sam.torch.TorchRuntime;

class PackedSequencesTest {
    static LongStream seeds() {
        return LongStream.range(0, 90);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyTokenLiesOnceAndEverySequenceReadsBackWithItsPositions(long seed) {
        int count = 1 + (int) (seed % 9);
        var sequences = sequences(new Random(seed), count);
        var packed = PackedSequences.of(sequences);
        try (var scope = TorchRuntime.start().open()) {
            var batch = packed.open(scope);
            var ids = batch.ids().toLongArray();
            var positions = batch.positions().toLongArray();
            assertThat(ids).hasSize(packed.tokens());
            for (int s = 0; s < count; s++) {
                for (int t = 0; t < sequences.get(s).length; t++) {
                    assertThat(ids[packed.at(s, t)]).isEqualTo(sequences.get(s)[t]);
                    assertThat(positions[packed.at(s, t)]).isEqualTo(t);
                }
            }
            if (!batch.onGrid()) {
                seesItsOwnBeginning(batch, packed, sequences);
            }
        }
        var whole = new ArrayList<>(sequences);
        var last = whole.removeLast();
        assertThat(PackedSequences.of(whole).size().tokensWith(List.of(new TokenIds(last))))
                .isEqualTo(packed.tokens());
    }

    /// The spans of a piece, from the farthest to its own, are the beginning of a sequence and nothing else.
    private static void seesItsOwnBeginning(TokenBatch batch, PackedSequences packed, List<int[]> sequences) {
        int width = (int) batch.pieces().getShape().get(1);
        var table = batch.pieces().toLongArray();
        long covered = 0;
        for (int at = 0; at < table.length; at += width) {
            var seen = new ArrayList<Integer>();
            for (int d = width - 2; d >= 3; d -= 2) {
                for (long i = 0; i < table[at + d + 1]; i++) {
                    seen.add((int) (table[at + d] + i));
                }
            }
            assertThat(seen).hasSize((int) table[at + 2]);
            for (long i = 0; i < table[at + 1]; i++) {
                seen.add((int) (table[at] + i));
            }
            covered += table[at + 1];
            boolean found = false;
            for (int s = 0; s < sequences.size() && !found; s++) {
                found = seen.size() <= sequences.get(s).length;
                for (int t = 0; found && t < seen.size(); t++) {
                    found = packed.at(s, t) == seen.get(t);
                }
            }
            assertThat(found).isTrue();
        }
        assertThat(covered).isEqualTo(packed.tokens());
    }

    @Test
    void shortBeginningsAreNotShared() {
        var one = java.util.stream.IntStream.range(0, 100).toArray();
        var other = one.clone();
        other[Sequence.LEAST - 1] = 7;
        assertThat(PackedSequences.of(List.of(one, other)).tokens()).isEqualTo(200);
        other[Sequence.LEAST - 1] = one[Sequence.LEAST - 1];
        other[Sequence.LEAST] = 7;
        assertThat(PackedSequences.of(List.of(one, other)).tokens()).isEqualTo(200 - Sequence.LEAST);
    }

    @Test
    void attentionSeesWhatItWouldApart() {
        var one = java.util.stream.IntStream.range(0, 100).toArray();
        var other = java.util.Arrays.copyOf(one, 130);
        java.util.Arrays.fill(other, 90, 130, 7);
        // 100 tokens, then 40 behind 90
        assertThat(PackedSequences.of(List.of(one, other)).size().sights())
                .isEqualTo(100 * 101 / 2 + 40 * 90 + 40 * 41 / 2);
        assertThat(PackedSequences.of(List.of(one)).size().sights()).isEqualTo(5050);
    }

    /// Sequences that mostly begin like one before them.
    private static List<int[]> sequences(Random random, int count) {
        var all = new ArrayList<int[]>();
        for (int s = 0; s < count; s++) {
            var ids = random.ints(1 + random.nextInt(120), 0, 5).toArray();
            if (s > 0 && random.nextInt(4) > 0) {
                var like = all.get(random.nextInt(s));
                System.arraycopy(like, 0, ids, 0, random.nextInt(1 + Math.min(like.length, ids.length)));
            }
            all.add(ids);
        }
        return all;
    }
}
