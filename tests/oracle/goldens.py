"""Records what CPython prints for each scenario's Python twin, or compares it with what was recorded.

    goldens.py record [ID ..]                  write tests/goldens/ID.json (all scenarios, or these)
    goldens.py check [ID ..] [--sample N]      run again (all points, or N random ones) and compare
                     [--seed S]
    goldens.py conformance N [ID ..] [--seed S]
                                               draw N fresh points a scenario, run them in CPython and
                                               in the headless runner, and compare the two
    goldens.py tutorial                        write tests/goldens/python/tutorial.json: what the programs
                                               of the tutorial print, which are in tests/oracle/tutorial

A golden file: `{"python": version, "twin": sha256 of src/scenarios' .py file, "points":
[{"params": {name: text}, "console": [[ns, stream, line], ..], "end": ..}, ..]}`, the console and
the end being those of record.py. The points are the defaults, all at minimum, all at maximum, each
parameter alone at its extremes, and seeded mixes and random values.

The program of a point comes from `cargo run --example run -- ID name=value .. --python`.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import shlex
import subprocess
import sys

import record

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDENS = ROOT / 'tests' / 'goldens'
RANDOM_POINTS = 8
LEAST_POINTS = 24
MIXED_POINTS = 4
# What texts are made of: quotes, escapes, markup, right-to-left, wide and astral characters.
LETTERS = 'aZ09 .,\'"\\{}%<>&#~\u00e9\u4f60\u597d\u05e9\u0645\u200f\U0001f600\U0001f9d1\u200d\U0001f680'

# What the crawler may be told to look for: what its site has, in every form that there is, and what
# it has not.
SELECTORS = [
    '.book', 'li.book', 'ul .book', 'html body ul li.book', 'li', 'article', '.title', 'b', 'i', '.price',
    'li.book .title', 'nav a', 'a', 'nav a.next', 'body nav .next', 'li a', 'h1', '.none', '#top', 'li#top',
    'meta', 'nav li', 'body', 'html', 'a nav', 'p .born',
]


class Runner:
    """The headless runner of the scenarios."""

    def __init__(self):
        subprocess.run(['cargo', 'build', '--quiet', '--example', 'run'], cwd=ROOT, check=True)
        target = pathlib.Path(os.environ.get('CARGO_TARGET_DIR', ROOT / 'target'))
        self._binary = target / 'debug' / 'examples' / 'run'

    def scenarios(self):
        return json.loads(self._run('--list'))

    def python(self, scenario, params):
        return self._run(scenario, *assignments(params), '--python')

    def record(self, scenario, params):
        """What the runner prints: each stream by itself, as two pipes keep no common order."""
        done = subprocess.run([self._binary, scenario, *assignments(params)], capture_output=True, text=True, cwd=ROOT)
        how = {0: 'ok', 1: 'raised', 3: 'deadlock'}[done.returncode]
        err = done.stderr.splitlines()
        said = [line for line in err if stamped(line)]
        end = {'how': how, 'text': '\n'.join(err[len(said):])} if how == 'raised' else {'how': how}
        return {'stdout': done.stdout.split('\n')[:-1], 'stderr': said, 'end': end}

    def _run(self, *arguments):
        done = subprocess.run([self._binary, *arguments], capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            raise SystemExit(f'{" ".join(map(str, arguments))}: {done.stderr.strip()}')
        return done.stdout


def assignments(params):
    return [f'{name}={text}' for name, text in params.items()]


def stamped(line):
    stamp, tab, _ = line.partition('\t')
    return bool(tab) and stamp.replace('.', '', 1).isdigit()


def points(scenario):
    """Parameter sets, as texts, without repeats; the same ones on every run."""
    params = scenario['params']
    draw = random.Random(scenario['id'])
    extremes = {p['name']: (smallest(p), spell(p, p['default']), largest(p)) for p in params}
    sets = [{name: three[i] for name, three in extremes.items()} for i in (1, 0, 2)]
    for name, (low, _, high) in extremes.items():
        sets += [{**sets[0], name: low}, {**sets[0], name: high}]
    for _ in range(MIXED_POINTS):
        sets.append({name: draw.choice(three) for name, three in extremes.items()})
    for _ in range(RANDOM_POINTS):
        sets.append({p['name']: anything(p, draw) for p in params})
    distinct = dict.fromkeys(tuple(s.items()) for s in sets)
    for _ in range(10 * LEAST_POINTS):  # A form of switches alone has fewer.
        if len(distinct) >= LEAST_POINTS:
            break
        distinct[tuple((p['name'], anything(p, draw)) for p in params)] = None
    return [dict(items) for items in distinct]


def smallest(param):
    match param['kind']:
        case 'text': return text_of(param['min'])
        case 'bool': return 'false'
        case 'selector': return 'm'
        case 'choice': return param['choices'][0]
        case _: return spell(param, param['min'])


def largest(param):
    match param['kind']:
        case 'text': return text_of(param['max'])
        case 'bool': return 'true'
        case 'selector': return 'm' * param['max']
        case 'choice': return param['choices'][-1]
        case _: return spell(param, param['max'])


def anything(param, draw):
    match param['kind']:
        case 'text':
            length = draw.randint(param['min'], min(param['max'], param['min'] + 12))
            return text_of(length, draw)
        case 'bool': return draw.choice(['false', 'true'])
        case 'selector': return draw.choice(SELECTORS)
        case 'choice': return draw.choice(param['choices'])
    low, high, default = param['min'], param['max'], param['default']
    if param['kind'] == 'int':
        near = draw.randint(max(low, default - 3), min(high, default + 3))
        return str(draw.choice([draw.randint(low, high), near, near]))
    # Few different numbers make ties, which are where orders go wrong.
    tied = draw.choice([0, 0.5, 1, 1.5, 2, 3])
    value = draw.choice([draw.uniform(low, high), low + 0.1 + 0.2, round(draw.uniform(low, high), 1), tied, tied])
    return repr(min(max(value, low), high))


def text_of(length, draw=None):
    letters = draw.choices(LETTERS, k=length) if draw else (LETTERS[i % len(LETTERS)] for i in range(length))
    return ''.join(letters)


def spell(param, value):
    if param['kind'] == 'bool':
        return 'true' if value else 'false'
    return str(value)


def twin_hash(scenario_id):
    """Of the twin as it stands on disk; a golden with another hash is stale."""
    path = ROOT / 'src' / 'scenarios' / f'{scenario_id.replace("-", "_")}.py'
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run_point(runner, scenario_id, params):
    return {'params': params, **in_cpython(runner, scenario_id, params)}


def in_cpython(runner, scenario_id, params):
    return record.record_in_fork(runner.python(scenario_id, params), f'{scenario_id}.py')


def record_golden(runner, scenario):
    golden = {
        'python': '.'.join(map(str, sys.version_info[:3])),
        'twin': twin_hash(scenario['id']),
        'points': [run_point(runner, scenario['id'], p) for p in points(scenario)],
    }
    GOLDENS.mkdir(exist_ok=True)
    path = GOLDENS / f'{scenario["id"]}.json'
    lines = ',\n'.join(json.dumps(p, ensure_ascii=False) for p in golden['points'])
    path.write_text(f'{{"python": "{golden["python"]}",\n"twin": "{golden["twin"]}",\n'
                    f'"points": [\n{lines}\n]}}\n')
    print(f'{scenario["id"]}: {len(golden["points"])} points')


def record_tutorial():
    """The tutorial's programs by the id of the scenario that does what they do."""
    programs = sorted((ROOT / 'tests/oracle/tutorial').glob('*.py'))
    records = {path.stem: record.record_in_fork(path.read_text()) for path in programs}
    lines = ',\n'.join(f'{json.dumps(name)}: {json.dumps(told)}' for name, told in records.items())
    (GOLDENS / 'python/tutorial.json').write_text(f'{{\n{lines}\n}}\n')


