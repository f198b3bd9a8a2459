"""Programs for what random ones rarely show; corpus.py records them.

Each is named after what CPython does in it. interpret.py tells how to read them.
"""

PROGRAMS = {}
# Prints which turn it is, so that a hop too many or too few moves a line.
TICKER = [['ticks', 12]]


def program(name, *functions, callbacks=(), **shared):
    """Main, and the functions that it starts."""
    defaults = {'locks': 1, 'events': 1, 'counters': 1, 'futures': 1, 'conditions': [None],
                'semaphores': [[False, 1]], 'barriers': [2], 'queues': [['fifo', 0]], 'workers': [1, 1]}
    assert name not in PROGRAMS, name
    PROGRAMS[name] = {**defaults, **shared, 'functions': list(functions),
                      'callbacks': list(callbacks)}


def spawn(*functions):
    """Tasks in slots 0, 1, ...: one for each function, and one turn for all to start."""
    return [*[['spawn', slot, function, None] for slot, function in enumerate(functions)],
            ['hops', 1]]


def suppress(*block):
    return ['try', list(block), [['BaseException', []]], None]


# Queues.

GET, PUT = [['get', 0]], [['put', 0, 11]]
FULL = {'queues': [['fifo', 1]]}

program('a cancelled getter that was woken passes the wake on',
        [*spawn(1, 1, 2), ['put_nowait', 0, 1], ['cancel', 0, None], ['sleep', '1'],
         ['state', 0], ['state', 1]], GET, TICKER)
program('a cancelled putter that was woken passes the wake on',
        [['put_nowait', 0, 1], *spawn(1, 1, 2), ['get_nowait', 0], ['cancel', 0, None],
         ['sleep', '1'], ['queue_state', 0], ['state', 0], ['state', 1]], PUT, TICKER, **FULL)
program('a getter that is cancelled before the put is skipped',
        [*spawn(1, 1, 2), ['cancel', 0, None], ['put_nowait', 0, 1], ['sleep', '1'],
         ['state', 1]], GET, TICKER)
program('a putter that is cancelled before the get is skipped',
        [['put_nowait', 0, 1], *spawn(1, 1, 2), ['cancel', 0, None], ['get_nowait', 0],
         ['sleep', '1'], ['state', 1]], PUT, TICKER, **FULL)
program('three getters, two of them cancelled after the wake',
        [*spawn(1, 1, 1, 2), ['put_nowait', 0, 1], ['cancel', 0, None], ['cancel', 1, None],
         ['sleep', '1'], ['state', 2]], GET, TICKER)
program('three putters, two of them cancelled after the wake',
        [['put_nowait', 0, 1], *spawn(1, 1, 1, 2), ['get_nowait', 0], ['cancel', 1, None],
         ['cancel', 0, None], ['sleep', '1'], ['state', 2]], PUT, TICKER, **FULL)
program('a getter that wakes to an empty queue lines up again at the end',
        [*spawn(1, 1, 2), ['put_nowait', 0, 1], ['get_nowait', 0], ['hops', 3],
         ['put_nowait', 0, 2], ['put_nowait', 0, 3], ['sleep', '1']], GET, TICKER)
program('a putter that wakes to a full queue lines up again at the end',
        [['put_nowait', 0, 1], *spawn(1, 2, 3), ['get_nowait', 0], ['put_nowait', 0, 2],
         ['hops', 3], ['get_nowait', 0], ['hops', 3], ['get_nowait', 0], ['hops', 3],
         ['get_nowait', 0], ['sleep', '1']],
        [['put', 0, 11]], [['put', 0, 12]], TICKER, **FULL)
program('a queue of one between two producers and two consumers',
        [*spawn(1, 1, 2, 2, 3), ['sleep', '1']],
        [['put', 0, 1], ['put', 0, 2], ['put', 0, 3]], [['get', 0], ['get', 0], ['get', 0]],
        TICKER, **FULL)
program('join waits for the last task_done, and for those put meanwhile',
        [['put_nowait', 0, 1], ['put_nowait', 0, 2], *spawn(1, 1, 2), ['get_nowait', 0],
         ['task_done', 0], ['hops', 3], ['put_nowait', 0, 3], ['get_nowait', 0], ['task_done', 0],
         ['hops', 3], ['get_nowait', 0], ['task_done', 0], ['put_nowait', 0, 4], ['hops', 3],
         ['task_done', 0], ['task_done', 0]], [['join', 0]], TICKER)
program('shutdown wakes getters and leaves what is in the queue',
        [*spawn(1, 1, 2), ['shutdown', 0, False], ['put_nowait', 0, 1], ['sleep', '1'],
         suppress(['await', ['t', 0]])], GET, TICKER)
program('shutdown wakes putters; getters still empty the queue',
        [['put_nowait', 0, 1], *spawn(1, 1, 2), ['shutdown', 0, False], ['hops', 2],
         ['get_nowait', 0], ['get_nowait', 0], suppress(['get', 0])], PUT, TICKER, **FULL)
