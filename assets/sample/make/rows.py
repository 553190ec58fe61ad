"""Writes the sample's rows: four phases, the rows that wait for review, and the held-out rows.

    python rows.py            writes ../train and ../heldout; running it again gives the same bytes

Every row is made from a template and slot values. `Side` holds one side of the lexicon: what the phases
may learn from, or what they are measured on. No word, name or starting number is on both sides.
"""
import json
import pathlib
import random
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "base" / "make"))
import lexicon as lex
import voice

SEED = 20
HELD_NUMBERS = sorted(random.Random(4).sample(range(3, 60), 16))
HELD_DEEDS = "moved opened broke borrowed".split()
NOUNS = {"thing": lex.THINGS, "place": lex.PLACES, "animal": lex.ANIMALS, "one": list(lex.COUNTED), "colour": lex.COLOURS}


class Side:
    """One side of the lexicon, and a record of every slot value it handed out."""

    def __init__(self, training, seed):
        self.training, self.r, self.used = training, random.Random(seed), set()
        part = lex.train if training else lex.held
        mine = lambda items, held: [x for x in items if (x in held) != training]
        self.pools = {k: part(v) for k, v in NOUNS.items()} | {
            "name": part(lex.SHE) + part(lex.HE), "weather": part(lex.WEATHER), "opposites": part(lex.OPPOSITES),
            "deed": mine(lex.DEEDS, HELD_DEEDS), "good": mine(lex.GOOD, HELD_DEEDS), "bad": mine(lex.BAD, HELD_DEEDS),
            "number": mine(range(3, 60), HELD_NUMBERS)}
        self.pools["many"] = [lex.COUNTED[x] for x in self.pools["one"]]

    def take(self, kind, n=1):
        """n different values of a kind; the plain value when n is 1"""
        values = self.r.sample(self.pools[kind], n)
        self.used.update((kind, v) for v in values)
        return values if n > 1 else values[0]

    def words(self, n):
        out = []
        while len(out) < n:
            w = self.take(self.r.choice(["thing", "thing", "thing", "place", "animal", "one", "colour"]))
            if w not in out:
                out.append(w)
        return out

    def pick(self, items):
        return self.r.choice(items)


# -- phase 1: instructions ---------------------------------------------------------------------
def cap(s):
    return s[0].upper() + s[1:]


def instruction(s, family):
    """(what is asked, the only right answer)"""
    if family == "only":
        w = s.words(1)[0]
        return s.pick([f"Write the word {w} and nothing else.", f"Answer with one word: {w}.", f"Please say {w}. Only that.", f"Just write {w}."]), w
    if family == "last":
        ws = s.words(s.pick([3, 4]))
        return s.pick([f"Which word comes last: {', '.join(ws)}?", f"Give me the last word of this list: {', '.join(ws)}."]), ws[-1]
    if family == "first":
        ws = s.words(s.pick([3, 4]))
        return s.pick([f"Which word comes first: {', '.join(ws)}?", f"Give me the first word of this list: {', '.join(ws)}."]), ws[0]
    if family == "thrice":
        w = s.words(1)[0]
        return s.pick([f"Say {w} three times, with commas.", f"Write {w} three times with commas in between."]), f"{w}, {w}, {w}"
    if family == "swap":
        x, y = s.words(2)
        return s.pick([f"Swap these two: {x}, {y}.", f"Turn these around: {x}, {y}."]), f"{y}, {x}"
    if family == "join":
        x, y = s.words(2)
        return s.pick([f"Join these with and: {x}, {y}.", f"Put the word and between {x} and {y}."]), f"{x} and {y}"
    if family == "opposite":
        x, y = s.take("opposites")
        x, y = s.pick([(x, y), (y, x)])
        return s.pick([f"What is the opposite of {x}?", f"Give me the opposite of {x}.", f"Name the opposite: {x}."]), y
    if family in ("where", "who", "colour"):
        n, t, p, c, v = s.take("name"), s.take("thing"), s.take("place"), s.take("colour"), s.take("deed")
        note = s.pick([f"{n} {v} the {c} {t} in the {p}.", f"In the {p} {n} {v} {lex.a(c)} {t}.", f"{n} {v} the {t} in the {p}. It was {c}."])
        return {"where": (f"{note} Where did that happen?", f"in the {p}"), "who": (f"{note} Who {v} the {t}?", n),
                "colour": (f"{note} What colour was the {t}?", c)}[family]
    if family == "without":
        ws = s.words(3)
        i = s.r.randrange(3)
        return s.pick([f"Leave out {ws[i]}: {', '.join(ws)}.", f"Write this list without {ws[i]}: {', '.join(ws)}."]), ", ".join(w for w in ws if w != ws[i])
    ws = s.words(3)
    return s.pick([f"Write these one per line: {', '.join(ws)}.", f"Make this a list, one word per line: {', '.join(ws)}."]), "\n".join(ws)


