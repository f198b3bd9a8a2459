"""CPython's own asyncio on virtual time: the oracle that Loopscope's runtime is compared with.

Tasks, futures, locks, queues, `run` and all the rest are CPython's, untouched; only the loop's
outermost edge differs from the selector loop:

- time is a whole number of nanoseconds that starts at 0 and jumps to the next deadline instead of
  waiting for it: `when_ns = round((time() + delay) * 1e9)`, half to even, `time()` being ns / 1e9;
- timers are ordered by (nanosecond, sequence), as they come out on a real clock, on which no two
  deadlines are ever equal (`heapq` alone is not stable);
- nothing ready, no timer and no job in flight is a deadlock: `Deadlock` is raised, where a real
  loop would hang;
- jobs of an executor take the time that they spend in `time.sleep`, or that they declare; their
  completions come in before timers of the same moment.

And what CPython leaves to addresses or to the garbage collector gets one order, insertion:
`all_tasks()` (so `run`'s final cancelling too), a TaskGroup's abort, the sets of `wait`, and the
start order of `as_completed`. That changes no hop.
"""

import ast
import asyncio
import asyncio.base_events
import asyncio.events
import asyncio.futures
import asyncio.taskgroups
import asyncio.tasks
import asyncio.timeouts
import builtins
import collections.abc
import concurrent.futures
import functools
import heapq
import inspect
import math
import os
import textwrap
import time as real_time_module
import types
import weakref

NANOS = 1_000_000_000


class Deadlock(BaseException):
    """Nothing is ready, no timer is set, no job is in flight, and tasks are left."""

    def __init__(self, report):
        super().__init__(report)
        self.report = report


class Clock:
    """Loop time, in whole nanoseconds; one for all loops of one program."""

    def __init__(self):
        self.now = 0
        # What the job that a worker runs has cost so far; None while the loop's own thread runs.
        self.job = None

    def time(self):
        return self.now / 1e9

    def deadline(self, when):
        """The nanosecond of `when` seconds; infinities stay what they are."""
        nanos = when * 1e9
        return round(nanos) if math.isfinite(nanos) else nanos

    def advance(self, seconds):
        """A blocking call held the loop for so long, or in a worker nobody but its job."""
        if seconds < 0:
            raise ValueError('sleep length must be non-negative')
        if self.job:
            self.job.blocks += round(seconds * 1e9)
        else:
            self.now = self.deadline(self.time() + seconds)

    def compute(self, nanos):
        """A computation held the loop for so long, or in a worker its job and the GIL."""
        if self.job:
            self.job.computes += nanos
        else:
            self.now += nanos


class Cost:
    """What a job takes: first it blocks, then it computes, in nanoseconds."""

    def __init__(self):
        self.blocks = 0
        self.computes = 0


class OrderedSet(collections.abc.MutableSet):
    """A set that iterates in insertion order.

    A plain set of futures, whose order would depend on addresses, is taken in creation order.
    """

    def __init__(self, iterable=()):
        items = list(iterable)
        if isinstance(iterable, (set, frozenset)) and all(map(asyncio.isfuture, items)):
            items.sort(key=birth)
        self._items = dict.fromkeys(items)

    def __contains__(self, item):
        return item in self._items

    def __iter__(self):
        return iter(self._items)

    def __len__(self):
        return len(self._items)

    def __repr__(self):
        return '{' + ', '.join(map(repr, self._items)) + '}' if self._items else 'set()'

    def add(self, item):
        self._items[item] = None

    def discard(self, item):
        self._items.pop(item, None)

    def copy(self):
        return OrderedSet(self._items)

    def update(self, *others):
        for other in others:
            self._items.update(dict.fromkeys(other))

    def union(self, *others):
        result = self.copy()
        result.update(*others)
        return result

    def difference(self, other):
        return OrderedSet(item for item in self if item not in other)

    def intersection(self, other):
        return OrderedSet(item for item in self if item in other)

    def issubset(self, other):
        return all(item in other for item in self)

    def issuperset(self, other):
        return all(item in self for item in other)


_births = weakref.WeakKeyDictionary()
_next_birth = 0


def birth(future):
    """A number that orders futures by their creation on a virtual loop."""
    return _births.get(future, -1)


def _born(future):
    global _next_birth
    _next_birth += 1
    _births[future] = _next_birth
    return future