program('shutdown at once empties the queue and ends join',
        [['put_nowait', 0, 1], ['put_nowait', 0, 2], *spawn(1, 2), ['shutdown', 0, True],
         ['queue_state', 0], ['hops', 3], suppress(['get', 0]), suppress(['put', 0, 3])],
        [['join', 0]], TICKER)
program('equal items of a priority queue come out as heapq has them',
        [*[['put_nowait', 0, n] for n in (31, 12, 35, 11, 17, 33, 14, 39, 30, 15, 3, 36, 13)],
         *[['get_nowait', 0]] * 13], queues=[['priority', 0]])
program('a priority queue under contention',
        [*spawn(1, 1, 2, 3), ['sleep', '1']],
        [['get', 0], ['get', 0], ['get', 0]],
        [['put', 0, 25], ['put', 0, 21], ['put', 0, 28], ['put', 0, 15], ['put', 0, 11],
         ['put', 0, 22]], TICKER, queues=[['priority', 2]])

# Semaphores.

HOLD = [['semaphore', 0, [['hops', 2]]]]
NONE_LEFT = {'semaphores': [[False, 0]]}

program('a released permit belongs to the waiter at once',
        [*spawn(1, 2), ['release_semaphore', 0], ['semaphore_locked', 0],
         ['acquire_semaphore', 0], ['hops', 2]], HOLD, TICKER, **NONE_LEFT)
program('a woken waiter that is cancelled gives the permit back to the next',
        [*spawn(1, 1, 2), ['release_semaphore', 0], ['cancel', 0, None], ['semaphore_locked', 0],
         ['sleep', '1'], ['semaphore_locked', 0]], HOLD, TICKER, **NONE_LEFT)
program('a woken waiter that is cancelled gives the permit back to nobody',
        [*spawn(1, 2), ['release_semaphore', 0], ['cancel', 0, None], ['semaphore_locked', 0],
         ['sleep', '1'], ['semaphore_locked', 0], ['acquire_semaphore', 0]],
        HOLD, TICKER, **NONE_LEFT)
program('two permits, three waiters, the first two cancelled after the wake',
        [*spawn(1, 1, 1, 1, 2), ['release_semaphore', 0], ['release_semaphore', 0],
         ['cancel', 0, None], ['cancel', 1, None], ['sleep', '1'], ['semaphore_locked', 0]],
        HOLD, TICKER, **NONE_LEFT)
program('a cancelled waiter in the middle of the line is passed over',
        [*spawn(1, 1, 1, 2), ['cancel', 1, None], ['release_semaphore', 0],
         ['release_semaphore', 0], ['sleep', '1']], HOLD, TICKER, **NONE_LEFT)
program('a newcomer does not take a permit before those in line',
        [['acquire_semaphore', 0], *spawn(1, 1, 2), ['release_semaphore', 0],
         ['semaphore', 0, [['say', 1]]], ['sleep', '1']], HOLD, TICKER)
program('a free permit beside a woken waiter is not for a newcomer',
        [*spawn(1, 2), ['release_semaphore', 0], ['release_semaphore', 0], ['semaphore_locked', 0],
         ['semaphore', 0, [['say', 1]]], ['sleep', '1']], HOLD, TICKER, **NONE_LEFT)
program('a bounded semaphore that is released too often',
        [suppress(['semaphore', 0, [['release_semaphore', 0]]]),
         suppress(['semaphore', 0, [['release_semaphore', 0], ['raise', 'ValueError', 'lost']]])],
        semaphores=[[True, 1]])

# Locks.

LOCKED = [['lock', 0, [['hops', 2]]]]

program('a woken waiter of a lock is not overtaken',
        [['acquire', 0], *spawn(1, 2), ['release', 0], ['locked', 0], ['lock', 0, [['say', 1]]],
         ['sleep', '1']], LOCKED, TICKER)
program('a cancelled waiter of a lock that was woken wakes the next',
        [['acquire', 0], *spawn(1, 1, 2), ['release', 0], ['cancel', 0, None], ['sleep', '1']],
        LOCKED, TICKER)
program('a free lock with only cancelled waiters is taken at once',
        [['acquire', 0], *spawn(1, 2), ['cancel', 0, None], ['release', 0], ['acquire', 0],
         ['hops', 3]], LOCKED, TICKER)
program('a lock that its block released raises at the end, and that error wins',
        [suppress(['lock', 0, [['release', 0]]]),
         suppress(['lock', 0, [['release', 0], ['raise', 'ValueError', 'lost']]])])

# Events.

program('set and clear in one step wake everybody present',
        [*spawn(1, 1, 1, 2), ['event_set', 0], ['event_clear', 0], ['hops', 3], ['state', 2]],
        [['event_wait', 0]], TICKER)
program('event waiters wake in the order of waiting, without the cancelled one',
        [*spawn(1, 1, 1, 2), ['cancel', 1, None], ['event_set', 0], ['hops', 4]],
        [['event_wait', 0]], TICKER)

# Conditions.

WAIT = [['condition', 0, [['condition_wait', 0]]]]

program('notified waiters go on one by one, each with the lock',
        [*spawn(1, 1, 1, 2), ['condition', 0, [['notify', 0, 2], ['hops', 2]]], ['sleep', '1'],
         ['condition', 0, [['notify_all', 0]]], ['sleep', '1']], WAIT, TICKER)
