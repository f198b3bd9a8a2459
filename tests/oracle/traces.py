"""Compares whole traces: CPython's, as the package records the Python twins, with the Rust runtime's.

    traces.py show ID [NAME=VALUE ..]     both traces side by side, where they differ
    traces.py compare [ID ..]             defaults, presets, and the points of the goldens

Event by event: ids, names, arguments, places. A place in a twin is compared by the line that the
Rust line is paired with; a place outside the scenario's own file with one outside the twin.
"""

import ast
import json
import os
import pathlib
import re
import subprocess
import sys

import goldens
import record
from loopscope._loop.recording import record_program
from loopscope._loop.world import World

WORD = re.compile(r'''(?:[^\s'"]|'[^']*'|"[^"]*")+''')


def python_trace(source, name):
    """The events of a program in CPython, as data."""
    def work():
        sys.stdout, sys.stderr = open(os.devnull, 'w'), open(os.devnull, 'w')
        _, trace = record_program(
            source, name, (), World(gil=record.has_gil(source)), wrappers={'cpu_bound': record.declared},
            only_plain_arguments=True)
        return [trace.header, [json.loads(line) for line in trace.lines]]
    return record.in_fork(work)


def rust_trace(runner, scenario, params):
    done = subprocess.run([runner._binary, scenario, *goldens.assignments(params), '--trace'],
                          capture_output=True, text=True, cwd=goldens.ROOT)
    lines = done.stdout.splitlines()
    header, *events = map(json.loads, lines)
    return header, [event for event in events if 'e' in event]


def pairs(scenario, rust_text):
    """The Python line of each Rust line of a scenario's two files."""
    twin = goldens.ROOT / 'src' / 'scenarios' / f'{scenario}.py'
    rust = [marked(line, '//~') for line in rust_text.splitlines()]
    found = {}
    for number, line in enumerate(twin.read_text().splitlines(), 1):
        text, ids = marked(line, '#~')
        defined = re.match(r'\s*(?:async )?def (\w+)\(', text)
        for rust_number, (rust_text, rust_ids) in enumerate(rust, 1):
            ways = (f'fn {defined[1]}(', f'call!({defined[1]}(', f'Callback::new("{defined[1]}"') if defined else ()
            if any(way in rust_text for way in ways) or ids & rust_ids:
                found.setdefault(rust_number, number)
    return found


def marked(line, sign):
    text, sign, marker = line.rpartition(sign)
    if not sign:
        return line, set()
    return text, {word for word in WORD.findall(marker) if '=' not in word}


def comparable(event, place):
    """An event with its places as `place` spells them."""
    def convert(key, value):
        if key == 'at' and isinstance(value, list):
            return place(value)
        if isinstance(value, dict):
            return {k: convert(k, v) for k, v in value.items()}
        if isinstance(value, list):
            return [convert('', v) for v in value]
        return value
    return convert('', event)


def both(runner, scenario, params):
    source = runner.python(scenario, params)
    header, python = python_trace(source, f'{scenario}.py')
    rust_header, rust = rust_trace(runner, scenario, params)
    lines = pairs(scenario, rust_header['sources'][0]['text'])

    # Where the loop is run from, which in Rust is outside the scenario's file.
    outside = {node.lineno for top in ast.parse(source).body for node in ast.walk(top)
               if not isinstance(top, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and hasattr(node, 'lineno')}

    def python_place(at):
        own = header['sources'][at[0]]['path'] == f'{scenario}.py' and at[1] not in outside
        return at[1] if own else None

    def rust_place(at):
        own = rust_header['sources'][at[0]]['path'].endswith(f'scenarios/{scenario}.rs')
        return lines.get(at[1], f'rust line {at[1]}') if own else None

    return ([comparable(e, python_place) for e in python], [comparable(e, rust_place) for e in rust])


def normal(event):
    """TEMPORARY differences of format."""
    kind = event['e'] if isinstance(event['e'], str) else next(iter(event['e']))
    if kind in ('GlobalChanged', 'RunEnded'):
        return None
    if kind == 'Printed':
        event['e'][kind]['text'] = event['e'][kind]['text'].rstrip('\n')
    if kind == 'ResourceCreated':
        event['e'][kind].pop('name', None)
        event['e'][kind].pop('items', None)
    return event


def first_difference(python, rust):
    for n, (ours, theirs) in enumerate(zip(python, rust)):
        if ours != theirs:
            return n
    return None if len(python) == len(rust) else min(len(python), len(rust))


def show(runner, scenario, params, around=2):
    python, rust = both(runner, scenario, params)
    python = [e for e in map(normal, python) if e]
    rust = [e for e in map(normal, rust) if e]
    at = first_difference(python, rust)
    if at is None:
        return None
    text = [f'{scenario} {params}: event {at} of {len(python)} and {len(rust)}']
    for n in range(max(0, at - around), at + around):
        for sign, events in (('py', python), ('rs', rust)):
            if n < len(events):
                text.append(f'  {n} {sign} {json.dumps(events[n], ensure_ascii=False)}')
    return '\n'.join(text)


def main():
    what, *rest = sys.argv[1:]
    runner = goldens.Runner()
    if what == 'show':
        params = dict(a.split('=', 1) for a in rest[1:])
        print(show(runner, rest[0], params))
        return
    for scenario in runner.scenarios():
        if rest and scenario['id'] not in rest:
            continue
        difference = show(runner, scenario['id'], {})
        print(difference or f"{scenario['id']}: equal")


if __name__ == '__main__':
    main()
