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

import asyncio
import hashlib
import json
import random
import sys
import weakref

import goldens
import record
import virtual_loop

FILE = goldens.GOLDENS / 'interventions.json'
CASES = 12
PLACES = 9
# What a scenario's queue takes, as a person types it; nothing where its items are the program's objects.
ITEMS = {'queue_workers': '0.25', 'priorities': '2, a note', 'crawler': None}
# What `asyncio.run` does after the program, in tasks of its own: they come last, and nobody is offered them.
OWN = ('shutdown_asyncgens', 'shutdown_default_executor')
GROUPS = {
    'set': (asyncio.Event,),
    'release': (asyncio.Semaphore, asyncio.BoundedSemaphore),
    'put': (asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue),
}


class World:
    """What a program makes, and how far it has come."""

    def __init__(self, handles, act):
        self.at, self.act = handles, act
        self.handles = 0
        self.made = {'cancel': [], 'set': [], 'release': [], 'put': []}
        self.seen = []

    def install(self):
        for what, classes in GROUPS.items():
            for cls in classes:
                if '__init__' in vars(cls):
                    self._watch(cls, what)
        make = virtual_loop.VirtualLoop.create_task

        def create_task(loop, coro, **options):
            task = make(loop, coro, **options)
            if coro.__name__ not in OWN:
                self.made['cancel'].append(weakref.ref(task))
            return task

        virtual_loop.VirtualLoop.create_task = create_task
        run = asyncio.events.Handle._run

        def _run(handle):
            run(handle)
            self.handles += 1
            self._look()

        asyncio.events.Handle._run = _run

    def _watch(self, cls, what):
        init = cls.__init__

        def __init__(thing, *args, **options):
            init(thing, *args, **options)
            # asyncio makes some for itself.
            if '__declared__' in sys._getframe(1).f_globals:
                self.made[what].append(weakref.ref(thing))

        cls.__init__ = __init__

    def _look(self):
        if self.act is None:
            alive = [n for n, task in enumerate(self.made['cancel'], 1) if task() and not task().done()]
            shared = {what: [n for n, thing in enumerate(self.made[what], 1) if thing() and alive] for what in GROUPS}
            self.seen.append({'cancel': alive, **shared})
        elif self.handles == self.at:
            what, which, item = self.act
            thing = self.made[what][which - 1]()
            try:
                match what:
                    case 'cancel': thing.cancel()
                    case 'set': thing.set()
                    case 'release': thing.release()
                    case 'put': thing.put_nowait(value(item))
            except (ValueError, asyncio.QueueFull, asyncio.QueueShutDown):
                pass


def value(item):
    number, comma, text = item.partition(',')
    if comma:
        return int(number), text.strip()
    return float(item) if '.' in item else int(item)


def run(source, name, handles=None, act=None):
    """The record of a program into which somebody steps; without an act, of what could be done."""
    plain = record.record

    def stepped_into(source, name):
        world = World(handles, act)
        world.install()
        result = plain(source, name)
        return result | ({'seen': world.seen} if act is None else {})

    record.record = stepped_into
    try:
        return record.record_in_fork(source, name)
    finally:
        record.record = plain


def cases(scenario, source):
    draw = random.Random(scenario['id'])
    seen = run(source, f"{scenario['id']}.py")['seen']
    places = sorted(draw.sample(range(1, len(seen) + 1), min(PLACES, len(seen))))
    every = []
    for place in places:
        for what, numbers in seen[place - 1].items():
            item = ITEMS.get(scenario['id'], '7') if what == 'put' else None
            if what != 'put' or item:
                every += [(place, [what, which, item]) for which in numbers]
    shared = [case for case in every if case[1][0] != 'cancel']
    chosen = draw.sample(shared, min(CASES // 2, len(shared)))
    rest = [case for case in every if case not in chosen and case[1][0] == 'cancel']
    chosen += draw.sample(rest, min(CASES - len(chosen), len(rest)))
    return sorted(chosen, key=lambda case: (case[0], case[1][:2]))


def all_cases():
    runner = goldens.Runner()
    for scenario in runner.scenarios():
        source = runner.python(scenario['id'], {})
        twin = (goldens.ROOT / 'src' / 'scenarios' / f"{scenario['id']}.py").read_bytes()
        for handles, act in cases(scenario, source):
            yield {'scenario': scenario['id'], 'twin': hashlib.sha256(twin).hexdigest(), 'handles': handles,
                   'act': act, **run(source, f"{scenario['id']}.py", handles, act)}


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