program('a notified waiter that is cancelled notifies another',
        [*spawn(1, 1, 2), ['condition', 0, [['notify', 0, 1]]], ['cancel', 0, None],
         ['sleep', '1']], WAIT, TICKER)
program('a waiter cancelled while it waits for the lock takes it first',
        [*spawn(1, 1, 2), ['condition', 0, [['notify', 0, 1], ['hops', 2], ['cancel', 0, 'one'],
                                            ['hops', 1], ['cancel', 0, 'two'], ['hops', 2]]],
         ['sleep', '1'], ['state', 0]], WAIT, TICKER)
program('a condition waits for its predicate',
        [*spawn(1, 2), ['condition', 0, [['notify', 0, 1]]], ['hops', 3],
         ['condition', 0, [['add', 0, 1], ['notify', 0, 1]]], ['hops', 4]],
        [['condition', 0, [['condition_wait_for', 0, 0, 1]]]], TICKER)
program('waiting and notifying need the lock',
        [suppress(['condition_wait', 0]), ['notify', 0, 1], ['notify_all', 0]])
program('a condition whose lock was taken away',
        [*spawn(1, 2), ['condition', 0, [['notify', 0, 1]]], ['hops', 1], ['release', 0],
         ['sleep', '1']],
        [['condition', 0, [['condition_wait', 0], ['release', 0]]]], TICKER, conditions=[0])

# Barriers.

PASS = [['barrier', 0], ['barrier', 0]]

program('the last to arrive goes on first, and all get their index',
        [*spawn(1, 1, 1, 2), ['sleep', '1']], PASS, TICKER, barriers=[3])
program('a cancelled party lowers the count, and an index comes twice',
        [*spawn(1, 1, 2), ['cancel', 0, None], ['hops', 3], ['spawn', 0, 1, None], ['hops', 1],
         ['spawn', 2, 1, None], ['sleep', '1']], PASS, TICKER, barriers=[3])
program('reset breaks those inside, and the barrier serves again',
        [*spawn(1, 1, 2), ['barrier_reset', 0], ['barrier_state', 0], ['hops', 4],
         ['barrier_state', 0], *spawn(1, 1, 1), ['sleep', '1']], PASS, TICKER, barriers=[3])
program('abort breaks it for good until reset',
        [*spawn(1, 1, 2), ['barrier_abort', 0], ['barrier_state', 0], ['hops', 4],
         suppress(['barrier', 0]), ['barrier_reset', 0], ['barrier_state', 0], *spawn(1, 1, 1),
         ['sleep', '1']], PASS, TICKER, barriers=[3])
program('newcomers wait until a draining barrier is empty',
        [*spawn(1, 1, 1, 1, 1, 2), ['sleep', '1']], PASS, TICKER, barriers=[2])

# Task groups.

program('a child that raises cancels its siblings and the body',
        [suppress(['group', 0, [['group_spawn', 0, 0, 1], ['group_spawn', 0, 1, 2],
                                ['group_spawn', 0, 2, 2],
                                ['try', [['sleep', '5']], [], [['say', 1]]]]]),
         ['cancelling', 0]],
        [['hops', 2], ['raise', 'ValueError', 'first']],
        [['try', [['sleep', '9']], [], [['hops', 2]]]], [])
program('a body that raises cancels the children, and its error comes last',
        [suppress(['group', 0, [['group_spawn', 0, 0, 1], ['group_spawn', 0, 1, 1],
                                ['hops', 2], ['raise', 'LookupError', 'body']]])],
        [['try', [['sleep', '9']], [['CancelledError', [['raise', 'ValueError', 'child']]]], None]],
        [])
program('errors come in the order of completion',
        [suppress(['group', 0, [['group_spawn', 0, 0, 1], ['group_spawn', 0, 1, 2]]])],
        [['try', [['sleep', '9']], [['CancelledError', [['hops', 3],
                                                        ['raise', 'ValueError', 'late']]]], None]],
        [['hops', 1], ['raise', 'LookupError', 'early']])
program('a parent cancelled from outside is cancelled again after the group of errors',
        [*spawn(1), ['hops', 2], ['cancel', 0, 'outside'], ['sleep', '1'], ['state', 0]],
        [['try', [['group', 0, [['group_spawn', 0, 1, 2], ['sleep', '9']]]],
          [['ExceptionGroup', [['say', 1]]]], None],
         ['uncancel_self'], ['try', [['hops', 1]], [['CancelledError', [['say', 2]]]], None],
         ['hops', 1]],
        [['try', [['sleep', '9']], [['CancelledError', [['raise', 'ValueError', 'x']]]], None]])
program('the cancel after a group of errors comes at the next await',
        [*spawn(1), ['hops', 2], ['cancel', 0, 'outside'], ['sleep', '1'], ['state', 0]],
        [['try', [['group', 0, [['group_spawn', 0, 1, 2], ['sleep', '9']]]],
          [['ExceptionGroup', [['say', 1]]]], None],
         ['try', [['hops', 1]], [['CancelledError', [['say', 2]]]], None], ['hops', 1]],
        [['try', [['sleep', '9']], [['CancelledError', [['raise', 'ValueError', 'x']]]], None]])
