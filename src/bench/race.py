#!/usr/bin/env python3
"""Both sides of every training race in turn on the same rows: this product's `sam bench train` and the peers beside it.

usage: race.py MODELS [RACE...] [--rounds 3] [--sam packaging/sam] [--list]

MODELS is the folder that `peers/make.py` filled; streamed races also need `NAME.gguf` there, written by
`sam quantize MODELS/NAME --to MODELS/NAME.gguf --type q4_0`. Without names, every race is run. Run it with the Python that
has torch, transformers, peft and trl; nothing else should run beside it. Prints one JSON line a run on standard error, and
at the end a table: the median of each side, the ratio of speeds, the ratio of peak memories, and the least and most
ratio of speeds among the rounds.
"""
import argparse, json, statistics, subprocess, sys
from pathlib import Path

PEERS = Path(__file__).resolve().parent / 'peers'


def plain(model, rows, *more): return ['plain.py', model, 'sft.jsonl', '--rows', rows, '--accum', 4, *more]
def sft(model, steps, *more): return ['sft.py', model, 'sft.jsonl', '--steps', steps, *more]
def dpo(model, steps, *more): return ['dpo.py', model, 'dpo.jsonl', '--steps', steps, *more]
def ours(model, rows, *more): return ['--model', model, '--data', 'sft.jsonl', '--rows', rows, '--accum', 4, *more]
def pairs(model, rows, *more): return ['--model', model, '--data', 'dpo.jsonl', '--objective', 'dpo', '--rows', rows, '--accum', 2, *more]
def streamed(model, rows, *more): return ours(f'{model}.gguf', rows, '--weights', 'streamed', *more)
def keeping(layers, tokens=512): return ['--keep', layers, '--tokens-per-call', tokens]


RACES = {  # name: the peer's side, this product's side, what is compared
    's100m': (plain('s100m', 40), ours('s100m', 40), 'tok_s'),
    's100m-streamed': (plain('s100m', 40), streamed('s100m', 40, *keeping(6)), 'tok_s'),
    's100m-bf16': (plain('s100m', 40, '--dtype', 'bf16'), ours('s100m', 40, '--dtype', 'bf16'), 'tok_s'),
    'smol135m': (plain('smol135m', 32), ours('smol135m', 32), 'tok_s'),
    'smol135m-streamed': (plain('smol135m', 32), streamed('smol135m', 32), 'tok_s'),
    'smol135m-bf16': (plain('smol135m', 32, '--dtype', 'bf16'), ours('smol135m', 32, '--dtype', 'bf16'), 'tok_s'),
    'llama1b-streamed': (plain('llama1b', 20), streamed('llama1b', 20), 'tok_s'),
    'llama1b-streamed-low': (plain('llama1b', 20), streamed('llama1b', 20, *keeping(9)), 'tok_s'),
    'llama1b-streamed-bf16': (plain('llama1b', 20, '--dtype', 'bf16'),
                              streamed('llama1b', 20, '--dtype', 'bf16', *keeping(9, 1024)), 'tok_s'),
    's100m-trl': (sft('s100m', 10), ours('s100m', 40), 'tok_s'),
    's100m-trl-packed': (sft('s100m', 10, '--packing'), ours('s100m', 40), 'tok_s'),
    'smol135m-trl': (sft('smol135m', 8), ours('smol135m', 32), 'tok_s'),
    's100m-dpo': (dpo('s100m', 10), pairs('s100m', 20), 'pairs_s'),
}


def run(command):
    lines = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    answer = json.loads([line for line in lines if line.startswith('{')][-1])
    print(json.dumps(answer), file=sys.stderr, flush=True)
    return answer


def located(models, parts):
    """The parts of a command line, files of the models' folder by their full path."""
    return [models / part if isinstance(part, str) and (models / part).exists() else part for part in parts]


def race(models, sam, name, rounds):
    peer, own, unit = RACES[name]
    sides = [], []
    for _ in range(rounds):
        sides[0].append(run([sys.executable, PEERS / peer[0], *located(models, peer[1:])]))
        sides[1].append(run([sam, 'bench', 'train', '--json', *located(models, own)]))
    theirs, mine = ([side[unit] for side in runs] for runs in sides)
    mb = [statistics.median(side['peak_rss_mb'] for side in runs) for runs in sides]
    each = [b / a for a, b in zip(theirs, mine)]
    return [name, unit, f'{statistics.median(theirs):.4g}', f'{statistics.median(mine):.4g}',
            f'{statistics.median(mine) / statistics.median(theirs):.3f}', f'{min(each):.3f} to {max(each):.3f}',
            f'{mb[0]:.0f}', f'{mb[1]:.0f}', f'{mb[1] / mb[0]:.3f}']


p = argparse.ArgumentParser(); p.add_argument('models', type=Path, nargs='?'); p.add_argument('races', nargs='*', metavar='RACE')
p.add_argument('--rounds', type=int, default=3); p.add_argument('--sam', default='packaging/sam'); p.add_argument('--list', action='store_true')
a = p.parse_args()
if a.list: sys.exit('\n'.join(RACES))
if a.models is None: p.error('name the folder of models')
if wrong := [name for name in a.races if name not in RACES]: p.error(f'no race {", ".join(wrong)}; there are {", ".join(RACES)}')
line = lambda row: print('| ' + ' | '.join(row) + ' |', flush=True)
line(['race', 'unit', 'peer', 'SAM', 'ratio', 'of the rounds', 'peer MB', 'SAM MB', 'memory']); print('|---' * 9 + '|')
for name in a.races or RACES: line(race(a.models.resolve(), a.sam, name, a.rounds))
