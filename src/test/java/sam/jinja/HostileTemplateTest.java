package sam.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.fuzz.Mutation;
import sam.fuzz.Survival;
import sam.model.ChatTemplate;
import sam.model.files.ModelException;

/// Templates made to exhaust whoever renders them end with one sentence, soon and in little memory.
class HostileTemplateTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String DOUBLED = "{% set ns = namespace(x='ab') %}{% for i in range(60) %}";
    private static final Map<String, Object> VARIABLES = Map.of(
            "messages", List.of(Map.of("role", "user", "content", "Hello, this is the text that is taken apart.")));

    @TempDir
    Path folder;

    @Test
    void growthIsPaidForBeforeItHappens() {
        refused(DOUBLED + "{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}");
        refused(DOUBLED + "{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}");
        refused(DOUBLED + "{% set ns.x = ns.x * 2 %}{% endfor %}{{ ns.x }}");
        refused(DOUBLED + "{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}");
        refused(DOUBLED + "{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}");
        refused(DOUBLED + "{% set ns.x = {'a': ns.x, 'b': ns.x} %}{% endfor %}{{ ns.x | string | length }}");
        refused(DOUBLED + "{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ ns.x == (ns.x[0], ns.x[1], 1)[:2] }}");
        refused(DOUBLED + "{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}");
        refused(DOUBLED + "{% set ns.x = ns.x.replace('a', 'aa').replace('b', 'bb') %}{% endfor %}");
        refused(DOUBLED + "{% set ns.x = ns.x | replace('', ns.x) %}{% endfor %}");
        refused(DOUBLED + "{% set ns.x = ns.x.join(ns.x | list) %}{% endfor %}");
        refused(DOUBLED + "{% set ns.x %}{{ ns.x }}{{ ns.x }}{% endset %}{% endfor %}");
        refused(DOUBLED + "{% set ns.x = '%s%s' % (ns.x, ns.x) %}{% endfor %}");
        refused(DOUBLED + "{% set ns.x = '{0}{0}'.format(ns.x) %}{% endfor %}");
        refused(DOUBLED + "{% set ns.x = ns.x | indent(1000) ~ '\\n' ~ ns.x %}{% endfor %}");
        refused(DOUBLED + "{% set ns.x = dict(a=ns.x, b=ns.x) %}{% endfor %}{{ ns.x == dict(ns.x, c=1) or ns.x }}");
        refused("{{ 'a' * 10**9 }}");
        refused("{{ 'a' * 10**18 }}");
        refused("{{ [1] * 10**9 }}");
        refused("{{ [0, 1] * 9223372036854775807 }}");
        refused("{{ 10 ** 400 }}");
        refused("{{ 9223372036854775807 + 1 }}");
        refused("{{ '%999999999d' % 1 }}");
        refused("{{ '{:>999999999}'.format('a') }}");
        refused("{{ 'a'.ljust(999999999) }}");
        refused("{{ 'a'.zfill(99999999999) }}");
        refused("{{ 'a' | center(999999999) }}");
        refused("{{ [1] | batch(999999999, 'x') | list }}");
        refused("{{ range(10**9) }}");
        refused("{{ range(-(10**18), 10**18) | length }}");
        refused("{% for i in range(100000) %}{% set x = range(100000) | list %}{% endfor %}");
        refused("{% set ns = namespace(x=[]) %}{% for i in range(100000) %}{% set ns.x = ns.x + ['" + "x".repeat(1000)
                + "' ~ i] %}{% endfor %}");
        refused("{% for i in range(100000) %}" + "x".repeat(900_000) + "{% endfor %}");
        refused("{% for i in range(100000) %}{{ messages | tojson(indent=100) }}{% endfor %}");
    }

    @Test
    void endlessWorkIsCutOff() {
        refused("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}");
        refused("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}");
        refused("{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}");
        refused("{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}");
        refused("{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{% for i in range(99999) %}"
                + "{% for j in range(99999) %}{% endfor %}{% endfor %}{% endcall %}");
        refused("{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}");
        refused("{% for x in [1, 2] recursive %}{{ loop([x, x]) }}{% endfor %}");
        refused("{% set a = 'a' * 8000000 %}{% for i in range(9999) %}{% if (a ~ 'b') in (a ~ a) %}{% endif %}"
                + "{% endfor %}");
        refused("{% set a = 'ab' * 2000000 %}{% for i in range(9999) %}{% set x = a.split('b') %}{% endfor %}");
        refused("{% set a = 'a' * 8000000 %}{% for i in range(99999) %}{% set x = a == a ~ 'b' %}{% set y = a < a %}"
                + "{% endfor %}");
        refused("{% for i in range(99999) %}{% set x = ('a' * 100000) | upper | trim | title | length %}{% endfor %}");
        refused("{% for i in range(99999) %}{% set x = range(99999) | sum %}{% endfor %}");
        refused("{% for i in range(99999) %}{% set x = 'a' in range(99999) %}{% endfor %}");
        refused("{% set l = range(99999) | map('string') | list %}{{ l | unique | list | length }}");
    }

    @Test
    void searchingIsLinearInWhatIsSearched() {
        var a = "{% set a = 'a' * 7000000 %}";
        renders(a + "{{ (a[:3000000] ~ 'b') in a }}");
        renders(a + "{{ a.count(a[:3000000] ~ 'b') }}");
        renders(a + "{{ a.replace(a[:3000000] ~ 'b', 'x') | length }}");
        renders(a + "{{ a.split(a[:3000000] ~ 'b') | length }}");
        renders(a + "{{ a.rfind('b' ~ a[:3000000]) }}");
        renders(a + "{{ (a ~ '   ').strip('ab ') | length }}");
    }

    @Test
    void depthIsLimitedWhereTextsAreReadAndWhereTheyAreComputed() {
        for (var nest : List.of("(", "[", "{1:", "not ", "- ", "-(", "x(", "x[", "x if ", "1 ** ", "x | default(")) {
            refused("{{ " + nest.repeat(50_000) + "1 }}");
        }
        for (var link : List.of(
                "+ 1 ",
                "~ 1 ",
                "and 1 ",
                "or 1 ",
                "** 1 ",
                "< 1 ",
                "| abs ",
                ".a ",
                "[0] ",
                "() ",
                "is odd ",
                "if 1 else 1 ",
                "* 1 ",
                "in [1] ")) {
            refused("{{ 1 " + link.repeat(50_000) + "}}");
        }
        for (var block : List.of(
                "{% if 1 %}",
                "{% for x in [1] %}",
                "{% set x %}",
                "{% macro m() %}",
                "{% filter upper %}",
                "{% with x = 1 %}",
                "{% generation %}",
                "{% call m() %}")) {
            refused(block.repeat(50_000));
        }
        refused("{% if 1 %}" + "{% elif 1 %}".repeat(50_000));
        refused("{% for " + "(".repeat(50_000) + "x in y %}");
    }

    @Test
    void nothingBeyondTheGivenValuesIsReached() {
        for (var source : List.of(
                "{{ ''.__class__.__mro__[1].__subclasses__() }}",
                "{{ messages.getClass().forName('java.lang.Runtime') }}",
                "{{ messages[0].class.name() }}",
                "{{ namespace.__init__.__globals__ }}",
                "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
                "{{ self._TemplateReference__context }}",
                "{{ 'x'.getBytes() }}",
                "{{ ('{0.__class__.__mro__}').format('x').x.y }}",
                "{% include '/etc/passwd' %}",
                "{% import 'os' as os %}",
                "{% extends 'x' %}",
                "{{ messages.append(1) }}",
                "{{ messages[0].update({'role': 'x'}) }}",
                "{% set messages.x = 1 %}",
                "{{ messages[0] | attr('getClass') () }}")) {
            refused(source);
        }
        assertThat(Template.parse("{{ ''.__class__ }}{{ messages.class }}{{ messages[0]['getClass'] }}")
                        .render(VARIABLES, Clock.systemUTC())
                        .text())
                .isEmpty();
    }

    @Test
    void aDamagedTemplateIsReadOrRefused() throws IOException {
        var words = List.of(
                "{{",
                "}}",
                "{%",
                "%}",
                "-%}",
                "{%-",
                "{#",
                "#}",
                "{% if x %}",
                "{% endif %}",
                "{% for x in messages %}",
                "{% endfor %}",
                "{% set x = 1 %}",
                "{% macro m(a) %}",
                "{% endmacro %}",
                "{% else %}",
                "{% raw %}",
                "{% break %}",
                " | trim",
                " | tojson",
                " | length",
                "[::-1]",
                "[1:]",
                ".split('x')",
                ".items()",
                "loop.nextitem",
                " ~ ",
                " + ",
                " % ",
                " // ",
                " ** ",
                " is defined",
                " is not none",
                " in ",
                " not ",
                " and ",
                " if ",
                " else ",
                "(",
                ")",
                "[",
                "]",
                "{",
                "}",
                "'",
                "\"",
                "\\",
                ",",
                ":",
                "|",
                ".",
                "=",
                "-1",
                "99999999999",
                "1e309",
                "none",
                "messages",
                "namespace(a=1)",
                "range(9)",
                "\n",
                "\u00e9",
                "\ud83e\udd8a");
        var talk = List.of(
                new ChatTemplate.Turn("system", "Be brief."),
                new ChatTemplate.Turn("user", "Hi"),
                new ChatTemplate.Turn("assistant", "<think>\nx\n</think>\n\nHello"),
                new ChatTemplate.Turn("user", "More"));
        for (var name : List.of("thinking", "headers-tools", "inst-tools", "modes", "report", "roles", "turns")) {
            var file = folder.resolve("chat_template.jinja");
            Files.copy(
                    Path.of("src/test/resources/sam/jinja/templates").resolve(name + ".jinja"),
                    file,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Survival.of(file, ModelException.class)
                    .survives(150, Mutation.words(words).or(Mutation.bytes()).repeated(), () -> {
                        var source = ChatTemplate.source(folder).orElseThrow();
                        try {
                            ChatTemplate.of(source, Map.of("bos_token", "<s>", "eos_token", "</s>"))
                                    .render(talk, true);
                        } catch (ModelException e) {
                            // the template does not know its file; the model it belongs to is named by whoever opened
                            // it
                            throw new ModelException(folder + ": " + e.getMessage(), e);
                        }
                    });
        }
    }

    private static void renders(String source) {
        var template = Template.parse(source);
        long start = THREADS.getCurrentThreadCpuTime();
        template.render(VARIABLES, Clock.systemUTC());
        assertThat((THREADS.getCurrentThreadCpuTime() - start) / 1_000_000)
                .as(source)
                .isLessThan(5_000);
    }

    private static void refused(String source) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        long start = THREADS.getCurrentThreadCpuTime();
        var shown = source.length() > 200 ? source.substring(0, 200) : source;
        assertThatThrownBy(() -> Template.parse(source).render(VARIABLES, Clock.systemUTC()))
                .as(shown)
                .isInstanceOf(TemplateException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .as(shown)
                        .startsWith("The chat template")
                        .hasSizeLessThan(400));
        assertThat((THREADS.getCurrentThreadCpuTime() - start) / 1_000_000)
                .as("milliseconds for " + shown)
                .isLessThan(5_000);
        assertThat((THREADS.getCurrentThreadAllocatedBytes() - before) >> 20)
                .as("MB for " + shown)
                .isLessThan(700);
    }
}