program('a group cancelled from outside without errors raises the cancel',
        [*spawn(1, 3), ['hops', 2], ['cancel', 0, 'outside'], ['sleep', '1'], ['state', 0]],
        [['group', 0, [['group_spawn', 0, 1, 2], ['group_spawn', 0, 2, 2]]]],
        [['try', [['sleep', '9']], [], [['hops', 2]]]], TICKER)
program('a group is left two turns after its last child',
        [*spawn(2), ['group', 0, [['group_spawn', 0, 1, 1]]], ['hops', 1]], [['hops', 2]], TICKER)
program('a group inside a group, and the inner one fails',
        [*spawn(3), suppress(['group', 0, [
            ['group_spawn', 0, 1, 2],
            ['try', [['group', 1, [['group_spawn', 1, 2, 1], ['sleep', '9']]]],
             [['ExceptionGroup', [['hops', 1]]]], None], ['hops', 2]]])],
        [['hops', 1], ['raise', 'ValueError', 'inner']], [['hops', 4]], TICKER)
program('a group inside a group, and both fail at once',
        [suppress(['group', 0, [
            ['group_spawn', 0, 1, 1],
            ['group', 1, [['group_spawn', 1, 2, 1], ['group_spawn', 1, 3, 2], ['sleep', '9']]]]]),
         ['hops', 1]],
        [['hops', 1], ['raise', 'ValueError', 'child']], [['sleep', '9']])
program('a child that was cancelled is no error of its group',
        [['group', 0, [['group_spawn', 0, 1, 1], ['group_spawn', 0, 2, 1], ['hops', 1],
                       ['cancel', 1, None]]]], [['sleep', '1']])
program('children start children until the group is over',
        [['group', 0, [['group_spawn', 0, 1, 1]]], ['group_spawn', 0, 2, 2]],
        [['hops', 1], ['group_spawn', 0, 2, 2], ['hops', 1], ['group_spawn', 0, 3, 2]],
        [['hops', 2]])
program('a group that is shutting down takes no more children',
        [suppress(['group', 0, [['group_spawn', 0, 1, 1], ['group_spawn', 0, 2, 2]]])],
        [['hops', 1], ['raise', 'ValueError', 'x']],
        [['try', [['sleep', '9']], [], [['group_spawn', 0, 3, 3], ['hops', 2]]]], [])
program('a timeout around a group',
        [suppress(['timeout', 0, '1', [['group', 0, [['group_spawn', 0, 1, 1],
                                                     ['group_spawn', 0, 2, 1]]]]]),
         ['cancel_self', None], ['uncancel_self']],
        [['try', [['sleep', '9']], [], [['hops', 2]]]])

# Cancelling.

program('cancel in the same step, before the first line',
        [['spawn', 0, 1, None], ['cancel', 0, 'early'], ['state', 0], ['hops', 2], ['state', 0],
         suppress(['await', ['t', 0]])],
        [['try', [['say', 1]], [], [['say', 2]]]])
program('a result that is ready does not save a cancelled task',
        [*spawn(1), ['set_result', 0, 5], ['cancel', 0, 'late'], ['hops', 2], ['state', 0]],
        [['try', [['await', ['f', 0]]], [['CancelledError', [['say', 1], ['reraise']]]], None]])
program('cancel replaces an exception that is on its way',
        [*spawn(1), ['set_exception', 0, 'ValueError', 'lost'], ['cancel', 0, None], ['hops', 2],
         ['state', 0]],
        [['await', ['f', 0]]])
program('uncancel to zero withdraws what was not delivered',
        [*spawn(1), ['set_result', 0, 5], ['cancel', 0, None], ['uncancel', 0], ['hops', 2],
         ['state', 0]],
        [['await', ['f', 0]]])
program('uncancel to one does not',
        [*spawn(1), ['set_result', 0, 5], ['cancel', 0, None], ['cancel', 0, None],
         ['uncancel', 0], ['hops', 2], ['state', 0]],
        [['await', ['f', 0]]])
program('uncancel does not bring a cancelled future back',
        [*spawn(1), ['cancel', 0, None], ['uncancel', 0], ['hops', 2], ['state', 0],
         ['inspect', ['f', 0]]],
        [['await', ['f', 0]]])
program('two cancels before delivery are one CancelledError',
        [*spawn(1), ['cancel', 0, 'one'], ['cancel', 0, 'two'], ['hops', 1], ['state', 0],
         ['hops', 3], ['state', 0]],
        [['try', [['await', ['f', 0]]], [['CancelledError', [['hops', 2]]]], None], ['return', 7]])
program('a second cancel arrives during the cleanup',
        [*spawn(1), ['cancel', 0, 'one'], ['hops', 1], ['cancel', 0, 'two'], ['hops', 4],
         ['state', 0]],
        [['try', [['await', ['f', 0]]], [],
          [['try', [['sleep', '9']], [['CancelledError', [['hops', 1]]]], None]]]])
program('cancelling oneself comes at the next await that blocks',
        [suppress(['call', 1]), ['hops', 1]],
        [['cancel_self', 'me'], ['acquire', 0], ['say', 1], ['hops', 1], ['say', 2]])
