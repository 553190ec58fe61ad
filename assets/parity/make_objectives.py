"""Makes objectives/: what TRL's KTOTrainer, ORPOTrainer and CPOTrainer, and PEFT's rank_pattern and alpha_pattern,
answer on the small model beside this file, with `below` as the frozen stack and `top` as the adapter in training.

Run: python make_objectives.py        (after make_fixtures.py; the same versions, no network, no GPU)
Every number comes from the libraries in float32; a float64 run of the same formulas guards each of them.
"""

import json
import shutil
import tempfile

import torch
import torch.nn.functional as F
from datasets import Dataset
from peft import LoraConfig, PeftModel, get_peft_model, get_peft_model_state_dict
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import KTOConfig, KTOTrainer
from trl.experimental.cpo import CPOConfig, CPOTrainer
from trl.experimental.orpo import ORPOConfig, ORPOTrainer

from make_fixtures import COMMON, HERE, LINEARS, TOP, below_merged, gradients, load_top, near, seeded, sequence_logps
from make_fixtures import two_live

OUT = HERE / "objectives"
user = lambda text: {"role": "user", "content": text}
sam = lambda text: {"role": "assistant", "content": text}



def near_all(got, want, what):
    assert got.keys() == want.keys(), what
    return max(near(got[name], want[name], what + " " + name, 6e-6) for name in got)


# Text rows for TRL's own preparation: strings and messages cannot share a file there, so there are two.
KTO_TEXT = [
    {"prompt": "What is the answer? ", "completion": "the answer is 12.", "label": True},
    {"prompt": "the ca", "completion": "t sat on the mat", "label": False},
    {"prompt": "Größe 🦊", "completion": " 東京\n", "label": True},
    {"prompt": "the cat", "completion": " ran home<|im_end|>", "label": True},
    {"prompt": "what is ", "completion": "the mat?", "label": False},
    {"prompt": "and then it ran ", "completion": "on and on", "label": False},
    {"prompt": "user 12 ", "completion": "it is", "label": True},
]
KTO_TALK = [
    {"prompt": [user("what is it?")], "completion": [sam("the cat")], "label": True},
    {"prompt": [{"role": "system", "content": "Be brief."}, user("and then?")], "completion": [sam("it ran")], "label": False},
]


# ---------------------------------------------------------------- KTO


def kto_trainer(rows, tokenizer, out, **settings):
    return KTOTrainer(
        model=below_merged(),
        args=KTOConfig(output_dir=out, **{**COMMON, "per_device_train_batch_size": 4, "max_length": None, **settings}),
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
        peft_config=LoraConfig(**TOP),
    )


def kto_truth(batches, beta, desirable, undesirable, loss_type):
    """The mean over micro-batches of each one's mean loss, in float64, from the papers' formulas."""
    exact, bare = two_live(torch.float64), below_merged(torch.float64)
    logp = lambda model, prompt, completion: sequence_logps(
        model, prompt + completion, [0] * len(prompt) + [1] * len(completion)
    ).sum()
    total, kls = 0, []
    for batch in batches:
        completions = [row["completion_ids"] for row in batch]
        with torch.no_grad():
            pairs = [(row["prompt_ids"], completions[i - 1]) for i, row in enumerate(batch)]
            ratios = [logp(exact, *pair) - logp(bare, *pair) for pair in pairs]
        kl = torch.stack(ratios).mean().clamp(min=0) if loss_type == "kto" else torch.zeros(())
        kls.append(kl.item())
        losses = []
        for row in batch:
            pair = row["prompt_ids"], row["completion_ids"]
            gain = logp(exact, *pair) - logp(bare, *pair).detach()
            sign, weight = (1, desirable) if row["label"] else (-1, undesirable)
            losses.append(weight * (1 - torch.sigmoid(sign * beta * (gain - kl))))
        total = total + torch.stack(losses).mean() / len(batches)
    total.backward()
    return total.item(), gradients(exact, ".top"), kls


