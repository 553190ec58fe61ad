"""Makes families/: what transformers and PEFT answer on a small random model of each architecture SAM trains.

Run: python make_families.py [NAME...]    (versions in README.md; no network, no GPU, about a minute)
With names only these folders are made anew: on another machine the libraries round otherwise, and all would change.
Every number comes from the libraries in float32. A float64 run of the same model guards each of them, with the norms
computed in float64 too, which transformers always does in float32; a random model whose own rounding would hide an
engine's is thrown away for the next seed. Weights and adapters are numbers that BF16 holds exactly, so that the files
are half as large.
"""

import json
import logging
import math
import os
import shutil
import sys
import warnings
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
warnings.filterwarnings("ignore")

import torch
import torch.nn.functional as F
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.utils import logging as transformers_logging

HERE = Path(__file__).resolve().parent / "families"
LINEARS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
FUSED = ["qkv_proj", "o_proj", "gate_up_proj", "down_proj"]
logging.disable(logging.WARNING)
transformers_logging.disable_progress_bar()
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

VOCABULARY = 40
LOGITS_AT = [0, 4, 6, 13, 22]
SIZES = dict(
    vocab_size=VOCABULARY,
    hidden_size=16,
    intermediate_size=18,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
    rms_norm_eps=1e-5,
    bos_token_id=None,
    eos_token_id=1,
    pad_token_id=0,
)
THETA = {"rope_type": "default", "rope_theta": 100.0}
LLAMA3 = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
    "rope_theta": 100.0,
}
LONGROPE = {
    "rope_type": "longrope",
    "short_factor": [1.25, 3.0],
    "long_factor": [2.0, 8.0],
    "original_max_position_embeddings": 160,
    "rope_theta": 100.0,
}

# The name of a folder, its model_type, what its configuration sets beside SIZES, and whether config.json is written in
# the form from before transformers 5. Windows are shorter than the rows.
FAMILIES = [
    ("llama-bias", "llama", dict(attention_bias=True, head_dim=10, rope_parameters=LLAMA3), False),
    (
        "llama-linear",
        "llama",
        dict(num_hidden_layers=1, rope_parameters={"rope_type": "linear", "factor": 4.0, "rope_theta": 100.0}),
        True,
    ),
    ("mistral", "mistral", dict(head_dim=6, sliding_window=5, rope_parameters=THETA), False),
    (
        "qwen2",
        "qwen2",
        dict(
            use_sliding_window=True,
            sliding_window=5,
            max_window_layers=1,
            tie_word_embeddings=True,
            rope_parameters=THETA,
        ),
        True,
    ),
    ("qwen3", "qwen3", dict(head_dim=6, tie_word_embeddings=True, rope_parameters=THETA), False),
    ("smollm3", "smollm3", dict(num_hidden_layers=3, no_rope_layers=[1, 0, 1], rope_parameters=THETA), False),
    (
        "granite",
        "granite",
        dict(
            embedding_multiplier=3.0,
            attention_multiplier=0.2,
            residual_multiplier=0.6,
            logits_scaling=2.0,
            rope_parameters=THETA,
        ),
        True,
    ),
    ("olmo2", "olmo2", dict(rope_parameters=THETA), False),
    ("phi3", "phi3", dict(sliding_window=5, rope_parameters=THETA), True),
    (
        "gemma3",
        "gemma3_text",
        dict(
            num_hidden_layers=3,
            head_dim=6,
            query_pre_attn_scalar=9,
            sliding_window=5,
            layer_types=["sliding_attention", "full_attention", "sliding_attention"],
            rope_parameters={
                "sliding_attention": {"rope_type": "default", "rope_theta": 50.0},
                "full_attention": {"rope_type": "linear", "factor": 4.0, "rope_theta": 500.0},
            },
        ),
        True,
    ),
    (
        "phi3-longrope",
        "phi3",
        dict(
            num_hidden_layers=1,
            max_position_embeddings=320,
            original_max_position_embeddings=160,
            rope_parameters=LONGROPE,
        ),
        True,
    ),
]


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def rounded(values):
    return values.bfloat16().float()


def random_model(config, seed):
    model = AutoModelForCausalLM.from_config(config).float()
    generator = seeded(seed)
    offset = 0.0 if config.model_type == "gemma3_text" else 1.0
    with torch.no_grad():
        for name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            if "norm" in name:
                noise = offset + 0.2 * noise
            elif name.endswith(".bias"):
                noise = 0.3 * noise
            elif "embed" in name:
                noise = 0.5 * noise
            else:
                noise = 1.3 / math.sqrt(weight.shape[1]) * noise
            weight.copy_(rounded(noise))
    return model.eval()


