"""Records what CPython does when somebody steps into a scenario's run from outside.

    interventions.py record             write tests/goldens/interventions.json
    interventions.py check              run again and compare

The call (a task's cancel, an event's set, a semaphore's release, a queue's put_nowait) is made
where `Handle._run` of the so-many-th handle has returned, before the loop takes the next one. What
the call itself raises is dropped: then nothing was changed.

The file: `{"python": version, "cases": [{"scenario": id, "handles": how many have run, "act":
[what, which, item], "twin": sha256, "console": .., "end": ..}, ..]}`. `which` counts from 1 in
order of creation: tasks, or the program's own events, semaphores, queues by themselves.
"""

import hashlib
import json
import random
import sys

import goldens
import record
from loopscope._loop.interventions import Act, Intervention, Moment
from loopscope._loop.world import World

FILE = goldens.GOLDENS / 'interventions.json'
CASES = 12
PLACES = 9
# What a scenario's queue takes, as a person types it; nothing where its items are the program's objects.
ITEMS = {'queue_workers': '0.25', 'priorities': '2, a note', 'crawler': None}
# What `asyncio.run` does after the program, in tasks of its own: they come last, and nobody is offered them.
OWN = ('shutdown_asyncgens', 'shutdown_default_executor')
# What is done, by its name in the file.
ACTS = {'cancel': 'Cancel', 'set': 'Set', 'release': 'Release', 'put': 'Put'}


class Watched:
    """What could be done to a program after each of its handles."""

    def __init__(self):
        self.world = World()
        self.world.at_end_of_handle.append(self._look)
        self.seen = []

    def _look(self, moment):
        registry = self.world.registry
        alive = [n for n, task in registry.alive('Cancel')
                 if task.get_coro().__name__ not in OWN and not task.done()]
        shared = {what: [n for n, _ in registry.alive(act) if alive] for what, act in ACTS.items() if act != 'Cancel'}
        self.seen.append({'moment': moment, 'cancel': alive, **shared})


def look(source, name):
    """For each handle of a program when it ended, and what could be done then."""
    def work():
        watched = Watched()
        record.record(source, name, watched.world)
        return watched.seen
    return record.in_fork(work)


def step_into(source, name, moment, act):
    """The record of a program to which something is done at a moment."""
    what, which, item = act
    intervention = Intervention(Moment(*moment), Act(ACTS[what], which, item))
    return record.in_fork(lambda: record.record(source, name, World(interventions=[intervention])))


def cases(scenario, source):
    draw = random.Random(scenario['id'])
    seen = look(source, f"{scenario['id']}.py")
    places = sorted(draw.sample(range(1, len(seen) + 1), min(PLACES, len(seen))))
    every = []
    for place in places:
        for what in ACTS:
            numbers = seen[place - 1][what]
            item = ITEMS.get(scenario['id'], '7') if what == 'put' else None
            if what != 'put' or item:
                every += [(place, [what, which, item]) for which in numbers]
    shared = [case for case in every if case[1][0] != 'cancel']
    chosen = draw.sample(shared, min(CASES // 2, len(shared)))
    rest = [case for case in every if case not in chosen and case[1][0] == 'cancel']
    chosen += draw.sample(rest, min(CASES - len(chosen), len(rest)))
    return [(place, seen[place - 1]['moment'], act)
            for place, act in sorted(chosen, key=lambda case: (case[0], case[1][:2]))]


def all_cases():
    runner = goldens.Runner()
    for scenario in runner.scenarios():
        source = runner.python(scenario['id'], {})
        twin = (goldens.ROOT / 'src' / 'scenarios' / f"{scenario['id']}.py").read_bytes()
        for handles, moment, act in cases(scenario, source):
            yield {'scenario': scenario['id'], 'twin': hashlib.sha256(twin).hexdigest(), 'handles': handles,
                   'act': act, **step_into(source, f"{scenario['id']}.py", moment, act)}


def main(what):
    version = sys.version.split()[0]
    if what == ['record']:
        rows = ',\n'.join(json.dumps(case, ensure_ascii=False) for case in all_cases())
        FILE.write_text(f'{{"python": "{version}", "cases": [\n{rows}\n]}}\n')
        return 0
    if what == ['check']:
        recorded = json.loads(FILE.read_text())['cases']
        wrong = [is_ for was, is_ in zip(recorded, all_cases(), strict=True) if was != is_]
        for case in wrong:
            print(f"{case['scenario']}: {case['act']} after {case['handles']} handles is another one now")
        return 1 if wrong else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