def kto_case(name, rows, tokenizer, out, expected, **settings):
    """One step of two micro-batches, of four rows and of three."""
    trainer = kto_trainer(rows, tokenizer, out, **settings)
    load_top(trainer)
    batches = list(trainer.get_train_dataloader())
    assert [len(batch["label"]) for batch in batches] == [4, 3]
    loss = 0
    for batch in batches:
        part = trainer.compute_loss(trainer.model, dict(batch)) / len(batches)
        part.backward()
        loss += part.item()
    metrics = trainer._metrics["train"]
    found = gradients(trainer.model)
    prepared = [{k: row[k] for k in ("prompt_ids", "completion_ids", "label")} for row in trainer.train_dataset]
    weights = settings.get("desirable_weight", 1.0), settings.get("undesirable_weight", 1.0)
    truth, truth_gradients, kls = kto_truth(
        [prepared[:4], prepared[4:]], settings.get("beta", 0.1), *weights, settings.get("loss_type", "kto")
    )
    print(name, "loss", near(loss, truth, name), "gradients", near_all(found, truth_gradients, name), "kl", metrics["kl"], kls)
    near(metrics["kl"], kls, name + " kl", 1e-5) if max(kls) > 0 else None
    expected |= {f"{name}.grad.{key}": grad for key, grad in found.items()}
    labels = [row["label"] for row in prepared]
    # TRL averages a micro-batch's rewards; the step's are those averages weighed by how many rows each had
    good = [sum(labels[:4]), sum(labels[4:])]
    bad = [4 - good[0], 3 - good[1]]
    weigh = lambda values, counts: sum(v * n for v, n in zip(values, counts)) / sum(counts)
    case = {
        "name": name,
        "objective": "kto",
        "rows": "kto.jsonl",
        "settings": {"per_device_train_batch_size": 4, "gradient_accumulation_steps": 2, **settings},
        "loss": loss,
        "rewards_chosen": weigh(metrics["rewards/chosen"], good),
        "rewards_rejected": weigh(metrics["rewards/rejected"], bad),
        "kl": sum(metrics["kl"]) / 2,
    }
    return case, prepared


def kto_steps(rows, tokenizer, out):
    """Four steps of TRL's own loop: two passes over seven rows, micro-batches of two, two of them a step."""
    settings = dict(
        learning_rate=5e-3,
        lr_scheduler_type="constant",
        max_grad_norm=0.05,
        per_device_train_batch_size=2,
        gradient_accumulation_steps=2,
        max_steps=4,
        max_length=20,
        seed=42,
    )
    trainer = kto_trainer(rows, tokenizer, out, **settings)
    load_top(trainer)
    trainer.train()
    log = [entry for entry in trainer.state.log_history if "grad_norm" in entry]
    assert len(log) == 4 and any(entry["grad_norm"] > 0.05 for entry in log)
    part = {
        "objective": "kto",
        "rows": "kto_text.jsonl",
        "settings": {**settings, "shuffle_dataset": False, "lora_r": 3, "lora_alpha": 6},
        "losses": [entry["loss"] for entry in log],
        "grad_norms": [entry["grad_norm"] for entry in log],
        "learning_rates": [entry["learning_rate"] for entry in log],
        "kls": [entry["kl"] for entry in log],
    }
    return part, {"kto_steps." + name: w.detach().clone() for name, w in get_peft_model_state_dict(trainer.model).items()}


# ---------------------------------------------------------------- pairs without a reference


def tokenised(kind):
    """A trainer of pairs on rows that are already tokenised: only its tokenisation is left out."""

    class Tokenised(kind):
        def tokenize_row(self, feature, model=None):
            row = {"prompt_input_ids": feature["prompt_ids"], "prompt_attention_mask": [1] * len(feature["prompt_ids"])}
            for side in ("chosen", "rejected"):
                answer = feature[side + "_ids"]
                row[side + "_input_ids"] = feature["prompt_ids"] + answer
                row[side + "_attention_mask"] = [1] * len(row[side + "_input_ids"])
                row[side + "_labels"] = [-100] * len(feature["prompt_ids"]) + answer
            return row

    return Tokenised