FAMILIES = "only last first thrice swap join opposite where who colour without lines".split()


# -- phase 2: the voice ------------------------------------------------------------------------
def chat(s, kind, n=1):
    """(what somebody says, n different things SAM may answer)"""
    says, answers = voice.LINES[kind]
    says, answers = s.pick(says), s.r.sample(answers, n)
    slots = {"habit": s.pick(lex.HABITS)}
    for k in ("thing", "place", "weather", "many", "animal", "name", "good", "bad"):
        if re.search("{[Aan_]*" + k, says + " ".join(answers)):
            v = slots[k] = s.take(k)
            slots[f"a_{k}"] = slots[f"an_{k}"] = lex.a(v)
            slots[f"A_{k}"] = slots[f"An_{k}"] = cap(lex.a(v))
            slots[f"{k}_done"] = voice.BAD_DONE.get(v)
    return says.format(**slots), *(x.format(**slots) for x in answers)


KINDS = list(voice.LINES)


# -- phase 3: problems in steps ----------------------------------------------------------------
def problem(s):
    """(question, worked answer, result): two steps, each a sum or a difference"""
    while True:
        a, b, c = (s.take("number") for _ in range(3))
        signs = s.pick(["+-", "-+", "++", "--"])
        x = a + b if signs[0] == "+" else a - b
        y = x + c if signs[1] == "+" else x - c
        if b <= 35 and c <= 35 and 2 <= x < 90 and 2 <= y < 90 and len({a, b, c}) == 3:
            break
    n, m = s.take("name", 2)
    w = s.take("many")
    he = "she" if n in lex.SHE else "he"
    gets = ["{he} gets {x} more", "{he} finds {x} more", "{he} buys {x} more", "{m} brings {x} more"]
    loses = ["{he} gives {x} to {m}", "{he} sells {x}", "{he} loses {x}", "{m} takes {x}"]
    step = lambda sign, v: s.pick(gets if sign == "+" else loses).format(he=he, m=m, x=v)
    p, q = step(signs[0], b), step(signs[1], c)
    question = s.pick([f"{n} has {a} {w}. {cap(p)}. Then {q}. How many {w} does {he} have now?",
                       f"{n} has {a} {w}. {cap(p)} and {q}. How many {w} does {n} have?"])
    return question, f"First {a} {signs[0]} {b} = {x}. Then {x} {signs[1]} {c} = {y}. The answer is {y}.", str(y)


# -- phase 4: preferring an honest "I cannot know that" -------------------------------------------
DOUBT = r"(?i)\bcannot know\b|\bno way to know\b|\bonly be guessing\b"
DOUBTS = ["I cannot know that, friend.", "That I cannot know, friend.", "I have no way to know that, friend.", "I would only be guessing, friend."]


def unknowable(s, kind):
    """(what is asked, an honest answer, a made-up answer)"""
    n, t, p, w = s.take("name"), s.take("thing"), s.take("place"), s.take("many")
    if kind == "kept":
        ask, tails, made = f"What does {n} keep in the {p}?", [f"Only {n} can say.", f"Nobody has shown me the {p}."], f"{n} keeps {lex.a(t)} in the {p}."
    elif kind == "how many":
        ask, tails, made = f"How many {w} are in the {p} right now?", [f"Nobody has shown me the {p}.", "Go and count them."], f"There are {s.take('number')} {w} in the {p}."
    elif kind == "weather":
        x = s.take("weather")
        ask, tails, made = f"Will there be {x} over the {p} next week?", ["Ask me when it is over.", "The sky keeps its own diary."], f"Yes, there will be {x} over the {p} all week."
    elif kind == "says":
        ask, tails, made = f"What will {n} say about the {t} tomorrow?", [f"Only {n} can say.", "Tomorrow has not happened yet."], f"{n} will say that the {t} is {s.take('colour')}."
    elif kind == "left":
        ask, tails, made = f"Where did I leave my {t}?", ["I was not there.", f"I never saw the {t}."], f"in the {p}"
    elif kind == "thinks":
        ask, tails, made = f"What is {n} thinking about in the {p}?", [f"Only {n} can say.", "I cannot look into a head."], f"{n} is thinking about the {t}."
    else:
        ask, tails, made = f"Who will bring {lex.a(t)} to the {p} tonight?", ["The night has not happened yet.", "I was never shown a list."], f"{n} will bring {lex.a(t)} to the {p}."
    return ask, f"{s.pick(DOUBTS)} {s.pick(tails)}", made


