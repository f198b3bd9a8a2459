"""A program is run in many orders: what they come to, how an order is told and replayed."""

import gc
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

import loopscope
from loopscope._explore.cancelling import cancelled_everywhere
from loopscope._explore.deciding import Choices, Deciding
from loopscope._explore.orders import BadToken, Deviation, parsed, token
from loopscope._explore.result import explored
from loopscope._explore.running import Program, captured
from loopscope._explore.search import Search, shrunk
from loopscope._explore.settings import Settings
from loopscope._loop.installation import uninstall
from loopscope._loop.recording import record_program
from tests.support import lifecycle

ROOT = pathlib.Path(__file__).resolve().parents[1]
ORDERS = ROOT / "tests" / "orders"
FAULTY = sorted(ORDERS.glob("*_faulty.py"))

LOST = """
    import asyncio
    balance = 0
    async def deposit(amount, begins):
        global balance
        await asyncio.sleep(begins)
        seen = balance
        await asyncio.sleep(0.1)
        balance = seen + amount
    async def main():
        await asyncio.gather(deposit(1, 0), deposit(2, 1))
        print(balance)
        assert balance == 3, balance
    asyncio.run(main())
"""


def program(source):
    return Program(textwrap.dedent(source), "program.py")


def differing(source):
    """What differs in a program of the catalogue: cancels where its first line says so."""
    return frozenset({"cancel"} if source.startswith("# explore: cancel") else {"late", "swap", "timeout"})


def explore_file(path, **settings):
    source = path.read_text(encoding="utf-8")
    return explored(Program(source, str(path)), Settings(differences=differing(source), **settings))


def command(*arguments, folder=None):
    return subprocess.run([sys.executable, "-m", "loopscope", "explore", *arguments], cwd=folder,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)


def resident():
    """The process's memory in pages, where the system tells it."""
    try:
        return int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0