def pairs_truth(pairs, objective, beta=0.1, loss_type="sigmoid", label_smoothing=0.0, cpo_alpha=1.0, simpo_gamma=0.5):
    exact = two_live(torch.float64)
    losses, spoken, whole = [], [], []
    averaged = objective == "orpo" or loss_type in ("ipo", "simpo")
    for row in pairs:
        says = []
        for side in ("chosen_ids", "rejected_ids"):
            tokens = row["prompt_ids"] + row[side]
            logps = sequence_logps(exact, tokens, [1] * len(tokens))
            answer = logps[len(row["prompt_ids"]) - 1 :]
            says.append(answer.mean() if averaged else answer.sum())
            if side == "chosen_ids":
                spoken.append(answer)
                whole.append(logps)
        delta = says[0] - says[1]
        if objective == "orpo":
            odds = delta - (torch.log1p(-says[0].exp()) - torch.log1p(-says[1].exp()))
            losses.append(-beta * F.logsigmoid(odds))
        elif loss_type in ("sigmoid", "simpo"):
            z = beta * (delta - (simpo_gamma / beta if loss_type == "simpo" else 0))
            losses.append(-(1 - label_smoothing) * F.logsigmoid(z) - label_smoothing * F.logsigmoid(-z))
        elif loss_type == "hinge":
            losses.append(torch.relu(1 - beta * delta))
        else:
            losses.append((delta - 1 / (2 * beta)) ** 2)
    nll = -torch.cat(whole if objective == "orpo" else spoken).mean()
    loss = torch.stack(losses).mean() + (1.0 if objective == "orpo" else cpo_alpha) * nll
    loss.backward()
    return loss.item(), gradients(exact, ".top")


def pairs_case(name, objective, pairs, tokenizer, out, expected, **settings):
    kind, config = (ORPOTrainer, ORPOConfig) if objective == "orpo" else (CPOTrainer, CPOConfig)
    common = {k: v for k, v in COMMON.items() if k not in ("train_sampling_strategy",)}
    texts = {"prompt": "a", "chosen": "b", "rejected": "c"}
    trainer = tokenised(kind)(
        model=below_merged(),
        args=config(output_dir=out, max_length=256, **{**common, **settings}),
        train_dataset=Dataset.from_list([{**texts, **row} for row in pairs]),
        processing_class=tokenizer,
        peft_config=LoraConfig(**TOP),
    )
    load_top(trainer)
    batch = trainer.data_collator([trainer.train_dataset[i] for i in range(len(pairs))])
    loss, metrics = trainer.get_batch_loss_metrics(trainer.model, batch)
    loss.backward()
    found = gradients(trainer.model)
    truth, truth_gradients = pairs_truth(pairs, objective, **settings)
    print(name, "loss", near(loss.item(), truth, name), "gradients", near_all(found, truth_gradients, name))
    expected |= {f"{name}.grad.{key}": grad for key, grad in found.items()}
    return {
        "name": name,
        "objective": objective,
        "rows": "../dpo.jsonl",
        "settings": {"per_device_train_batch_size": len(pairs), **settings},
        "loss": loss.item(),
        "rewards_chosen": metrics["rewards/chosen"],
        "rewards_rejected": metrics["rewards/rejected"],
        "accuracy": metrics["rewards/accuracies"],
    }


# ---------------------------------------------------------------- ranks and alphas by place


def patterned(sft, expected):
    """An adapter with ranks and alphas of its own in some places, as PEFT saves it, and what it answers."""
    settings = dict(
        r=3,
        lora_alpha=6,
        rank_pattern={"q_proj": 2, r"layers\.1\.mlp\.(gate|up)_proj": 5, "^model.layers.0.mlp.down_proj": 1},
        alpha_pattern={"v_proj": 9, "layers.1.self_attn.q_proj": 1},
    )
    parts = {}
    for rslora in (False, True):
        name = "rslora" if rslora else "patterned"
        answers = {}
        for dtype in (torch.float32, torch.float64):
            base = below_merged(dtype)
            config = LoraConfig(**settings, use_rslora=rslora, target_modules=LINEARS, task_type="CAUSAL_LM")
            model = get_peft_model(base, config, autocast_adapter_dtype=False)
            generator = seeded(31)
            with torch.no_grad():
                for key, weight in model.named_parameters():
                    if "lora_" in key:
                        values = torch.randn(weight.shape, generator=generator)
                        weight.copy_(values / weight.shape[1] ** 0.5 if "lora_A" in key else 0.12 * values)
            model.train()
            spoken = [sequence_logps(model, row["input_ids"], row["completion_mask"]) for row in sft]
            targets = sum(sum(row["completion_mask"][1:]) for row in sft)
            loss = -sum(s.sum() for s in spoken) / targets
            loss.backward()
            with torch.no_grad():
                logits = model(input_ids=torch.tensor([sft[0]["input_ids"]])).logits[0]
            answers[dtype] = loss.item(), gradients(model), logits
            if dtype == torch.float32:
                model.peft_config["default"].base_model_name_or_path = "model"
                model.save_pretrained(OUT / name)
                (OUT / name / "README.md").unlink(missing_ok=True)
                path = OUT / name / "adapter_config.json"
                saved = json.loads(path.read_text())
                saved["target_modules"].sort()
                path.write_text(json.dumps(saved, indent=2) + "\n")
        (loss, found, logits), (truth, truth_gradients, truth_logits) = answers[torch.float32], answers[torch.float64]
        print(name, "loss", near(loss, truth, name), "gradients", near_all(found, truth_gradients, name))
        near(logits, truth_logits, name + " logits", 1e-5)
        expected |= {f"{name}.grad.{key}": grad for key, grad in found.items()}
        expected[name + ".logits"] = logits
        parts[name] = {
            "init": name,
            "settings": {k: v for k, v in settings.items()},
            "rows": "../sft.jsonl",
            "loss": loss,
            "input_ids": sft[0]["input_ids"],
        }
    return parts