program('a task that cancels itself and returns is cancelled',
        [*spawn(1), suppress(['await', ['t', 0]]), ['state', 0]],
        [['cancel_self', 'me'], ['return', 7]])
program('a cancel goes to the innermost, and back out in turns',
        [*spawn(1, 4), ['hops', 1], ['cancel', 0, 'deep'], ['hops', 6], ['state', 0]],
        [['spawn', 2, 2, None], ['try', [['await', ['t', 2]]], [], [['say', 1]]]],
        [['spawn', 3, 3, None], ['try', [['await', ['t', 3]]], [], [['say', 2]]]],
        [['try', [['sleep', '9']], [], [['hops', 1]]]], TICKER)
program('a shared task that is cancelled dies for all who await it',
        [*spawn(2, 1, 1), ['cancel', 1, None], ['hops', 4], ['state', 0], ['state', 2]],
        [['await', ['t', 0]]], [['sleep', '9']])
program('a task that awaits itself',
        [*spawn(1), ['hops', 2], ['state', 0]], [['hops', 1], ['await', ['t', 0]]])
program('a task that awaited itself cannot be awaited any more',
        [*spawn(1, 2), ['hops', 3], suppress(['await', ['t', 0]]), ['set_result', 0, 5],
         ['hops', 2], ['await', ['t', 0]]],
        [suppress(['await', ['t', 0]]), suppress(['await', ['t', 0]]), ['await', ['f', 0]]],
        [suppress(['await', ['t', 0]]), suppress(['shield', ['t', 0]])])
program('a cancel that a gather takes comes three turns later',
        [*spawn(1, 3), ['hops', 1], ['cancel', 0, 'all'], ['hops', 5], ['state', 0]],
        [['gather', [['c', 2], ['c', 2]], True]],
        [['try', [['sleep', '9']], [], [['say', 1]]]], TICKER)
program('shield keeps the inner task, and its awaiter is cancelled in one turn',
        [*spawn(2, 1, 3), ['cancel', 1, None], ['hops', 3], ['state', 0], ['sleep', '1'],
         ['state', 0]],
        [['shield', ['t', 0]]], [['sleep', '0.5'], ['return', 3]], TICKER)

# Waiting.

program('wait_for a coroutine starts it in the same step',
        [*spawn(2), ['wait_for', ['c', 1], '1'], ['say', 1]], [['say', 2], ['return', 3]], TICKER)
program('a timeout of zero never starts the coroutine',
        [*spawn(2), suppress(['wait_for', ['c', 1], '0'])], [['say', 1]], TICKER)
program('a timeout that was set first wins against a result of the same moment',
        [['spawn', 0, 1, None], suppress(['wait_for', ['t', 0], '1']), ['state', 0]],
        [['sleep', '1'], ['return', 3]])
program('a result of the same moment whose timer was set first',
        [*spawn(1), suppress(['wait_for', ['t', 0], '1']), ['state', 0]],
        [['sleep', '1'], ['return', 3]])
program('as_completed gives what is done first, whatever the order of starting',
        [*spawn(4), ['as_completed', [['c', 1], ['c', 2], ['c', 3]], None, False],
         ['as_completed', [['c', 1], ['c', 2], ['c', 3]], '0.25', False]],
        [['sleep', '0.3'], ['return', 1]], [['sleep', '0.2'], ['return', 2]],
        [['sleep', '0.1'], ['return', 3]], TICKER)
program('as_completed by results, one of which is an exception',
        [suppress(['as_completed', [['c', 1], ['c', 2]], None, True])],
        [['sleep', '0.3'], ['return', 1]], [['sleep', '0.2'], ['raise', 'ValueError', 'x']])
program('the first exception of a gather comes at once, and the others run on',
        [*spawn(3), suppress(['gather', [['c', 1], ['c', 2], ['c', 2]], False]), ['sleep', '1']],
        [['hops', 1], ['raise', 'ValueError', 'x']], [['hops', 4], ['return', 2]], TICKER)
program('wait until the first exception, which a cancel is not',
        [*spawn(1, 1, 2), ['cancel', 0, None],
         ['wait', [['t', 0], ['t', 1], ['t', 2]], 'FIRST_EXCEPTION', None]],
        [['sleep', '1']], [['sleep', '0.5'], ['raise', 'ValueError', 'x']])
program('timers of one moment are first in, first out, whatever their spelling',
        [['spawn', slot, function, None] for slot, function in enumerate((1, 2, 1, 2, 1, 2))]
        + [['sleep', '1']],
        [['sleep', '0.1'], ['sleep', '0.2']], [['sleep', '0.30000000000000004']])
program('a deadline before the clock began comes before one at its beginning',
        [['call_later', 0, '0', 0], ['call_at', 1, '-1', 1], ['call_at', 1, '-2', 2], ['hops', 2]],
        callbacks=[[['say', 1]], [['say', 2]], [['say', 3]]])
program('a sleep without end is a deadlock once nothing else is left',
        [*spawn(1), ['sleep', '1'], ['await', ['t', 0]]], [['sleep', 'inf']])
