"""Makes a parity fixture of any model folder, as families/ has one for every architecture: what transformers and PEFT
answer in float32 on rows of the model's own vocabulary, and the tokens it writes greedily.

Run: python make_own.py MODEL OUT [--adapter DIR] [--greedy N]
then: sam bench parity --model MODEL --fixture OUT

Without --adapter the layer is a random one; with it, for example, a stack that `sam export` wrote.
"""

import argparse
import json
from pathlib import Path

import make_families as families
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM


def adapter(model, folder):
    """An adapter with B ≠ 0 on every linear, saved as PEFT saves it."""
    base = AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32)
    peft = get_peft_model(base, LoraConfig(r=4, lora_alpha=8, target_modules=families.LINEARS, task_type="CAUSAL_LM"))
    generator = families.seeded(9)
    with torch.no_grad():
        for name, weight in peft.named_parameters():
            if "lora_A" in name:
                weight.copy_(torch.randn(weight.shape, generator=generator) / weight.shape[1] ** 0.5)
            elif "lora_B" in name:
                weight.copy_(0.02 * torch.randn(weight.shape, generator=generator))
    peft.save_pretrained(folder)


def load(model, folder, dtype):
    base = AutoModelForCausalLM.from_pretrained(model, dtype=dtype)
    peft = PeftModel.from_pretrained(base, folder, is_trainable=True, autocast_adapter_dtype=False)
    for parameter in peft.parameters():
        parameter.data = parameter.data.to(dtype)
    return peft.eval()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("model", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--adapter", type=Path)
    arguments.add_argument("--greedy", type=int, default=200)
    asked = arguments.parse_args()
    asked.out.mkdir(parents=True)
    top = (asked.adapter or asked.out / "adapter").resolve()
    if not asked.adapter:
        adapter(asked.model, top)
    model = load(asked.model, top, torch.float32)
    words = model.config.vocab_size
    generator = families.seeded(11)
    rows = []
    for prompt, completion in [(6, 9), (3, 60), (24, 14), (1, 7)]:
        tokens = torch.randint(3, words, (prompt + completion,), generator=generator).tolist()
        rows.append({"input_ids": tokens, "completion_mask": [0] * prompt + [1] * completion})
    (asked.out / "sft.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    loss, logps, gradients = families.step(model, rows)
    # how far float32 itself is from the same in float64, beside which an engine's error is to be read
    exact = load(asked.model, top, torch.float64)
    exact_loss, _, exact_gradients = families.step(exact, rows)
    own = max(families.near(gradients[name], exact_gradients[name], name, 1) for name in gradients)
    print(f"float32 beside float64: loss {families.near(loss, exact_loss, 'loss', 1):.1e} gradients {own:.1e}")
    probe = rows[1]["input_ids"]
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([probe]), use_cache=False).logits[0]
        prompt = [model.config.bos_token_id or 0]
        new, margin = families.greedy(model, prompt, asked.greedy)
    print(f"greedy: {len(new)} tokens, the closest choice by {margin:.1e}")
    fixture = {
        "model": str(asked.model.resolve()),
        "adapters": [],
        "init": str(top),
        "sft": {"rows": "sft.jsonl", "loss": loss, "logps": logps},
        "logits": {"input_ids": probe, "at": list(range(len(probe)))},
        "greedy": {"prompt_ids": prompt, "new_ids": new},
    }
    (asked.out / "fixture.json").write_text(json.dumps(fixture) + "\n")
    expected = {"sft.grad." + name: gradient.float().contiguous() for name, gradient in gradients.items()}
    save_file({**expected, "logits": logits.contiguous()}, asked.out / "expected.safetensors")


if __name__ == "__main__":
    main()
