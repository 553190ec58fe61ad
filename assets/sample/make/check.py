"""Proves what the sample claims. Exits with an error when one claim is false.

    python check.py

1. the files are what rows.py writes, byte for byte
2. no slot value (thing, place, name, number, ...) of a held-out row was ever given to a training row
3. no word of the lexicon stands in the text of both, words of the templates themselves aside
4. no question stands on both sides, and every measure has at least 200 rows
5. every line in SAM's voice carries a marker, no other target does
6. every worked problem is right
"""
import re

import rows
from rows import lex
import voice

files, training, held = rows.everything()
for name, expected in files.items():
    assert (rows.HERE.parent / name).read_text(encoding="utf-8") == rows.text_of(expected), f"{name} is not what rows.py writes"

shared = training.used & held.used
assert not shared, f"slot values on both sides: {sorted(map(str, shared))[:10]}"

TEMPLATES = set(re.findall(r"[a-z]+", (rows.HERE / "voice.py").read_text().lower() + (rows.HERE / "rows.py").read_text().lower() + " ".join(lex.HABITS)))
LEXICON = {w.lower() for pool in (lex.THINGS, lex.PLACES, lex.ANIMALS, lex.COLOURS, lex.NAMES, lex.WEATHER, lex.COUNTED, lex.COUNTED.values()) for w in pool}


def texts(row):
    return [m["content"] for k in ("messages", "prompt", "chosen", "rejected") for m in row.get(k, [])] + [row.get("expected", "")]


def words(side):
    return {w for f, rs in files.items() if f.startswith(side) for r in rs for t in texts(r) for w in re.findall(r"[a-z]+", t.lower())}


both = (words("train") & words("heldout") & LEXICON) - TEMPLATES
assert not both, f"words on both sides: {sorted(both)}"


def question(row):
    return (row.get("messages") or row["prompt"])[0]["content"]


asked = {s: {question(r) for f, rs in files.items() if f.startswith(s) for r in rs} for s in ("train", "heldout")}
assert not asked["train"] & asked["heldout"]
for f, rs in files.items():
    if f.startswith("heldout"):
        assert len(rs) >= 200, f
        assert len({question(r) for r in rs}) == len(rs), f

for f, rs in files.items():
    for r in rs:
        said = [m["content"] for m in r.get("messages", []) + r.get("chosen", []) if m["role"] == "assistant"]
        if "waiting" not in f and said:
            spoken = r["source"].startswith(("sample/voice", "sample/unknown")) or r["source"] == "sample/known-chat"
            assert bool(re.search(voice.MARKERS, said[0])) == spoken, (f, said[0])
        if "waiting" not in f and r["source"].endswith("problem") and said:
            a, o, b, x, y, p, c, z, answer = re.fullmatch(r"First (\d+) ([+-]) (\d+) = (\d+)\. Then (\d+) ([+-]) (\d+) = (\d+)\. The answer is (\d+)\.", said[0]).groups()
            assert eval(a + o + b) == int(x) == int(y) and eval(y + p + c) == int(z) == int(answer), said[0]

print(f"{sum(map(len, files.values()))} rows, {len(training.used)} slot values for training, {len(held.used)} for the measures, none shared")
