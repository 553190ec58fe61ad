package sam.model.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sam.durable.Json;
import sam.model.ChatTemplate;
import sam.model.ChatTemplate.Turn;
import sam.model.files.ModelException;

class ChatTemplateTest {
    private static final Path FIXTURE = Path.of("assets/parity/fixture.json");
    private static final List<Turn> TALK = List.of(
            new Turn("system", "Be brief."), new Turn("user", " Hi \n"), new Turn("assistant", "Hello <b>\"you\"</b>"));

    @Test
    void publishedTemplatesRenderByteForByteAsJinjaDoes() throws IOException {
        int compared = 0;
        for (var entry : Json.MAPPER.readTree(Files.readAllBytes(FIXTURE)).path("templates")) {
            var turns = entry.path("messages")
                    .valueStream()
                    .map(m -> new Turn(
                            m.path("role").asString(), m.path("content").asString()))
                    .toList();
            var specials = Map.of(
                    "bos_token", entry.path("bos_token").asString(),
                    "eos_token", entry.path("eos_token").asString());
            var template = ChatTemplate.of(entry.path("template").asString(), specials);

            assertThat(template.render(
                            turns, entry.path("add_generation_prompt").asBoolean()))
                    .as(entry.path("name").asString())
                    .isEqualTo(entry.path("rendered").asString());
            compared++;
        }
        assertThat(compared).isGreaterThan(10);
    }

    @Test
    void expressionsFollowPythonsRules() {
        assertRenders("{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ 2 ** 5 }} {{ 7 / 2 }}", "3 -4 1 32 3.5");
        assertRenders("{{ 2 * 3 ~ 'x' ~ 1.0 }}", "6x1.0");
        assertRenders("{{ 'a' in 'cat' and not 'z' in 'cat' }} {{ 'z' not in 'cat' }}", "True True");
        assertRenders("{{ messages[-1].role[1:3] }} {{ messages[::-1][0]['role'] }}", "ss assistant");
        assertRenders("{{ ['a', 1, none, true] }} {{ {'k': \"it's\"} }}", "['a', 1, None, True] {'k': \"it's\"}");
        assertRenders("{{ nothing }}|{{ nothing is defined }}|{{ nothing | default('d') }}", "|False|d");
        assertRenders("{{ messages | map(attribute='role') | join(', ') }}", "system, user, assistant");
        assertRenders("{{ messages | selectattr('role', 'equalto', 'user') | list | length }}", "1");
        assertRenders("{{ {'a': [1, 'ü\"']} | tojson }}", "{\"a\": [1, \"ü\\\"\"]}");
        assertRenders("{{ 'x' if messages | length > 5 else 'y' }}{{ 'z' if false }}", "y");
        assertRenders("{{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }}", "True False");
        assertRenders("{{ '%s' if false else \"a\" 'b' }}", "ab");
        assertRenders("{{ ' a b '.strip().split(' ')[1] | upper }}", "B");
    }

    @Test
    void setInALoopStaysThereAndANamespaceCarriesOut() {
        assertRenders("{% set n = 0 %}{% for m in messages %}{% set n = n + 1 %}{% endfor %}{{ n }}", "0");
        assertRenders(
                "{% set ns = namespace(n=0) %}{% for m in messages if m.role != 'system' %}"
                        + "{% set ns.n = ns.n + loop.index %}{% endfor %}{{ ns.n }}",
                "3");
    }

    @Test
    void macrosLoopsAndBlocksDoWhatJinjaDoes() {
        assertRenders(
                "{% macro tag(x, y='!') %}<{{ x }}{{ y }}>{% endmacro %}{{ tag('a') }}{{ tag('b', y='?') }}",
                "<a!><b?>");
        assertRenders(
                "{% for x in [1,2,3,4] %}{% if x == 2 %}{% continue %}{% endif %}{% if x == 4 %}{% break %}{% endif"
                        + " %}{{ x }}{% endfor %}",
                "13");
        assertRenders("{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}{{ v }}{% endfor %}", "a1b2");
        assertRenders("{% for x in [] %}{{ x }}{% else %}none{% endfor %}", "none");
        assertRenders("{% set x %}in{{ 1 }}{% endset %}[{{ x }}]", "[in1]");
        assertRenders("a  \n  {%- if true %}  b{% endif %}\nc", "a  bc");
    }

    @Test
    void aTemplateThatRefusesAConversationSaysItsOwnReason() {
        var template = ChatTemplate.of("{{ raise_exception('roles must alternate') }}", Map.of());

        assertThatThrownBy(() -> template.render(TALK, true))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("roles must alternate");
    }

    @Test
    void endlessWorkIsCutOff() {
        for (var source : List.of(
                "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{{ 'x' * 999999999 }}",
                "{{ range(99999999) }}",
                "{{ " + "(".repeat(5000) + " }}",
                "{% if true %}".repeat(5000))) {
            assertThatThrownBy(() -> ChatTemplate.of(source, Map.of()).render(TALK, false))
                    .isInstanceOf(ModelException.class);
        }
    }

    @Test
    void anyTextEitherRendersOrIsRefusedInWords() {
        var pieces = List.of(
                "{{",
                "}}",
                "{%",
                "%}",
                "-%}",
                "{#",
                "#}",
                "if",
                "for",
                "in",
                "x",
                "messages",
                "endif",
                "endfor",
                "'a'",
                "|",
                ".",
                "[",
                "]",
                "(",
                ")",
                "1",
                "~",
                "not",
                " ",
                "\n",
                "set",
                "=",
                "trim",
                ":");
        var random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            var source = new StringBuilder("{{ ");
            for (int n = random.nextInt(12); n >= 0; n--) {
                source.append(pieces.get(random.nextInt(pieces.size()))).append(' ');
            }
            try {
                ChatTemplate.of(source + (random.nextBoolean() ? "}}" : ""), Map.of())
                        .render(TALK, false);
            } catch (ModelException e) {
                assertThat(e.getMessage()).contains("template");
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 5_000);
    }

    private static void assertRenders(String source, String text) {
        assertThat(ChatTemplate.of(source, Map.of()).render(TALK, false))
                .as(source)
                .isEqualTo(text);
    }
}
