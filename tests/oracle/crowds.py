"""Draws programs in which several tasks want one thing."""

import interpret
from authors import DEADLINES, Author

# How a worker uses a shared thing, and what someone outside can do to those who wait for it. The
# words in capitals are drawn each time: HOLD is a short block, LEAF the last function.
CROWDS = {
    'lock': ([['lock', 0, 'HOLD']], [['release', 0], ['locked', 0]]),
    'semaphore': ([['semaphore', 0, 'HOLD'], ['semaphore', 0, 'HOLD'], ['acquire_semaphore', 0]],
                  [['release_semaphore', 0], ['semaphore_locked', 0]]),
    'event': ([['event_wait', 0]], [['event_set', 0], ['event_set', 0], ['event_clear', 0]]),
    'condition': ([['condition', 0, [['condition_wait', 0]]],
                   ['condition', 0, [['condition_wait', 0]]],
                   ['condition', 0, [['condition_wait_for', 0, 0, 2]]],
                   ['condition', 0, [['add', 0, 1], ['notify', 0, 1]]]],
                  [['notify', 0, 1], ['notify', 0, 2], ['notify_all', 0], ['release', 0]]),
    'barrier': ([['barrier', 0], ['barrier', 0], ['with_barrier', 0, 'HOLD']],
                [['barrier_state', 0]]),
    'getters': ([['get', 0], ['get', 0], ['get', 0], ['put', 0, 'NUMBER']],
                [['put_nowait', 0, 'NUMBER'], ['put_nowait', 0, 'NUMBER'], ['get_nowait', 0],
                 ['task_done', 0], ['queue_state', 0]]),
    'putters': ([['put', 0, 'NUMBER'], ['put', 0, 'NUMBER'], ['put', 0, 'NUMBER'], ['get', 0]],
                [['get_nowait', 0], ['get_nowait', 0], ['put_nowait', 0, 'NUMBER'],
                 ['queue_state', 0]]),
    'joiners': ([['join', 0], ['get', 0], ['put', 0, 'NUMBER']],
                [['task_done', 0], ['task_done', 0], ['get_nowait', 0],
                 ['put_nowait', 0, 'NUMBER']]),
    'future': ([['await', ['f', 0]], ['shield', ['f', 0]], ['await', ['t', 0]],
                ['wait', [['f', 0], ['t', 0]], 'FIRST_COMPLETED', None],
                ['gather', [['f', 0], ['t', 0]], True]],
               [['set_result', 0, 7], ['cancel_future', 0, None], ['new_future', 0],
                ['inspect', ['f', 0]]]),
    'group': ([['group', 0, [['group_spawn', 0, 'SLOT', 'LEAF'], ['group_spawn', 0, 'SLOT', 'LEAF'],
                             ['try', 'HOLD', [], [['hops', 1]]]]],
               ['group', 1, [['group_spawn', 1, 'SLOT', 'LEAF'],
                             ['group', 0, [['group_spawn', 0, 'SLOT', 'LEAF']]]]],
               ['timeout', 0, 'DEADLINE', [['group', 0, [['group_spawn', 0, 'SLOT', 'LEAF'],
                                                         ['sleep', 'DELAY']]]]]],
              [['group_spawn', 0, 'SLOT', 'LEAF'], ['state', 'SLOT']]),
    'gather': ([['gather', [['c', 'LEAF'], ['c', 'LEAF'], ['f', 0]], 'BOOL'],
                ['gather', [['c', 'LEAF'], ['c', 'LEAF']], 'BOOL'],
                ['gather', [['t', 'SLOT'], ['t', 'SLOT'], ['t', 'SLOT']], 'BOOL'],
                ['nested', [['c', 'LEAF']], [['t', 'SLOT'], ['c', 'LEAF']], 'BOOL'],
                ['await_gather', 0], ['shield_gather', 0], ['wait_for_gather', 0, 'DEADLINE']],
               [['start_gather', 0, [['t', 'SLOT'], ['c', 'LEAF']], 'BOOL'],
                ['cancel_gather', 0, 'MESSAGE'], ['inspect_gather', 0], ['set_result', 0, 5]]),
    'executor': ([['executor', 'WORK', 'NUMBER', 'threads'],
                  ['executor', 'WORK', 'NUMBER', 'threads'],
                  ['executor', 'WORK', None, 'processes'],
                  ['executor', 'WORK', 'NUMBER', 'default'],
                  ['timeout', 0, 'DEADLINE', [['executor', 'WORK', 'NUMBER', 'threads']]],
                  ['sleep', 'DELAY']],
                 [['state', 'SLOT'], ['block', '0.1']]),
    'failures': ([['await', ['t', 'SLOT']], ['await', ['t', 'SLOT']], ['call', 'LEAF'],
                  ['shield', ['t', 'SLOT']], ['wait_for', ['t', 'SLOT'], 'DEADLINE'],
                  ['await', ['f', 0]], ['gather', [['t', 'SLOT'], ['t', 'SLOT']], 'BOOL'],
                  ['as_completed', [['t', 'SLOT'], ['c', 'LEAF']], None, 'BOOL']],
                 [['stack', 'SLOT'], ['stack', 'SLOT'], ['stack', 'SLOT'], ['result', 'SLOT'],
                  ['exception', 'SLOT'], ['set_exception', 0, 'ValueError', None]]),
    'wait': ([['wait', [['c', 'LEAF'], ['t', 'SLOT'], ['c', 'LEAF']], 'MODE', 'DEADLINE'],
              ['wait_for', ['c', 'LEAF'], 'DEADLINE'], ['wait_for', ['t', 'SLOT'], 'DEADLINE'],
              ['wait_for', ['f', 0], 'DEADLINE'],
              ['as_completed', [['c', 'LEAF'], ['c', 'LEAF'], ['t', 'SLOT']], 'DEADLINE', 'BOOL'],
              ['shield', ['t', 'SLOT']], ['shield', ['c', 'LEAF']]],
             [['set_result', 0, 5], ['new_future', 0], ['cancel_future', 0, 'MESSAGE'],
              ['state', 'SLOT']]),
}


