package sam.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Methods of Java as people write them, found by the real grammar.
class JavaFunctionsTest {
    private static final String BODY = """
             {
                int sum = 0;
                for (int number : numbers) {
                    sum += number;
                }
                return sum;
            }
        """;

    private static List<FoundFunction> all(String source) {
        return GrammarMain.answer(new GrammarMain.Question("Java", source)).functions();
    }

    private static FoundFunction only(String source) {
        var found = all(source);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void theCommentBecomesADescriptionInPlainWords() {
        var found = only("""
            package a;
            import java.util.*;
            /** The class. */
            public class Sums<T extends Number> {
                /**
                 * Adds up {@code numbers}, or what {@link java.util.List#of(Object) a list} of them holds,
                 * <a href="https://example.org">in order</a>.
                 * <p>Nothing is <b>lost</b>:</p>
                 * <pre>{@code
                 * if (a < b) { sum(a, b); }
                 * }</pre>
                 *
                 * @param numbers the numbers,
                 *     each of them
                 * @param <T> their type
                 * @return their sum &amp; nothing else
                 * @throws java.lang.ArithmeticException if it is too large
                 * @author Ada Lovelace
                 * @since 1.0
                 */
                @SafeVarargs
                public static <T> int sum(final int... numbers) throws ArithmeticException\
            """ + BODY + "}\n");

        assertThat(found.fault()).isEmpty();
        assertThat(found.name()).isEqualTo("Sums.sum");
        assertThat(found.kind()).isEqualTo("static method");
        assertThat(found.signature())
                .isEqualTo("@SafeVarargs\npublic static <T> int sum(final int... numbers) throws ArithmeticException");
        assertThat(found.code())
                .startsWith("@SafeVarargs\npublic static")
                .endsWith("}")
                .doesNotContain("/**");
        var told = found.doc().markdown("Java");
        assertThat(told)
                .startsWith("Adds up `numbers`, or what a list of them holds, in order.")
                .contains("```\nif (a < b) { sum(a, b); }\n```")
                .contains("- `numbers`: the numbers, each of them")
                .contains("Returns: their sum & nothing else")
                .contains("- `ArithmeticException`: if it is too large")
                .doesNotContain("Ada")
                .doesNotContain("1.0")
                .doesNotContain("<T>")
                .doesNotContain("{@");
    }

    @Test
    void recordsEnumsNestedClassesAndMarkdownCommentsAreRead() {
        var found = all("""
            record Range(int from, int to) {
                /// Adds up the `numbers` that lie in this range of [Range].
                ///
                /// @param numbers all of them
                int sum(int[] numbers) {
                    int sum = 0;
                    for (int number : numbers) {
                        Runnable nothing = () -> {};
                        sum += number < from ? 0 : number;
                    }
                    return helper(sum);
                }
                private int helper(int sum) { return sum; }
                enum Kind {
                    A, B;
                    /** Adds up all the numbers of either kind. */
                    int both(int[] numbers)\
            """ + BODY + """
            }
            interface Inner {
                /** Adds up all the numbers, as nobody else does. */
                int abstractly(int[] numbers);
                /** Adds up all the numbers, as everybody else does. */
                default int truly(int[] numbers)\
            """ + BODY + """
                }
            }
            """);

        assertThat(found)
                .extracting(FoundFunction::name)
                .containsExactly("Range.sum", "Range.Kind.both", "Range.Inner.truly");
        assertThat(found.getFirst().doc().markdown("Java"))
                .isEqualTo(
                        "Adds up the `numbers` that lie in this range of `Range`.\n\nParameters:\n\n- `numbers`: all of"
                                + " them");
        assertThat(found.getFirst().needs().own()).containsExactlyInAnyOrder("int from", "int helper(int sum)");
    }

    @Test
    void whatAMethodNeedsIsToldAndWhatItBindsIsNot() {
        var found = only("""
            import java.util.List;
            import static java.util.Objects.requireNonNull;
            class A extends B {
                private final List<String> names = null;
                static final int TRUE = 1, FALSE = 2;
                /** Says how many names there are that begin with the letter. */
                int count(List<String> words, char letter) {
                    int names = 0;
                    for (var word : requireNonNull(words)) {
                        names += word.charAt(0) == letter && Boolean.TRUE ? this.names.size() : inherited();
                    }
                    loop: while (true) { break loop; }
                    return names + getClass().hashCode() + Math.max(1, Near.by());
                }
            }
            """);

        assertThat(found.needs().own()).containsExactly("List<String> names", "inherited(…)", "Near.by(…)");
        assertThat(found.needs().imports()).containsExactly("import static java.util.Objects.requireNonNull");
    }

    @Test
    void whatIsNoExampleSaysWhy() {
        assertThat(fault("Says how many there are of all of them.", "@Override public int f(int[] numbers)" + BODY))
                .isEqualTo(Judge.OVERRIDES);
        assertThat(fault("{@inheritDoc}", "public int f(int[] numbers)" + BODY)).isEqualTo(Judge.ELSEWHERE);
        assertThat(fault("Says how many there are.\n @deprecated use g", "public int f(int[] numbers)" + BODY))
                .isEqualTo(Judge.DEPRECATED);
        assertThat(fault("Gives the value that was set before it.", "int get() {\n\n return\n value\n ; }"))
                .isEqualTo(Judge.HANDS_ON);
        assertThat(fault("Takes the value that is given from now on.", "void set(int v) {\n this.value\n =\n v\n ; }"))
                .isEqualTo(Judge.HANDS_ON);
        assertThat(fault(
                        "Says how many there are of all of them.",
                        "int f(int[] numbers) {\n int = ;\n x x x\n 1; 2;\n}"))
                .isEqualTo(Judge.BROKEN);
        assertThat(fault("Says how many there are of all of them.", "int f(int[] numbers)" + BODY))
                .isEmpty();
    }

    private static String fault(String doc, String method) {
        return only("class A {\n /** " + doc + " */\n " + method + "\n}\n").fault();
    }

    @Test
    void aCommentBelongsToTheMethodBehindItAlone() {
        var found = only("""
            class A {
                /** What the field is good for, in many words. */
                int field;
                int undocumented(int[] numbers)\
            """ + BODY + """
            /** Adds up all the numbers one after the other. */
            // with a remark
            @Deprecated(since = "x") /* and another */
            int documented(int[] numbers)\
            """ + BODY + "}\n");

        assertThat(found.name()).isEqualTo("A.documented");
        assertThat(found.fault()).isEqualTo(Judge.DEPRECATED);
    }
}