program('sleep(0) comes after what the step itself has scheduled',
        [['call_soon', 0, 0], ['hops', 1], ['call_later', 0, '0', 0], ['hops', 1], ['hops', 1],
         ['call_later', 0, '-1', 0], ['call_soon', 1, 1], ['hops', 2]],
        callbacks=[[['say', 1]], [['say', 2]]])

# Run, and what is left at its end.

program('run cancels what is left and waits for its cleanup',
        [*spawn(1, 1, 2), ['return', 3]],
        [['try', [['sleep', '9']], [], [['hops', 2], ['sleep', '1'], ['say', 1]]]],
        [['try', [['sleep', '9']], [['CancelledError', [['sleep', '0.5']]]], None],
         ['raise', 'ValueError', 'unhandled']])
program('what is born during the final cleanup is not waited for',
        [*spawn(1), ['return', 3]],
        [['try', [['sleep', '9']], [], [['spawn', 1, 2, None]]]],
        [['say', 1], ['try', [['sleep', '9']], [], [['say', 2]]]])
program('a main that raises leaves the same order behind',
        [*spawn(1, 1), ['raise', 'ValueError', 'main']],
        [['try', [['sleep', '9']], [], [['hops', 1]]]])
program('a deadlock', [*spawn(1), ['await', ['t', 0]]], [['await', ['f', 0]]])

# SystemExit and KeyboardInterrupt leave the loop, and `run` cleans up after them.

SLEEPER = [['try', [['sleep', '9']], [], [['hops', 2], ['say', 1]]]]
EXIT, INTERRUPT = ['raise', 'SystemExit', 'bye'], ['raise', 'KeyboardInterrupt', None]

program('SystemExit of main leaves at once; what is left is cancelled, and cleans up',
        [*spawn(1, 1), ['hops', 1], EXIT], SLEEPER)
program('KeyboardInterrupt of a task cancels main too',
        [*spawn(1, 2), suppress(['sleep', '3']), ['say', 2]], SLEEPER, [['sleep', '1'], INTERRUPT])
program('the rest of a turn waits for the cleaning up',
        [*spawn(1, 2, 1, 3), ['sleep', '3']], [['hops', 1], ['say', 1], ['hops', 3], ['say', 2]],
        [['hops', 1], EXIT], TICKER)
program('a task that others await takes the loop down before they hear of it',
        [*spawn(1, 2, 2), suppress(['await', ['t', 0]]), ['say', 3]], [['hops', 2], EXIT],
        [suppress(['await', ['t', 0]]), ['say', 1]])
program('SystemExit of a callback of call_soon',
        [*spawn(1), ['call_soon', 0, 0], ['call_soon', 1, 1], ['hops', 2], ['say', 2]], SLEEPER,
        callbacks=[[['say', 1], EXIT], [['say', 2]]])
program('KeyboardInterrupt of a timer, another one of the same moment being due',
        [*spawn(1), ['call_later', 0, '1', 0], ['call_later', 1, '1', 1], ['sleep', '1'],
         ['say', 2]], SLEEPER, callbacks=[[INTERRUPT], [['say', 2]]])
program('SystemExit of a done callback, the next one being queued',
        [*spawn(1), ['on_done', ['f', 0], 0], ['on_done', ['f', 0], 1], ['set_result', 0, 1],
         ['await', ['f', 0]], ['hops', 3], ['say', 2]], SLEEPER,
        callbacks=[[EXIT], [['say', 2]]])
program('a done callback of the task that raised it is called in the cleaning up',
        [*spawn(1), ['on_done', ['t', 0], 0], ['sleep', '3']], [['sleep', '1'], EXIT],
        callbacks=[[['state', 0], ['exception', 0]]])
program('a task that asks for the exception raises it again, and once more in the cleaning up',
        [*spawn(1, 2), ['sleep', '3']], [['sleep', '1'], EXIT],
        [['try', [['sleep', '9']], [['CancelledError', [['result', 0]]]], None]])
program('a child of a TaskGroup: the group raises the very exception, not a group of it',
        [['group', 0, [['group_spawn', 0, 0, 1], ['group_spawn', 0, 1, 2], ['sleep', '3']]]],
        [['sleep', '1'], EXIT], SLEEPER)
program('a child of a TaskGroup in another task than main',
        [*spawn(3), suppress(['await', ['t', 0]]), ['say', 3]], [['sleep', '1'], EXIT], SLEEPER,
        [['group', 0, [['group_spawn', 0, 1, 1], ['group_spawn', 0, 2, 2], ['sleep', '3']]]])
program('the body of a TaskGroup: children are cancelled first, then it leaves',
        [['group', 0, [['group_spawn', 0, 0, 1], ['hops', 1], INTERRUPT]]], SLEEPER)
program('two children of a TaskGroup raise, and the first goes on',
        [['group', 0, [['group_spawn', 0, 0, 1], ['group_spawn', 0, 1, 2], ['sleep', '3']]]],
        [['try', [['sleep', '9']], [], [INTERRUPT]]], [['sleep', '1'], EXIT])