class CrowdAuthor(Author):
    """Draws a program in which several tasks want one thing, and main is in their way.

    What shows barging, lost wakes and lost permits is a waiter that is woken and cancelled in the
    same turn, so main strikes several times without a pause.
    """

    def program(self):
        draw = self.draw
        self.kind = draw.choice(sorted(CROWDS))
        self.uses, self.strikes = CROWDS[self.kind]
        self.task_slots = draw.randint(3, 6)
        self.function_count = draw.randint(3, 5)
        if self.kind == 'failures':
            self.failing = .7
        program = super().program()
        program['conditions'][0] = draw.choice([None, 0, 0])
        if self.kind == 'putters':
            program['queues'][0][1] = draw.choice([1, 1, 2])
        if self.kind == 'getters':
            program['queues'][0][1] = draw.choice([0, 0, 1, 2])
        return program

    def function(self, number):
        self.level = number
        if number == self.function_count - 1:
            return self.leaf()
        return self.worker() if number else self.director()

    def worker(self):
        draw = self.draw
        body = []
        for _ in range(draw.choice([1, 1, 2])):
            if draw.random() < .4:
                body.append(self.pause())
            body.append(self.use())
            if draw.random() < .3:
                body.append(self.pause())
        if draw.random() < .35:
            body = [['loop', draw.randint(2, 3), body]]
        if draw.random() < .3:
            body.append(['return', self.number()])
        return body

    def use(self):
        draw = self.draw
        use = self.filled(draw.choice(self.uses))
        shape = draw.random()
        if shape < .12:
            use = ['timeout', draw.randrange(2), draw.choice(DEADLINES), [use]]
        if shape > .75:
            use = ['try', [use], [['CancelledError', [self.pause()] * draw.randint(0, 1)]], None]
        elif shape > .6:
            use = ['try', [use], [], [draw.choice([self.pause(), self.strike()])]]
        return use

    def filled(self, part):
        """With the words in capitals drawn."""
        draw = self.draw
        if isinstance(part, list):
            return [self.filled(inner) for inner in part]
        match part:
            case 'HOLD': return self.hold()
            case 'LEAF': return self.function_count - 1
            case 'SLOT': return self.task()
            case 'NUMBER': return self.number()
            case 'DELAY': return self.delay()
            case 'WORK': return self.work()
            case 'DEADLINE': return self.deadline()
            case 'MESSAGE': return self.message()
            case 'BOOL': return draw.random() < .5
            case 'MODE': return draw.choice(list(interpret.MODES))
        return part

    def hold(self):
        hold = [self.pause() for _ in range(self.draw.choice([0, 1, 1]))] or [['hops', 1]]
        if self.draw.random() < .15:
            hold.append(self.strike())
        return hold

    def strike(self):
        statement = self.filled(self.draw.choice(self.strikes))
        if self.kind == 'condition' and statement[0].startswith('notify') and self.draw.random() < .6:
            return ['condition', 0, [statement, *([self.pause()] * self.draw.randint(0, 1))]]
        return statement

    def director(self):
        draw = self.draw
        slots = list(range(self.task_slots))
        body = []
        for slot in slots:
            body.append(['spawn', slot, draw.randint(1, self.function_count - 2), None])
            if draw.random() < .15:
                body.append(['hops', draw.randint(1, 3)])
        for _ in range(draw.randint(4, 9) * self.size):
            if draw.random() < .7:
                body.append(self.pause())
            for _ in range(draw.choice([1, 2, 2, 3])):
                body.append(self.blow(slots))
        if draw.random() < .5:
            body.append(['sleep', '1'])
        if draw.random() < .5:
            body += [['cancel', slot, None] for slot in slots]
        if draw.random() < .5:
            body.append(['wait', [['t', slot] for slot in slots], 'ALL_COMPLETED', '1'])
        return self.guarded(body, .9)

    def blow(self, slots):
        draw = self.draw
        shape = draw.random()
        if shape < .45:
            return ['cancel', draw.choice(slots), self.message()]
        if shape < .85:
            return self.strike()
        if shape < .92:
            return ['spawn', draw.choice(slots), draw.randint(1, self.function_count - 2), None]
        return self.use()
