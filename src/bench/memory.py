#!/usr/bin/env python3
"""Measures the largest resident memory of training runs, for the planner's formula to be held against.

usage: memory.py SAM MODELS OUT.jsonl [name ...]     (standard library only; 20 to 40 minutes on two cores)

SAM is the launcher (packaging/sam). MODELS holds what src/bench/peers/make.py makes (tiny, s100m, smol135m, llama1b,
sft.jsonl, dpo.jsonl), the GGUF files that `sam quantize --type q4_0` makes of the last three (s100m.gguf, smol135m.gguf, llama1b.gguf),
and stories260k; `base` is assets/base. Each run is `sam train` of a step or two in a process of its own, all its rows in
the order of the file, ids taken modulo the vocabulary for the two smallest models. OUT holds a line a run: its
command, the model's numbers, the settings, [tokens, tokens before the first target, targets] of every sequence, what
the trainer said it chose, and `peak_resident_bytes`, the maximum resident set size of the process as wait4 tells it.
With names, only these runs are made again and the other lines stay.

usage: memory.py window SAM WORK [BASE[:STEPS] ...]     (Linux; WORK is a folder that is made; steps default to 40)

Holds `sam plan` against what a worker takes that is started as the window starts one: for each BASE (none: assets/base)
the sample project's phases under "Train all", with its measures between them, and its first and last phase alone.
Prints a line a run, the plan's interval beside the highest resident memory (VmHWM, reset where a phase begins), and
counts the hits.
"""
import json, os, pathlib, shutil, subprocess, sys, tempfile, time

WINDOW = sys.argv[1] == 'window'
SAM, MODELS, OUT = (pathlib.Path(a).resolve() for a in (sys.argv[2:3] + sys.argv[3:4] * 2 if WINDOW else sys.argv[1:4]))
ONLY = sys.argv[4:]
ASSETS = SAM.parent.parent / 'assets'
SHAPE = ['model_type', 'hidden_size', 'num_hidden_layers', 'num_attention_heads', 'num_key_value_heads', 'head_dim',
         'intermediate_size', 'vocab_size', 'tie_word_embeddings', 'max_position_embeddings']

# name: model, objective, rows of a step, settings
RUNS = {
    'tiny-sft': ('tiny', 'sft', 8, ''),
    'tiny-dpo': ('tiny', 'dpo', 8, 'max_length=512'),
    's260k-sft-r8': ('stories260k', 'sft', 8, 'lora_r=8 max_length=128'),
    's260k-dpo-r64': ('stories260k', 'dpo', 8, 'lora_r=64 max_length=256'),
    'base-sft': ('base', 'sft', 8, 'max_length=256'),
    'base-sft-qv-r8': ('base', 'sft', 8, 'max_length=256 lora_r=8 target_modules=q_proj,v_proj'),
    'base-dpo-bf16': ('base', 'dpo', 8, 'max_length=256 bf16=true'),
    'base-sft-streamed': ('base', 'sft', 4, 'max_length=256 weights=streamed'),
    'base-sft-again-r64': ('base', 'sft', 4, 'max_length=256 lora_r=64 gradient_checkpointing=true'),
    'base-dpo-128': ('base', 'dpo', 4, 'max_length=128'),
    'base-sft-streamed-bf16': ('base', 'sft', 4, 'max_length=256 weights=streamed bf16=true gradient_checkpointing=true'),
    's100m-sft': ('s100m', 'sft', 3, ''),
    's100m-sft-again-r64': ('s100m', 'sft', 3, 'lora_r=64 gradient_checkpointing=true'),
    's100m-sft-kept-128': ('s100m', 'sft', 3, 'max_length=128 gradient_checkpointing=false'),
    's100m-sft-bf16': ('s100m', 'sft', 3, 'bf16=true'),
    's100m-sft-drop': ('s100m', 'sft', 3, 'lora_dropout=0.1'),
    's100m-sft-600mb': ('s100m', 'sft', 3, 'memory_budget_bytes=600000000'),
    's100m-dpo': ('s100m', 'dpo', 3, ''),
    's100m-sft-streamed': ('s100m.gguf', 'sft', 3, 'weights=streamed'),
    's100m-dpo-streamed-bf16': ('s100m.gguf', 'dpo', 3, 'weights=streamed bf16=true max_length=256'),
    'smol135m-sft': ('smol135m', 'sft', 3, 'max_length=256'),
    'smol135m-sft-again-r8': ('smol135m', 'sft', 3, 'max_length=256 lora_r=8 gradient_checkpointing=true'),
    'smol135m-dpo-bf16': ('smol135m', 'dpo', 3, 'max_length=256 bf16=true'),
    'smol135m-sft-streamed-again': ('smol135m.gguf', 'sft', 3, 'weights=streamed gradient_checkpointing=true'),
    'smol135m-sft-streamed-bf16-kept': ('smol135m.gguf', 'sft', 3, 'weights=streamed bf16=true gradient_checkpointing=false'),
    'llama1b-sft-streamed-again': ('llama1b.gguf', 'sft', 1, 'weights=streamed gradient_checkpointing=true max_steps=1'),
    'llama1b-dpo-streamed': ('llama1b.gguf', 'dpo', 1, 'weights=streamed max_length=128 max_steps=1 memory_budget_bytes=1400000000'),
    'llama1b-sft-streamed-bf16-kept': ('llama1b.gguf', 'sft', 1, 'weights=streamed bf16=true gradient_checkpointing=false max_length=128 max_steps=1'),
    'llama1b-sft-bf16-r64': ('llama1b.gguf', 'sft', 1, 'weights=resident bf16=true lora_r=64 max_length=128 max_steps=1'),
    'llama1b-sft': ('llama1b.gguf', 'sft', 1, 'weights=resident max_length=128 max_steps=1'),
}


