"""Makes src/main/resources/sam/training/self-check.json: the gradients transformers and PEFT give for a tiny model whose
weights follow from a formula, so that the program can build it without a file.

Run: python make_selfcheck.py        (versions in README.md; no network, no GPU, some seconds)
The model is a Qwen3 with biases: shared keys, head norms, positions, and a window in its upper layer, in 2 layers of 8.
Numbers are float32; a float64 run guards them within 2e-6 of a tensor's largest entry.
"""

import json
import os
import sys
import zlib
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import torch.nn.functional as F
from peft import LoraConfig, get_peft_model
from transformers import Qwen3Config, Qwen3ForCausalLM

sys.dont_write_bytecode = True
from make_families import ExactNorm

OUT = Path(__file__).resolve().parents[2] / "src/main/resources/sam/training/self-check.json"
ROWS = [([3, 7, 1, 9, 4, 11, 2, 8, 5, 0, 6], 4), ([10, 2, 5, 3, 7], 1)]
LINEARS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def formula(name, count):
    """Numbers in [-1, 1) with 8 bits each: the high byte of a counter times an odd number, begun at the name's CRC-32."""
    begin = zlib.crc32(name.encode())
    return [(((begin + i) * 2654435761 & 0xFFFFFFFF) >> 24) / 128 - 1 for i in range(count)]


def fill(model):
    with torch.no_grad():
        for name, weight in model.named_parameters():
            name = name.replace(".default.weight", ".weight").replace("base_model.model.", "").replace(".base_layer", "")
            values = torch.tensor(formula(name, weight.numel()), dtype=torch.float64).reshape(weight.shape)
            weight.copy_(1 + 0.25 * values if "norm" in name else 0.5 * values)


def build(dtype):
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=12,
        hidden_size=8,
        intermediate_size=12,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=4,
        max_position_embeddings=64,
        rms_norm_eps=1e-6,
        attention_bias=True,
        use_sliding_window=True,
        sliding_window=4,
        max_window_layers=1,
        tie_word_embeddings=True,
        rope_parameters={"rope_type": "default", "rope_theta": 100.0},
    )
    peft = get_peft_model(
        Qwen3ForCausalLM(config).to(dtype),
        LoraConfig(r=2, lora_alpha=4, target_modules=LINEARS, task_type="CAUSAL_LM"),
        autocast_adapter_dtype=False,
    )
    fill(peft)
    if dtype == torch.float64:
        for parent in list(peft.modules()):
            for name, child in list(parent.named_children()):
                if type(child).__name__.endswith("RMSNorm"):
                    setattr(parent, name, ExactNorm(child))
    return peft.to(dtype).eval()


def gradients(model):
    total, count = 0, 0
    for tokens, prompt in ROWS:
        logits = model(input_ids=torch.tensor([tokens]), use_cache=False).logits[0, :-1]
        picked = F.log_softmax(logits, -1).gather(1, torch.tensor(tokens[1:])[:, None])[prompt - 1 :, 0]
        total, count = total - picked.sum(), count + len(picked)
    loss = total / count
    loss.backward()
    named = dict(model.named_parameters())
    found = {}
    for layer in range(2):
        for linear in LINEARS:
            block = "self_attn" if linear in LINEARS[:4] else "mlp"
            for side in "AB":
                name = f"model.layers.{layer}.{block}.{linear}.lora_{side}.weight"
                full = "base_model.model." + name.replace(".weight", ".default.weight")
                found[name] = named[full].grad.flatten().double()
    return loss.item(), found


def main():
    loss, single = gradients(build(torch.float32))
    exact_loss, exact = gradients(build(torch.float64))
    worst = max(((single[n] - exact[n]).abs().max() / exact[n].abs().max()).item() for n in exact)
    print("loss", loss, abs(loss - exact_loss), "gradients", worst)
    assert worst < 2e-6 and abs(loss - exact_loss) < 1e-6
    # nine digits give a float32 back exactly
    lines = [f' "{name}": [{", ".join(f"{value:.9g}" for value in grad.tolist())}]' for name, grad in single.items()]
    text = '{"loss": %.9g,\n"rows": %s,\n"gradients": {\n%s\n}}\n' % (
        loss,
        json.dumps([{"input_ids": tokens, "prompt": prompt} for tokens, prompt in ROWS]),
        ",\n".join(lines),
    )
    OUT.write_text(text)
    print("bytes", len(text))


if __name__ == "__main__":
    main()
