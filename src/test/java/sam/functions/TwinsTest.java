package sam.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TwinsTest {
    private static final String INTS = """
        static int[] add(int[] array, int element) {
            int[] more = new int[array.length + 1];
            for (int i = 0; i < array.length; i++) {
                more[i] = array[i];
            }
            more[array.length] = element;
            return more;
        }
        """;

    @Test
    void theSameForAnotherKindOfNumberIsATwin() {
        var twins = new Twins();

        assertThat(twins.keeps(INTS)).isTrue();
        assertThat(twins.keeps(INTS.replace("int[", "long[").replace("int element", "long element")))
                .isFalse();
        assertThat(twins.keeps(INTS.replace("+ 1", "+ 2").replace("  // not shown", "")))
                .isFalse();
        assertThat(twins.keeps(INTS.replace("more[array.length] = element;\n    return more;", "return null;")
                        .replace("array.length + 1", "Math.max(3, element)")))
                .isTrue();
    }

    @Test
    void everyVerdictIsThatOfComparingWithAllOfThem() {
        var random = new Random(11);
        var twins = new Twins();
        var kept = new ArrayList<String>();
        int like = 0;
        for (int i = 0; i < 600; i++) {
            var code = kept.isEmpty() || random.nextInt(3) == 0
                    ? made(random)
                    : changed(kept.get(random.nextInt(kept.size())), random);
            boolean expected = kept.stream().noneMatch(other -> Twins.likeness(code, other) >= 0.85);
            assertThat(twins.keeps(code)).as(code).isEqualTo(expected);
            if (expected) {
                kept.add(code);
            } else {
                like++;
            }
        }
        assertThat(like).isGreaterThan(50);
        assertThat(kept.size()).isGreaterThan(50);
    }

    private static String made(Random random) {
        var code = new StringBuilder();
        int words = 4 + random.nextInt(80);
        for (int i = 0; i < words; i++) {
            code.append("w").append((char) ('a' + random.nextInt(8))).append(' ');
        }
        return code.toString();
    }

    private static String changed(String code, Random random) {
        var words = code.split(" ");
        for (int i = random.nextInt(4); i > 0; i--) {
            words[random.nextInt(words.length)] = "other";
        }
        return String.join(" ", words);
    }
}