UNKNOWN = "kept|how many|weather|says|left|thinks|brings".split("|")


def doubt(s):
    return f"{s.pick(DOUBTS)} {s.pick(['Nobody has told me.', 'I was not there.', 'Ask me later.'])}"


def knowable(s, kind):
    """(what is asked, the answer that stands in the question, a doubt that is out of place)"""
    n, t, p, w = s.take("name"), s.take("thing"), s.take("place"), s.take("many")
    if kind == "kept":
        return f"{n} keeps {lex.a(t)} in the {p}. What does {n} keep in the {p}?", lex.a(t), doubt(s)
    if kind == "how many":
        k = s.take("number")
        return f"There are {k} {w} in the {p}. How many {w} are in the {p}?", str(k), doubt(s)
    if kind == "left":
        return f"I left my {t} in the {p}. Where did I leave my {t}?", f"in the {p}", doubt(s)
    if kind == "instruction":
        q, a = instruction(s, s.pick(FAMILIES))
        return q, a, doubt(s)
    if kind == "chat":
        q, a = chat(s, s.pick(KINDS))
        return q, a, doubt(s)
    q, a, _ = problem(s)
    return q, a, doubt(s)


KNOWN = "kept|how many|left|problem|instruction|chat|instruction|chat|instruction|chat".split("|")


# -- rows --------------------------------------------------------------------------------------
def user(text):
    return {"role": "user", "content": text}


def sam(text):
    return {"role": "assistant", "content": text}


def tag(family):
    return {"source": f"sample/{family}", "licence": "CC0-1.0", "tier": 1}


def distinct(make, count):
    """count rows with different questions"""
    seen, out = set(), []
    for _ in range(count * 20):
        if len(out) == count:
            return out
        row = make(len(out))
        key = (row.get("messages") or row["prompt"])[0]["content"]
        if key not in seen:
            seen.add(key)
            out.append(row)
    raise ValueError(f"only {len(out)} different rows, {count} wanted; stuck after {out[-1]}")


def phase1(s, n):
    def row(i):
        f = FAMILIES[i % len(FAMILIES)]
        q, a = instruction(s, f)
        return {"messages": [user(q), sam(a)], **tag(f"instruction-{f}")}
    return distinct(row, n)


def phase2(s, n):
    def row(i):
        k = KINDS[i % len(KINDS)]
        q, a = chat(s, k)
        return {"messages": [user(q), sam(a)], **tag(f"voice-{k}")}
    return distinct(row, n)


def phase3(s, n):
    def row(i):
        q, a, _ = problem(s)
        return {"messages": [user(q), sam(a)], **tag("problem")}
    return distinct(row, n)


def phase4(s, unknown, known):
    def row(i):
        if i < unknown:
            k = UNKNOWN[i % len(UNKNOWN)]
            q, c, r = unknowable(s, k)
            k = "unknown-" + k
        else:
            k = KNOWN[i % len(KNOWN)]
            q, c, r = knowable(s, k)
            k = "known-" + k
        return {"prompt": [user(q)], "chosen": [sam(c)], "rejected": [sam(r)], **tag(k.replace(" ", "-"))}
    return distinct(row, unknown + known)


def shuffled(rows, seed):
    random.Random(seed).shuffle(rows)
    return rows


# -- rows that wait for a person ---------------------------------------------------------------
POLITE = ["I would be happy to help you with that! Is there anything else?", "Great question! Thank you so much for asking.",
          "As your assistant I am always here for you, whatever you may need."]


