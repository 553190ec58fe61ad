#!/usr/bin/env python3
"""Writes sets of rows again as JSONL, CSV, TSV, Parquet and packed, imports each, and compares what came.

usage: reexport.py SAM FILE...

FILE is JSON or JSONL, plain or gzip. Needs pyarrow and zstandard. A line a file and a form: rows taken, refused and
there already, and whether the library holds the same examples as of the file as it was; exit 1 where one does not.
"""
import csv, gzip, json, sqlite3, subprocess, sys, tempfile
from pathlib import Path
import pyarrow, pyarrow.parquet, zstandard

if len(sys.argv) < 3: sys.exit(__doc__)
sam, files = sys.argv[1], [Path(name) for name in sys.argv[2:]]


def rows_of(file):
    data = file.read_bytes()
    text = (gzip.decompress(data) if data[:2] == b'\x1f\x8b' else data).decode()
    return json.loads(text) if text.lstrip().startswith('[') else [json.loads(line) for line in text.splitlines() if line.strip()]


def table(path, rows, delimiter):
    names = list(dict.fromkeys(name for row in rows for name in row))
    with open(path, 'w', newline='', encoding='utf-8') as out:
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerow(names)
        for row in rows:
            cells = (row.get(name) for name in names)
            writer.writerow('' if cell is None else json.dumps(cell, ensure_ascii=False) if isinstance(cell, (list, dict, bool)) else cell
                            for cell in cells)


def imported(file, library):
    said = subprocess.run([sam, 'import', '--json', '--library', library, file], capture_output=True, text=True)
    if not said.stdout.strip(): sys.exit(f'{file}: {said.stderr}')
    report = json.loads(said.stdout)
    with sqlite3.connect(library) as open_library:
        held = sorted(row[0] for row in open_library.execute('select content from example'))
    return report, held


wrong = False
for file in files:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = rows_of(file)
        stem = file.name.split('.')[0]
        jsonl = ''.join(json.dumps(row, ensure_ascii=False) + '\n' for row in rows).encode()
        forms = {form: folder / (stem + form) for form in ('.jsonl', '.jsonl.zst', '.jsonl.gz', '.csv', '.tsv', '.parquet', '.csv.zst')}
        forms['.jsonl'].write_bytes(jsonl)
        forms['.jsonl.zst'].write_bytes(zstandard.ZstdCompressor().compress(jsonl))
        forms['.jsonl.gz'].write_bytes(gzip.compress(jsonl))
        table(forms['.csv'], rows, ',')
        table(forms['.tsv'], rows, '\t')
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), forms['.parquet'], row_group_size=500, compression='zstd')
        forms['.csv.zst'].write_bytes(zstandard.ZstdCompressor().compress(forms['.csv'].read_bytes()))
        first, expected = imported(file, folder / 'first.sqlite')
        for form, path in forms.items():
            report, held = imported(path, folder / (path.name + '.sqlite'))
            same = held == expected and report['refused'] == first['refused']
            wrong |= not same
            print(f"{file.name} {form}: {report['taken']} taken, {report['refused']} refused, {report['duplicates']} there already; "
                  f"{'the same examples' if same else 'OTHER than ' + str(len(expected)) + ' examples and ' + str(first['refused']) + ' refused'}",
                  flush=True)
sys.exit(wrong)