program('a SystemExit that the body of a TaskGroup handles does not leave',
        [['group', 0, [['group_spawn', 0, 0, 1], ['hops', 1],
                       ['try', [EXIT], [['SystemExit', [['say', 2]]]], None]]], ['say', 3]],
        [['hops', 4], ['say', 1]])
program('a gathered child', [['gather', [['c', 1], ['c', 2]], False]], [['sleep', '1'], EXIT], SLEEPER)
program('a gathered child, exceptions being results',
        [['gather', [['c', 1], ['c', 2]], True]], [['sleep', '1'], INTERRUPT], SLEEPER)
program('wait_for a coroutine that raises it', [['wait_for', ['c', 1], '3']], [['sleep', '1'], EXIT])
program('wait_for a task that raises it when its time is over',
        [['spawn', 0, 1, None], suppress(['wait_for', ['t', 0], '1']), ['say', 2]],
        [['try', [['sleep', '9']], [], [EXIT]]])
program('the body of a timeout raises it', [['timeout', 0, '3', [['sleep', '1'], INTERRUPT]]])
program('the body of a timeout raises it when its time is over',
        [['timeout', 0, '1', [['try', [['sleep', '9']], [], [INTERRUPT]]]]])
program('shield around a task that raises it',
        [['spawn', 0, 1, None], suppress(['shield', ['t', 0]]), ['say', 2]], [['sleep', '1'], EXIT])
program('wait and as_completed over a task that raises it',
        [*spawn(1, 2), suppress(['wait', [['t', 0]], 'ALL_COMPLETED', None]), ['say', 2]],
        [['sleep', '1'], EXIT], [suppress(['as_completed', [['t', 0]], None, True]), ['say', 3]])
program('a future that is given it gives it to all who await',
        [*spawn(1, 1), ['set_exception', 0, 'SystemExit', 'bye'], ['hops', 3], ['say', 2]],
        [['await', ['f', 0]]])
program('a lock is released on the way out',
        [*spawn(1, 2), ['sleep', '3']], [['lock', 0, [['sleep', '1'], EXIT]]],
        [suppress(['lock', 0, [['say', 1]]]), ['locked', 0]])
program('raised during the cleaning up, it ends that: the others never end theirs',
        [*spawn(1, 2, 1), ['hops', 1], ['return', 3]],
        [['try', [['sleep', '9']], [], [['hops', 3], ['say', 1]]]],
        [['try', [['sleep', '9']], [], [['hops', 1], EXIT]]])
program('another one during the cleaning up takes the place of the first',
        [*spawn(1, 2), ['hops', 1], EXIT], [['try', [['sleep', '9']], [], [INTERRUPT]]], SLEEPER)
program('raised after a ValueError of main, it takes its place',
        [*spawn(1), ['hops', 1], ['raise', 'ValueError', 'main']],
        [['try', [['sleep', '9']], [], [EXIT]]])
program('a main that handles it goes on',
        [['try', [['call', 1]], [['SystemExit', [['say', 1]]]], None], ['sleep', '1'], ['return', 3]],
        [['hops', 1], EXIT])
program('a main that is awaited by others raises it',
        [*spawn(1, 2), ['hops', 2], EXIT], SLEEPER, [['sleep', '1'], ['say', 1]],
        callbacks=[[['say', 1]]])
program('a job of the default executor that runs meanwhile is waited for',
        [*spawn(1), ['hops', 1], EXIT], [['executor', '2', 5, 'default']])
program('a task that nobody asks has its exception reported in the end',
        [['spawn', 0, 1, None], ['spawn', 0, 2, None], ['sleep', '3']], [['sleep', '1'], EXIT],
        SLEEPER, loose=True)

# Exception handlers.

RAISES = [['raise', 'ValueError', 'callback']]

program('what the exception handler raises is not its own end',
        [['call_soon', 0, 0], ['hops', 1], ['report', 'LookupError'], ['say', 1]],
        callbacks=[RAISES, RAISES], handler=1)
program('SystemExit leaves the loop from the exception handler of a callback',
        [*spawn(1), ['call_soon', 0, 0], ['sleep', '1'], ['say', 1]],
        [['try', [['sleep', '9']], [], [['say', 2]]]], callbacks=[RAISES, [EXIT]], handler=1)
program('KeyboardInterrupt leaves call_exception_handler into the task that called it',
        [['try', [['report', 'ValueError']], [['KeyboardInterrupt', [['say', 1]]]], None],
         ['report', 'ValueError'], ['say', 2]], callbacks=[[INTERRUPT]], handler=0)
program('SystemExit of the exception handler ends the cleaning up that reports to it',
        [*spawn(1), ['return', 3]], [['try', [['sleep', '9']], [], [*RAISES]]],
        callbacks=[[EXIT]], handler=0)
program('what the exception handler raises is ignored where a future is collected',
        [['spawn', 0, 1, None], ['hops', 1], ['spawn', 0, 2, None], ['sleep', '1'], ['say', 1]],
        RAISES, [['say', 2]], callbacks=[[EXIT]], handler=0, loose=True)

# Stacks.

FAILS = [['hops', 1], ['raise', 'ValueError', 'fails']]

