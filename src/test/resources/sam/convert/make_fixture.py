"""Makes blocks.gguf and values.f32: a few rows of every type, and what they are as float32.

Made with gguf 0.19.0 and numpy 2.4.6:  python make_fixture.py

blocks.gguf   architecture "none"; one tensor a type, named by it, of 3 rows; and q, k of a tiny "llama" to show the
              row order, written as llama.cpp's converter writes them
values.f32    the dequantised values of the tensors in the file's order, little-endian float32, from gguf.quants
written/      what gguf.quants makes of random rows: rows.f32, q8_0.bin, q4_0.bin, f16.bin
"""

from pathlib import Path

import gguf
import numpy as np
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize, quantize

HERE = Path(__file__).parent
TYPES = "F32 F16 BF16 F64 Q8_0 Q4_0 Q4_1 Q5_0 Q5_1 Q4_K Q5_K Q6_K".split()
rng = np.random.default_rng(7)


def blocks(name: str, rows: int, columns: int) -> np.ndarray:
    """Random bytes with sensible float16 scales in their places."""
    kind = gguf.GGMLQuantizationType[name]
    size, bytes_ = GGML_QUANT_SIZES[kind]
    if name == "F64":
        return rng.normal(0, 1, (rows, columns)).astype(np.float64)
    if size == 1:
        numbers = rng.normal(0, 1, (rows, columns)).astype(np.float32)
        numbers[0, :8] = [0.0, -0.0, 1.0, -1.0, 1e-7, -3e-8, 65504.0, 1e-3]
        return numbers if name == "F32" else quantize(numbers, kind)
    raw = rng.integers(0, 256, (rows, columns // size, bytes_), dtype=np.uint8)
    places = {"Q8_0": [0], "Q4_0": [0], "Q5_0": [0], "Q4_1": [0, 2], "Q5_1": [0, 2], "Q4_K": [0, 2], "Q5_K": [0, 2],
              "Q6_K": [208]}[name]
    for place in places:
        scales = rng.normal(0, 0.02, raw.shape[:2]).astype(np.float16)
        raw[:, :, place : place + 2] = scales.reshape(*raw.shape[:2], 1).view(np.uint8)
    return raw.reshape(rows, -1)


writer = gguf.GGUFWriter(HERE / "blocks.gguf", "llama")
writer.add_string("fixture.text", "grüße")
writer.add_uint32("llama.attention.head_count", 2)
writer.add_uint32("llama.attention.head_count_kv", 1)
writer.add_array("fixture.texts", ["a", "", "ö"])
writer.add_float32("fixture.real", 0.25)
writer.add_bool("fixture.flag", True)
writer.add_array("fixture.wholes", [1, -2, 3])
values = []
for name in TYPES:
    kind = gguf.GGMLQuantizationType[name]
    data = blocks(name, 3, 512)
    writer.add_tensor(name, data, raw_dtype=kind)
    values.append(data.astype(np.float32) if name == "F64" else dequantize(data, kind).astype(np.float32))

for name, heads in (("attn_q", 2), ("attn_k", 1)):
    for suffix, columns in (("weight", 32), ("bias", 1)):
        plain = rng.normal(0, 1, (heads * 8, columns)).astype(np.float32)
        # the order llama.cpp's converter writes q and k in
        paired = plain.reshape(heads, 2, 4, columns).swapaxes(1, 2).reshape(heads * 8, columns)
        if suffix == "weight":
            writer.add_tensor(f"blk.0.{name}.weight", paired)
        else:
            writer.add_tensor(f"blk.0.{name}.bias", paired.reshape(-1))
        values.append(plain)

writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
np.concatenate([v.ravel() for v in values]).astype("<f4").tofile(HERE / "values.f32")

written = HERE / "written"
written.mkdir(exist_ok=True)
rows = rng.normal(0, 0.02, (16, 512)).astype(np.float32)
rows[0, :32] = 0
rows[1] *= 1000
rows[2, :] = np.round(rows[2, :] * 64) / 64
rows[3, 5] = -rows[3, 4]
rows[4] *= 1e-6
rows.astype("<f4").tofile(written / "rows.f32")
for name in ("Q8_0", "Q4_0", "F16"):
    quantize(rows, gguf.GGMLQuantizationType[name]).tofile(written / f"{name.lower()}.bin")