def older(config, folder):
    """config.json as files on the hub have it that were written before transformers 5."""
    path = folder / "config.json"
    written = json.loads(path.read_text())
    rope = written.pop("rope_parameters")
    if config.model_type == "gemma3_text":
        written["rope_local_base_freq"] = rope["sliding_attention"]["rope_theta"]
        del written["_sliding_window_pattern"]
        written["sliding_window_pattern"] = 2
        del written["layer_types"]
        rope = rope["full_attention"]
    written["rope_theta"] = rope.pop("rope_theta")
    rope.pop("partial_rotary_factor", None)
    written["rope_scaling"] = None if rope["rope_type"] == "default" else rope
    if config.model_type == "qwen2":
        del written["layer_types"]
    written["torch_dtype"] = written.pop("dtype")
    path.write_text(json.dumps(written, indent=2) + "\n")


def make_tokenizer(folder):
    """A vocabulary of words; the rows are already tokenised."""
    vocabulary = {token: i for i, token in enumerate(["<pad>", "<end>"] + [f"w{i}" for i in range(2, VOCABULARY)])}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "<pad>"},
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, separators=(",", ":")) + "\n")


def make_adapter(folder, targets, seed):
    base = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    config = LoraConfig(r=2, lora_alpha=3, target_modules=targets, task_type="CAUSAL_LM")
    peft = get_peft_model(base, config)
    generator = seeded(seed)
    with torch.no_grad():
        for name, weight in peft.named_parameters():
            if "lora_A" in name:
                weight.copy_(rounded(torch.randn(weight.shape, generator=generator) / math.sqrt(weight.shape[1])))
            elif "lora_B" in name:
                weight.copy_(rounded(0.2 * torch.randn(weight.shape, generator=generator)))
    adapter = folder / "adapter"
    peft.peft_config["default"].base_model_name_or_path = folder.name
    peft.save_pretrained(adapter)
    (adapter / "README.md").unlink(missing_ok=True)
    path = adapter / "adapter_config.json"
    written = json.loads(path.read_text())
    written["target_modules"].sort()  # PEFT writes a set in any order
    path.write_text(json.dumps(written, indent=2) + "\n")
    weights = adapter / "adapter_model.safetensors"
    halved = {name: weight.bfloat16() for name, weight in load_file(weights).items()}
    save_file(halved, weights, metadata={"format": "pt"})


class ExactNorm(torch.nn.Module):
    """An RMS norm of transformers, computed in the type of its input."""

    def __init__(self, norm):
        super().__init__()
        self.weight, self.offset = norm.weight, 1.0 if "Gemma" in type(norm).__name__ else 0.0
        self.eps = norm.eps if hasattr(norm, "eps") else norm.variance_epsilon

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * (self.offset + self.weight)


def load(folder, dtype):
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype)
    if dtype == torch.float64:
        for parent in list(model.modules()):
            for name, child in list(parent.named_children()):
                if type(child).__name__.endswith("RMSNorm"):
                    setattr(parent, name, ExactNorm(child))
    peft = PeftModel.from_pretrained(model, folder / "adapter", is_trainable=True, autocast_adapter_dtype=False)
    for parameter in peft.parameters():
        parameter.data = parameter.data.to(dtype)
    return peft.eval()