class Exploring(unittest.TestCase):
    def tearDown(self):
        uninstall()

    def explore(self, source, **settings):
        return explored(program(source), Settings(**settings))

    def test_a_lost_update_is_found_with_one_deviation(self):
        result = self.explore(LOST)
        group = result.groups[0]
        self.assertEqual([failure.text for failure in group.failures], ["AssertionError: 2"])
        self.assertEqual([deviation.kind for deviation in group.run.order], ["late"])
        self.assertIn("the sleep of Task-2 in program.py line 8 ends after the sleep of Task-3", str(result))
        self.assertIn("the console parts in line 1: '2' instead of '3'", str(result))

    def test_asyncios_own_order_is_the_first(self):
        result = self.explore(LOST)
        self.assertEqual((result.search.own.order, result.search.own.console), ((), "3\n"))
        self.assertFalse(result.fails_in_own_order)

    def test_a_sleep_may_end_after_all_others_also_those_that_begin_later(self):
        result = self.explore("""
            import asyncio
            arrived = False
            async def replicate():
                global arrived
                await asyncio.sleep(0.9)
                arrived = True
            async def main():
                task = asyncio.create_task(replicate())
                for _ in range(5):
                    await asyncio.sleep(1)
                assert arrived
                await task
            asyncio.run(main())
        """, deviations=1, chance=0)
        self.assertIn("the sleep of Task-2 in program.py line 6 ends after all others", str(result))

    def test_a_job_of_a_pool_may_end_late(self):
        for pool in ("None", "concurrent.futures.ProcessPoolExecutor()"):
            result = self.explore(f"""
                import asyncio, concurrent.futures, time
                def read():
                    time.sleep(0.1)
                    return 'old'
                async def load(cache, pool):
                    cache['it'] = await asyncio.get_running_loop().run_in_executor(pool, read)
                async def main():
                    cache = {{}}
                    loading = asyncio.create_task(load(cache, {pool}))
                    await asyncio.sleep(1)
                    cache['it'] = 'new'
                    await loading
                    assert cache['it'] == 'new'
                asyncio.run(main())
            """, deviations=1, chance=0)
            self.assertIn("the job read ends after the sleep of Task-1 in program.py line 11", str(result))
            self.assertFalse(result.fails_in_own_order)

    def test_a_sleep_ends_some_time_also_where_there_is_always_another(self):
        result = self.explore("""
            import asyncio
            async def beat():
                while True: await asyncio.sleep(0.1)
            async def main():
                beating = asyncio.create_task(beat())
                await asyncio.sleep(1)
                beating.cancel()
            asyncio.run(main())
        """, deviations=1, chance=0)
        self.assertEqual(result.failing, 0)

    def test_nothing_is_found_where_nothing_may_differ(self):
        result = self.explore(LOST, differences=frozenset())
        self.assertEqual((result.failing, result.search.orders), (0, 1))

    def test_a_failure_in_asyncios_own_order_is_said_to_be_one(self):
        result = self.explore("import asyncio\nasync def main(): assert False\nasyncio.run(main())")
        self.assertTrue(result.fails_in_own_order)
        self.assertIn("asyncio's own among them", str(result))
        self.assertEqual(result.groups[0].run.order, ())

    def test_all_orders_were_tried_only_where_they_were(self):
        self.assertIn("all orders with at most 2 deviations were tried", str(self.explore(LOST)))
        short = self.explore(LOST, runs=3)
        self.assertEqual(short.search.complete, 0)
        self.assertIn("not all orders with 1 deviation were tried", str(short))

    def test_runs_are_bounded(self):
        self.assertLessEqual(self.explore(LOST, runs=7, chance=2).search.runs, 7)

    def test_what_counts_as_a_failure_is_chosen(self):
        self.assertEqual(self.explore(LOST, failures=frozenset({"deadlock"})).failing, 0)
        other = self.explore(LOST, failures=frozenset({"output"}))
        self.assertEqual({failure.kind for group in other.groups for failure in group.failures}, {"output"})

    def test_an_order_that_asyncio_cannot_have_is_marked(self):
        result = self.explore("""
            import asyncio
            got = []
            async def put(what): got.append(what)
            async def main():
                await asyncio.gather(put(1), put(2))
                assert got == [1, 2]
            asyncio.run(main())
        """)
        self.assertTrue(result.groups[0].needs_more_than_asyncio)
        self.assertIn("never lets a ready task overtake another", str(result))
        self.assertFalse(self.explore(LOST).groups[0].needs_more_than_asyncio)

    def test_an_injected_cancel_that_arrives_is_no_failure(self):
        result = self.explore("""
            import asyncio
            async def main(): await asyncio.sleep(1)
            asyncio.run(main())
        """, differences=frozenset({"cancel"}))
        self.assertGreater(result.search.orders, 1)
        self.assertEqual(result.failing, 0)

    def test_a_cancel_before_the_first_step_is_tried(self):
        result = self.explore("""
            import asyncio
            async def never(): pass
            async def main():
                task = asyncio.create_task(never())
                await asyncio.wait([task])
                assert not task.cancelled()
            asyncio.run(main())
        """, differences=frozenset({"cancel"}))
        self.assertIn("is cancelled before its first step", str(result))

    def test_an_invariant_is_checked_after_each_step(self):
        result = self.explore("""
            import asyncio, loopscope
            total = 0
            @loopscope.invariant
            def is_even(): return total % 2 == 0
            async def main():
                global total
                total += 1
                await asyncio.sleep(0)
                total += 1
            asyncio.run(main())
        """)
        self.assertEqual([failure.kind for failure in result.groups[0].failures], ["invariant"])
        self.assertIn("the invariant is_even in line 4 does not hold", str(result))

    def test_an_exception_that_nobody_takes_is_found_in_a_cycle_also_where_the_program_collects(self):
        for collecting in ("", "gc.collect()", "gc.collect(0)", "gc.collect(1)"):
            source = f"""
                import asyncio, gc
                class Ring: pass
                async def fails(): raise ValueError
                async def main():
                    ring = Ring()
                    ring.self, ring.task = ring, asyncio.ensure_future(fails())
                    await asyncio.sleep(1)
                    {collecting}
                asyncio.run(main())
            """
            for _ in range(3):
                result = self.explore(source, deviations=1, chance=0)
                with self.subTest(collecting):
                    self.assertEqual(result.failing, result.search.orders)
                    self.assertEqual({kind for group in result.groups for kind in group.kinds}, {"hidden"})

    def test_a_livelock_and_a_run_without_end_are_told_apart(self):
        turning = "import asyncio\nasync def main():\n while True: await asyncio.sleep({})\nasyncio.run(main())"
        for seconds, how in ((0, "livelock"), (1, "unending")):
            result = self.explore(turning.format(seconds), runs=1, turns=200, callbacks=2000)
            self.assertEqual([failure.kind for failure in result.groups[0].failures], [how])

    def test_orders_by_chance_find_what_few_deviations_do_not_and_are_shrunk(self):
        source = """
            import asyncio
            order = []
            async def step(name, seconds):
                await asyncio.sleep(seconds)
                order.append(name)
            async def main():
                await asyncio.gather(*(step(n, 1 + n) for n in range(3)))
                assert order != [2, 1, 0], order
            asyncio.run(main())
        """
        few = self.explore(source, deviations=1, chance=0)
        self.assertEqual(few.failing, 0)
        more = self.explore(source, deviations=0, chance=400)
        self.assertGreater(more.failing, 0)
        run = more.groups[0].run
        for left_out in range(len(run.order)):
            shorter = run.order[:left_out] + run.order[left_out + 1:]
            self.assertEqual(program(source).run(Settings(), Choices(shorter)).failures, ())

    def test_shrinking_leaves_out_what_is_not_needed(self):
        result = self.explore(LOST, chance=0)
        long = next(found.run for found in result.search.outcomes.values() if found.run.failures)
        longer = program(LOST).run(Settings(), Choices((Deviation(2, "swap", 1), *long.order)))
        self.assertEqual(len(longer.order), 2)
        short, _ = shrunk(program(LOST), Settings(), longer, frozenset({"exception"}))
        self.assertEqual(len(short.order), 1)

    def test_settings_that_make_no_sense_are_refused(self):
        with self.assertRaisesRegex(ValueError, "there is no 'later'; there are: late, swap, timeout, cancel"):
            Settings(differences=frozenset({"later"}))
        with self.assertRaisesRegex(ValueError, "deviations must be 0 or more, not -1"):
            Settings(deviations=-1)


