"""Writes the village: an endless seeded supply of small documents for the base to read.

Nobody in this text asks a machine for anything and no part is marked `user` or `assistant`:
people tell, list, reckon, chat and keep notebooks. A notebook is two parts, the second
made from the first; it is where a model learns that what comes later can depend on what came before.
"""
import random
import lexicon as lex

START, END = "<|im_start|>", "<|im_end|>"
SHE = set(lex.SHE)


class World:
    def __init__(self, seed, mix="village"):
        self.r, self.mix = random.Random(seed), mix

    # -- small choices ---------------------------------------------------------------------
    def pick(self, items):
        return self.r.choice(items)

    def some(self, items, n):
        return self.r.sample(list(items), n)

    def person(self):
        n = self.pick(lex.NAMES)
        return n, ("she", "her", "her") if n in SHE else ("he", "him", "his")

    def thing(self):
        return self.pick(lex.THINGS)

    def place(self):
        return self.pick(lex.PLACES)

    def many(self):
        return lex.COUNTED[self.pick(list(lex.COUNTED))]

    def noun(self):
        return self.pick(self.pick([lex.THINGS, lex.THINGS, lex.PLACES, lex.ANIMALS, list(lex.COUNTED), lex.WEATHER, lex.COLOURS]))

    def word(self):
        return self.noun() if self.r.random() < .7 else self.pick(self.pick(lex.OPPOSITES)) if self.r.random() < .7 else self.pick(lex.NAMES)

    # -- sentences -------------------------------------------------------------------------
    def opposite(self):
        x, y = self.pick(lex.OPPOSITES)
        if self.r.random() < .5:
            x, y = y, x
        return self.pick([f"The opposite of {x} is {y}.", f"What is not {x} is {y}.", f"Where one says {x}, the other says {y}.",
                          f"{x.capitalize()} is the opposite of {y}.", f"Not {x} but {y}, not {y} but {x}.",
                          f"Some like it {x} and some like it {y}."])

    def habit(self):
        return f"{self.pick(['A', 'The', 'Every', 'A good', 'That'])} {self.thing()} {self.pick(lex.HABITS)}."

    def scenery(self):
        t, u, p, q = self.thing(), self.thing(), self.place(), self.place()
        c, d = self.some(lex.COLOURS, 2)
        w = self.pick(lex.WEATHER)
        return self.pick([
            f"The {t} by the {p} is {c}.", f"There is {lex.a(c)} {t} in the {p} and {lex.a(d)} one in the {q}.",
            f"From the {p} you can see the {q}.", f"The {p} stands behind the {q}, and the door is {c}.",
            f"On {self.pick(lex.DAYS)} there was {w} over the {p}.", f"Nobody had seen the {t} since {self.pick(lex.DAYS)}.",
            f"The {self.pick(lex.ANIMALS)} slept in the {p} until the {w} was over.", f"In the {p} it smelled of {self.many()} and {w}.",
            f"A {t} and {lex.a(u)} lay on the floor of the {p}.", f"The {p} was quiet, and so was the {self.pick(lex.ANIMALS)}.",
            f"The old {t} hung above the door of the {p}.", f"After the {w} the {p} looked new.",
            self.habit(), self.opposite(), self.habit()])

    def deed(self, name):
        t, p = self.thing(), self.place()
        return self.pick([
            f"{name} {self.pick(lex.DEEDS)} the {t}.", f"{name} carried the {t} to the {p}.", f"{name} swept the {p} before noon.",
            f"{name} put the {t} in the {p}.", f"{name} went to the {p} for {lex.a(self.thing())}.",
            f"{name} painted the {t} {self.pick(lex.COLOURS)}.", f"{name} gave the {t} to {self.pick(lex.NAMES)}.",
            f"{name} baked {self.many()} in the {p}.", f"{name} forgot the {t} again."])

    # -- documents -------------------------------------------------------------------------
    def chronicle(self):
        return " ".join(self.scenery() for _ in range(self.r.randint(4, 8)))

    def story(self):
        n, (he, him, his) = self.person()
        m = self.pick([x for x in lex.NAMES if x != n])
        t, u = self.some(lex.THINGS, 2)
        p, q, s = self.some(lex.PLACES, 3)
        c = self.pick(lex.COLOURS)
        a = self.pick([f"One {self.pick(lex.DAYS)} {n} took the {t} to the {p}.", f"{n} had {lex.a(t)} and kept it in the {p}.",
                       f"It was early, and {n} was looking for the {t}.", f"{n} lived near the {p} and owned {lex.a(t)}."])
        b = self.pick([f"{m} came by with {lex.a(u)} and sat down.", f"Then {m} borrowed the {t} and left it in the {q}.",
                       f"{m} had seen the {t} in the {q}.", f"There was {self.pick(lex.WEATHER)}, so {he} waited in the {q} with {m}."])
        d = self.pick([f'"Where is the {t}?" asked {n}. "In the {q}," said {m}.', f'"The {t} is {c}," said {m}. "It was always {c}," said {n}.',
                       f"{he.capitalize()} looked in the {s}, but there was only {lex.a(u)}.",
                       f"{n} mended the {t} with {lex.a(u)}, and {m} held the lamp."])
        e = self.pick([f"In the end the {t} was in the {q}, and {n} carried it home.", f"{m} laughed, and they went back to the {p}.",
                       f"So the {t} went back to the {p}.", f"After that {n} never lent the {t} to {m} again.", self.habit()])
        return " ".join([a, b, d, e])

    def places(self):
        """Who or what is where, and a later sentence that must remember it."""
        k = self.r.randint(2, 4)
        ps = self.some(lex.PLACES, k)
        i = self.r.randrange(k)
        f = self.r.randrange(4)
        if f == 0:
            ts = self.some(lex.THINGS, k)
            facts = [self.pick([f"The {t} is in the {p}.", f"The {t} was in the {p}.", f"They keep the {t} in the {p}."]) for t, p in zip(ts, ps)]
            later = self.pick([f"Whoever wants the {ts[i]} must go to the {ps[i]}.", f"In the {ps[i]} you will find the {ts[i]}.",
                               f'"Where is the {ts[i]}?" "In the {ps[i]}."', f"The {ts[i]}? It is in the {ps[i]}."])
        elif f == 1:
            ns = self.some(lex.NAMES, k)
            facts = [self.pick([f"{n} is in the {p}.", f"{n} works in the {p}.", f"{n} went to the {p}."]) for n, p in zip(ns, ps)]
            later = self.pick([f"If you look in the {ps[i]}, you meet {ns[i]}.", f'"Who is in the {ps[i]}?" "{ns[i]}."',
                               f'"Where is {ns[i]}?" "In the {ps[i]}."', f"The one in the {ps[i]} is {ns[i]}."])
        elif f == 2:
            ts, cs = self.some(lex.THINGS, k), self.some(lex.COLOURS, k)
            facts = [self.pick([f"The {t} is {c}.", f"There is {lex.a(c)} {t}."]) for t, c in zip(ts, cs)]
            later = self.pick([f"The {cs[i]} one is the {ts[i]}.", f'"What colour is the {ts[i]}?" "{cs[i].capitalize()}."', f"So the {ts[i]} was {cs[i]}, of course."])
        else:
            ts, ns = self.some(lex.THINGS, k), self.some(lex.NAMES, k)
            v = self.some(lex.DEEDS, k)
            facts = [f"{n} {w} the {t}." for n, w, t in zip(ns, v, ts)]
            later = self.pick([f"It was {ns[i]} who {v[i]} the {ts[i]}.", f'"Who {v[i]} the {ts[i]}?" "{ns[i]}."', f"The one with the {ts[i]} was {ns[i]}."])
        return " ".join(facts) + " " + later

    def talk(self):
        n, m = self.some(lex.NAMES, 2)
        t, p = self.thing(), self.place()
        x, y = self.pick(lex.OPPOSITES)
        lines = []
        for _ in range(self.r.randint(2, 4)):
            d = self.pick(lex.DEEDS)
            q, a = self.pick([
                (f"I {d} the {t} today.", self.pick([f"The {t} will not mind.", f"Good. It needed it.", f"Did you? I never would have.", f"Then sit down and have {lex.a(self.pick(list(lex.COUNTED)))}."])),
                (f"How was your {self.pick(lex.DAYS)}?", self.pick([f"Mostly {self.pick(lex.WEATHER)}.", f"I spent it in the {p}.", f"Long, and then short."])),
                (f"Good {self.pick(['morning', 'evening', 'day'])}, {m}.", self.pick([f"Good to see you, {n}.", f"Is it? There is {self.pick(lex.WEATHER)}.", "And to you."])),
                (f"I am tired of the {p}.", self.pick([f"The {p} may be tired of you too.", "Then rest.", f"Try the {self.place()}."])),
                (f"Do you like {self.many()}?", self.pick(["Only on Sundays.", f"More than {self.many()}.", "Very much."])),
                (f"There is {self.pick(lex.WEATHER)} again.", self.pick([f"Take the {self.thing()} with you.", "It will pass.", f"The {self.pick(lex.ANIMALS)} likes it."])),
                (f"Is it {x} or {y}?", f"It is {self.pick([x, y])}."),
                (f"Tell me about the {t}.", f"A {t} {self.pick(lex.HABITS)}."),
                (f"I miss my {t}.", self.pick([f"It may be in the {p}.", "You can have mine."])),
                (f"What is in the {t}?", self.pick(["I do not know.", "Nobody knows.", f"{lex.a(self.pick(list(lex.COUNTED))).capitalize()}, I think."])),
                (f"What will {self.pick(lex.NAMES)} say tomorrow?", self.pick(["Who could know that?", "Nobody can tell.", "Something, I am sure."]))])
            lines.append(self.pick([f'"{q}" said {n}. "{a}" said {m}.', f'"{q}"\n"{a}"', f"{n}: {q}\n{m}: {a}"]))
        return "\n".join(lines)

    def letter(self):
        n, m = self.some(lex.NAMES, 2)
        body = " ".join(self.pick([self.scenery(), f"I {self.pick(lex.DEEDS)} the {self.thing()} and thought of you.",
                                   f"We had {self.pick(lex.WEATHER)} on {self.pick(lex.DAYS)}.", f"Please bring the {self.thing()} when you come to the {self.place()}.",
                                   f"I can not say what is in the parcel, I have not opened it.", self.habit(),
                                   f"Nobody here knows where the {self.thing()} went.", f"Do you still have the {self.pick(lex.COLOURS)} {self.thing()}?"]) for _ in range(self.r.randint(3, 5)))
        return f"Dear {m},\n{body}\n{self.pick(['Yours', 'Your friend', 'With love', 'Until soon'])},\n{n}"

    def words(self):
        """A list and something said about it: order, ends, copies."""
        k = self.r.randint(2, 5)
        ws = self.some(list(dict.fromkeys(self.word() for _ in range(12))), k)
        i = self.r.randrange(k)
        s = ", ".join(ws)
        return self.pick([
            f"On the list: {s}. First came {ws[0]}, and {ws[-1]} came last.", f"{s}\nThe last word is {ws[-1]}.", f"{s}\nThe first word is {ws[0]}.",
            f"{s}\nbackwards: {', '.join(ws[::-1])}", f"{s}\nwithout {ws[i]}: {', '.join(w for w in ws if w != ws[i])}",
            f"{ws[0]} and {ws[1]}, or the other way round, {ws[1]} and {ws[0]}.", f"{ws[0]}, {ws[0]}, {ws[0]}, three times {ws[0]}.",
            f"He wrote the word {ws[0]} and nothing else:\n{ws[0]}", "\n".join(ws), f"{s}.\n{s}.", f"{ws[0]}\n{ws[0]}\n{ws[1]}\n{ws[1]}",
            f'She said "{ws[0]}" and then "{ws[1]}".\n{ws[0]}, {ws[1]}', f"{ws[0]} plus {ws[1]}: {ws[0]} and {ws[1]}",
            f"Before {ws[1]} stands {ws[0]}, and after {ws[0]} stands {ws[1]}: {s}"])

    def pair(self):
        return self.r.randint(2, 69), self.r.randint(2, 40)

    def reckoning(self, n):
        """Sums as they stand in the village's account books."""
        out = []
        for _ in range(n):
            a, b = self.pair()
            if self.r.random() < .5:
                out.append(f"{a} + {b} = {a + b}.")
            else:
                a, b = max(a, b) + self.r.randint(0, 20), min(a, b)
                out.append(f"{a} - {b} = {a - b}.")
        return out

    def sums(self):
        if self.r.random() < .6:
            return self.pick([" ", "\n"]).join(self.reckoning(self.r.randint(4, 9)))
        if self.r.random() < .3:
            c = self.r.randint(10, 70)
            out = []
            for _ in range(self.r.randint(3, 5)):
                b = self.r.randint(2, 30)
                if c - b >= 2 and self.r.random() < .5:
                    out.append(f"{c} - {b} = {c - b}.")
                    c -= b
                else:
                    out.append(f"{c} + {b} = {c + b}.")
                    c += b
            return " ".join(out)
        n, (he, him, his) = self.person()
        w = self.many()
        a, b = self.pair()
        if self.r.random() < .5:
            return self.pick([f"{n} had {a} {w} and got {b} more. {a} + {b} = {a + b}. Now {he} had {a + b} {w}.",
                              f"There were {a} {w} in the {self.place()}. {n} brought {b} more, which made {a + b}.",
                              f"{a} {w} and {b} {w} make {a + b} {w}.", f"{n} picked {a} {w}, then {b} more. That is {a} + {b} = {a + b}."])
        a, b = max(a, b) + 1, min(a, b)
        return self.pick([f"{n} had {a} {w} and gave away {b}. {a} - {b} = {a - b}. Now {he} had {a - b} {w}.",
                          f"Of {a} {w} in the {self.place()}, {n} took {b}, and {a - b} stayed.",
                          f"{a} {w} without {b} are {a - b} {w}.", f"{n} had {a} {w} and sold {b}. That is {a} - {b} = {a - b}."])

    def facts(self):
        return " ".join(self.opposite() for _ in range(self.r.randint(4, 7)))

    # -- notebooks -------------------------------------------------------------------------
    def part(self, heading, text):
        return f"{START}{heading}\n{text}{END}\n"

    def notebook(self):
        f = self.r.randrange(12)
        k = self.r.randint(2, 5)
        ws = self.some(list(dict.fromkeys(self.word() for _ in range(12))), k)
        s = self.pick([", ".join, " ".join])(ws)
        if f == 0:
            return self.part("list", s) + self.part(*self.pick([("last", ws[-1]), ("first", ws[0]), ("turned", ", ".join(ws[::-1])), ("again", ", ".join(ws)), ("down", "\n".join(ws))]))
        if f == 1:
            out = s
            w = self.pick(ws)
            t = self.pick([f"{self.scenery()} {w}", f"a word: {w}", f"{w} {self.scenery()}", f"keep {w}", w])
            return self.part("word", t) + self.part(*self.pick([("word", w), ("thrice", f"{w}, {w}, {w}"), ("twice", f"{w} {w}"), ("and", f"{w} and {w}")]))
        if f == 2:
            x, y = self.pick(lex.OPPOSITES)
            if self.r.random() < .5:
                x, y = y, x
            return self.part(self.pick(["one side", "it is"]), self.pick([x, f"It is {x}.", f"They called it {x}."])) + self.part(self.pick(["other side", "it is not"]), y)
        if f in (3, 4):
            n = self.r.randint(2, 3)
            ps = self.some(lex.PLACES, n)
            xs = self.some(lex.THINGS if f == 3 else lex.NAMES, n)
            the = "the " if f == 3 else ""
            i = self.r.randrange(n)
            note = " ".join(f"{(the + x)[0].upper()}{(the + x)[1:]} is in the {p}." for x, p in zip(xs, ps))
            note += self.pick(["", "", f" About {the}{xs[i]}."])
            if not note.endswith(f"About {the}{xs[i]}."):
                return self.part("note", note) + self.part(*self.pick([("found", f"{xs[i]}: in the {ps[i]}"), ("there", f"the {ps[i]}: {xs[i]}"), ("all", ", ".join(xs)), ("where", ", ".join(ps))]))
            return self.part("note", note) + self.part("found", f"in the {ps[i]}")
        if f == 5:
            n = self.r.randint(2, 3)
            ts, cs, ns, vs = self.some(lex.THINGS, n), self.some(lex.COLOURS, n), self.some(lex.NAMES, n), self.some(lex.DEEDS, n)
            i = self.r.randrange(n)
            if self.r.random() < .5:
                return self.part("note", " ".join(f"The {t} is {c}." for t, c in zip(ts, cs)) + f" About the {ts[i]}.") + self.part("colour", cs[i])
            return self.part("note", " ".join(f"{x} {v} the {t}." for x, v, t in zip(ns, vs, ts)) + f" About the {ts[i]}.") + self.part("name", ns[i])
        if f in (6, 7, 8):
            n, (he, him, his) = self.person()
            w = self.many()
            m = self.r.randint(2, 3)
            xs = [self.r.randint(2, 60) for _ in range(m)]
            verbs = [self.pick([f"{n} had {{}} {w}.", f"There were {{}} {w} in the {self.place()}.", f"{n} counted {{}} {w}."])] + \
                    [self.pick([f"Then {he} got {{}} more.", f"{he.capitalize()} gave {{}} to {self.pick(lex.NAMES)}.", f"{he.capitalize()} lost {{}} of them.",
                                f"{self.pick(lex.NAMES)} brought {{}} more."]) for _ in range(m - 1)]
            text = " ".join(v.format(x) for v, x in zip(verbs, xs))
            if f == 6 or m == 3:
                return self.part("page", text) + self.part("numbers", ", ".join(map(str, xs)))
            a, b = xs
            if "more" in verbs[1]:
                return self.part("page", text) + self.part("reckoned", f"{a} + {b} = {a + b}.")
            return self.part("page", text) + self.part("numbers", f"{a} and {b}")
        if f == 9:
            text = self.story()
            seen = [t for t in lex.THINGS if f" {t}" in text.replace("lamp.", "")]
            seen.sort(key=text.index)
            return self.part("page", text) + self.part("things", ", ".join(seen[:4]) or "nothing")
        if f == 10:
            n = self.pick(lex.NAMES)
            t, p = self.thing(), self.place()
            d = self.pick(lex.DEEDS)
            return self.part(self.pick(["morning", "evening"]), self.pick([f"I {d} the {t}.", f"The {t} from the {p}.", f"{n} {d} the {t}."])) + \
                self.part("thought", self.pick([f"A {t} {self.pick(lex.HABITS)}.", f"The {t} {self.pick(lex.HABITS)}, and so do I.", f"So much for the {t}."]))
        return self.part("sum", self.pick([f"{a} + {b}", f"{a} and {b}"]) if (a := self.r.randint(2, 69)) and (b := self.r.randint(2, 30)) else "") + self.part("makes", str(a + b))

    # -- linked text: what comes later can only be known from what came before ------------------
    def several(self, low, high):
        return self.some(list(dict.fromkeys(self.word() for _ in range(3 * high))), self.r.randint(low, high))

    def echo(self):
        """Something, and the same again in another dress."""
        if self.r.random() < .35:
            text = " ".join(self.pick([self.scenery(), self.deed(self.pick(lex.NAMES))]) for _ in range(self.r.randint(1, 3)))
            n, m = self.some(lex.NAMES, 2)
            return self.pick([f"{text}\n{text}", f'"{text}" said {n}. "{text}" said {m} after {n}.', self.part("page", text) + self.part("copy", text),
                              f"{n} wrote: {text}\n{m} read: {text}"])
        ws = self.several(1, 9)
        dress = [", ".join, " ".join, "\n".join, " and ".join, lambda w: ", ".join(w) + ".", lambda w: " ".join(w) + "."]
        a, b, c = self.pick(dress)(ws), self.pick(dress)(ws), self.pick(dress)(ws)
        return self.pick([f"{a}\n{b}\n{c}", f"{a}\n{b}", f"first {a} then {b}", self.part("list", a) + self.part("again", b), self.part("list", a) + self.part("again", b) + self.part("again", c)])

    def facts_about(self):
        """[(fact, question, answer)] in one of four kinds"""
        k = self.r.randint(2, 4)
        ts, ps, ns, cs, vs = (self.some(x, k) for x in (lex.THINGS, lex.PLACES, lex.NAMES, lex.COLOURS, lex.DEEDS))
        return self.pick([
            [(f"The {t} is in the {p}.", f"the {t}", f"in the {p}") for t, p in zip(ts, ps)],
            [(f"{n} is in the {p}.", n, f"in the {p}") for n, p in zip(ns, ps)],
            [(f"The {t} is {c}.", f"the {t}", c) for t, c in zip(ts, cs)],
            [(f"{n} {v} the {t}.", f"{v} the {t}", n) for n, v, t in zip(ns, vs, ts)],
            [(f"{n} has {lex.a(t)}.", f"has {lex.a(t)}", n) for n, t in zip(ns, ts)],
            [(f"{n} keeps {lex.a(t)} in the {p}.", f"{n} in the {p}", lex.a(t)) for n, t, p in zip(ns, ts, ps)],
            [(f"There are {(x := self.r.randint(2, 60))} {w} in the {p}.", f"{w} in the {p}", str(x)) for w, p in zip((self.many() for _ in range(k)), ps)]])

    def survey(self):
        """A few facts and all of them once more, in another order and shape."""
        facts = self.facts_about()
        again = self.some(facts, len(facts))
        text = " ".join(f for f, _, _ in facts)
        upper = lambda s: s[0].upper() + s[1:]
        return self.pick([
            text + "\n" + "\n".join(f"{q}: {a}" for _, q, a in again),
            text + " " + " ".join(f"{upper(q)}? {upper(a)}." for _, q, a in again),
            text + " " + " ".join(f for f, _, _ in again),
            self.part("note", text) + "".join(self.part(q, a) for _, q, a in again),
            self.part("note", text + f" {upper(again[0][1])}?") + self.part("found", again[0][2]),
            self.part("note", text) + self.part("index", "\n".join(f"{q}: {a}" for _, q, a in again)),
            "".join(self.part("note", f"{text} {upper(q)}?") + self.part("found", a) for _, q, a in again[:2])])

    def ledger(self):
        """A list, and what can be said of it."""
        ws = self.several(2, 5)
        i = self.r.randrange(len(ws))
        s = ", ".join(ws)
        sayings = [("last", ws[-1]), ("first", ws[0]), ("turned", ", ".join(ws[::-1])), ("down", "\n".join(ws)), ("and", " and ".join(ws)),
                   (f"without {ws[i]}", ", ".join(w for w in ws if w != ws[i])), (f"{ws[i]} thrice", f"{ws[i]}, {ws[i]}, {ws[i]}")]
        said = self.some(sayings, 3)
        return self.pick([s + "\n" + "\n".join(f"{q}: {a}" for q, a in said), self.part("list", s) + "".join(self.part(q, a) for q, a in said)])

    def sides(self):
        """Opposites, one below the other."""
        pairs = [self.pick([p, p[::-1]]) for p in self.some(lex.OPPOSITES, self.r.randint(2, 4))]
        return self.pick(["\n".join(f"{x}: {y}" for x, y in pairs), "".join(self.part("one side", x) + self.part("other side", y) for x, y in pairs[:3]),
                          " ".join(f"{x[0].upper() + x[1:]}? The opposite is {y}." for x, y in pairs), "\n".join(f"the opposite of {x}: {y}" for x, y in pairs)])

    def account(self):
        """Numbers told in a story, written out again, and reckoned one step at a time."""
        n, (he, him, his) = self.person()
        m = self.pick([x for x in lex.NAMES if x != n])
        w = self.many()
        a, b = self.pair()
        more = self.r.random() < .5
        if not more:
            a, b = max(a, b) + 1, min(a, b)
        verb = self.pick(["gets {} more", "finds {} more", "buys {} more", "picks {} more"] if more else ["gives {} to " + m, "sells {}", "loses {}", "eats {}"])
        text = f"{n} has {a} {w}. {he.capitalize()} {verb.format(b)}."
        sign, c = ("+", a + b) if more else ("-", a - b)
        return self.pick([f"{text} {a} {sign} {b} = {c}. Now {he} has {c} {w}.", self.part("page", text) + self.part("reckoned", f"{a} {sign} {b} = {c}."),
                          self.part("page", text) + self.part("numbers", f"{a}, {b}"), f"{text}\n{a} {sign} {b} = {c}"])

    def document(self):
        kinds = {
            "village": [(self.notebook, 30), (self.sums, 20), (self.places, 12), (self.story, 10), (self.words, 9),
                        (self.talk, 9), (self.chronicle, 6), (self.letter, 3), (self.facts, 3)],
            "linked": [(self.echo, 22), (self.survey, 22), (self.ledger, 10), (self.account, 10), (self.sums, 10), (self.notebook, 12),
                       (self.facts, 3), (self.talk, 4), (self.story, 4), (self.places, 3)],
            "bound": [(self.echo, 8), (self.survey, 34), (self.ledger, 8), (self.account, 12), (self.sums, 8), (self.notebook, 10),
                      (self.sides, 6), (self.facts, 4), (self.talk, 4), (self.story, 3), (self.places, 3)],
        }[self.mix]
        return self.r.choices([k for k, _ in kinds], [w for _, w in kinds])[0]()


if __name__ == "__main__":
    for w in [World(1)] * 30 + [World(2, "linked")] * 30:
        print(w.document(), "\n")
