#!/usr/bin/env python3
"""Whether a long run stays as it began: trains MODEL for many steps and compares memory and speed early and late.

usage: steady.py MODEL DATA.jsonl [--steps 1000] [--batch 1] [--set k=v]... [--sam packaging/sam]

Reads the run's own journal: the worker's resident memory after every step, and tokens and seconds of it. One JSON line:
the largest memory of the first 50 steps and of all later ones, the mean of each quarter of the run, and tokens a second
of each quarter (its tokens by its seconds).
"""
import argparse, json, statistics, subprocess, tempfile
from pathlib import Path

p = argparse.ArgumentParser(); p.add_argument('model'); p.add_argument('data'); p.add_argument('--steps', type=int, default=1000)
p.add_argument('--batch', type=int, default=1); p.add_argument('--set', action='append', default=[]); p.add_argument('--sam', default='packaging/sam')
a = p.parse_args()
with tempfile.TemporaryDirectory() as folder:
    out = Path(folder) / 'run'
    settings = [f'max_steps={a.steps}', f'per_device_train_batch_size={a.batch}'] + a.set
    subprocess.run([a.sam, 'train', '--objective', 'sft', '--model', a.model, '--data', a.data, '--out', str(out)]
                   + [part for s in settings for part in ('--set', s)], check=True, stdout=subprocess.DEVNULL)
    steps = [e for e in map(json.loads, open(out / 'events.jsonl')) if e['type'] == 'step']
quarter = len(steps) // 4
parts = [steps[i * quarter:(i + 1) * quarter] for i in range(4)]
mb = lambda s: s['memory_bytes'] / 2 ** 20
pace = lambda part: (part[-1]['num_tokens'] - part[0]['num_tokens']) / sum(s['seconds'] for s in part[1:])
print(json.dumps(dict(steps=len(steps), first_50_mb=round(max(map(mb, steps[:50]))), later_mb=round(max(map(mb, steps[50:]))),
                      mean_mb=[round(statistics.mean(map(mb, part))) for part in parts], tok_s=[round(pace(part), 1) for part in parts])))
