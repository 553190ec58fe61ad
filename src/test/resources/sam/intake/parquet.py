"""Writes the Parquet files beside it, and the same rows as JSONL. Needs pyarrow; run it here when they should change."""

import json
import random

import pyarrow as pa
import pyarrow.parquet as pq

R = random.Random(7)
WORDS = ["", "a", "Grüße", "🦊", '"quoted"', "comma,", "tab\t", "semi;", "line\nbreak", "carriage\r\nreturn", "<<", "\\n", "{}", "[1]"]


def text(least):
    return "x" + " ".join(R.choice(WORDS) for _ in range(R.randint(least, 12)))


def conversation(i):
    if i % 13 == 5:
        return None
    roles = (["system"] if i % 3 == 0 else []) + ["user", "assistant"] * (1 + i % 3)
    return [{"role": role, "content": f"{i} {text(1)}"} for role in roles]


def write(name, columns, rows, **options):
    table = pa.table({n: pa.array([row[n] for row in rows], t) for n, t in columns.items()})
    pq.write_table(table, name + ".parquet", **options)
    with open(name + ".jsonl", "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


S = pa.string()
MESSAGES = pa.list_(pa.struct([("role", S), ("content", S)]))
write(
    "messages-snappy",
    {"messages": MESSAGES, "source": S, "score": pa.float64(), "turns": pa.int64(), "none": S},
    [
        {"messages": conversation(i), "source": R.choice(["a", None]), "score": None if i % 4 else i / 3, "turns": i, "none": None}
        for i in range(90)
    ],
    compression="snappy",
    row_group_size=30,
    data_page_size=512,
)
write(
    "pairs-zstd",
    {"prompt": S, "chosen": MESSAGES, "rejected": MESSAGES, "score_chosen": pa.float32()},
    [
        {
            "prompt": f"{i} {text(1)}",
            "chosen": [{"role": "assistant", "content": text(2) + "y"}],
            "rejected": [{"role": "assistant", "content": text(2) + "z"}],
            "score_chosen": 0.5,
        }
        for i in range(60)
    ],
    compression="zstd",
    row_group_size=25,
)
write(
    "alpaca-gzip-v2",
    {"instruction": pa.large_string(), "input": S, "output": S, "tags": pa.list_(S)},
    [
        {"instruction": f"{i} {text(1)}", "input": None if i % 2 else text(1), "output": text(1), "tags": ["t"] * (i % 3)}
        for i in range(80)
    ],
    compression="gzip",
    data_page_version="2.0",
    row_group_size=33,
)