def write(name, rows):
    (OUT / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    tokenizer = AutoTokenizer.from_pretrained(HERE / "model")
    sft = [json.loads(line) for line in (HERE / "sft.jsonl").read_text().splitlines()]
    pairs = [json.loads(line) for line in (HERE / "dpo.jsonl").read_text().splitlines()]
    expected, cases = {}, []
    with tempfile.TemporaryDirectory() as out:
        for name, settings in {
            "kto": {},
            "kto_weighted": {"beta": 0.2, "desirable_weight": 1.3, "undesirable_weight": 0.7},
            "apo_zero_unpaired": {"loss_type": "apo_zero_unpaired", "beta": 0.3},
        }.items():
            case, prepared = kto_case(name, KTO_TEXT, tokenizer, out, expected, **settings)
            cases.append(case)
        talk = [
            {k: row[k] for k in ("prompt_ids", "completion_ids", "label")}
            for row in kto_trainer(KTO_TALK, tokenizer, out).train_dataset
        ]
        steps, weights = kto_steps(KTO_TEXT, tokenizer, out)
        for name, objective, settings in [
            ("orpo", "orpo", {"beta": 0.2}),
            ("cpo", "cpo", {"beta": 0.1, "label_smoothing": 0.1}),
            ("cpo_hinge", "cpo", {"beta": 0.1, "loss_type": "hinge", "cpo_alpha": 0.3}),
            ("cpo_ipo", "cpo", {"beta": 0.4, "loss_type": "ipo", "cpo_alpha": 0.5}),
            ("simpo", "cpo", {"beta": 2.0, "loss_type": "simpo", "simpo_gamma": 1.0, "cpo_alpha": 0.0}),
            ("cpo_simpo", "cpo", {"beta": 2.0, "loss_type": "simpo", "simpo_gamma": 0.5, "cpo_alpha": 0.7}),
        ]:
            cases.append(pairs_case(name, objective, pairs, tokenizer, out, expected, **settings))
    parts = patterned(sft, expected)
    write("kto.jsonl", prepared)
    write("kto_text.jsonl", KTO_TEXT)
    write("text.jsonl", [{"row": row, **tokens} for row, tokens in zip(KTO_TEXT + KTO_TALK, prepared + talk)])
    import peft, transformers, trl

    fixture = {
        "versions": {m.__name__: m.__version__.split("+")[0] for m in (torch, transformers, peft, trl)},
        "model": "../model",
        "adapters": ["../below"],
        "init": "../top",
        "kto_steps": steps,
        "patterns": parts,
    }
    lines = [json.dumps(key) + ": " + json.dumps(value, ensure_ascii=False) for key, value in fixture.items()]
    lines.append('"objectives": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]")
    (OUT / "fixture.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    save_file(
        {name: t.detach().float().contiguous() for name, t in {**expected, **weights}.items()},
        OUT / "expected.safetensors",
    )
    print(sum(path.stat().st_size for path in OUT.rglob("*") if path.is_file()), "bytes")


if __name__ == "__main__":
    main()
