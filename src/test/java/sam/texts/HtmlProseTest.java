package sam.texts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import sam.texts.HtmlProse.Block;

class HtmlProseTest {
    private static List<Block> blocks(String html) {
        return HtmlProse.of(Jsoup.parse(html).body());
    }

    private static Block paragraph(String text) {
        return new Block.Paragraph(text, false);
    }

    @Test
    void paragraphsHeadingsAndRulesComeInReadingOrder() {
        assertThat(blocks("<h2>One</h2><p>He <em>ran</em>.</p><hr><div>She <a href=x>did</a>"
                        + " not.<p>Inner</p>After</div>"))
                .containsExactly(
                        new Block.Heading(2, "One"),
                        paragraph("He ran."),
                        new Block.Rule(),
                        paragraph("She did not."),
                        paragraph("Inner"),
                        paragraph("After"));
    }

    @Test
    void twoLineBreaksEndAParagraphAndOneStays() {
        assertThat(blocks("One<br><br>Two<br/>\n  two<br>&nbsp;<br>Three"))
                .containsExactly(paragraph("One"), paragraph("Two\ntwo"), paragraph("Three"));
    }

    @Test
    void blanksOfEveryKindAreOneAndHiddenMarksNone() {
        assertThat(blocks("<p>a \u00a0 b\u200bc\u00add\u2003e\n f</p><p>&nbsp;</p>"))
                .containsExactly(paragraph("a bcd e f"));
    }

    @Test
    void whatIsNoProseGoesAndAPictureAloneIsARule() {
        assertThat(blocks("<script>x()</script><style>p{}</style><p>a</p><p><img src=flower.png></p><p>b <img"
                        + " src=i></p>"))
                .containsExactly(paragraph("a"), new Block.Rule(), paragraph("b"));
    }

    @Test
    void whatStandsInTheMiddleIsTold() {
        assertThat(blocks("<p style='margin:0; text-align: center'>one</p><center><p>two</p></center><p"
                        + " align=center>three</p>"))
                .allMatch(block -> block instanceof Block.Paragraph paragraph && paragraph.centred());
    }
}