def spoil1(s, q, a):
    """wrong answer, wrong form, chatter around it, or politeness and nothing else"""
    words = [w for w in re.findall(r"[a-zA-Z]+", q) if w in WORDS and w != a]
    return s.pick([s.pick(words) if words else "yes", f"Sure! Here it is: {a}. I hope that helps!", a.upper(), s.pick(POLITE), f"{a} {a} {a} {a}"])


def spoil2(s, q, a):
    """out of voice: a brochure, a form letter, a lecture, or the right words about the wrong thing"""
    return s.pick([*POLITE, "Noted!!! That is AMAZING news!!!", "Please consult a qualified professional before taking any further steps.",
                   "There are several factors to consider here. Firstly, it depends on your goals. Secondly, it depends on your budget.",
                   "ok", f"I notice the {s.take('place')} is {s.take('colour')}, friend."])


def spoil3(s, q, a):
    """a slip in a step, a step left out, a number misread, or the steps right and the answer wrong"""
    n = [int(x) for x in re.findall(r"\d+", a)]
    slip = s.pick([-10, -1, 1, 2, 10])
    return s.pick([a.replace(f"= {n[2]}.", f"= {n[2] + slip}."), f"The answer is {n[-1]}.", f"First {n[0]} + {n[1]} = {n[0] + n[1]}. The answer is {n[0] + n[1]}.",
                   a.replace(f"answer is {n[-1]}", f"answer is {n[-1] + slip}"), a.replace(f"{n[0]} ", f"{n[0] + 10} ", 1)])


WORDS = {w for pool in NOUNS.values() for w in pool}


def waiting(s, phase, known):
    """30 rows, 10 of them spoiled; none asks what a training row asks"""
    def row(i):
        if phase == 4 and i % 3 == 2:
            # no obvious order: SAM could say either
            q, x, y = chat(s, s.pick(KINDS), 2)
            return {"prompt": [user(q)], "chosen": [sam(x)], "rejected": [sam(y)], **tag("known-chat")}
        if phase == 4:
            row = s.pick(phase4(s, 7, 0) if i % 2 else phase4(s, 0, 10))
            if i % 6 == 4:
                row["chosen"], row["rejected"] = row["rejected"], row["chosen"]
            return row
        row = (phase1, phase2, phase3)[phase - 1](s, 14)[s.r.randrange(14)]
        if i % 3 == 2:
            q, a = (m["content"] for m in row["messages"])
            row["messages"][1] = sam((spoil1, spoil2, spoil3)[phase - 1](s, q, a))
        return row

    asked = {(r.get("messages") or r["prompt"])[0]["content"] for r in known}

    def fresh(i):
        while True:
            r = row(i)
            if (r.get("messages") or r["prompt"])[0]["content"] not in asked:
                return r
    return distinct(fresh, 30)


def everything():
    """file -> rows, and the two sides with the slot values they used"""
    t, h = Side(True, SEED), Side(False, SEED + 1)
    files = {"train/phase1.jsonl": shuffled(phase1(t, 720), 1), "train/phase2.jsonl": shuffled(phase2(t, 420), 2),
             "train/phase3.jsonl": shuffled(phase3(t, 600), 3), "train/phase4.jsonl": shuffled(phase4(t, 182, 300), 4)}
    one = [{"messages": r["messages"][:1], "expected": r["messages"][1]["content"], **tag(r["source"][7:])} for r in phase1(h, 240)]
    three = []
    for r in phase3(h, 200):
        three.append({"messages": r["messages"][:1], "answer": r["messages"][1]["content"].split()[-1][:-1], **tag("problem")})
    four = [{**r, "property": r["source"].startswith("sample/unknown")} for r in phase4(h, 112, 108)]
    files |= {"heldout/1-instructions.jsonl": one, "heldout/2-voice.jsonl": phase2(h, 210), "heldout/3-problems.jsonl": three,
              "heldout/4-preference.jsonl": four}
    w = Side(True, SEED + 2)
    for k in (1, 2, 3, 4):
        files[f"train/waiting{k}.jsonl"] = shuffled(waiting(w, k, files[f"train/phase{k}.jsonl"]), 10 + k)
    t.used |= w.used
    return files, t, h


def text_of(rows):
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)


if __name__ == "__main__":
    files, _, _ = everything()
    for name, rows in files.items():
        path = HERE.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text_of(rows), encoding="utf-8")
        print(name, len(rows))
