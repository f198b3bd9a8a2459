"""Records what happens inside each scenario's Python twin in CPython, event by event.

    traces.py record [ID ..]        write tests/goldens/traces/ID.jsonl.gz (all scenarios, or these)
    traces.py check [--sample N]    record again (all points, or N random ones) and compare
    traces.py compare [ID ..]       compare the recorded points with the Rust runtime's traces, and
                                    print where they first differ; the native tests do the same

A golden file, JSON lines: `{"python": version, "twin": sha256}`, and for each point (the defaults,
the presets, and 20 random forms) `{"params": {name: text}, "events": [[ns, event], ..]}`. An event is
as the trace format has it; a place is the line of the twin, and left out where it is outside of it.
"""

import argparse
import ast
import gzip
import json
import os
import random
import re
import subprocess
import sys

import goldens
import record
from loopscope._loop.recording import record_program
from loopscope._loop.world import World

FOLDER = goldens.GOLDENS / 'traces'
RANDOM_FORMS = 20
# Longer traces only repeat themselves; another form is drawn.
LONGEST_TRACE = 3_000
WORD = re.compile(r'''(?:[^\s'"]|'[^']*'|"[^"]*")+''')


def python_events(source, name):
    """The events of a program in CPython, with places as lines of it."""
    def work():
        sys.stdout, sys.stderr = open(os.devnull, 'w'), open(os.devnull, 'w')
        record.shorten_reports()
        _, trace = record_program(
            source, name, (), World(gil=record.has_gil(source)), lambda _error: None, wrappers={'cpu_bound': record.declared},
            only_plain_arguments=True, argument_width=1_000_000)
        return [trace.header, [json.loads(line) for line in trace.lines]]

    header, events = record.in_fork(work)
    outside = lines_outside(source)

    def line(at):
        own = header['sources'][at[0]]['path'] == name and at[1] not in outside
        return at[1] if own else None

    return [[event['t'], with_lines(event['e'], line)] for event in events]


def lines_outside(source):
    """Where the loop is run from: in Rust that is outside the scenario's file."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.lineno for top in ast.parse(source).body for node in ast.walk(top)
            if not isinstance(top, definitions) and hasattr(node, 'lineno')}


def with_lines(value, line):
    """An event with the lines that `line` gives for its places; without those it gives none for."""
    if not isinstance(value, dict):
        return [with_lines(inner, line) for inner in value] if isinstance(value, list) else value
    spelled = {key: line(inner) if key == 'at' else with_lines(inner, line) for key, inner in value.items()}
    return {key: inner for key, inner in spelled.items() if (key, inner) != ('at', None)}


def points(runner, scenario):
    """The defaults, the presets, and random forms whose traces are not too long."""
    yield {}
    yield from scenario['presets']
    draw = random.Random(f'traces of {scenario["id"]}')
    forms = 0
    while forms < (RANDOM_FORMS if scenario['params'] else 0):
        params = {p['name']: goldens.anything(p, draw) for p in scenario['params']}
        if rust_length(runner, scenario['id'], params) <= LONGEST_TRACE:
            forms += 1
            yield params


def run_point(runner, scenario_id, params):
    events = python_events(runner.python(scenario_id, params), f'{scenario_id}.py')
    return {'params': params, 'events': events}


def record_golden(runner, scenario):
    head = {'python': '.'.join(map(str, sys.version_info[:3])), 'twin': goldens.twin_hash(scenario['id'])}
    rows = [head, *(run_point(runner, scenario['id'], params) for params in points(runner, scenario))]
    text = ''.join(json.dumps(row, ensure_ascii=False, separators=(',', ':')) + '\n' for row in rows)
    FOLDER.mkdir(exist_ok=True)
    # No time in the archive: the same traces are the same bytes.
    data = gzip.compress(text.encode(), mtime=0)
    (FOLDER / f'{scenario["id"]}.jsonl.gz').write_bytes(data)
    print(f'{scenario["id"]}: {len(rows) - 1} points, {len(data)} bytes')


def recorded_points(scenario_id):
    text = gzip.decompress((FOLDER / f'{scenario_id}.jsonl.gz').read_bytes()).decode()
    return list(map(json.loads, text.splitlines()))[1:]


def check(runner, scenarios, sample):
    """Records points again; tells how many differ."""
    recorded = [(s['id'], point) for s in scenarios for point in recorded_points(s['id'])]
    if sample is not None and sample < len(recorded):
        recorded = random.sample(recorded, sample)
    wrong = 0
    for scenario_id, point in recorded:
        if run_point(runner, scenario_id, point['params']) != point:
            wrong += 1
            print(f'{scenario_id} {point["params"]}: something else happens in CPython now')
    print(f'{len(recorded)} traces recorded again, {wrong} differ')
    return wrong


# The Rust runtime's side.


def rust_trace(runner, scenario_id, params):
    done = subprocess.run([runner._binary, scenario_id, *goldens.assignments(params), '--trace'],
                          capture_output=True, text=True, cwd=goldens.ROOT)
    header, *lines = map(json.loads, done.stdout.splitlines())
    return header, [line for line in lines if 'e' in line]


def rust_length(runner, scenario_id, params):
    return len(rust_trace(runner, scenario_id, params)[1])


def rust_events(runner, scenario_id, params):
    header, events = rust_trace(runner, scenario_id, params)
    sources = header['sources']
    own = next(n for n, source in enumerate(sources) if source['path'].endswith(f'scenarios/{scenario_id}.rs'))
    python_lines = pairs(scenario_id, sources[own]['text'])

    def line(at):
        return python_lines.get(at[1], f'of Rust, {at[1]}') if at[0] == own else None

    return [[event['t'], with_lines(event['e'], line)] for event in events]


def pairs(scenario_id, rust_text):
    """The Python line of each Rust line of a scenario's two files."""
    twin = goldens.ROOT / 'src' / 'scenarios' / f'{scenario_id}.py'
    rust = [marked(line, '//~') for line in rust_text.splitlines()]
    found = {}
    for number, line in enumerate(twin.read_text().splitlines(), 1):
        text, ids = marked(line, '#~')
        defined = re.match(r'\s*(?:async )?def (\w+)\(', text)
        for rust_number, (rust_line, rust_ids) in enumerate(rust, 1):
            ways = (f'fn {defined[1]}(', f'call!({defined[1]}(', f'Callback::new("{defined[1]}"') if defined else ()
            if any(way in rust_line for way in ways) or ids & rust_ids:
                found.setdefault(rust_number, number)
    return found