class Tokens(unittest.TestCase):
    def test_a_token_stands_for_an_order_of_one_program(self):
        order = (Deviation(3, "late", 2), Deviation(40, "cancel", 1))
        text = token(order, "source")
        self.assertEqual(parsed(text, "source"), order)
        with self.assertRaisesRegex(BadToken, "another version of this one"):
            parsed(text, "other source")

    def test_what_is_no_token_is_refused_in_words(self):
        good = token((), "source")
        for wrong in ("", "x", "2" + good[1:], good + "-x1.1", good + "-l1", good + "-l1.0", good + "-l1.1-s1.1"):
            with self.subTest(wrong), self.assertRaises(BadToken):
                parsed(wrong, "source")


class Replaying(unittest.TestCase):
    def tearDown(self):
        uninstall()

    def test_ten_thousand_orders_leave_asyncios_own_and_the_memory_as_they_were(self):
        search = Search(program(LOST), Settings(deviations=0, chance=10_000, runs=10_010, seconds=600))
        for number, _ in enumerate(search.steps()):
            if number == 0:
                before, memory = len(gc.get_objects()), resident()
        own = search.own
        again = search.program.run(search.settings, Choices())
        self.assertGreaterEqual(search.runs, 10_000)
        self.assertEqual(again.outcome, own.outcome)
        self.assertLess(len(gc.get_objects()), before * 1.1 + 5000)
        self.assertLessEqual(resident(), memory * 1.1)

    def test_an_explored_order_is_that_of_its_token_event_by_event(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "program.py")
            path.write_text(textwrap.dedent(LOST))
            found = command("-o", "found.loopscope", "--json", "program.py", folder=folder)
            self.assertEqual(found.returncode, 1, found.stderr)
            failure = json.loads(found.stdout)["failures"][0]
            again = command("--replay", failure["token"], "-o", "again.loopscope", "program.py", folder=folder)
            self.assertEqual((again.returncode, again.stdout), (1, failure["console"]), again.stderr)
            first, second = (pathlib.Path(folder, f"{name}.loopscope").read_text() for name in ("found", "again"))
        self.assertEqual(first, second)
        _, events = lifecycle.parse(first)
        kinds = [kind for _, kind, _ in events]
        self.assertEqual(kinds[kinds.index("Deviated") + 1], "TimerDue")
        self.assertIn("2\n", [fields["text"] for _, kind, fields in events if kind == "Printed"])

    def test_each_explored_order_is_told_event_by_event_as_its_trace(self):
        # The explored run has no events: what it took, offered and printed must be what the recorded run did.
        for path in (*FAULTY[::6], ORDERS.parent / "detangle" / "replicated_kv.py"):
            source = path.read_text(encoding="utf-8")
            one = Program(source, str(path))
            search = Search(one, Settings(differences=frozenset({"late", "swap", "timeout", "cancel"}), chance=40))
            for run in itertools.islice((run for run in search.steps() if run.order), 0, 40, 10):
                deciding = Deciding(Choices(run.order))
                with captured() as (out, _):
                    ended, trace = record_program(source, str(path), (), one.world_of(search.settings, deciding), lambda _: None)
                with self.subTest(path.stem, order=run.order):
                    self.assertEqual((tuple(deciding.taken), deciding.offered), (run.order, run.offered))
                    self.assertEqual((deciding.signature, ended.how), (run.signature, run.how))
                    events = [json.loads(line)["e"] for line in trace.lines]
                    deviated = [event for event in events if "Deviated" in event]
                    self.assertEqual(len(deviated), len(run.order))

    def test_a_cancel_of_the_explorer_is_told_as_its_own(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "program.py")
            path.write_text((ORDERS / "lock_kept_by_cancel_faulty.py").read_text())
            command("--differ", "cancel", "-o", "found.loopscope", "program.py", folder=folder)
            _, events = lifecycle.parse(pathlib.Path(folder, "found.loopscope").read_text())
        at = next(index for index, event in enumerate(events) if event[1] == "Deviated")
        self.assertEqual(list(events[at][2]["chosen"]), ["Cancel"])
        self.assertEqual((events[at + 1][1], events[at + 1][2]["origin"]), ("CancelRequested", "Explorer"))


