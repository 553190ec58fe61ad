#!/usr/bin/env python3
"""Holds the plan's time against runs: `sam plan` and `sam train` with the same settings, one after the other.

usage: timing.py SAM MODELS [RUN...]

MODELS is the folder that `peers/make.py` filled, with `NAME.gguf` beside NAME as for `race.py`. Measure the machine
first (`sam plan --calibrate`), and let nothing run beside it. A line a run: seconds the plan's middle and the run took,
and their ratio; at the end the ratios' mean and the standard deviation of their logarithms, which `Calibration.sigma`
is to cover.
"""
import json, math, statistics, subprocess, sys, tempfile, time
from pathlib import Path

STREAMED = dict(weights='streamed')
LOW = dict(bf16='true')
RUNS = {  # name: model, rows, objective, steps, settings
    's100m': ('s100m', 'sft.jsonl', 'sft', 15, {}),
    's100m-bf16': ('s100m', 'sft.jsonl', 'sft', 20, LOW),
    'smol135m': ('smol135m', 'sft.jsonl', 'sft', 10, {}),
    'smol135m-bf16': ('smol135m', 'sft.jsonl', 'sft', 12, LOW),
    's100m-dpo': ('s100m', 'dpo.jsonl', 'dpo', 6, {}),
    's100m-streamed': ('s100m.gguf', 'sft.jsonl', 'sft', 12, {**STREAMED, 'gradient_checkpointing': 'true'}),
    'llama1b-streamed': ('llama1b.gguf', 'sft.jsonl', 'sft', 2, STREAMED),
    'llama1b-streamed-bf16': ('llama1b.gguf', 'sft.jsonl', 'sft', 3, {**STREAMED, **LOW}),
}

if len(sys.argv) < 3: sys.exit(__doc__)
sam, models, names = sys.argv[1], Path(sys.argv[2]), sys.argv[3:] or list(RUNS)
if wrong := [name for name in names if name not in RUNS]: sys.exit(f'no run {", ".join(wrong)}; there are {", ".join(RUNS)}')
ratios = []
for name in names:
    model, rows, objective, steps, more = RUNS[name]
    settings = dict(max_steps=steps, per_device_train_batch_size=4, gradient_accumulation_steps=1, max_length=512,
                    memory_budget_bytes=4_000_000_000, **more)
    given = ['--objective', objective, '--model', models / model, '--data', models / rows]
    given += [part for key, value in settings.items() for part in ('--set', f'{key}={value}')]
    planned = subprocess.run([sam, 'plan', '--json', *given], check=True, capture_output=True, text=True).stdout
    middle = json.loads(planned)['seconds']['p50']
    with tempfile.TemporaryDirectory() as folder:
        start = time.time()
        subprocess.run([sam, 'train', *given, '--out', Path(folder) / 'run'], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        took = time.time() - start
    ratios.append(took / middle)
    print(f'{name:22} plan {middle:6.1f} s  run {took:6.1f} s  ratio {ratios[-1]:.2f}', flush=True)
logs = [math.log(ratio) for ratio in ratios]
print(f'mean {math.exp(statistics.mean(logs)):.2f}, deviation of the logarithms {statistics.pstdev(logs):.2f}')