class VirtualTimerHandle(asyncio.events.TimerHandle):
    """A timer that knows its nanosecond and its place among timers of the same one."""

    __slots__ = ('_key',)

    def __init__(self, key, when, callback, args, loop, context):
        super().__init__(when, callback, args, loop, context)
        self._key = key

    def __lt__(self, other):
        return self._key < other._key

    def __hash__(self):
        return hash(self._key)

    def __eq__(self, other):
        return self is other


class _Selector:
    """What `_run_once` polls: instead of waiting it moves the clock and brings in finished jobs."""

    def __init__(self, loop):
        self._loop = loop

    def select(self, timeout):
        self._loop._poll(timeout)
        return ()

    def close(self):
        pass


class VirtualLoop(asyncio.base_events.BaseEventLoop):
    """An event loop whose clock jumps to the next thing that happens."""

    def __init__(self, clock=None):
        super().__init__()
        self.clock = clock or current_clock()
        self._selector = _Selector(self)
        self._sequence = 0
        self._jobs = []
        self._dead = False
        self.gil = Gil(self)

    # The clock.

    def time(self):
        return self.clock.time()

    @property
    def _clock_resolution(self):
        # Half a nanosecond: a timer is due at its own nanosecond and not before.
        return max(0.5e-9, math.ulp(self.clock.time()))

    @_clock_resolution.setter
    def _clock_resolution(self, _value):
        pass  # BaseEventLoop.__init__ measures the real clock's.

    def call_at(self, when, callback, *args, context=None):
        if when is None:
            raise TypeError('when cannot be None')
        self._check_closed()
        nanos = self.clock.deadline(when)
        self._sequence += 1
        timer = VirtualTimerHandle(
            (nanos, self._sequence), nanos / 1e9, callback, args, self, context)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    # The edge to the outside.

    def plan(self, nanos, callback):
        """Something outside the loop happens after so long."""
        heapq.heappush(self._jobs, _Job(self.clock.now + nanos, callback))

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass

    def _poll(self, timeout):
        if timeout is None or timeout > 0:
            self._jump()
        while self._jobs and self._jobs[0].when <= self.clock.now:
            heapq.heappop(self._jobs).complete()

    def _jump(self):
        nexts = [timer._key[0] for timer in self._scheduled[:1]]
        nexts += [job.when for job in self._jobs[:1]]
        target = min(nexts, default=math.inf)
        if target == math.inf:
            self._dead = True
            raise Deadlock(self._deadlock_report())
        self.clock.now = max(self.clock.now, target)

    def _deadlock_report(self):
        lines = [f'deadlock at {self.clock.now / 1e9:.9f} s: nothing is ready, no timer is set, '
                 f'and these tasks are left; CPython would hang here']
        for task in asyncio.tasks.all_tasks(self):
            lines.append(f'  {task.get_name()} {task.get_coro().__qualname__} '
                         f'waits for {task._fut_waiter!r}')
        return '\n'.join(lines)

    def run_until_complete(self, future):
        if self._dead:
            # `run` would now cancel what is left; but the program never gets there.
            raise Deadlock('the loop is dead')
        return super().run_until_complete(future)

    # Creation order.

    def create_future(self):
        return _born(super().create_future())

    def create_task(self, coro, *, name=None, context=None):
        return _born(super().create_task(coro, name=name, context=context))

    # Executors.

    async def shutdown_default_executor(self, timeout=None):
        self._executor_shutdown_called = True
        if self._default_executor is None:
            return
        future = self.create_future()
        self._default_executor.when_idle(lambda: self.call_soon_threadsafe(
            asyncio.futures._set_result_unless_cancelled, future, None))
        async with asyncio.timeouts.timeout(timeout):
            await future


class _Job:
    """Something that an executor finishes at `when`."""

    sequence = 0

    def __init__(self, when, complete):
        _Job.sequence += 1
        self.when = when
        self.order = _Job.sequence
        self.complete = complete

    def __lt__(self, other):
        return (self.when, self.order) < (other.when, other.order)


