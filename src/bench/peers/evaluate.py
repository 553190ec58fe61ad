#!/usr/bin/env python3
"""The loss on held-out rows after one epoch: `sam train` and TRL's SFTTrainer with PEFT, same rows, order and recipe.

usage: evaluate.py MODEL ALPACA.json [--rows 1000] [--held-out 300] [--seeds 3] [--lr 1e-3] [--sam packaging/sam]

Rows are tokenised by the model's own tokenizer, cut at 512 tokens and given to both sides as token ids; each seed
shuffles them anew and draws each side's own first A. Both adapters are judged by the same code: transformers and PEFT,
mean -log p of the completions' tokens. One JSON line a seed, a last one with the means. torch 2.15.0, transformers
5.23.0, PEFT 0.21.2 and TRL 1.16.0 were used.
"""
import argparse, json, random, statistics, subprocess, tempfile
from pathlib import Path

import torch
import torch.nn.functional as F
from datasets import Dataset
from peft import LoraConfig, PeftModel
from torch.utils.data import SequentialSampler
from transformers import AutoModelForCausalLM, AutoTokenizer, set_seed
from trl import SFTConfig, SFTTrainer

LINEARS = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj']
p = argparse.ArgumentParser(); p.add_argument('model'); p.add_argument('data')
p.add_argument('--rows', type=int, default=1000); p.add_argument('--held-out', type=int, default=300); p.add_argument('--seeds', type=int, default=3)
p.add_argument('--lr', type=float, default=1e-3); p.add_argument('--batch', type=int, default=8); p.add_argument('--sam', default='packaging/sam')
a = p.parse_args()
tok = AutoTokenizer.from_pretrained(a.model)


def rows():
    found = []
    for row in json.load(open(a.data)):
        prompt = tok(' '.join(filter(None, (row['instruction'], row['input']))), add_special_tokens=False)['input_ids']
        answer = tok(row['output'], add_special_tokens=False)['input_ids'] + [tok.eos_token_id]
        ids = ([tok.bos_token_id] + prompt + answer)[:512]
        if len(ids) > len(prompt) + 16:
            found.append(dict(input_ids=ids, completion_mask=[0] * (1 + len(prompt)) + [1] * (len(ids) - 1 - len(prompt))))
    if len(found) < a.rows + a.held_out:
        raise SystemExit(f'only {len(found)} rows are short enough')
    return found[:a.rows], found[a.rows:a.rows + a.held_out]


def base():
    return AutoModelForCausalLM.from_pretrained(a.model, dtype=torch.float32)


def loss(model, held):
    total = count = 0
    model.eval()
    with torch.no_grad():
        for row in held:
            ids = torch.tensor([row['input_ids']]); wanted = torch.tensor(row['completion_mask'][1:], dtype=torch.bool)
            logp = F.log_softmax(model(ids).logits[0, :-1], -1).gather(1, ids[0, 1:, None])[wanted]
            total -= logp.sum().item(); count += len(logp)
    return total / count


class InOrder(SFTTrainer):
    def _get_train_sampler(self, *_):
        return SequentialSampler(self.train_dataset)


def trl(train, seed, out):
    set_seed(seed)
    lora = LoraConfig(r=16, lora_alpha=32, lora_dropout=0.0, task_type='CAUSAL_LM', target_modules=LINEARS)
    config = SFTConfig(output_dir=str(out), num_train_epochs=1, per_device_train_batch_size=a.batch, gradient_accumulation_steps=1,
                       learning_rate=a.lr, lr_scheduler_type='linear', warmup_steps=0, weight_decay=0.0, max_grad_norm=1.0, optim='adamw_torch',
                       save_strategy='no', report_to=[], use_cpu=True, bf16=False, fp16=False, max_length=512, packing=False, seed=seed,
                       completion_only_loss=True, gradient_checkpointing=False, disable_tqdm=True, logging_strategy='no')
    trainer = InOrder(model=base(), args=config, train_dataset=Dataset.from_list(train), peft_config=lora, processing_class=tok)
    trainer.train()
    trainer.model.save_pretrained(out)


def sam(train, seed, out):
    data = out.with_suffix('.jsonl'); data.write_text(''.join(json.dumps(row) + '\n' for row in train))
    settings = dict(num_train_epochs=1, per_device_train_batch_size=a.batch, gradient_accumulation_steps=1, learning_rate=a.lr, lr_scheduler_type='linear',
                    warmup_steps=0, weight_decay=0.0, max_grad_norm=1.0, max_length=512, lora_r=16, lora_alpha=32, seed=seed, shuffle_dataset='false')
    subprocess.run([a.sam, 'train', '--objective', 'sft', '--model', a.model, '--data', str(data), '--out', str(out), '--json']
                   + [part for k, v in settings.items() for part in ('--set', f'{k}={v}')], check=True, stdout=subprocess.DEVNULL)


train, held = rows()
before = loss(base(), held)
ours, theirs = [], []
for seed in range(1, a.seeds + 1):
    shuffled = train[:]; random.Random(seed).shuffle(shuffled)
    with tempfile.TemporaryDirectory() as folder:
        for side, found in ((sam, ours), (trl, theirs)):
            out = Path(folder) / side.__name__
            side(shuffled, seed, out)
            adapter = next(out.rglob('adapter_config.json')).parent
            found.append(loss(PeftModel.from_pretrained(base(), adapter), held))
    print(json.dumps(dict(seed=seed, before=round(before, 5), sam=round(ours[-1], 5), trl=round(theirs[-1], 5))), flush=True)
print(json.dumps(dict(rows=len(train), held_out=len(held), sam=round(statistics.mean(ours), 5), trl=round(statistics.mean(theirs), 5),
                      difference_percent=round(100 * (statistics.mean(ours) / statistics.mean(theirs) - 1), 3))))
