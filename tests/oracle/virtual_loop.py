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
import collections.abc
import concurrent.futures
import heapq
import inspect
import math
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

    def time(self):
        return self.now / 1e9

    def deadline(self, when):
        """The nanosecond of `when` seconds; infinities stay what they are."""
        nanos = when * 1e9
        return round(nanos) if math.isfinite(nanos) else nanos

    def advance(self, seconds):
        """A blocking call held the loop for so long."""
        if seconds < 0:
            raise ValueError('sleep length must be non-negative')
        self.now = self.deadline(self.time() + seconds)


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


class VirtualExecutor(concurrent.futures.ThreadPoolExecutor):
    """A pool whose jobs take virtual time.

    A job starts when a slot is free, in order of submission. Its Python runs at once, and its
    result is held back for as long as it slept in `time.sleep`, plus its `declared_cost` if it is
    a function with that attribute (seconds).
    """

    def __init__(self, max_workers=None, *_args, **_kwargs):
        self._slots = max_workers or 8
        self._waiting = collections.deque()
        self._running = 0
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
            self._running += 1
            cost, deliver = self._run_job(loop.clock, future, fn, args, kwargs)
            when = loop.clock.deadline(loop.time() + cost)
            heapq.heappush(loop._jobs, _Job(when, lambda deliver=deliver: self._finish(deliver)))

    def _run_job(self, clock, future, fn, args, kwargs):
        held, clock.now, start = clock.now, clock.now, clock.time()
        try:
            result = fn(*args, **kwargs)
            deliver = lambda: future.set_result(result)
        except BaseException as error:
            caught = error
            deliver = lambda: future.set_exception(caught)
        cost = clock.time() - start + getattr(fn, 'declared_cost', 0)
        clock.now = held
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
            heapq.heappush(loop._jobs, _Job(loop.clock.now, callback))

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._shut = True


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
    concurrent.futures.ThreadPoolExecutor = VirtualExecutor
    concurrent.futures.ProcessPoolExecutor = VirtualExecutor


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