class Gil:
    """One thread computes, the others wait in line: after 5 ms the holder hands it on."""

    SWITCH_INTERVAL = 5_000_000

    def __init__(self, loop):
        self._loop = loop
        self._holder = None
        self._waiting = collections.deque()
        self._grant = 0

    def want(self, thread):
        if self._holder is None:
            self._give(thread)
            return
        self._waiting.append(thread)
        if len(self._waiting) == 1:
            # The holder's time counts from the first who waits.
            self._plan(self.SWITCH_INTERVAL)

    def _give(self, thread):
        self._holder, self._since = thread, self._loop.clock.now
        self._plan(self.SWITCH_INTERVAL if self._waiting else math.inf)

    def _plan(self, at_most):
        left = self._holder.left - (self._loop.clock.now - self._since)
        self._grant += 1
        grant = self._grant
        self._loop.plan(min(left, at_most), lambda: grant == self._grant and self._hand_on())

    def _hand_on(self):
        thread, self._holder = self._holder, None
        thread.left -= self._loop.clock.now - self._since
        if thread.left > 0:
            self._waiting.append(thread)
        if self._waiting:
            self._give(self._waiting.popleft())
        if thread.left <= 0:
            thread.finish()


class Thread:
    """A thread that wants to compute."""

    def __init__(self, left, finish):
        self.left = left
        self.finish = finish


class VirtualExecutor(concurrent.futures.ThreadPoolExecutor):
    """A pool whose jobs take virtual time.

    A job starts when a slot is free, in order of submission. Its Python runs at once, and its
    result is held back for as long as it slept in `time.sleep` and computed, by declaration.
    """

    def __init__(self, max_workers=None, *_args, **_kwargs):
        if max_workers is not None and max_workers <= 0:
            raise ValueError('max_workers must be greater than 0')
        self._slots = max_workers or self.default_slots
        self._waiting = collections.deque()
        self._running = 0
        # How many workers there are, with and without a job.
        self._workers = 0
        self._idle_callbacks = []
        self._shut = False

    def submit(self, fn, /, *args, **kwargs):
        if self._shut:
            raise RuntimeError('cannot schedule new futures after shutdown')
        future = concurrent.futures.Future()
        self._waiting.append((future, fn, args, kwargs))
        self._start_next()
        return future

    def _start_next(self):
        loop = asyncio.get_running_loop()
        while self._waiting and self._running < self._slots:
            future, fn, args, kwargs = self._waiting.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            is_new = self._running == self._workers
            self._workers += is_new
            self._running += 1
            cost, deliver = self._run_job(loop.clock, future, fn, args, kwargs)
            self._begin(loop, is_new, cost, lambda deliver=deliver: self._finish(deliver))

    def _begin(self, loop, is_new, cost, finish):
        """A thread shares everything, so it has the job at once."""
        self._take(loop, cost, finish)

    def _take(self, loop, cost, finish):
        if not cost.computes:
            loop.plan(cost.blocks, finish)
        elif self.has_gil and gil_enabled():
            loop.plan(cost.blocks, lambda: loop.gil.want(Thread(cost.computes, finish)))
        else:
            loop.plan(cost.blocks, lambda: loop.plan(cost.computes, finish))

    def _run_job(self, clock, future, fn, args, kwargs):
        clock.job = cost = Cost()
        try:
            result = fn(*args, **kwargs)
            deliver = lambda: future.set_result(result)
        except BaseException as error:
            # Of a worker's exception no frame leads back to the loop's: its job ran elsewhere.
            caught = error.with_traceback(None)
            deliver = lambda: future.set_exception(caught)
        clock.job = None
        return cost, deliver

    def _finish(self, deliver):
        self._running -= 1
        deliver()
        self._start_next()
        if not self._running:
            callbacks, self._idle_callbacks = self._idle_callbacks, []
            for callback in callbacks:
                callback()

    def when_idle(self, callback):
        self._shut = True
        if self._running:
            self._idle_callbacks.append(callback)
        else:
            loop = asyncio.get_running_loop()
            loop.plan(0, callback)

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._shut = True
        if cancel_futures:
            waiting, self._waiting = self._waiting, collections.deque()
            for future, *_ in waiting:
                future.cancel()
        if wait and self._running:
            # The thread, and with it the loop, stands until the last job is done.
            loop = asyncio.get_running_loop()
            while self._running:
                job = heapq.heappop(loop._jobs)
                loop.clock.now = max(loop.clock.now, job.when)
                job.complete()


class VirtualThreads(VirtualExecutor):
    """`ThreadPoolExecutor` on a machine with 4 cores."""

    default_slots = 8
    has_gil = True


class VirtualProcesses(VirtualExecutor):
    """`ProcessPoolExecutor` on a machine with 4 cores.

    A process takes a while to start, and arguments and results are copied, by declaration.
    """

    START = 30_000_000
    COPY = 100_000

    default_slots = 4
    has_gil = False

    def _begin(self, loop, is_new, cost, finish):
        def copied_back():
            loop.plan(self.COPY, finish)

        def copied():
            self._take(loop, cost, copied_back)

        def started():
            loop.plan(self.COPY, copied)

        if is_new:
            loop.plan(self.START, started)
        else:
            started()