def make_rows():
    generator = seeded(11)
    rows = []
    for prompt, completion in [(6, 9), (3, 20), (12, 4), (1, 7)]:
        tokens = torch.randint(2, VOCABULARY, (prompt + completion - 1,), generator=generator).tolist() + [1]
        rows.append({"input_ids": tokens, "completion_mask": [0] * prompt + [1] * completion})
    rows[0]["completion_mask"][9:11] = [0, 0]
    (HERE / "sft.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return rows


def step(model, rows):
    """Loss, log-probabilities of the rows, and the gradient of every A and B."""
    model.zero_grad()
    sums = []
    for row in rows:
        logits = model(input_ids=torch.tensor([row["input_ids"]]), use_cache=False).logits[0, :-1]
        picked = F.log_softmax(logits, -1).gather(1, torch.tensor(row["input_ids"][1:])[:, None])[:, 0]
        sums.append((picked * torch.tensor(row["completion_mask"][1:], dtype=picked.dtype)).sum())
    loss = -sum(sums) / sum(sum(row["completion_mask"][1:]) for row in rows)
    loss.backward()
    found = {
        name.replace(".default.weight", ".weight"): parameter.grad.detach().clone()
        for name, parameter in model.named_parameters()
        if "lora_" in name
    }
    return loss.item(), [value.item() for value in sums], found


class Unclear(Exception):
    """A random model whose float32 answers are too far from the exact ones to measure an engine by them."""


def near(got, want, what, limit):
    got, want = torch.as_tensor(got, dtype=torch.float64), torch.as_tensor(want, dtype=torch.float64)
    error = ((got - want).abs().max() / want.abs().max().clamp(min=1e-12)).item()
    if error > limit:
        raise Unclear(f"{what} {error:.1e}")
    return error


def greedy(model, prompt, count):
    tokens, margin = list(prompt), math.inf
    for _ in range(count):
        best = model(input_ids=torch.tensor([tokens]), use_cache=False).logits[0, -1].topk(2)
        margin = min(margin, (best.values[0] - best.values[1]).item())
        tokens.append(best.indices[0].item())
    return tokens[len(prompt) :], margin


def clear_greedy(model, seed):
    """A prompt after which no choice is close, so that rounding cannot turn it."""
    for attempt in range(200):
        prompt = torch.randint(2, VOCABULARY, (8,), generator=seeded(1000 * seed + attempt)).tolist()
        new, margin = greedy(model, prompt, 12)
        if margin > 0.02 and len(set(new)) > 3:
            return {"prompt_ids": prompt, "new_ids": new}
    raise Unclear("no clear greedy prompt")


def make_family(name, model_type, settings, old, rows, seed):
    folder = HERE / name
    config = AutoConfig.for_model(model_type, **{**SIZES, **settings})
    model = random_model(config, seed)
    probe = torch.tensor([rows[1]["input_ids"]])
    with torch.no_grad():
        plain = model(input_ids=probe, use_cache=False).logits
    model.to(torch.bfloat16).save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if old:
        older(config, folder)
    with torch.no_grad():
        again = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
        assert torch.equal(again(input_ids=probe, use_cache=False).logits, plain), "what was saved is another model"
    make_tokenizer(folder)
    make_adapter(folder, FUSED if model_type == "phi3" else LINEARS, 100 + seed)

    single, double = load(folder, torch.float32), load(folder, torch.float64)
    loss, logps, found = step(single, rows)
    exact_loss, exact_logps, exact = step(double, rows)
    errors = [near(loss, exact_loss, "loss", 2e-6), near(logps, exact_logps, "logps", 2e-6)]
    assert found.keys() == exact.keys() and len(found) > 0
    errors.append(max(near(found[key], exact[key], key, 3e-6) for key in found))
    with torch.no_grad():
        logits = single(input_ids=probe, use_cache=False).logits[0, LOGITS_AT]
        exact_logits = double(input_ids=probe, use_cache=False).logits[0, LOGITS_AT]
        errors.append(near(logits, exact_logits, "logits", 4e-6))
        cut = single(input_ids=probe[:, -4:], use_cache=False).logits[0, -1]
        written = clear_greedy(single, seed)
    assert (cut - logits[-1]).abs().max() > 1e-3, "the last token sees no more than four"
    print(f"{name:13} loss {errors[0]:.1e} logps {errors[1]:.1e} gradients {errors[2]:.1e} logits {errors[3]:.1e}")
    fixture = {
        "model": ".",
        "adapters": [],
        "init": "adapter",
        "sft": {"rows": "../sft.jsonl", "loss": loss, "logps": logps},
        "logits": {"input_ids": rows[1]["input_ids"], "at": LOGITS_AT},
        "greedy": written,
    }
    lines = (json.dumps(key) + ": " + json.dumps(value) for key, value in fixture.items())
    (folder / "fixture.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    expected = {"sft.grad." + key: grad.float().contiguous() for key, grad in found.items()}
    save_file({**expected, "logits": logits.contiguous()}, folder / "expected.safetensors")


def main(names):
    for name in names or [HERE]:
        shutil.rmtree(HERE / name, ignore_errors=True)
    HERE.mkdir(exist_ok=True)
    rows = make_rows()
    for number, family in enumerate(FAMILIES, 1):
        if names and family[0] not in names:
            continue
        for seed in range(number, 1000, 20):
            try:
                make_family(*family, rows, seed)
                break
            except Unclear as reason:
                shutil.rmtree(HERE / family[0])
                print(f"{family[0]:13} seed {seed}: {reason}")
    size = sum(path.stat().st_size for path in HERE.rglob("*") if path.is_file())
    for path in HERE.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    print("bytes in all", size)
    assert size <= 320_000


if __name__ == "__main__":
    main(sys.argv[1:])
