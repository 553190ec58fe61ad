package sam.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Functions of Python as people write them, found by the real grammar.
class PythonFunctionsTest {
    private static final String BODY = """
            total = 0
            for number in numbers:
                if number > 0:
                    total += number
            return total
        """;

    private static List<FoundFunction> all(String source) {
        return GrammarMain.answer(new GrammarMain.Question("Python", source)).functions();
    }

    private static FoundFunction only(String source) {
        var found = all(source);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void theDocstringIsTakenOutAndTheCodeStays() {
        var found = only("""
            import math

            def positive(numbers: list[int]) -> int:
                \"""Add up the positive numbers and leave the others out.

                :param numbers: what is added up
                :returns: the sum
                :raises TypeError: when one is no number
                \"""
            """ + BODY);

        assertThat(found.fault()).isEmpty();
        assertThat(found.code()).isEqualTo("""
            def positive(numbers: list[int]) -> int:
                total = 0
                for number in numbers:
                    if number > 0:
                        total += number
                return total\
            """);
        assertThat(found.signature()).isEqualTo("def positive(numbers: list[int]) -> int:");
        assertThat(found.line()).isEqualTo(3);
        assertThat(found.doc().markdown("Python")).isEqualTo("""
            Add up the positive numbers and leave the others out.

            Parameters:

            - `numbers`: what is added up

            Returns: the sum

            Raises:

            - `TypeError`: when one is no number\
            """);
        assertThat(found.needs()).isEqualTo(Needs.NONE);
    }

    @Test
    void decoratorsAsyncAndClassesBelongToAFunction() {
        var found = only("""
            from contextlib import asynccontextmanager
            LIMIT = 3

            class Outer:
                class Inner(Base):
                    @asynccontextmanager
                    async def opened(self, path, *, retries=LIMIT):
                        '''Open the connection and close it after the caller is done with it.'''
                        link = await self.connect(path)
                        try:
                            yield link
                        finally:
                            await link.close(self.timeout)

                    def connect(self, path) -> Link:
                        return Link(path)
            """);

        assertThat(found.name()).isEqualTo("Outer.Inner.opened");
        assertThat(found.kind()).isEqualTo("method");
        assertThat(found.signature())
                .isEqualTo("@asynccontextmanager\nasync def opened(self, path, *, retries=LIMIT):");
        assertThat(found.code()).startsWith("@asynccontextmanager\nasync def").doesNotContain("'''");
        assertThat(found.needs().imports()).isEmpty();
        assertThat(found.needs().own()).containsExactly("LIMIT = 3", "def connect(self, path) -> Link", "self.timeout");
    }

    @Test
    void aFunctionWithinAFunctionIsPartOfIt() {
        var found = only("""
            def outer(numbers):
                \"""Sort the numbers by how far they are from zero, nearest first.\"""
                def distance(number):
                    \"""How far a number is from zero, whatever its sign.\"""
                    if number < 0:
                        return -number
                    return number
                return sorted(numbers, key=distance)
            """);

        assertThat(found.name()).isEqualTo("outer");
        assertThat(found.code()).contains("def distance").contains("whatever its sign");
    }

    @Test
    void namesAndTextsOfAllScriptsKeepTheirPlaces() {
        var found = all("""
            # 😀 𝔘𝔫𝔦𝔠𝔬𝔡𝔢
            def größe(zahlen):
                \"""Zähle die 😀 Zahlen zusammen, die größer als null sind.\"""
                summe = "😀"
                for 数 in zahlen:
                    if 数 > 0:
                        summe += "é" + 𝔘
                return summe

            def after(numbers):
                \"""Add up the numbers that are greater than zero.\"""
            """ + BODY);

        assertThat(found).extracting(FoundFunction::name).containsExactly("größe", "after");
        assertThat(found.getFirst().code())
                .startsWith("def größe(zahlen):\n    summe = \"😀\"")
                .endsWith("return summe");
        assertThat(found.getFirst().doc().prose()).isEqualTo("Zähle die 😀 Zahlen zusammen, die größer als null sind.");
        assertThat(found.getLast().code()).startsWith("def after").endsWith("return total");
    }

    @Test
    void whatAFunctionFetchesForItselfIsToldToo() {
        var found = only("""
            _cache: dict | None = None

            def cached(key):
                '''Look the key up and remember for good what was found.'''
                global _cache
                from ._store import find as f
                if _cache is None:
                    _cache = {}
                return _cache.setdefault(key, f(key))
            """);

        assertThat(found.needs().own()).containsExactly("_cache: dict | None = None", "from ._store import find as f");
    }

    @Test
    void tabsAndCommentsAroundTheDocstringAreNoTrouble() {
        var found = only("class A:\n"
                + "\tdef f(self, numbers):\n"
                + "\t\t# why\n"
                + "\t\t\"\"\"Add up the numbers that are above zero.\n\n"
                + "\t\tNothing else is done.\n"
                + "\t\t\"\"\"\n\n\n"
                + "\t\ttotal = 0\n"
                + "\t\tfor number in numbers:\n"
                + "\t\t\ttotal += number\n"
                + "\t\treturn total\n");

        assertThat(found.code())
                .isEqualTo(
                        "def f(self, numbers):\n\t# why\n\ttotal = 0\n\tfor number in numbers:\n\t\ttotal += number\n"
                                + "\treturn total");
        assertThat(found.doc().prose()).isEqualTo("Add up the numbers that are above zero.\n\nNothing else is done.");
    }

    @Test
    void brokenSyntaxSpoilsOnlyItsOwnFunction() {
        var found = all("""
            def broken(numbers):
                \"""Add up the numbers that are greater than zero.\"""
                total = = 0 (
                for number in numbers
                    total += number
                return total

            def whole(numbers):
                \"""Add up the numbers that are greater than zero.\"""
            """ + BODY);

        assertThat(found).extracting(FoundFunction::name).contains("whole");
        assertThat(found.stream()
                        .filter(one -> one.name().equals("whole"))
                        .findFirst()
                        .orElseThrow()
                        .fault())
                .isEmpty();
        assertThat(found.stream().filter(one -> one.name().equals("broken")))
                .allMatch(one -> one.fault().equals(Judge.BROKEN));
    }

    @Test
    void whatIsNoExampleSaysWhy() {
        assertThat(fault("Return the sum of it all, positive or not.", "    return sum(numbers)\n"))
                .isEqualTo(Judge.HANDS_ON);
        assertThat(fault("Return the sum of it all, positive or not.", "    raise NotImplementedError()\n"))
                .isEqualTo(Judge.NOT_WRITTEN);
        assertThat(fault("Return the sum of it all, positive or not.", "    x = 1\n    return x\n"))
                .isEqualTo(Judge.TOO_SMALL);
        assertThat(fault("Return the sum of it all, positive or not.", "    x = 1\n".repeat(60)))
                .isEqualTo(Judge.TOO_LARGE);
        assertThat(fault("Sum.", BODY)).isEqualTo(Judge.TOO_SHORT);
        assertThat(fault("This is not yet documented, for whatever reason.", BODY))
                .isEqualTo(Judge.UNFINISHED);
        assertThat(fault("Sum the positive numbers, given positive numbers.", BODY))
                .isEqualTo(Judge.REPEATS);
        assertThat(fault("Like `other_function` but for numbers of all kinds.", BODY))
                .isEqualTo(Judge.NOT_SHOWN);
        assertThat(fault("Add up what is positive in it.\n\n    .. deprecated:: 2.0\n       Use sum.", BODY))
                .isEqualTo(Judge.DEPRECATED);
        assertThat(fault("Add up what is greater than zero.", BODY)).isEmpty();
    }

    private static String fault(String doc, String body) {
        return only("def sum_positive(numbers):\n    \"\"\"" + doc + "\"\"\"\n" + body)
                .fault();
    }

    @Test
    void aFileOfTenThousandLinesAndABracketInAThousandAreRead() {
        var source = new StringBuilder();
        for (int i = 0; i < 1_250; i++) {
            source.append("def f")
                    .append(i)
                    .append("(numbers):\n    \"\"\"Add up what is greater than zero.\"\"\"\n")
                    .append(BODY)
                    .append('\n');
        }
        source.append("deep = ")
                .append("(".repeat(5_000))
                .append("1")
                .append(")".repeat(5_000))
                .append('\n');
        source.append("def last(numbers):\n    \"\"\"Add up what is greater than zero.\"\"\"\n    x = ")
                .append("[".repeat(3_000))
                .append("]".repeat(3_000))
                .append('\n')
                .append(BODY);

        var found = all(source.toString());

        assertThat(found).hasSize(1_251);
        assertThat(found.getLast().line()).isGreaterThan(10_000);
        assertThat(found.getLast().fault()).isEqualTo(Judge.DEEP);
        assertThat(found.get(1_249).fault()).isEmpty();
    }

    @Test
    void peopleAndAddressesAreNotInWhatIsLearnt() {
        var found = only("""
            def positive(numbers):
                \"""Add up what is greater than zero. This is based on the recipe by Ada Lovelace.

                Ask ada@lovelace.net about it. Zero is left out.
                \"""
                # TODO(ada): mail ada@lovelace.net
            """ + BODY);

        assertThat(found.doc().prose())
                .doesNotContain("Ada")
                .doesNotContain("@")
                .contains("Zero is left out.");
        assertThat(found.code()).doesNotContain("ada");
    }
}
