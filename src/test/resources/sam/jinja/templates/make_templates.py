"""Makes templates.json beside this file: what Jinja2 answers on the templates here, the way transformers renders chats.

Run: python make_templates.py        (jinja2 3.1.6, transformers 5.23.0; neither network nor GPU, seconds)

The templates are our own; they use the constructs of the families' templates: ChatML with and without tools, thinking
(reversed loops, a namespace, splits at </think>), headers with a date and tools, [INST] with checks that roles take
turns, turns with another name for the assistant, bars, roles with documents, modes with macros and a date, blocks
marked with generation, and `report`, which holds the rest of the language.

templates.json: `conversations` are the variables a rendering gets; each of `cases` names a template and a conversation
and has the `text`, with `spans` where the template marks what the assistant says (in code points), or the `refusal`
of raise_exception, or `fails` where Jinja2 stops with another error. `expressions` are single templates over VALUES.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

import jinja2
import transformers
import transformers.utils.chat_template_utils as chats

# another folder of templates may be given: those of real models are not ours to keep, and not ours to break
HERE = Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
HERE = HERE if HERE.is_dir() else HERE.parent
NOW = datetime(2026, 3, 7, 9, 5, 3)


class Clock(datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW


chats.datetime = Clock


def turn(role, content, **more):
    return {"role": role, "content": content, **more}


SYSTEM = turn("system", "You are SAM. Be brief. ")
HI, HELLO = turn("user", " Hi there\n"), turn("assistant", "Hello <b>\"you\"</b> & it's me")
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a <place> & its 'surroundings'",
        "parameters": {
            "type": "object",
            "properties": {"place": {"type": "string", "enum": ["Köln", "東京"]}, "days": {"type": "integer", "default": 1}},
            "required": ["place"],
        },
        "return": {"type": "string"},
    },
}
CLOCK = {"type": "function", "function": {"name": "now", "description": "", "parameters": {"type": "object", "properties": {}}}}
CALL = {"id": "abcdefghi", "type": "function", "function": {"name": "get_weather", "arguments": {"place": "Köln", "days": 2}}}
CALL_TEXT = {"id": "short", "function": {"name": "now", "arguments": "{\"a\": 1}"}}

CONVERSATIONS = [
    {"messages": [HI]},
    {"messages": [HI], "add_generation_prompt": True},
    {"messages": [SYSTEM, HI, HELLO]},
    {"messages": [SYSTEM, HI, HELLO, turn("user", "And then?"), turn("assistant", "\n\nNothing.  \n")], "add_generation_prompt": True},
    {"messages": [turn("user", ""), turn("assistant", "")]},
    {"messages": [turn("system", ""), turn("user", "   \n\t "), turn("assistant", "x")], "add_generation_prompt": True},
    {"messages": [turn("user", "Größe 東京 🦊 e\u0301 \u00a0\u2028\u200b"), turn("assistant", "\ud83e\udd8a".encode("utf-16", "surrogatepass").decode("utf-16") + " naïve\t\"\\\u0007")]},
    {"messages": [turn("assistant", "I begin."), HI]},
    {"messages": [HI, HI]},
    {
        "messages": [
            HI,
            turn("assistant", "<think>\nFirst\nthought\n</think>\n\nAnswer one"),
            turn("user", "More /no_think"),
            turn("assistant", "Answer two", reasoning_content="\nSecond thought\n"),
        ],
        "enable_thinking": False,
        "add_generation_prompt": True,
    },
    {"messages": [turn("system", "Think. /think"), HI, turn("assistant", "<think>\n\n</think>\n\nShort")], "enable_thinking": True},
    {"messages": [SYSTEM, HI], "tools": [WEATHER, CLOCK], "add_generation_prompt": True},
    {
        "messages": [
            HI,
            turn("assistant", None, tool_calls=[CALL]),
            turn("tool", "{\"t\": 12}", name="get_weather"),
            turn("assistant", "12 degrees"),
            turn("user", "Thanks"),
        ],
        "tools": [WEATHER],
        "date_string": "26 Jul 2024",
        "add_generation_prompt": True,
    },
    {"messages": [HI, turn("assistant", "Two", tool_calls=[CALL, CALL_TEXT]), turn("tool", "1"), turn("tool", "2")], "tools": [CLOCK]},
    {"messages": [SYSTEM, turn("user", [{"type": "text", "text": " See "}, {"type": "image"}])]},
    {"messages": [HI, turn("critic", "No.")], "documents": [{"title": "A", "text": "first"}, {"title": "B", "text": "second"}], "controls": {"citations": True}, "builtin_tools": ["search", "code"]},
]

VALUES = {
    "s": "Hello, Wörld 🦊!",
    "text": "  a-b  c_d\n\te  ",
    "n": 7,
    "x": 2.5,
    "t": True,
    "nothing": None,
    "l": [3, 1, 2, 1],
    "words": ["pear", "Apple", "fig", "apple"],
    "d": {"b": 1, "a": "two", "items": 5, "n": None},
    "people": [{"name": "Bo", "age": 5, "tags": ["x"]}, {"name": "al", "age": 3, "tags": []}, {"name": "Cy", "age": 5}],
}

EXPRESSIONS = r"""
7 // 2 ~ ' ' ~ -7 // 2 ~ ' ' ~ 7 // -2 ~ ' ' ~ 7.5 // 2
7 % 3 ~ ' ' ~ -7 % 3 ~ ' ' ~ 7 % -3 ~ ' ' ~ 7.5 % 2
2 ** 5 ~ ' ' ~ 2 ** -1 ~ ' ' ~ 2 ** 3 ** 2 ~ ' ' ~ -2 ** 2
7 / 2 ~ ' ' ~ 4 / 2 ~ ' ' ~ 1 / 3 ~ ' ' ~ 1e100 ~ ' ' ~ 1e16 ~ ' ' ~ 123456789012345.0 ~ ' ' ~ 0.00001 ~ ' ' ~ 1.5e-7 ~ ' ' ~ 100.0
1 + true ~ ' ' ~ -true ~ ' ' ~ true * 3 ~ ' ' ~ true + true
1 < 2 < 3, 3 > 2 > 2, 1 == 1.0, 'a' < 'b', 1 != 2 == 2
'1' == 1, true == 1, none == false, [] == (), [1, [2]] == [1, [2]], {'a': 1} == {'a': 1.0}
not true or true, not (true or true), 1 and 0, 0 or 'x', '' or none or 0, 1 and 2 and 3
'x' if t else 'y', 'x' if not t else 'y', ('x' if not t) | default('z')
('x' if false) ~ '|'
n if n > 5 else 0 if n > 3 else 1
s[0] ~ s[-1] ~ s[-2] ~ s[7:12] ~ s[::-1] ~ s[::3] ~ s[-3:] ~ s[:-3] ~ s[13:] ~ s[100:] ~ s[5:2]
s | length, s.find('🦊'), s.find('!'), s.rfind('l'), s.find('zz'), s.index('W'), s.count('l'), s.count('')
s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), 'ß'.upper(), 'ÀB'.lower(), 'ǆ x'.title()
text.split(), text.split(' '), text.split(none, 1), text.split('  ', 1), text.rsplit(' ', 1), text.rsplit(none, 2), text.split(maxsplit=1)
text.strip(), text.lstrip(), text.rstrip(), 'xxaxx'.strip('x'), 'abcba'.strip('ab'), ' \u00a0\u2003x\u200b '.strip()
'a\nb\r\nc\x0bd\u2028e\n'.splitlines(), 'a\n\nb\n'.splitlines(true), ''.splitlines()
'a=b=c'.partition('='), 'a=b=c'.rpartition('='), 'abc'.partition('x'), 'abc'.rpartition('x')
'abc'.startswith('a'), 'abc'.startswith(('x', 'ab')), 'abc'.endswith('bc'), 'abc'.endswith(('c', 'z')), 'abc'.startswith('')
'abc'.replace('b', 'xx'), 'aaa'.replace('a', 'b', 2), 'abc'.replace('', '-'), 'abc'.replace('', '-', 2), 'aaa'.replace('aa', 'b')
'12'.isdigit(), 'a1'.isalnum(), 'ab'.isalpha(), ' \t'.isspace(), 'AB'.isupper(), 'ab'.islower(), ''.isdigit(), 'A1'.isupper(), '1'.islower()
'5'.zfill(3), '-5'.zfill(4), 'ab'.ljust(4) ~ '|', 'ab'.rjust(4) ~ '|', 'pre-x'.removeprefix('pre-'), 'x.py'.removesuffix('.py')
', '.join(words), ''.join([]), '-'.join('abc')
'%s is %d and %5.2f|%-5s|%05d|%x|%%|%r' % ('a', 5, 2.345, 'b', 42, 255, 'q')
'%s' % 5, '%s' % [1], '%(a)s-%(b)s' % d, '%+d' % 3, '%.3s' % 'abcdef', '%c' | length
'{} {}'.format(1, 'b'), '{0}{1}{0}'.format('a', 'b'), '{x}{y}'.format(x=1, y=2), '{{}}'.format(), '{:>5}|{:<5}|{:^5}|{:05d}|{:.2f}'.format('a', 'b', 'c', 42, 2.345), '{0[a]}'.format(d)
'%s and %s' | format('a', 2), '%(x)s' | format(x=1)
'a' 'b' ~ "c\td\\e\"f\'g" ~ '\u00fc\x41\U0001F98A\101\q' ~ 'it\'s'
l, (1,), (), (1, 'a', none), [true, 1.0, 'it\'s', "q\"'", 'a\nb\\'], {'k': [1, {'z': ()}]}, '\u0007\u200b\u00a0é🦊' | list
[1, 2] + [3], (1,) + (2,), [0] * 3, 'ab' * 2, 2 * 'ab', [] * 5, 'a' * -1
l[0], l[-1], l[1:3], l[::-1], l[::2], l[10], l[:-1], (1, 2, 3)[1:], l[-10:2], l[3:0:-1]
1 in l, 9 in l, 9 not in l, 'b' in d, 'x' not in d, 'W' in s, 'zz' in s, '' in s, 2 in (1, 2), 3 in range(5), 1.0 in l
d.a, d['a'], d['items'], d.get('b'), d.get('zz'), d.get('zz', 'q'), d.zz, d['zz'], d.get('n', 3)
d.items() | list, d.keys() | list, d.values() | list, d | items | list, d | length, d | list, d.copy()
d | dictsort, {'b': 1, 'A': 3, 'c': 2} | dictsort, {'b': 1, 'A': 3} | dictsort(true), {'b': 1, 'A': 3, 'c': 2} | dictsort(by='value', reverse=true)
dict(a=1, b=2), dict({'a': 1}, c=3), dict([('x', 1)]), {1: 2, 'a': 3, none: 4}
missing, missing is defined, missing | default('d'), missing | length, missing | list, missing ~ 'x', missing == missing, missing in [1]
1 in missing, (missing or 'x'), not missing, missing | trim, missing | string, missing | join(','), missing | first | default('f')
nothing, nothing is none, nothing | default('d'), nothing | default('d', true), '' | default('e', true), 0 | d(5, true), false | default(true)
n is number, x is float, n is integer, t is integer, t is number, t is boolean, s is string, l is sequence, d is mapping, d is iterable, n is iterable, s is sequence, range(3) is sequence
n is odd, n is even, n is divisibleby(7), n is divisibleby 3, n is eq 7, n is ne 7, n is gt 6, n is ge(8), n is lt 8, n is le 6, n is in [7], n is not in [7], n is sameas 7
t is true, t is false, nothing is true, 1 is true, s is lower, 'a' is lower, 'A' is upper, s is not none, missing is undefined, range is callable, d.get is callable, 'trim' is filter, s is escaped
s is defined and n is defined, s is string or n, not s is string, (s is string) ~ ''
words | sort, words | sort(true), words | sort(case_sensitive=true), words | sort(reverse=true), people | sort(attribute='age') | map(attribute='name') | list, people | sort(attribute='age,name') | length
words | unique | list, words | unique(true) | list, people | unique(attribute='age') | map(attribute='name') | list
words | min, words | max, l | min, l | max, [] | max, people | max(attribute='age'), l | sum, people | sum(attribute='age'), [] | sum, [1.5, 2] | sum(start=1)
words | first, words | last, [] | first, [] | last, s | first, s | last, d | first, range(3) | last
words | join, words | join('-'), people | join(', ', attribute='name'), [1, none, 2.0] | join('|'), d | join
words | map('upper') | list, words | map('replace', 'p', 'q') | join(' '), people | map(attribute='zz', default='-') | list, people | map(attribute='tags.0') | list, words | map('length') | list
l | select('odd') | list, l | reject('odd') | list, l | select('gt', 1) | list, [0, 1, '', 'a'] | select | list, people | selectattr('tags') | list | length, people | rejectattr('tags') | list | length
people | selectattr('age', 'equalto', 5) | map(attribute='name') | list, people | rejectattr('age', 'ge', 5) | list, people | selectattr('tags', 'undefined') | list, people | selectattr('name', 'in', ['Bo']) | list | length
l | reverse | list, s | reverse, words | reverse | first, l | list | reverse | join, d | reverse | list
l | batch(3) | list, l | batch(3, 'x') | list, people | groupby('age') | list | length
text | trim, 'xxaxx' | trim('x'), 5 | trim, s | upper, s | lower, 'hello world-is (ok)' | title, 'hELLO' | capitalize, s | replace('l', 'L', 1), 'aaa' | replace('a', 'b', count=2), 5 | replace(5, 6)
'a\nb\n\nc' | indent, 'a\nb\n\nc' | indent(2, true), 'a\n\nb' | indent(2, blank=true), 'a\nb' | indent('> '), 'a\nb\n' | indent(1, first=true)
'12' | int, '1.9' | int, 'x' | int, 'x' | int(5), 2.9 | int, true | int, ' 7 ' | int, '-3' | int, '1_000' | int, none | int, '1e3' | int
'1.5' | float, 'x' | float, 3 | float, '1e3' | float, 'x' | float(2.0), none | float(1), ' .5 ' | float
-5 | abs, 2.5 | round, 3.5 | round, 2.675 | round(2), 2.1 | round(0, 'ceil'), 2.9 | round(0, 'floor'), 1234.5 | round(-2), 5 | round, 42.55 | round(1)
('<a href="x">&\'' | e) ~ ('<b>' | safe) ~ ('<b>' | escape), 'a b  c-d' | wordcount, 'abc' | center(9) ~ '|', 'abcd' | center(9) ~ '|', 'abcd' | center(7) ~ '|'
'one two three four' | truncate(12), 'one two three four' | truncate(12, true), 'one two' | truncate(5), 'one two three' | truncate(7, false, '…', 0)
d | tojson, l | tojson, s | tojson, nothing | tojson, t | tojson, x | tojson, '<&>\'"\\\n\t\u0001\u007f\u2028é' | tojson, (1, 2) | tojson, 1e20 | tojson, {1: 2, none: 3} | tojson
d | tojson(indent=2), [] | tojson(indent=2), {} | tojson(indent=2), [[1], {}] | tojson(indent=1), 'é🦊' | tojson(ensure_ascii=true), d | tojson(sort_keys=true) | length, l | tojson(separators=(',', ':')), [1, [2]] | tojson(indent='--')
range(3) | list, range(1, 10, 3) | list, range(5, 0, -2) | list, range(0) | list, range(3), range(1, 7, 2)[1], range(10)[2:4] | list, range(5) | length
namespace(a=1).a, namespace({'x': 2}).x, namespace().zz is defined, dict(namespace=1).namespace
strftime_now('%Y-%m-%d %H:%M:%S'), strftime_now('%d %b %Y'), strftime_now('%A %a %B %j %y %I %p %-d %e %%'), strftime_now('')
-n, +n, - n + 1, -x, --n, -n | abs, (-n) | abs, not n, not not n, -2 ** 2
n ~ x ~ s[0], 1 ~ 2, none ~ true ~ 1.0, [1] ~ {}
(1, 2, 3) | list, (1, 2) | join, [x for_ in_ y] if false else 1
l.index(2), l.count(1), l.copy(), words[1].upper(), d.a.upper(), people[0].tags[0], people[0]['tags'].0
0x1F, 0b101, 0o17, 1_000, 1.5e3, 1E-2, 10.0, 0.1 + 0.2
[1,2,3,][0], {'a': 1,}, (1,2,), [[1], [2],], 'a' in ['a',]
s.upper | default('x') is callable, d.keys() | length, s['upper']() | length, d['get']('a'), [1, 2]['count'](1)
l.append(5)
d.update({'a': 1})
d.pop('a')
missing.attribute
missing['x']
missing()
missing + 1
1 + 'a'
'a' + 1
[1] + (2,)
1 / 0
1 % 0
none + 1
n.foo, n['foo'], none.foo, s.foo, l.foo, l['foo'], (1).foo
none['x']['y']
none.x.y
5 in 5
'a' < 1
l | sort(attribute='x') | length
unknown_filter_here | nope
n is nope
raise_exception('Stop: it\'s "over"')
raise_exception(5)
raise_exception()
range(1000000) | length
[1, 'a'] | sort
''.join([1])
'%d' % 'a'
'%s %s' % ('a',)
'%s' % ('a', 'b')
'{}'.format()
'abc'.index('z')
'a'.split('')
d | map(attribute='x') | list
5 | length
5 | list
[[1, 2]] | tojson | length, people | tojson | length
s | tojson | tojson
joiner('-') is callable, cycler('a', 'b').next(), cycler('a').current
(l | select('odd')) | length
(l | map('string')) is sequence, (l | map('string')) is iterable, (l | select('gt', 9)) is true, 'y' if l | select('gt', 9) else 'n'
d.__class__, s.__len__, ''.__class__.__mro__
'__class__' in d, d._x
'a b'.split(' ', 1)[1], 'a|b'.split('|')[-1] | trim, s.split(', ')[0].strip().lower() | capitalize
{'a': {'b': [1, 2, {'c': 'deep'}]}}.a.b[2].c, {'a': 1}['a'], {} | length, {'a': 1}.get('a')
true and 'a' in 'abc' and 'd' not in 'abc', not 'a' in 'abc', 1 if 'a' in ['a'] else 2
2 if true else 3 if false else 4, (1 if false else 2) + 1
s | upper | lower | length, (s ~ s) | length, s * 2 == s ~ s
[1, 2, 3] == [1, 2, 3.0], 'a' == "a", none != none, 0 == false, '' == false
'x' * 0, '' * 100000000, [] * 100000000
'abc'[1], 'abc'[5] | default('none'), 'abc'[-1:], 'abc'[:0], 'abc'[1:1]
'a'.join(['b', 'c']), 'A'.casefold(), 'hi'.center is defined
"{% raw %}" ~ '{{' ~ '}}' ~ '%}'
{'a': '}}'}.a, '{{ x }}', "%}"
""".strip().split("\n")

PROGRAMS = [
    "{% set n = 0 %}{% for m in l %}{% set n = n + 1 %}{% endfor %}{{ n }}",
    "{% set ns = namespace(n=0) %}{% for m in l if m != 1 %}{% set ns.n = ns.n + loop.index %}{% endfor %}{{ ns.n }}",
    "{% for m in l %}{% set k = loop.index if loop.first else k %}{{ k }}{% endfor %}",
    "{% macro tag(x, y='!', z=x) %}<{{ x }}{{ y }}{{ z }}>{% endmacro %}{{ tag('a') }}{{ tag('b', y='?') }}{{ tag(z=1, x=2) }}{{ tag() }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}",
    "{% macro outer() %}{{ inner() }}{% endmacro %}{% macro inner() %}in{% endmacro %}{{ outer() }}",
    "{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}",
    "{% macro m() %}{{ n }}{% set n = 1 %}{% endmacro %}{{ m() }}{{ n }}",
    "{% set ns = namespace(found=false) %}{% for m in l if not ns.found %}{{ m }}{% set ns.found = true %}{% endfor %}",
    "{% set ns = namespace(found=false) %}{% for m in l if not ns.found %}{{ m }}{{ loop.last }}{% set ns.found = true %}{% endfor %}",
    "{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.previtem }}{{ loop.nextitem }}{{ loop.depth }};{% endfor %}",
    "{% for x in [] %}{{ x }}{% else %}none{% endfor %}{% for x in l if x > 9 %}{{ x }}{% else %}none{% endfor %}",
    "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}{% for k in d %}{{ k }}{% endfor %}{% for c in 'aé🦊' %}[{{ c }}]{% endfor %}",
    "{% for a, b in [(1, 2), (3,)] %}{{ a }}{% endfor %}",
    "{% for x in missing %}{{ x }}{% else %}no{% endfor %}{% for x in 5 %}{% endfor %}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set (c, d2) = [3, 4] %}{{ c }}{{ d2 }}{% set e = 1, 2 %}{{ e }}",
    "{% set x2 %}in{{ 1 }}{% endset %}[{{ x2 }}]{% set y | upper | trim %} abc {% endset %}[{{ y }}]",
    "{% set ns = namespace() %}{% set ns.block %}b{% endset %}{{ ns.block }}{% set ns._x = 1 %}",
    "{% set d.a = 1 %}",
    "{% if missing %}a{% elif nothing %}b{% elif l %}c{% else %}d{% endif %}{% if '' %}{% else %}e{% endif %}",
    "a  \n  {%- if true %}  b{% endif %}\nc\n",
    "  {% if true %}\n  x\n  {% endif %}\n  y {% if true %} z {% endif %}\n\n",
    "\t{%+ if true %}\n a{% endif +%}\n b\n{#- c -#}\n d {# e #}\nf\n {# g #}\n",
    "{{ 1 }}\n{{ 2 -}}\n  {{- 3 }} \n {{+ 4 }}",
    "{%- for x in l -%}\n  {{ x }}\n{%- endfor -%}\n end",
    "a\r\nb\rc{% if true %}\r\nd{% endif %}",
    "{% raw %} {{ a }} {% endraw %}|{%- raw -%}  x  {%- endraw -%}  |\n{% raw %}\ny\n{% endraw %}\nz",
    "{{ '}}' }}{{ {'a': {'b': 1}}['a']['b'] }}{{ \"{{\" }}",
    "{% call(x) dict %}a{% endcall %}",
    "{% macro m(t) %}{{ t }}({{ caller('in') }}){% endmacro %}{% call(z) m('out') %}{{ z }}{{ n }}{% endcall %}",
    "{% macro m() %}{{ caller is defined }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, a=2) }}",
    "{% filter upper %}a{{ s }}{% endfilter %}{% filter replace('a', 'b') | upper %}aa{% endfilter %}",
    "{% with a = 1, b = 2 %}{{ a + b }}{% set n = 100 %}{% endwith %}{{ n }}{{ a }}",
    "{% for x in [[1, [2]], [3]] recursive %}{{ loop.depth }}{% if x is iterable %}({{ loop(x) }}){% else %}{{ x }}{% endif %}{% endfor %}",
    "{% for x in l %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% if x == 2 %}{% break %}{% endif %}{% endfor %}",
    "{% for x in l %}{% for y in l %}{% if y == 2 %}{% break %}{% endif %}{{ x }}{{ y }} {% endfor %}{% endfor %}",
    "{% generation %}{% set q = 5 %}{{ q }}{% endgeneration %}{{ q }}",
    "{% break %}",
    "{% for x in l %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}",
    "{% if true %}",
    "{% endif %}",
    "{{ 1 ",
    "{{ }}",
    "{% nonsense %}",
    "{% include 'x' %}",
    "{{ 'a }}",
    "{{ [1, 2 }}",
    "{{ (1, 2] }}",
    "{{ 1 $ 2 }}",
    "{# open",
    "{% raw %} x",
    "{% for x in l %}{{ x }}",
    "{{ a.b.c }}",
    "{% set j = joiner('; ') %}{% for x in l %}{{ j() }}{{ x }}{% endfor %}{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}",
    "{% for p in people %}{{ p.name }}{{ ' ' ~ p.tags | join if p.tags is defined and p.tags }}{% endfor %}",
    "{% for p in people | sort(attribute='name') %}{{ p.name }}{% endfor %}{% for g in people | groupby('age') %}{{ g.0 }}:{{ g[1] | map(attribute='name') | join(',') }} {% endfor %}",
    "{{ loop }}",
    "{% for x in [1] %}{{ loop.nope is defined }}{{ loop['index'] }}{% endfor %}{{ loop is defined }}",
    "x{{- '' -}}   y",
    "{%- set a = [] -%}{%- for m in l -%}{%- set a = a + [m] -%}{%- endfor -%}{{ a }}",
    "{% set ns = namespace(a=[]) %}{% for m in l %}{% set ns.a = ns.a + [m] %}{% endfor %}{{ ns.a }}",
    "{{ namespace(a=1) is mapping }}{% set ns = namespace(a=1) %}{{ ns['a'] }}{{ ns.b is defined }}",
    "{% set messages = [1] %}{% if true %}{% set messages = [2] %}{% endif %}{{ messages }}",
]


def errors(render):
    try:
        return {"text": render()}
    except jinja2.exceptions.TemplateSyntaxError:
        return {"fails": True}
    except jinja2.exceptions.TemplateError as e:
        if type(e) is jinja2.exceptions.TemplateError:
            return {"refusal": str(e.message)}
        return {"fails": True}
    except Exception:
        return {"fails": True}


def rendered(source, conversation):
    spans = []

    def render():
        variables = dict(conversation)
        messages = variables.pop("messages")
        mask = "generation %}" in source
        texts, found = chats.render_jinja_template(
            [messages], chat_template=source, return_assistant_tokens_mask=mask, bos_token="<s>", eos_token="</s>", **variables
        )
        if mask:
            spans.extend(found[0])
        return texts[0]

    case = errors(render)
    if spans and "text" in case:
        case["spans"] = spans
    return case


def single(source):
    return errors(lambda: chats._compile_jinja_template(source).render(**json.loads(json.dumps(VALUES))))


def main():
    conversations = json.loads(json.dumps(CONVERSATIONS))
    # what transformers itself adds to the messages before a template sees them
    for conversation in conversations:
        conversation["messages"] = chats._alias_reasoning_fields(conversation["messages"])
    sources = {path.stem: path.read_text() for path in sorted(HERE.glob("*.jinja"))}
    cases = [
        {"template": name, "conversation": i, **rendered(source, conversation)}
        for name, source in sources.items()
        for i, conversation in enumerate(conversations)
    ]
    singles = ["{{ " + e + " }}" for e in EXPRESSIONS] + PROGRAMS
    out = {
        "versions": {"jinja2": jinja2.__version__, "transformers": transformers.__version__, "python": "%d.%d" % sys.version_info[:2]},
        "now": NOW.isoformat(),
        "values": VALUES,
        "conversations": conversations,
        "cases": cases,
        "expressions": [{"source": source, **single(source)} for source in singles],
    }
    lines = []
    for key, value in out.items():
        if isinstance(value, list):
            rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value)
            lines.append(json.dumps(key) + ": [\n" + rows + "\n]")
        else:
            lines.append(json.dumps(key) + ": " + json.dumps(value, ensure_ascii=False))
    target = HERE / "templates.json"
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    kinds = [next(k for k in ("text", "refusal", "fails") if k in case) for case in cases]
    print(len(sources), "templates,", len(cases), "renderings", {k: kinds.count(k) for k in set(kinds)}, len(singles), "expressions,", target.stat().st_size, "bytes")
    assert len(sys.argv) > 1 or target.stat().st_size <= 280_000


if __name__ == "__main__":
    main()