program('the stack of a task that failed is the way that its exception took',
        [*spawn(1), ['stack', 0], ['hops', 2], ['stack', 0], suppress(['await', ['t', 0]]),
         ['stack', 0]], [['call', 2]], FAILS)
program('the first who awaits it adds to its stack, the second begins a new one',
        [*spawn(1), ['hops', 2], *spawn(2, 3)[1:], ['stack', 0], suppress(['await', ['t', 0]]),
         ['stack', 0], ['spawn', 1, 2, None], ['hops', 2], ['stack', 0], ['stack', 1]],
        FAILS, [['await', ['t', 0]]], [['say', 1]])
program('two who wait for one failure: its stack is the second one',
        [*spawn(1, 2, 3), ['hops', 4], ['stack', 0], ['stack', 1], ['stack', 2]],
        FAILS, [['await', ['t', 0]]], [['call', 4]], [['await', ['t', 0]]])
program('an exception that is caught and raised again keeps its stack',
        [*spawn(1), ['hops', 3], ['stack', 0], ['exception', 0], ['stack', 0], ['result', 0],
         ['stack', 0], ['result', 0], ['stack', 0]],
        [['try', [['call', 2]], [['ValueError', [['hops', 1], ['reraise']]]], None]], FAILS)
program('a stack through a gather, a shield, a group and wait_for',
        [*spawn(1, 2, 3, 4), ['sleep', '1'], ['stack', 0], ['stack', 1], ['stack', 2],
         ['stack', 3]], [['gather', [['c', 5], ['c', 5]], False]], [['shield', ['c', 5]]],
        [['group', 0, [['group_spawn', 0, 4, 5]]]], [['wait_for', ['c', 5], '1']], FAILS)
program('a task that runs has one frame, and one that has ended well has none',
        [*spawn(1, 2), ['stack', 0], ['sleep', '1'], ['stack', 0]], [['call', 2]],
        [['stack', 0], ['hops', 1], ['stack', 0]])

# Executors.

program('jobs that are done come before timers of the same moment',
        [*spawn(2, 1), ['sleep', '2']], [['executor', '1', 5, 'threads']],
        [['sleep', '1'], ['hops', 3]])
program('a job that takes no time',
        [*spawn(1), ['executor', '0', 5, 'threads'], ['say', 1]], TICKER)
program('one worker takes jobs in order',
        [*spawn(1, 2, 1), ['sleep', '4']], [['executor', '1', 5, 'threads']],
        [['executor', '0.5', 6, 'threads']])
program('two workers: the shorter job is done first',
        [*spawn(1, 2, 1), ['sleep', '4']], [['executor', '1', 5, 'threads']],
        [['executor', '0.5', 6, 'threads']], workers=[2, 1])
program('two jobs done in the same moment come in the order of starting',
        [*spawn(1, 2, 3), ['sleep', '4']], [['executor', '1', 5, 'threads']],
        [['executor', '1', 6, 'threads']], [['executor', '0.5', 7, 'threads'], ['executor', '0.5', 8, 'threads']],
        workers=[3, 1])
program('a job whose awaiter is cancelled runs to its end',
        [*spawn(1, 1), ['cancel', 0, None], ['sleep', '4']], [['executor', '1', 5, 'threads']])
program('a job that waits for a worker can be cancelled',
        [*spawn(1, 1, 2), ['cancel', 1, None], ['sleep', '4']], [['executor', '1', 5, 'threads']],
        [['executor', '0.5', 6, 'threads']])
program('a job that raises', [suppress(['executor', '1', None, 'threads'])])
program('a job that will raise does not keep the task alive whose timeout left it',
        [['spawn', 0, 1, None], ['hops', 1], ['spawn', 0, 2, None], ['hops', 1],
         ['spawn', 0, 3, None], ['sleep', '2']],
        [['timeout', 0, '0.5', [['executor', '1', None, 'processes']]]],
        [['timeout', 0, '0.7', [['executor', '1', None, 'threads']]]], [['say', 1]], loose=True)
program('wait_for a job', [suppress(['timeout', 0, '0.5', [['executor', '1', 5, 'threads']]]),
                           ['sleep', '1']])
program('run waits for the jobs of the default executor, and timers go on meanwhile',
        [*spawn(1), ['call_later', 0, '1', 0], ['return', 3]], [['executor', '2', 5, 'default']],
        callbacks=[[['say', 1]]])


program('threads that compute take turns of 5 ms, and processes do not',
        [*spawn(1, 2, 1, 3, 3), ['sleep', '4']], [['executor', 120_000, 5, 'threads']],
        [['executor', 70_000, 6, 'threads']], [['executor', 120_000, 7, 'processes']],
        workers=[3, 2])
program('a thread that sleeps lets others compute, of whatever pool',
        [*spawn(1, 2, 3), ['sleep', '4']], [['executor', 120_000, 5, 'threads']],
        [['executor', '0.008', 6, 'threads']], [['executor', 60_000, 7, 'default']],
        workers=[3, 2])
program('a timer in the middle of a turn with the GIL',
        [*spawn(1, 1, 2), ['sleep', '4']], [['executor', 120_000, 5, 'threads']],
        [['sleep', '0.007'], ['executor', 10_000, 6, 'threads']], workers=[3, 2])