def place(model):
    return ASSETS / 'base' if model == 'base' else MODELS / model


def shape(model):
    config = json.loads((place(model.removesuffix('.gguf')) / 'config.json').read_text())
    return {name: config[name] for name in SHAPE if name in config}


def sequences(row, length):
    """[tokens, before the first target, targets] as the trainer cuts them."""
    if 'input_ids' in row:
        mask = row['completion_mask'][:length]
        return [[len(mask), mask.index(1), sum(mask)]]
    prompt = len(row['prompt_ids'])
    return [[min(length, prompt + len(answer)), prompt, min(length, prompt + len(answer)) - prompt]
            for answer in (row['chosen_ids'], row['rejected_ids'])]


def rows(objective, count, vocabulary, length):
    """The first rows that have targets left when they are cut."""
    found = []
    for line in open(MODELS / f'{objective}.jsonl'):
        row = json.loads(line)
        row = {name: value if name == 'completion_mask' else [token % vocabulary for token in value]
               for name, value in row.items()}
        if ('input_ids' in row and 1 in row['completion_mask'][1:length]) or len(row.get('prompt_ids', range(length))) < length:
            found.append(row)
        if len(found) == count:
            return found
    raise SystemExit(f'{objective}.jsonl has fewer than {count} rows that fit.')


def measure(name):
    model, objective, step, words = RUNS[name]
    settings = dict(part.split('=', 1) for part in words.split())
    settings = {'max_steps': '2', 'per_device_train_batch_size': str(step), 'save_steps': '1'} | settings
    numbers = shape(model)
    length = int(settings.get('max_length', 1024))
    data = rows(objective, int(settings['max_steps']) * step, numbers['vocab_size'], length)
    with tempfile.TemporaryDirectory() as work:
        file = pathlib.Path(work) / 'rows.jsonl'
        file.write_text(''.join(json.dumps(row) + '\n' for row in data))
        run = pathlib.Path(work) / 'run'
        command = [str(SAM), 'train', '--model', str(place(model)), '--data', str(file), '--objective', objective, '--out', str(run)]
        for setting, value in settings.items():
            command += ['--set', f'{setting}={value}']
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f'{name}: {said}')
        events = [json.loads(line) for line in open(run / 'events.jsonl')]
    choice = next(event['text'] for event in events if event.get('text', '').startswith('Weights '))
    spoken = ['sam train', f'--model {model}', f'--data first {len(data)} rows of {objective}.jsonl', f'--objective {objective}', '--out RUN']
    return {
        'name': name,
        'command': ' '.join(spoken + [f'--set {key}={value}' for key, value in settings.items()]),
        'model': model,
        'shape': numbers,
        'objective': objective,
        'settings': settings,
        'rows': [sequences(row, length) for row in data],
        'choice': choice,
        'peak_resident_bytes': usage.ru_maxrss * (1 if sys.platform == 'darwin' else 1024),
    }


def main():
    known = {}
    if ONLY and OUT.exists():
        known = {row['name']: row for row in map(json.loads, open(OUT))}
    for name in ONLY or RUNS:
        known[name] = measure(name)
        print(name, known[name]['peak_resident_bytes'] >> 20, 'MB.', known[name]['choice'], flush=True)
        partial = OUT.with_suffix('.part')
        partial.write_text(''.join(json.dumps(known[run]) + '\n' for run in RUNS if run in known))
    shutil.move(partial, OUT)



MEASURED_ROWS = 64      # of each held-out file: as many as are answered at once


