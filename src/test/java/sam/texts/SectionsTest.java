package sam.texts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sam.texts.Section.Code;
import sam.texts.Section.Listing;
import sam.texts.Section.Paragraph;
import sam.texts.Section.Table;

class SectionsTest {
    @Test
    void aTextIsATreeOfItsHeadings() {
        var root = Sections.ofMarkdown("""
            before

            # One `x`

            para *one*
            goes on

            ### Deep
            1. a
               b

               ```js
               	tab

               end
               ```
            2. c

            ## Two
            ```js example-bad
            x
            ```
                indented

            | a | b |
            |---|---|
            | 1 | 2 |
            # Last
            """);
        assertThat(root.level()).isZero();
        assertThat(root.blocks()).containsExactly(new Paragraph("before"));
        assertThat(root.parts()).extracting(Section::heading).containsExactly("One `x`", "Last");
        var one = root.parts().getFirst();
        assertThat(one.blocks()).containsExactly(new Paragraph("para *one*\ngoes on"));
        assertThat(one.parts()).extracting(Section::level).containsExactly(3, 2);
        assertThat(one.parts().getFirst().blocks().getFirst()).isInstanceOfSatisfying(Listing.class, list -> {
            assertThat(list.numbered()).isTrue();
            assertThat(list.items()).containsExactly("a\nb\n\n```js\n\ttab\n\nend\n```", "c");
        });
        var two = one.parts().getLast();
        assertThat(two.blocks().getFirst()).isInstanceOfSatisfying(Code.class, code -> {
            assertThat(code.language()).isEqualTo("js");
            assertThat(code.info()).isEqualTo("js example-bad");
            assertThat(code.code()).isEqualTo("x\n");
        });
        assertThat(two.blocks()).hasSize(3).last().isInstanceOf(Table.class);
        assertThat(one.whole(2))
                .startsWith("para *one*\ngoes on\n\n## Deep\n\n1. a")
                .contains("\n\n## Two\n\n```js");
        assertThat(root.all()).hasSize(5);
    }

    @Test
    void htmlIsReadTheSameWay() {
        var root = Sections.ofHtml("<h1>A</h1><p>b</p><h2>C</h2><pre>d</pre>", "");
        assertThat(root.parts().getFirst().parts().getFirst().blocks())
                .isEqualTo(List.of(new Code("", "d\n", "```\nd\n```")));
    }

    @Test
    void anEmptyTextIsAnEmptySection() {
        assertThat(Sections.ofMarkdown("").all()).hasSize(1);
        assertThat(Sections.ofHtml("<html></html>", "").whole(1)).isEmpty();
    }
}
