package sam.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sam.library.Example;
import sam.library.Tier;

/// What pages become.
class DocsTest extends DocsDesk {
    @Test
    void readTheDocsGivesSignaturesHowTosAndTheirCode() throws IOException, InterruptedException {
        answers.add(Answer.whole(zip(Map.of("frob-latest/index.html", SPHINX))));
        var report = collect("rtd:frob");
        assertThat(asked).containsExactly("/frob/_/downloads/en/latest/htmlzip/");
        assertThat(report.licence()).isEqualTo("unknown");
        assertThat(answer("What does `frob.turn` do, and how is it called?"))
                .startsWith("```\nfrob.turn(times)\n```\n\nTurns the frob as often")
                .contains("Parameters")
                .doesNotContain("source");
        assertThat(answer("How do I create a frob?"))
                .startsWith("A frob is made of")
                .contains("```python\nfrob = Frob(handle, wheel)\n\tfrob.turn(3)\n```");
        var origin = rows().getFirst().origin();
        assertThat(origin.item().address()).endsWith("/frob/en/latest/index.html");
        assertThat(origin.item().revision()).isEqualTo("latest");
        assertThat(rows().toString()).doesNotContain("Menu of all");
        assertThat(collect("rtd:frob").duplicates()).isEqualTo(2);
    }

    @Test
    void aFolderGivesTasksAndWhatIsLeftOverToBeLookedUp() throws IOException, InterruptedException {
        write("kit/LICENSE", "SPDX-License-Identifier: MIT\n");
        write("kit/docs/index.md", "# Welcome to Kit\n\nHello.\n");
        write("kit/docs/größe.md", """
            ---
            title: "Sizes"
            ---
            ## Setting the Size

            To set the size of a [box](box.md), call {func}`resize` with both numbers, in the unit that the kit was made with:

            ```{code-block} python
            :caption: resize.py
            box.resize(3, 4)  # both at once, as `![x](y)`
            ```

            <!-- a remark of the writer -->
            ## Background

            %s
            """.formatted(
                        "Boxes were always sized by hand until the kit came along and did it. ".repeat(6)));
        var report = collect(folder.resolve("kit/docs").toString());
        assertThat(report.licence()).isEqualTo("MIT");
        assertThat(answer("How do I set the size in Kit?"))
                .isEqualTo(
                        "To set the size of a box, call `resize` with both numbers, in the unit that the kit was made"
                                + " with:\n\n"
                                + "```python\n"
                                + "box.resize(3, 4)  # both at once, as `![x](y)`\n"
                                + "```");
        var passage = rows().stream()
                .filter(row -> row.example() instanceof Example.Document)
                .findFirst()
                .orElseThrow();
        assertThat(passage.example().opening()).isEqualTo("Sizes › Background");
        assertThat(passage.origin().tier()).isEqualTo(Tier.RETRIEVE_ONLY);
        assertThat(rows().toString()).doesNotContain("remark");
    }

    @Test
    void whoWantsOnlyToLookThingsUpGetsNoTasksAndWhoWantsTasksNoPassages() throws IOException, InterruptedException {
        write("one/a.md", page("Using a lever", "x"));
        write("one/b.md", "# Levers\n\n" + "A lever is a long thing that moves heavy things. ".repeat(10));
        collect(folder.resolve("one").toString(), Tier.RETRIEVE_ONLY, "CC0-1.0", () -> false);
        assertThat(rows())
                .isNotEmpty()
                .allMatch(row -> row.example() instanceof Example.Document
                        && row.origin().tier() == Tier.RETRIEVE_ONLY
                        && row.origin().licence().equals("CC0-1.0"));
        write("two/a.md", page("Using a lever", "y"));
        write("two/b.md", "# Levers\n\n" + "A lever is another long thing that moves heavy things. ".repeat(10));
        int before = rows().size();
        collect(folder.resolve("two").toString(), Tier.HIGH_VALUE, null, () -> false);
        assertThat(rows()).hasSize(before + 1);
    }

    @Test
    void mdnIsReadByItsPathWithItsLicenceAndItsMacros() throws IOException, InterruptedException {
        var flat = """
            ---
            title: Array.prototype.flat()
            slug: Web/JavaScript/Reference/Global_Objects/Array/flat
            ---
            {{JSRef}}

            The **`flat()`** method of {{jsxref("Array")}} instances joins arrays inside {{glossary("array", "arrays")}}.

            ## Syntax

            ```js-nolint
            flat()
            flat(depth)
            ```

            ### Parameters

            - `depth` {{optional_inline}}
              - : How deep, as in `{{not a macro}}`.

            ## Examples

            ### Flattening nested arrays

            ```js
            const arr1 = [1, 2, [3, 4]];
            arr1.flat(); // [1, 2, 3, 4]
            ```

            ### Flattening wrongly

            ```js example-bad
            const arr1 = flat([1, 2, [3, 4]]);
            ```

            ## Specifications

            {{Specifications}}
            """;
        answers.add(Answer.whole(zip(Map.of(
                "content-main/files/en-us/web/javascript/array/flat/index.md",
                flat,
                "content-main/files/en-us/web/css/gap/index.md",
                "---\ntitle: gap\n---\nnothing"))));
        collect("mdn/Web/JavaScript/");
        assertThat(asked).containsExactly("/mdn/content/archive/refs/heads/main.zip");
        assertThat(questions())
                .containsExactlyInAnyOrder(
                        "What does `Array.prototype.flat()` do in JavaScript, and how is it called?",
                        "How do I flatten nested arrays in JavaScript?");
        assertThat(answer("What does `Array.prototype.flat()` do in JavaScript, and how is it called?"))
                .startsWith("The **`flat()`** method of `Array` instances joins arrays inside arrays.\n\n"
                        + "## Syntax\n\n"
                        + "```js\n"
                        + "flat()")
                .contains("- `depth` (optional): How deep, as in `{{not a macro}}`.");
        var origin = rows().getFirst().origin();
        assertThat(origin.licence()).isEqualTo("CC-BY-SA-2.5");
        assertThat(origin.item().address())
                .isEqualTo(
                        "https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Array/flat");
        assertThat(origin.item().author()).startsWith("MDN contributors");
        assertThat(origin.item().revision()).isEqualTo("0123456789abcdef0123456789abcdef01234567");
        assertThatThrownBy(() -> collect("mdn/Web/Nothing"))
                .hasMessageContaining("MDN has nothing under “Web/Nothing”");
    }
}
