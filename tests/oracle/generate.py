"""Makes random programs for interpret.py, and records what CPython does with them.

    generate.py COUNT [--seed S] [--out FILE]      JSON lines {"program": .., "lines": .., "end": ..}

Programs are drawn theme by theme: few primitives, many tasks that contend for them, and cancels
that arrive at a random hop or at a deadline shared with something else. Programs that print too
little or too much, or that CPython itself gives up on (RecursionError), are drawn again.
"""

import argparse
import gzip
import json
import random
import sys

import interpret
from authors import Author
from crowds import CrowdAuthor

SHORTEST, LONGEST = 14, 250


def author(seed):
    kind = random.Random(f'{seed}/kind').choice([Author, CrowdAuthor])
    return kind(seed)


def keepable(record):
    lines = record['lines']
    return (SHORTEST <= len(lines) <= LONGEST and not record.get('overrun')
            and not any('RecursionError' in text or 'GeneratorExit' in text for _, text in lines)
            and 'RecursionError' not in record['end'])


def recorded_programs(seed):
    """Endless: programs with their records."""
    number = 0
    while True:
        program = author(f'{seed}/{number}').program()
        number += 1
        record = interpret.run_apart(program)
        if keepable(record):
            yield {'program': program, **record}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('count', type=int)
    parser.add_argument('--seed', default=None, help='a text; the time of day without it')
    parser.add_argument('--out', default='-', help='a file (.gz is compressed); - is stdout')
    arguments = parser.parse_args()
    seed = arguments.seed or str(random.SystemRandom().randrange(10**9))
    interpret.prepare()
    write = gzip.open if arguments.out.endswith('.gz') else open
    out = sys.stdout if arguments.out == '-' else write(arguments.out, 'wt')
    for _, record in zip(range(arguments.count), recorded_programs(seed)):
        json.dump(record, out, separators=(',', ':'))
        out.write('\n')
    out.close()
    print(f'{arguments.count} programs, seed {seed}', file=sys.stderr)


if __name__ == '__main__':
    main()
