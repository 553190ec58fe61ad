"""Makes template.parquet: rows as P3's converted Parquet has them, in many row groups. pyarrow 21 or newer.

    python template.py
"""

import random

import pyarrow as pa
import pyarrow.parquet as pq

random.seed(7)
words = ["river", "stone", "lamp", "garden", "letter", "window", "coat", "winter", "bread", "engine", "paper", "song"]


def text(i, n):
    return " ".join(random.choice(words) + str(random.randrange(1000)) for _ in range(n)) + f" number {i}"


rows = [(text(i, 14), text(i, 3)) for i in range(6000)]
table = pa.table(
    {
        "inputs": pa.array([[i, i + 1] for i in range(6000)], pa.list_(pa.int32())),
        "inputs_pretokenized": [a for a, _ in rows],
        "targets": pa.array([[i] for i in range(6000)], pa.list_(pa.int32())),
        "targets_pretokenized": [b for _, b in rows],
    }
)
pq.write_table(table, "template.parquet", row_group_size=100, compression="snappy", write_statistics=False)