def marked(line, sign):
    text, sign, marker = line.rpartition(sign)
    if not sign:
        return line, set()
    return text, {word for word in WORD.findall(marker) if '=' not in word}


def comparable(events):
    """What both sides tell: tests/traces.rs says why the rest is left out."""
    left_out = {'ResourceCreated': ('name', 'items'), 'Blocked': ('result',), 'JobEnded': ('result',)}
    for when, event in events:
        kind, fields = (event, {}) if isinstance(event, str) else next(iter(event.items()))
        if kind in ('GlobalChanged', 'RunEnded'):
            continue
        fields = {key: value for key, value in fields.items() if key not in left_out.get(kind, ())}
        match kind:
            case 'Printed':
                fields['text'] = fields['text'].removesuffix('\n')
            case 'JobSubmitted':
                fields['shown'] = fields['shown'].partition('(')[0]
            case 'FrameEntered' | 'TaskCreated' | 'NeverAwaited' if 'args' in fields['call']:
                fields['call'] = {**fields['call'], 'args': comparable_args(fields['call'])}
        yield when, kind, fields


def comparable_args(call):
    if call['name'] == 'to_thread':
        return call['args'].partition('(')[0]
    words = call['args'].partition(", '<!doctype html>")[0].split(', ')
    return ', '.join(word[:-2] if word.endswith('.0') and word[:-2].isdigit() else word for word in words)


def difference(python, rust):
    """Where two traces first differ, in words; none if they do not."""
    ours, theirs = list(comparable(python)), list(comparable(rust))
    for n in range(max(len(ours), len(theirs))):
        one, other = ours[n:n + 1], theirs[n:n + 1]
        if one != other:
            return f'event {n}:\n    CPython {one}\n    Rust    {other}'
    return None


def compare(runner, scenarios):
    wrong = compared = 0
    for scenario in scenarios:
        for point in recorded_points(scenario['id']):
            compared += 1
            told = difference(point['events'], rust_events(runner, scenario['id'], point['params']))
            if told:
                wrong += 1
                print(f'{scenario["id"]} {point["params"]}, {told}')
    print(f'{compared} traces of {len(scenarios)} scenarios compared, {wrong} differ')
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('what', choices=['record', 'check', 'compare'])
    parser.add_argument('ids', nargs='*')
    parser.add_argument('--sample', type=int)
    arguments = parser.parse_args()
    runner = goldens.Runner()
    scenarios = [s for s in runner.scenarios() if not arguments.ids or s['id'] in arguments.ids]
    if arguments.what == 'check':
        return 1 if check(runner, scenarios, arguments.sample) else 0
    if arguments.what == 'compare':
        return 1 if compare(runner, scenarios) else 0
    for scenario in scenarios:
        record_golden(runner, scenario)
    return 0


if __name__ == '__main__':
    sys.exit(main())