class TheCommand(unittest.TestCase):
    def test_its_status_is_0_where_no_order_fails(self):
        done = command(str(ORDERS / "lost_update_mended.py"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("0 of "), done.stdout)

    def test_a_token_of_another_program_is_refused(self):
        done = command("--replay", token((), "other"), str(ORDERS / "lost_update_mended.py"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("of another program", done.stderr)

    def test_a_file_that_is_not_there_and_kinds_that_are_not_are_refused(self):
        self.assertIn("cannot read nowhere.py", command("nowhere.py").stderr)
        done = command("--differ", "x", str(ORDERS / "lost_update_mended.py"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no 'x'", done.stderr)


class CancelEverywhere(unittest.TestCase):
    def tearDown(self):
        uninstall()

    def problems(self, name):
        path = ORDERS / f"{name}.py"
        _, awaits = cancelled_everywhere(Program(path.read_text(), str(path)), Settings())
        return {(pathlib.Path(one.file).name and one.line, kind) for one in awaits for kind in one.problems}

    def test_an_await_that_keeps_a_lock_is_told_by_its_line(self):
        self.assertEqual(self.problems("lock_kept_by_cancel_faulty"), {(6, "deadlock"), (6, "kept")})
        self.assertEqual(self.problems("lock_kept_by_cancel_mended"), set())

    EVERYWHERE = {
        "clean": ("await asyncio.sleep(1)", None),
        "a lock is kept": ("""
            lock = asyncio.Lock()
            await lock.acquire()
            await asyncio.sleep(1)
            lock.release()""", "kept"),
        "a permit is kept": ("""
            permits = asyncio.Semaphore(2)
            await permits.acquire()
            await asyncio.sleep(1)
            permits.release()""", "kept"),
        "a connection is kept": ("""
            pool = asyncio.Queue()
            pool.put_nowait(object())
            connection = await pool.get()
            await asyncio.sleep(1)
            pool.put_nowait(connection)""", "kept"),
        "a queue of work is no pool": ("""
            work = asyncio.Queue()
            work.put_nowait(object())
            await work.get()
            await asyncio.sleep(1)""", None),
        "an exception is hidden": ("""
            async def fails():
                try:
                    await asyncio.sleep(2)
                except asyncio.CancelledError:
                    raise ValueError('hidden')
            task = asyncio.create_task(fails())
            await asyncio.sleep(1)
            await task""", "hidden"),
        "the cancel is swallowed": ("""
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                pass""", "swallowed"),
        "it never ends": ("""
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                await asyncio.Event().wait()""", "deadlock"),
    }

    def test_each_await_is_told_what_comes_of_a_cancel(self):
        for name, (body, kind) in self.EVERYWHERE.items():
            with self.subTest(name):
                lines = textwrap.indent(textwrap.dedent(body), "    ")
                source = f"import asyncio\nasync def main():\n{lines}\nasyncio.run(main())\n"
                _, awaits = cancelled_everywhere(Program(source, "program.py"), Settings())
                kinds = {kind for one in awaits for kind in one.problems}
                self.assertEqual(kinds - {"exception"}, {kind} - {None})

    def test_the_command_tells_it_in_words_and_as_json_and_by_its_status(self):
        faulty, mended = (str(ORDERS / f"connection_kept_by_cancel_{which}.py") for which in ("faulty", "mended"))
        told = command("--cancel-everywhere", faulty)
        self.assertEqual(told.returncode, 1, told.stderr)
        self.assertIn("a lock, a permit or a connection is kept: an item taken from the Queue made in", told.stdout)
        data = json.loads(command("--cancel-everywhere", "--json", faulty).stdout)
        [line] = [one["line"] for one in data["awaits"] if one["problems"]]
        self.assertEqual(line, 6)
        clean = command("--cancel-everywhere", mended)
        self.assertEqual((clean.returncode, "all are clean" in clean.stdout), (0, True), clean.stderr)

    def test_a_cancel_that_is_swallowed_is_told(self):
        self.assertEqual(self.problems("cancel_swallowed_faulty"), {(7, "swallowed")})
        self.assertEqual(self.problems("cancel_swallowed_mended"), set())


class Tests(unittest.TestCase):
    def tearDown(self):
        uninstall()

    def test_a_test_is_run_in_many_orders(self):
        runs = []

        @loopscope.explored(deviations=1, chance=0)
        async def good():
            import asyncio
            runs.append(1)
            await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))

        good()
        self.assertGreater(len(runs), 2)

    def test_one_that_fails_in_some_order_fails_and_says_how_to_replay(self):
        import asyncio

        @loopscope.explored(deviations=1, chance=0)
        async def bad(last):
            got = []

            async def after(seconds):
                await asyncio.sleep(seconds)
                got.append(seconds)

            await asyncio.gather(after(1), after(2))
            assert got[-1] == last, got

        with self.assertRaisesRegex(AssertionError, r"@loopscope.explored\(replay='1-"):
            bad(2)

    def test_only_coroutine_functions_are_taken(self):
        with self.assertRaisesRegex(TypeError, "async def"):
            loopscope.explored()(lambda: None)


class Catalogue(unittest.TestCase):
    """The programs of ``orders``: each with a fault of order or of cancelling, and mended."""

    def tearDown(self):
        uninstall()

    def test_there_are_at_least_thirty(self):
        self.assertGreaterEqual(len(FAULTY), 30)

    def test_the_fault_is_found_in_every_faulty_program(self):
        for path in FAULTY:
            with self.subTest(path.stem):
                result = explore_file(path, chance=0)
                self.assertGreater(result.failing, 0)
                self.assertEqual(result.fails_in_own_order, path.stem == "invariant_broken_between_faulty")

    def test_nothing_is_found_in_any_mended_program(self):
        for path in FAULTY:
            mended = path.with_name(path.name.replace("_faulty", "_mended"))
            with self.subTest(mended.stem):
                result = explore_file(mended, chance=30)
                self.assertEqual([str(failure) for group in result.groups for failure in group.failures], [])
                self.assertEqual(result.search.complete, 2)

    def test_the_token_of_a_failure_replays_it(self):
        for path in FAULTY[::4]:
            with self.subTest(path.stem):
                result = explore_file(path, chance=0)
                run = result.groups[0].run
                order = parsed(result.token(run), result.program.source)
                self.assertEqual(result.program.run(result.settings, Choices(order)).outcome, run.outcome)

    def test_what_detangle_ships_examples_of_is_found(self):
        found = [path for path in sorted((ROOT / "tests" / "detangle").glob("*.py"))]
        self.assertEqual(len(found), 7)
        for path in found:
            with self.subTest(path.stem):
                source = path.read_text(encoding="utf-8")
                result = explored(Program(source, str(path)), Settings(), stop_at_first=True)
                self.assertEqual((result.failing, result.fails_in_own_order), (1, False))


if __name__ == "__main__":
    unittest.main()
