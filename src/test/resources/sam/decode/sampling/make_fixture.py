"""Makes fixture.json: the tokens that transformers' logits processors leave, and their probabilities.

Run: python make_fixture.py        (made with transformers 5.23.0, torch 2.15; no network)
Each case runs the processors that `generate` would build for its settings, in that order, on the same kind of row.
"""

import json
from pathlib import Path

import torch
from transformers import LogitsProcessorList
from transformers.generation.logits_process import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

VOCABULARY = 60
CASES = [
    {},
    {"temperature": 0.7},
    {"top_k": 5},
    {"top_k": 1},
    {"top_p": 0.9},
    {"top_p": 0.05},
    {"min_p": 0.1},
    {"repetition_penalty": 1.3},
    {"repetition_penalty": 0.8, "temperature": 1.5},
    {"temperature": 0.6, "top_k": 20, "top_p": 0.8},
    {"temperature": 1.7, "top_p": 0.95, "min_p": 0.05},
    {"temperature": 0.9, "top_k": 12, "top_p": 0.7, "min_p": 0.2, "repetition_penalty": 1.2},
    {"top_k": 7, "ties": True},
    {"top_p": 0.999, "flat": True},
]


def processors(case):
    chain = LogitsProcessorList()
    if "repetition_penalty" in case:
        chain.append(RepetitionPenaltyLogitsProcessor(case["repetition_penalty"]))
    if "temperature" in case:
        chain.append(TemperatureLogitsWarper(case["temperature"]))
    if "top_k" in case:
        chain.append(TopKLogitsWarper(case["top_k"]))
    if "top_p" in case:
        chain.append(TopPLogitsWarper(case["top_p"]))
    if "min_p" in case:
        chain.append(MinPLogitsWarper(case["min_p"]))
    return chain


made = []
for number, case in enumerate(CASES):
    generator = torch.Generator().manual_seed(number)
    logits = torch.randn(1, VOCABULARY, generator=generator) * (0.1 if case.get("flat") else 3)
    if case.get("ties"):
        logits = logits.round()
    seen = torch.randint(0, VOCABULARY, (1, 12), generator=generator)
    kept = processors(case)(seen, logits.clone())[0]
    probabilities = torch.softmax(kept, -1)
    ids = torch.nonzero(torch.isfinite(kept))[:, 0].tolist()
    made.append(
        {
            **{key: value for key, value in case.items() if key not in ("ties", "flat")},
            "logits": logits[0].tolist(),
            "seen": seen[0].tolist(),
            "ids": ids,
            "probabilities": probabilities[ids].tolist(),
        }
    )
path = Path(__file__).with_name("fixture.json")
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in made) + "\n]\n")