def plan(model, link):
    """What `sam plan` says of a phase: the 90 % interval in bytes."""
    command = [str(SAM), 'plan', '--json', '--no-calibrate', '--model', model, '--data', link['data'], '--objective', link['objective']]
    for name, value in link['settings'].items():
        text = json.dumps(value) if isinstance(value, (bool, dict)) else ','.join(map(str, value)) if isinstance(value, list) else value
        if text not in ('', '{}') and value is not None:
            command += ['--set', f'{name}={text}']
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return answer['peak_memory_bytes']


class Worker:
    """A run folder's worker, started as the window does it."""
    def __init__(self, run):
        self.run = run
        self.pid = int(subprocess.run([str(SAM), 'worker', str(run), '--apart'], check=True, capture_output=True, text=True).stdout.split()[-1])
        self.peak = 0

    def look(self):
        """Whether it lives; keeps its highest resident memory."""
        try:
            lines = open(f'/proc/{self.pid}/status').read()
        except OSError:
            return False
        for line in lines.splitlines():
            if line.startswith('VmHWM:'):
                self.peak = int(line.split()[1]) * 1024
        return 'State:\tZ' not in lines

    def reset(self):
        open(f'/proc/{self.pid}/clear_refs', 'w').write('5')


def alone(work, model, link):
    run = work / f"alone-{link['phase']}"
    run.mkdir(parents=True)
    order = {'kind': 'train', 'model': model, 'adapters': [], 'data': link['data'], 'objective': link['objective'],
             'settings': link['settings'], 'phase': link['phase']}
    (run / 'job.json').write_text(json.dumps(order))
    worker = Worker(run)
    while worker.look():
        time.sleep(0.05)
    if '"type":"finished"' not in (run / 'events.jsonl').read_text():
        raise SystemExit(f'{run} did not finish: see its worker.log')
    return worker.peak


def together(work, order, tell):
    """Peaks by phase under "Train all", each told when it is known, and of all the rest: measures and answers."""
    measures = pathlib.Path(order['measures'])
    for file in (work / 'project' / 'heldout').glob('*.jsonl'):
        file.write_text('\n'.join(file.read_text().splitlines()[:MEASURED_ROWS]) + '\n')
    order['measures'] = str(work / 'project' / measures.name)
    chain = work / 'project' / 'runs' / 'chain'
    (chain / 'job.json').write_text(json.dumps(order))
    worker, seen, phase, peaks, lives = Worker(chain), 0, 0, {}, True
    while lives:
        lives = worker.look()
        events = chain / 'events.jsonl'
        lines = events.read_text().split('\n')[:-1] if events.exists() else []
        for event in map(json.loads, lines[seen:]):
            if event['type'] in ('phase_started', 'phase_finished'):
                peaks[phase] = max(peaks.get(phase, 0), worker.peak)
                if event['type'] == 'phase_finished':
                    tell(phase, peaks[phase])
                phase = event['phase'] if event['type'] == 'phase_started' else 0
                if lives:
                    worker.reset()
        seen = len(lines)
        time.sleep(0.05)
    peaks[phase] = max(peaks.get(phase, 0), worker.peak)
    if '"type":"finished"' not in (chain / 'events.jsonl').read_text():
        raise SystemExit(f'{chain} did not finish: see its worker.log')
    return peaks


def window():
    found = []

    def tell(name, how, phase, said, peak):
        inside = said['p05'] <= peak <= said['p95']
        found.append(inside)
        print(f"{name:14} {how:10} phase {phase}   plan {said['p05'] / 1e6:5.0f} to {said['p95'] / 1e6:5.0f} MB   "
              f"measured {peak / 1e6:5.0f} MB   {'inside' if inside else 'OUTSIDE'} ({peak / said['p50'] - 1:+.1%} of the likely)", flush=True)

    for base in ONLY or [str(ASSETS / 'base')]:
        base, _, steps = base.partition(':')
        model = str(pathlib.Path(base).resolve())
        work = OUT / pathlib.Path(model).name
        subprocess.run([str(SAM), 'demo', '--prepare', '--out', str(work), '--model', model, '--set', f'max_steps={steps or 40}'],
                       check=True, stdout=subprocess.DEVNULL)
        order = json.loads((work / 'project/runs/chain/job.json').read_text())
        plans = {link['phase']: plan(model, link) for link in order['links']}
        for link in (order['links'][0], order['links'][-1]):
            tell(work.name, 'alone', link['phase'], plans[link['phase']], alone(work, model, link))
        peaks = together(work, order, lambda phase, peak: tell(work.name, 'Train all', phase, plans[phase], peak))
        print(f"{work.name:14} between the phases, for measures and answers: {peaks.get(0, 0) / 1e6:.0f} MB", flush=True)
    print(f'{sum(found)} of {len(found)} inside')


window() if WINDOW else main()
