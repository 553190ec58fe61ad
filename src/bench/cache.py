#!/usr/bin/env python3
"""What a streamed run costs when the system cannot keep the model's file: `sam bench train` with the file warm in the
page cache, then in a memory control group that has room for the process and a part of the file.

usage: cache.py MODEL.gguf DATA.jsonl --limit-mb 1200 [--rows 12] [--accum 4] [--tokens-per-call 512] [--sam packaging/sam]

Linux, as root, with control groups of either version mounted. Prints one JSON line a run: tokens a second, megabytes of
weights read a step, peak memory, and megabytes that came from the disk in the whole run. The first two steps are not
timed, so rows must be three times --accum or more.
"""
import argparse, json, os, subprocess, sys
from pathlib import Path

p = argparse.ArgumentParser(); p.add_argument('model'); p.add_argument('data')
p.add_argument('--limit-mb', type=int, required=True); p.add_argument('--rows', type=int, default=12)
p.add_argument('--accum', type=int, default=4)
p.add_argument('--tokens-per-call', type=int, default=512); p.add_argument('--sam', default='packaging/sam')
a = p.parse_args()


def group():
    """A control group with the limit, and the file that a process joins it by."""
    for root, limit in (('/sys/fs/cgroup/memory', 'memory.limit_in_bytes'), ('/sys/fs/cgroup', 'memory.max')):
        if os.path.isdir(root):
            made = Path(root) / f'sam-cache-{os.getpid()}'
            try:
                made.mkdir()
                (made / limit).write_text(str(a.limit_mb << 20))
                return made
            except OSError as e:
                print(f'{made}: {e}', file=sys.stderr)
    sys.exit('No memory control group could be made here.')


def forget():
    with open(a.model, 'rb') as f:
        os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def run(name, joins=None):
    command = [a.sam, 'bench', 'train', '--model', a.model, '--data', a.data, '--rows', str(a.rows), '--accum', str(a.accum),
               '--weights', 'streamed', '--tokens-per-call', str(a.tokens_per_call), '--json']
    enter = (lambda: (joins / 'cgroup.procs').write_text(str(os.getpid()))) if joins else None
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=enter)
    out = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    if status:
        print(json.dumps(dict(run=name, failed=status)))
        return
    found = json.loads(out.strip().splitlines()[-1])
    keys = ('tok_s', 'steps', 'seconds', 'read_mb_per_step', 'peak_rss_mb', 'kept_layers')
    print(json.dumps(dict(run=name, disk_mb=used.ru_inblock // 2048) | {k: found[k] for k in keys}), flush=True)


run('warm')
limited = group()
try:
    forget()
    run(f'limited to {a.limit_mb} MB', limited)
finally:
    limited.rmdir()
