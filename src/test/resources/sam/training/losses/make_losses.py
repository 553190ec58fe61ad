"""Losses and LoRA gradients of TRL's DPOTrainer for each loss_type the trainer has, on the models of assets/parity.

Made with torch 2.15, transformers 5.23.0, peft 0.21.2, trl 1.16.0. Run from anywhere: python make_losses.py
Writes losses.json (settings and loss of every case) and losses.safetensors (its gradients, `CASE.NAME`).
"""

import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARITY = HERE.parents[5] / "assets" / "parity"
sys.path.insert(0, str(PARITY))

import make_fixtures as parity  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

CASES = {
    "hinge": dict(loss_type=["hinge"], beta=0.1),
    "hinge_corner": dict(loss_type=["hinge"], beta=4.0),
    "ipo": dict(loss_type=["ipo"], beta=0.1),
    "sigmoid_norm": dict(loss_type=["sigmoid_norm"], beta=2.0),
    "robust": dict(loss_type=["robust"], beta=0.5, label_smoothing=0.2),
    "all": dict(
        loss_type=["sigmoid", "robust", "hinge", "ipo", "sigmoid_norm", "sft"],
        loss_weights=[1.0, 0.5, 0.25, 2.0, 0.75, 0.1],
        beta=0.3,
        label_smoothing=0.1,
    ),
}


def main():
    rows = [json.loads(line) for line in (PARITY / "dpo.jsonl").read_text().splitlines()]
    tokenizer = parity.AutoTokenizer.from_pretrained(PARITY / "model")
    cases, tensors = {}, {}
    with tempfile.TemporaryDirectory() as out:
        for name, settings in CASES.items():
            trainer = parity.dpo_trainer(rows, tokenizer, out, max_length=None, **settings)
            parity.load_top(trainer)
            loss = trainer.compute_loss(trainer.model, dict(trainer.data_collator(rows)))
            loss.backward()
            cases[name] = {"settings": settings, "loss": loss.item()}
            for key, gradient in parity.gradients(trainer.model).items():
                tensors[f"{name}.{key}"] = gradient
    (HERE / "losses.json").write_text(json.dumps(cases, indent=1) + "\n")
    save_file(tensors, HERE / "losses.safetensors")


main()
