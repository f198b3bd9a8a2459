"""Draws random programs, theme by theme, in the form that interpret.py tells."""

import random

import interpret

# Times meet often, in different spellings: .1 + .2 beside .3, a third three times beside 1.
DELAYS = ['0', '0.1', '0.1', '0.2', '0.2', '0.3', '0.30000000000000004', '0.4', '0.5', '0.7',
          '0.7999999999999999', '0.8', '0.3333333333333333', '1', '1e-09', '2.5e-09', '5e-10', '-1']
DEADLINES = ['0.1', '0.2', '0.3', '0.30000000000000004', '0.5', '1', '0', '1.1']
EXCEPTIONS = ['ValueError', 'ValueError', 'ZeroDivisionError', 'LookupError', 'RuntimeError',
              'CancelledError', 'TimeoutError']
# These leave the loop: in a program of every few only, or most would be over too soon.
EXITS = ['SystemExit', 'KeyboardInterrupt', 'KeyboardInterrupt']
HANDLERS = ['CancelledError', 'CancelledError', 'CancelledError', 'Exception', 'ValueError',
            'TimeoutError', 'BaseException', 'ExceptionGroup', 'RuntimeError']

# While these run, frames and lists of CPython's keep futures alive that have no part in them.
KEEPERS = {'gather', 'nested', 'start_gather', 'wait', 'as_completed', 'stack'}

# How often a statement is drawn, theme by theme; `base` belongs to all.
BASE = {
    'sleep': 5, 'hops': 7, 'ticks': 1, 'call': 2, 'spawn': 5, 'cancel': 4, 'try': 5, 'say': 1,
    'await': 2, 'raise': .5, 'return': .5, 'loop': 1, 'state': 1, 'names': .3, 'cancel_self': .7,
    'reraise': .2, 'set_name': .2, 'time': .1, 'block': .3, 'stack': .7,
}
THEMES = {
    'locks': {'lock': 14, 'acquire': 2, 'release': 4, 'locked': 1},
    'semaphores': {'semaphore': 14, 'acquire_semaphore': 3, 'release_semaphore': 5,
                   'semaphore_locked': 1},
    'events': {'event_wait': 9, 'event_set': 5, 'event_clear': 4, 'event_is_set': 1},
    'conditions': {'condition': 5, 'waiting': 8, 'notifying': 7, 'lock': 2, 'add': 1,
                   'condition_wait': .3, 'notify': .3},
    'barriers': {'barrier': 10, 'with_barrier': 3, 'barrier_state': 2, 'barrier_reset': 1,
                 'barrier_abort': .5},
    'queues': {'put': 8, 'get': 9, 'join': 2, 'put_nowait': 3, 'get_nowait': 2, 'task_done': 3,
               'queue_state': 1, 'shutdown': .6},
    'cancelling': {'cancel': 6, 'uncancel': 2, 'uncancel_self': 2, 'cancelling': 1,
                   'cancel_self': 1.5, 'await': 5, 'try': 4, 'shield': 2, 'state': 2, 'timeout': 2},
    'gathers': {'gather': 8, 'nested': 2, 'start_gather': 5, 'await_gather': 3, 'cancel_gather': 3,
                'inspect_gather': 2, 'raise': 2, 'await': 2, 'shield_gather': 2,
                'wait_for_gather': 2},
    'waits': {'wait': 6, 'wait_for': 6, 'shield': 5, 'as_completed': 5, 'raise': 1},
    'timeouts': {'timeout': 9, 'timeout_at': 2, 'reschedule': 4, 'expired': 1, 'wait_for': 4,
                 'uncancel_self': 1},
    'groups': {'group': 9, 'group_spawn': 12, 'raise': 3, 'cancel': 2, 'timeout': 1},
    'futures': {'await': 8, 'set_result': 5, 'set_exception': 2, 'cancel_future': 2,
                'new_future': 1, 'on_done': 5, 'off_done': 2, 'inspect': 2, 'result': 1,
                'exception': 1, 'shield': 1},
    'executors': {'executor': 10, 'wait_for': 2, 'block': 1},
    'failures': {'stack': 12, 'raise': 3, 'await': 8, 'call': 5, 'result': 3, 'reraise': 1,
                 'exception': 1},
    'callbacks': {'call_soon': 5, 'call_later': 5, 'call_at': 2, 'call_soon_threadsafe': 1,
                  'cancel_handle': 4, 'on_done': 4, 'off_done': 1, 'report': 1, 'raise': 1.5},
}
# Statements that a callback may hold.
PLAIN = {
    'say', 'spawn', 'cancel', 'state', 'names', 'raise', 'return', 'uncancel', 'cancelling',
    'release', 'locked', 'release_semaphore', 'semaphore_locked', 'event_set', 'event_clear',
    'event_is_set', 'notify', 'add', 'barrier_state', 'put_nowait', 'get_nowait', 'task_done',
    'queue_state', 'shutdown', 'set_result', 'set_exception', 'cancel_future', 'new_future',
    'on_done', 'off_done', 'inspect', 'result', 'exception', 'start_gather', 'cancel_gather',
    'inspect_gather', 'call_soon', 'call_later', 'call_at', 'call_soon_threadsafe',
    'cancel_handle', 'reschedule', 'expired', 'group_spawn', 'set_name', 'cancel_self',
    'uncancel_self', 'block', 'time',
}


