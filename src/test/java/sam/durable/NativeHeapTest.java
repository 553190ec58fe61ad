package sam.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class NativeHeapTest {
    private static final long MB = 1L << 20;

    @Test
    void whatAFirstPieceOfWorkLeavesIsUsual() {
        var size = new UsualSize();
        assertThat(size.exceeded(500)).as("nothing is known").isTrue();
        assertThat(size.exceeded(1000)).as("this is usual now").isFalse();
        assertThat(size.exceeded(1062)).isFalse();
        assertThat(size.exceeded(1063)).isTrue();
    }

    private static UsualSize usually1000() {
        var size = new UsualSize();
        size.exceeded(500);
        size.exceeded(1000);
        return size;
    }

    @Test
    void aSmallPieceOfWorkDoesNotLowerIt() {
        var size = usually1000();
        assertThat(size.exceeded(1100)).isTrue();
        assertThat(size.exceeded(700)).isFalse();
        assertThat(size.exceeded(1050)).isFalse();
        assertThat(size.exceeded(1063)).isTrue();
    }

    @Test
    void aLargerOneThatBeganWithoutRestRaisesIt() {
        var size = usually1000();
        assertThat(size.exceeded(1100)).isTrue();
        assertThat(size.exceeded(1100)).isFalse();
        assertThat(size.exceeded(1160)).isFalse();
    }

    @Test
    @EnabledIf("sam.durable.NativeHeap#works")
    void holesGoBackToTheSystem() {
        var blocks = new ArrayList<Arena>();
        for (int i = 0; i < 3000; i++) {
            var arena = Arena.ofConfined();
            arena.allocate(100_000).fill((byte) 1);
            blocks.add(arena);
        }
        for (int i = 0; i < blocks.size(); i++) {
            if (i % 10 != 0) {
                blocks.get(i).close();
            }
        }
        long before = ProcessMemory.resident();
        NativeHeap.release();
        long after = ProcessMemory.resident();
        for (int i = 0; i < blocks.size(); i += 10) {
            blocks.get(i).close();
        }
        assertThat(before - after).isGreaterThan(150 * MB);
    }
}
