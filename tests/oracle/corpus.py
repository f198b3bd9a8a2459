"""The recorded programs of tests/differential: writes them, or compares them with CPython again.

    corpus.py record                 the hand-written programs, 1,000 random ones, and the twins
    corpus.py check [--sample N]     runs all, or N random ones and the twins, and compares

The twins, stacks.py and faults.py, are programs of their own.
"""

import argparse
import gzip
import json
import pathlib
import random
import subprocess
import sys

import generate
import handwritten
import interpret

FOLDER = pathlib.Path(__file__).resolve().parents[1] / 'differential'
RANDOM, HANDWRITTEN = FOLDER / 'random.jsonl.gz', FOLDER / 'handwritten.jsonl'
TWINS = ['stacks', 'faults']
COUNT, SEED = 1000, 'loopscope'


def record():
    programs = generate.recorded_programs(SEED)
    write(RANDOM, (next(programs) for _ in range(COUNT)))
    write(HANDWRITTEN, ({'name': name, 'program': program, **interpret.run_apart(program)}
                        for name, program in handwritten.PROGRAMS.items()))
    for name in TWINS:
        (FOLDER / f'{name}.txt').write_text(printed(name))


def printed(name):
    """What a twin prints to stdout."""
    program = pathlib.Path(__file__).with_name(f'{name}.py')
    run = subprocess.run([sys.executable, program], check=True, text=True, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL)  # what was never retrieved
    return run.stdout.replace(' \n', '\n')


def write(path, records):
    text = ''.join(json.dumps(r, separators=(',', ':')) + '\n' for r in records)
    # No time in the archive: the same programs are the same bytes.
    path.write_bytes(gzip.compress(text.encode(), mtime=0) if path.suffix == '.gz' else text.encode())


def read(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == '.gz' else data).decode().splitlines()


def check(sample):
    """How many records differ from what CPython does now."""
    lines = [*read(HANDWRITTEN), *read(RANDOM)]
    if sample is not None and sample < len(lines):
        lines = random.sample(lines, sample)
    wrong = 0
    for name in TWINS:
        if printed(name) != (FOLDER / f'{name}.txt').read_text():
            wrong += 1
            print(f'{name}.py differs')
    for line in lines:
        recorded = json.loads(line)
        again = json.loads(json.dumps(interpret.run_apart(recorded['program'])))
        if any(recorded[key] != again[key] for key in again):
            wrong += 1
            print(f'differs: {line[:200]}')
    print(f'{len(lines) + len(TWINS)} programs run again, {wrong} differ')
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('what', choices=['record', 'check'])
    parser.add_argument('--sample', type=int)
    arguments = parser.parse_args()
    interpret.prepare()
    if arguments.what == 'check':
        raise SystemExit(1 if check(arguments.sample) else 0)
    record()


if __name__ == '__main__':
    main()