class Author:
    """Draws one program."""

    def __init__(self, seed):
        self.draw = draw = random.Random(seed)
        themes = draw.sample(sorted(THEMES), draw.choice([1, 1, 1, 2, 2, 3]))
        self.weights = dict(BASE)
        for theme in themes:
            for name, weight in THEMES[theme].items():
                self.weights[name] = self.weights.get(name, 0) + weight
        self.future_share = 4 if 'futures' in themes else 1
        self.task_slots = draw.randint(2, 6)
        self.function_count = draw.randint(3, 7)
        self.callback_count = 3
        # Now and then a long one, for what several things together do.
        self.size = draw.choice([1, 1, 1, 1, 2])
        self.themes = themes
        self.failing = .7 if 'failures' in themes else .2
        leaves = draw.random() < .3
        self.exceptions = EXCEPTIONS + (EXITS if leaves else [])
        self.weights['raise'] += 1.5 * leaves
        self.handlers = HANDLERS + (EXITS[:2] if leaves else [])

    def program(self):
        draw = self.draw
        locks = draw.choice([1, 1, 2])
        program = {
            'locks': locks,
            'events': draw.choice([1, 1, 2]),
            'counters': 2,
            'futures': draw.choice([1, 2, 3]),
            'conditions': [draw.choice([None, 0]) for _ in range(draw.choice([1, 1, 2]))],
            'semaphores': [[draw.random() < .3, draw.choice([0, 1, 1, 2, 2, 3])]
                           for _ in range(draw.choice([1, 1, 2]))],
            'barriers': [draw.choice([1, 2, 2, 3, 3])],
            'queues': [[draw.choice(['fifo', 'fifo', 'lifo', 'priority']),
                        draw.choice([0, 1, 1, 2, 3])] for _ in range(draw.choice([1, 1, 2]))],
            'workers': [draw.choice([1, 2, 3]), draw.choice([1, 2])],
        }
        self.made = program
        program['functions'] = [self.function(k) for k in range(self.function_count)]
        program['callbacks'] = [self.callback() for _ in range(self.callback_count)]
        if draw.random() < .5 and not KEEPERS & operations(program['functions']):
            program['loose'] = True
        elif draw.random() < .3:
            program['handler'] = draw.randrange(self.callback_count)
        return program

    def function(self, number):
        self.level = number
        self.inside_group = False
        draw = self.draw
        if number == self.function_count - 1:
            return self.leaf()
        if number:
            return self.guarded(self.block(draw.randint(2, 7) * self.size, 0), .25)
        # main: a crowd, then trouble for it, then perhaps an orderly end.
        body = []
        crowd = draw.sample(range(self.task_slots), draw.randint(2, self.task_slots))
        for slot in crowd:
            body.append(['spawn', slot, self.callee(), self.maybe_name()])
            if draw.random() < .2:
                body.append(self.pause())
        body += self.guarded(self.block(draw.randint(5, 12) * self.size, 0), .85)
        if draw.random() < .6:
            body.append(['sleep', draw.choice(['1', '2', '5'])])
        if draw.random() < .4:
            body += [['cancel', slot, self.message()] for slot in crowd]
        if draw.random() < .5:
            body += self.guarded([['await', ['t', slot]] for slot in crowd], 1)
        return body

    def leaf(self):
        """The function that all others can start: short, and it mostly ends well."""
        draw = self.draw
        body = [self.pause() for _ in range(draw.randint(0, 2))]
        if draw.random() < .3:
            body = [['try', body, [], [self.pause()]]]
        if draw.random() < .4:
            body += self.block(1, 2)
        end = ['raise', draw.choice(self.exceptions), 'leaf'] if draw.random() < self.failing else ['return', self.number()]
        return [*body, end]

    def guarded(self, block, share):
        """The same, with most statements that await in a try, so that one failure is not the end."""
        def guard(statement):
            if statement[0] in PLAIN or statement[0] in ('try', 'reraise', 'hops', 'ticks'):
                return statement
            if self.draw.random() >= share:
                return statement
            return ['try', [statement], [['BaseException', []]], None]
        return [guard(statement) for statement in block]

    def callback(self):
        self.level = 1
        names = [n for n in self.weights if n in PLAIN]
        return [self.statement(self.pick(names), 0) for _ in range(self.draw.randint(0, 3))]

    def block(self, length, depth):
        names = list(self.weights)
        if depth >= 3:
            names = [n for n in names if n in PLAIN or n in ('sleep', 'hops', 'await', 'get', 'put')]
        block = []
        for _ in range(length):
            name = self.pick(names)
            block.append(self.statement(name, depth))
            if name in ('raise', 'return', 'reraise'):
                break
        return block

    def pick(self, names):
        names = [n for n in names if not (n == 'call' and self.level + 1 >= self.function_count)]
        return self.draw.choices(names, [self.weights[n] for n in names])[0]

    def inner(self, depth):
        return self.block(self.draw.randint(1, 4), depth + 1)

    # Operands.

    def callee(self):
        """A function of a higher number; the last one where there is none (it is filtered out)."""
        if self.level + 1 >= self.function_count:
            return self.function_count - 1
        return self.draw.randint(self.level + 1, self.function_count - 1)

    def task(self):
        return self.draw.randrange(self.task_slots)

    def of(self, kind):
        count = self.made[kind]
        return self.draw.randrange(count if isinstance(count, int) else len(count))

    def item(self, coroutines=True):
        may_start = coroutines and self.level + 1 < self.function_count
        kinds = ['c'] * 5 * may_start + ['t'] * 4 + ['f'] * self.future_share
        kind = self.draw.choice(kinds)
        slot = {'c': self.callee, 't': self.task, 'f': lambda: self.of('futures')}[kind]()
        return [kind, slot]

    def items(self):
        items = [self.item() for _ in range(self.draw.randint(1, 4))]
        if self.draw.random() < .15:
            items.append(self.draw.choice([i for i in items if i[0] != 'c'] or [self.item(False)]))
        return items

    def delay(self):
        return self.draw.choice(DELAYS)

    def deadline(self):
        return self.draw.choice([*DEADLINES, None])

    def message(self):
        return self.draw.choice([None, None, None, 'stop', 'enough'])

    def maybe_name(self):
        return self.draw.choice([None, None, None, None, 'Ada', 'Bo'])

    def number(self):
        return self.draw.randint(1, 39)

    def pause(self):
        if self.draw.random() < .7:
            return ['hops', self.draw.randint(1, 4)]
        return ['sleep', self.delay()]

    # Statements.

    def statement(self, name, depth):
        made = getattr(self, f'make_{name}', None)
        return made(depth) if made else self.simple(name, depth)

    def simple(self, name, depth):
        draw = self.draw
        match name:
            case 'report': return [name, draw.choice(self.exceptions)]
            case 'sleep': return [name, self.delay()]
            case 'block': return [name, draw.choice(DELAYS[:-1])]
            case 'hops' | 'ticks': return [name, draw.randint(1, 5)]
            case 'call': return [name, self.callee()]
            case 'say' | 'return': return [name, self.number()]
            case 'cancel': return [name, self.task(), self.message()]
            case 'cancel_self': return [name, self.message()]
            case 'uncancel' | 'cancelling' | 'state' | 'result' | 'exception' | 'stack':
                return [name, self.task()]
            case 'set_name': return [name, self.task(), draw.choice(['Cy', 'Di'])]
            case 'raise': return [name, draw.choice(self.exceptions), draw.choice([None, 'a', 'b'])]
            case 'reraise' | 'names' | 'uncancel_self' | 'time': return [name]
            case 'loop': return [name, draw.randint(2, 3), self.inner(depth)]
            case 'await' | 'inspect': return [name, self.item(coroutines=False)]
            case 'gather': return [name, self.items(), draw.random() < .4]
            case 'nested': return [name, self.items(), self.items(), draw.random() < .4]
            case 'start_gather': return [name, draw.randrange(2), self.items(), draw.random() < .4]
            case 'await_gather' | 'inspect_gather' | 'shield_gather':
                return [name, draw.randrange(2)]
            case 'wait_for_gather': return [name, draw.randrange(2), self.deadline()]
            case 'cancel_gather': return [name, draw.randrange(2), self.message()]
            case 'wait':
                return [name, self.items(), draw.choice(list(interpret.MODES)), self.deadline()]
            case 'wait_for': return [name, self.item(), self.deadline()]
            case 'shield': return [name, self.item()]
            case 'as_completed':
                return [name, self.items(), self.deadline(), draw.random() < .5]
            case 'timeout': return [name, draw.randrange(2), self.deadline(), self.inner(depth)]
            case 'timeout_at': return [name, draw.randrange(2), self.deadline(), self.inner(depth)]
            case 'reschedule': return [name, draw.randrange(2), self.deadline()]
            case 'expired': return [name, draw.randrange(2)]
            case 'lock' | 'with_barrier' | 'condition' | 'semaphore':
                kind = {'with_barrier': 'barriers'}.get(name, f'{name}s')
                return [name, self.of(kind), self.inner(depth)]
            case 'acquire' | 'release' | 'locked': return [name, self.of('locks')]
            case 'acquire_semaphore' | 'release_semaphore' | 'semaphore_locked':
                return [name, self.of('semaphores')]
            case 'event_wait' | 'event_set' | 'event_clear' | 'event_is_set':
                return [name, self.of('events')]
            case 'condition_wait': return [name, self.of('conditions')]
            case 'notify': return [name, self.of('conditions'), draw.randint(1, 2)]
            case 'add': return [name, self.of('counters'), draw.choice([1, 1, -1])]
            case 'barrier' | 'barrier_reset' | 'barrier_abort' | 'barrier_state':
                return [name, self.of('barriers')]
            case 'put' | 'put_nowait': return [name, self.of('queues'), self.number()]
            case 'get' | 'get_nowait' | 'join' | 'task_done' | 'queue_state':
                return [name, self.of('queues')]
            case 'shutdown': return [name, self.of('queues'), draw.random() < .4]
            case 'set_result': return [name, self.of('futures'), self.number()]
            case 'set_exception':
                exceptions = [e for e in self.exceptions if e not in ('CancelledError', 'TimeoutError')]
                return [name, self.of('futures'), draw.choice(exceptions), draw.choice([None, 'f'])]
            case 'cancel_future': return [name, self.of('futures'), self.message()]
            case 'new_future': return [name, self.of('futures')]
            case 'on_done' | 'off_done':
                return [name, self.item(coroutines=False), draw.randrange(self.callback_count)]
            case 'call_soon' | 'call_soon_threadsafe':
                return [name, draw.randrange(2), draw.randrange(self.callback_count)]
            case 'call_later' | 'call_at':
                return [name, draw.randrange(2), self.delay(), draw.randrange(self.callback_count)]
            case 'cancel_handle': return [name, draw.randrange(2)]
            case 'executor':
                return [name, self.work(), draw.choice([self.number()] * 4 + [None]),
                        draw.choice(['threads', 'threads', 'default', 'processes'])]
        raise ValueError(name)

    def work(self):
        if self.draw.random() < .6:
            return self.draw.choice(DELAYS[:-1])
        # Of the GIL's 5 ms: a part, all, several, and some milliseconds that meet others.
        return self.draw.choice([1, 10_000, 50_000, 50_000, 70_000, 120_000, 1_000_000])

    def make_spawn(self, _depth):
        if self.level + 1 >= self.function_count:
            return self.pause()
        return ['spawn', self.task(), self.callee(), self.maybe_name()]

    def make_group_spawn(self, _depth):
        if self.level + 1 >= self.function_count:
            return self.pause()
        return ['group_spawn', self.draw.randrange(2), self.task(), self.callee()]

    def make_group(self, depth):
        slot = self.draw.randrange(2)
        body = self.inner(depth)
        if self.level + 1 < self.function_count:
            body[:0] = [['group_spawn', slot, self.task(), self.callee()]
                        for _ in range(self.draw.randint(1, 3))]
        return ['group', slot, body]

    def make_waiting(self, depth):
        """The way conditions are used: hold, wait."""
        slot = self.of('conditions')
        if self.draw.random() < .3:
            wait = ['condition_wait_for', slot, self.of('counters'), self.draw.randint(0, 2)]
        else:
            wait = ['condition_wait', slot]
        return ['condition', slot, [wait, *(self.inner(depth) if self.draw.random() < .3 else [])]]

    def make_notifying(self, depth):
        slot = self.of('conditions')
        notify = self.draw.choice([['notify', slot, 1], ['notify', slot, 1], ['notify', slot, 2],
                                   ['notify_all', slot]])
        body = [['add', self.of('counters'), 1], notify]
        if self.draw.random() < .4:
            body.append(self.pause())
        return ['condition', slot, body]

    def make_try(self, depth):
        draw = self.draw
        shape = draw.random()
        handlers = []
        if shape < .8:
            for _ in range(draw.choice([1, 1, 2])):
                body = self.inner(depth) if draw.random() < .7 else []
                if draw.random() < .4:
                    body.append(['reraise'])
                handlers.append([draw.choice(self.handlers), body])
        last = None
        if shape >= .6:
            last = without_returns(self.inner(depth))
        return ['try', self.inner(depth), handlers, last]


def operations(part):
    """The names of all operations in some blocks."""
    if not isinstance(part, list):
        return set()
    names = {part[0]} if part and isinstance(part[0], str) else set()
    return names.union(*map(operations, part))


def without_returns(block):
    """A `return` in a `finally` would swallow the exception in flight; nobody writes that."""
    kept = []
    for statement in block:
        if statement[0] == 'return':
            continue
        kept.append([without_returns(part) if is_block(part) else
                     [[n, without_returns(b)] for n, b in part] if is_handlers(part) else part
                     for part in statement])
    return kept


def is_block(part):
    """Whether a statement's part is a block of statements (and not items: those hold a number)."""
    return isinstance(part, list) and bool(part) and all(
        isinstance(s, list) and s and isinstance(s[0], str) and s[0] not in 'ctf'
        and not is_handler(s) for s in part)


def is_handler(part):
    return isinstance(part, list) and len(part) == 2 and part[0] in interpret.CLASSES


def is_handlers(part):
    return isinstance(part, list) and bool(part) and all(map(is_handler, part))