def write_proved():
    """The page's badge rests on the goldens on disk, and on nothing else."""
    rows = []
    for path in sorted(GOLDENS.glob('*.json')):
        golden = json.loads(path.read_text())
        if 'points' not in golden:  # It is no scenario's.
            continue
        rows.append(f'    ("{path.stem}", "{golden["python"]}", {len(golden["points"])}),\n')
    (ROOT / 'src/scenarios/proved.rs').write_text(
        '//! Which scenarios were compared with CPython, from `tests/goldens/`.\n//!\n'
        '//! Written by `tests/oracle/goldens.py`; do not edit.\n\n'
        '/// Scenario, CPython version, number of recorded points.\n'
        f'pub(super) const PROVED: [(&str, &str, u32); {len(rows)}] = [\n{"".join(rows)}];\n')


def check(runner, scenarios, sample, seed):
    """Runs recorded points again; tells how many differ."""
    recorded = [(s['id'], point)
                for s in scenarios
                for point in json.loads((GOLDENS / f'{s["id"]}.json').read_text())['points']]
    if sample is not None and sample < len(recorded):
        recorded = random.Random(seed).sample(recorded, sample)
    wrong = 0
    for scenario_id, point in recorded:
        if run_point(runner, scenario_id, point['params']) != point:
            wrong += 1
            print(f'{scenario_id} {point["params"]}: CPython prints something else now')
    print(f'{len(recorded)} points run again, {wrong} differ')
    return wrong


def conformance(runner, scenarios, count, seed):
    """Compares fresh points; tells how many differ."""
    draw = random.Random(seed)
    wrong = 0
    for scenario in scenarios:
        for _ in range(count):
            params = {p['name']: anything(p, draw) for p in scenario['params']}
            oracle = in_cpython(runner, scenario['id'], params)
            lines = {'stdout': [], 'stderr': []}
            for ns, stream, text in oracle['console']:
                lines[stream].append(f'{ns // 10**9}.{ns % 10**9:09}\t{text}')
            if {**lines, 'end': oracle['end']} != runner.record(scenario['id'], params):
                wrong += 1
                print(f'{scenario["id"]} differs from CPython: {" ".join(map(shlex.quote, assignments(params)))}')
    print(f'{count * len(scenarios)} fresh points of {len(scenarios)} scenarios (seed {seed}), {wrong} differ')
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('what', choices=['record', 'check', 'conformance', 'tutorial'])
    parser.add_argument('ids', nargs='*')
    parser.add_argument('--sample', type=int)
    parser.add_argument('--seed', type=int, default=None)
    arguments = parser.parse_args()
    if arguments.what == 'tutorial':
        record_tutorial()
        return 0
    count = int(arguments.ids.pop(0)) if arguments.what == 'conformance' else 0
    runner = Runner()
    scenarios = [s for s in runner.scenarios() if not arguments.ids or s['id'] in arguments.ids]
    if arguments.what == 'conformance':
        seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(10**9)
        return 1 if conformance(runner, scenarios, count, seed) else 0
    if arguments.what == 'check':
        return 1 if check(runner, scenarios, arguments.sample, arguments.seed) else 0
    for scenario in scenarios:
        record_golden(runner, scenario)
    write_proved()
    return 0


if __name__ == '__main__':
    sys.exit(main())
