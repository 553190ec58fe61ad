"""Holds what the product writes and exports against transformers and PEFT, on the same model folder in float32.

Run: python agree.py greedy MODEL [PROMPT...] [--tokens 200]
         the greedy text of every prompt, letter for letter
     python agree.py export MODEL EXPORTED --rows ROWS.jsonl --adapter DIR [--adapter DIR]...
         an exported stack in PEFT: log-probabilities of every row beside `sam score` on the layers it was made of, and
         logits beside the same layers stacked in PEFT
     --sam packaging/sam names the product.

ROWS.jsonl is already tokenised ({"input_ids", "completion_mask"}). Prints one JSON line a comparison; ends with 1 if
one fails. transformers 5.23.0, PEFT 0.21.2 and torch 2.15.0 were used.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import AutoModelForCausalLM, AutoTokenizer

LIMIT = 1e-4
PROMPTS = ["Once upon a time", "Lily wanted to", "The big dog", "One day, a boy named Tim"]
torch.set_num_threads(1)


def line(ok, **found):
    print(json.dumps({**found, "ok": ok}, ensure_ascii=False), flush=True)
    return ok


def greedy(asked):
    tokenizer = AutoTokenizer.from_pretrained(asked.model)
    model = AutoModelForCausalLM.from_pretrained(asked.model, dtype=torch.float32).eval()
    ok = True
    for prompt in asked.prompts or PROMPTS:
        ids = tokenizer(prompt, return_tensors="pt")["input_ids"]
        with torch.no_grad():
            written = model.generate(ids, max_new_tokens=asked.tokens, do_sample=False)[0, ids.shape[1] :]
        ended = written[-1].item() == tokenizer.eos_token_id
        whole = tokenizer.decode(torch.cat([ids[0], written]), skip_special_tokens=True)
        theirs = whole[len(tokenizer.decode(ids[0], skip_special_tokens=True)) :]
        command = [asked.sam, "generate", "--model", asked.model, "--prompt", prompt, "--greedy", "--json"]
        command += ["--max-new-tokens", str(asked.tokens)]
        ours = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        same = ours["text"].strip() == theirs.strip() and ours["tokens"] == len(written) - ended
        ok &= line(same, prompt=prompt, tokens=len(written), ours=ours["tokens"], text=ours["text"][:60])
        if not same:
            print("theirs:", theirs, "\nours:  ", ours["text"])
    return ok


def logits(model, rows):
    with torch.no_grad():
        return [model(input_ids=torch.tensor([row["input_ids"]]), use_cache=False).logits[0] for row in rows]


def logp(found, row):
    ids, mask = torch.tensor(row["input_ids"][1:]), torch.tensor(row["completion_mask"][1:])
    return (F.log_softmax(found[:-1].double(), -1).gather(1, ids[:, None])[:, 0] * mask).sum().item()


def export(asked):
    from peft import PeftModel

    rows = [json.loads(text) for text in Path(asked.rows).read_text().splitlines()]

    def base():
        return AutoModelForCausalLM.from_pretrained(asked.model, dtype=torch.float32).eval()

    exported = logits(PeftModel.from_pretrained(base(), asked.exported, autocast_adapter_dtype=False).eval(), rows)
    stacked = PeftModel.from_pretrained(base(), asked.adapter[0], adapter_name="0", autocast_adapter_dtype=False)
    for number, adapter in enumerate(asked.adapter[1:], 1):
        stacked.load_adapter(adapter, adapter_name=str(number), autocast_adapter_dtype=False)
    stacked.base_model.set_adapter([str(number) for number in range(len(asked.adapter))])
    layers = logits(stacked.eval(), rows)
    bare = logits(base(), rows)
    far = max((a - b).abs().max().item() for a, b in zip(exported, layers))
    moved = max((a - b).abs().max().item() for a, b in zip(exported, bare))
    ok = line(far <= LIMIT < moved, comparison="logits beside the layers in PEFT", error=far, adapter_moves=moved)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "scores.jsonl"
        for name, adapters in (("the layers", asked.adapter), ("the exported folder", [asked.exported])):
            command = [asked.sam, "score", "--model", asked.model, "--data", asked.rows, "--out", str(out)]
            for adapter in adapters:
                command += ["--adapter", adapter]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            ours = [json.loads(text) for text in out.read_text().splitlines()]
            out.unlink()
            assert len(ours) == len(rows)
            tokens = max(score["tokens"] for score in ours)
            far = max(abs(score["logp"] - logp(found, row)) for score, found, row in zip(ours, exported, rows))
            ok &= line(
                far <= LIMIT * tokens,
                comparison=f"sam score on {name} beside PEFT on the exported folder",
                rows=len(rows),
                logp_error=far,
                a_token=max(
                    abs(score["logp"] - logp(found, row)) / score["tokens"]
                    for score, found, row in zip(ours, exported, rows)
                ),
            )
    return ok


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["greedy", "export"])
    parser.add_argument("model")
    parser.add_argument("prompts", nargs="*")
    parser.add_argument("--tokens", type=int, default=200)
    parser.add_argument("--rows")
    parser.add_argument("--adapter", action="append", default=[])
    parser.add_argument("--sam", default="packaging/sam")
    asked = parser.parse_args()
    if asked.what == "export":
        asked.exported = asked.prompts[0]
    sys.exit(0 if {"greedy": greedy, "export": export}[asked.what](asked) else 1)


if __name__ == "__main__":
    main()