class VirtualPolicy(asyncio.DefaultEventLoopPolicy):
    """So that `asyncio.run(main())` of an unmodified program runs on a `VirtualLoop`."""

    _loop_factory = VirtualLoop


_clock = Clock()


def current_clock():
    return _clock


def new_clock():
    """Back to 00:00:00, for the next program."""
    global _clock
    _clock = Clock()
    return _clock


def install():
    """Make every new event loop of this process a virtual one, and its clocks the loop's."""
    asyncio.set_event_loop_policy(VirtualPolicy())
    _order_sets()
    _replace_executors()
    _replace_clocks()


def _order_sets():
    asyncio.tasks.set = OrderedSet
    asyncio.taskgroups.set = OrderedSet
    unordered_all_tasks = asyncio.tasks.all_tasks

    def all_tasks(loop=None):
        """Return a set of all tasks for the loop."""
        return OrderedSet(sorted(unordered_all_tasks(loop), key=birth))

    asyncio.tasks.all_tasks = asyncio.all_tasks = all_tasks
    iterator = asyncio.tasks._AsCompletedIterator
    iterator.__init__ = _with_ordered_set_displays(iterator.__init__)


def _with_ordered_set_displays(function):
    """The same function, from its own source, with `{… for …}` making an `OrderedSet`."""

    class Order(ast.NodeTransformer):
        def visit_SetComp(self, node):
            self.generic_visit(node)
            listed = ast.ListComp(node.elt, node.generators)
            return ast.Call(ast.Name('set', ast.Load()), [listed], [])

    tree = Order().visit(ast.parse(textwrap.dedent(inspect.getsource(function))))
    code = compile(ast.fix_missing_locations(tree), inspect.getsourcefile(function), 'exec')
    namespace = {}
    exec(code, function.__globals__, namespace)
    return namespace[function.__name__]


def _replace_executors():
    concurrent.futures.ThreadPoolExecutor = VirtualThreads
    concurrent.futures.ProcessPoolExecutor = VirtualProcesses
    os.cpu_count = os.process_cpu_count = lambda: 4
    original = builtins.open

    def open_file(file, *args, **kwargs):
        return _RandomSource() if file == '/dev/urandom' else original(file, *args, **kwargs)

    builtins.open = open_file


class _RandomSource:
    """The system's random bytes, by declaration: `(149 * i + 7) mod 256`."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def read(self, count):
        return bytes((149 * i + 7) & 255 for i in range(count))


# Functions of a program that stand for long computations: what they take, in nanoseconds, and what
# they give.
_DECLARED = {
    'cpu_bound': (lambda n: 100 * n, lambda n: (n - 1) * n * (2 * n - 1) // 6),
}
# Below this the program's own function runs, so that the two cannot part.
_SMALL = 10_000
_gil_enabled = True


def gil_enabled():
    return _gil_enabled


def declare(tree):
    """Lets a parsed program's long computations take their declared time, and reads its `GIL`."""
    global _gil_enabled
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) if name in _DECLARED and node.args.args:
                node.decorator_list.insert(0, ast.Name('__declared__', ast.Load()))
            case ast.Assign(targets=[ast.Name('GIL')], value=ast.Constant(value)):
                _gil_enabled = value
    return ast.fix_missing_locations(tree)


def declared(function):
    cost, result = _DECLARED[function.__name__]

    @functools.wraps(function)
    def standing_in(n):
        _clock.compute(cost(n))
        return function(n) if n < _SMALL else result(n)
    return standing_in


def _replace_clocks():
    """`time`'s clocks read the loop's; its epoch is 00:00:00 of 1 January 1970, in UTC."""
    original = types.SimpleNamespace(
        strftime=real_time_module.strftime, gmtime=real_time_module.gmtime)

    def now():
        return _clock.time()

    def now_ns():
        return _clock.now

    def gmtime(seconds=None):
        return original.gmtime(_clock.now // NANOS if seconds is None else seconds)

    def strftime(format, t=None):
        return original.strftime(format, gmtime() if t is None else t)

    module = real_time_module
    module.time = module.monotonic = module.perf_counter = now
    module.time_ns = module.monotonic_ns = module.perf_counter_ns = now_ns
    module.gmtime = module.localtime = gmtime
    module.strftime = strftime
    module.sleep = lambda seconds: _clock.advance(seconds)
