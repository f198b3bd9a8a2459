"""On the deterministic loop a program does the same in each run, in the order that asyncio has."""

import asyncio
import datetime
import sys
import time
import unittest

from tests.support.deterministic import run


class Clock(unittest.TestCase):
    def test_waiting_takes_no_time_and_computing_none_of_the_clock(self):
        ran = run("""
            import asyncio, time
            async def main():
                begun = time.monotonic()
                await asyncio.sleep(3600)
                sum(range(100_000))
                print(time.monotonic() - begun)
            asyncio.run(main())
        """)
        self.assertEqual(ran.out, ["3600.000000000\t3600.0"])

    def test_a_blocking_sleep_holds_the_loop(self):
        ran = run("""
            import asyncio, time
            async def late():
                await asyncio.sleep(0.5)
                print('late')
            async def main():
                task = asyncio.create_task(late())
                await asyncio.sleep(0)
                time.sleep(2)
                await task
            asyncio.run(main())
        """)
        self.assertEqual(ran.out, ["2.000000000\tlate"])

    def test_every_clock_of_the_machine_tells_the_runs_own(self):
        ran = run("""
            import datetime, time
            time.sleep(90)
            print(time.time(), time.perf_counter_ns(), time.strftime('%X'), time.process_time())
            print(repr(datetime.datetime.now()), datetime.date.today(), datetime.datetime.now(datetime.timezone.utc))
            print(isinstance(datetime.datetime.now() + datetime.timedelta(1), datetime.datetime))
            print(isinstance(datetime.date.today(), datetime.date), issubclass(datetime.datetime, datetime.date))
        """)
        self.assertEqual(ran.texts, [
            "90.0 90000000000 00:01:30 0.0",
            "datetime.datetime(1970, 1, 1, 0, 1, 30) 1970-01-01 1970-01-01 00:01:30+00:00",
            "True", "True True",
        ])

    def test_equal_deadlines_come_in_the_order_of_setting(self):
        ran = run("""
            import asyncio
            async def wake(name, *parts):
                await asyncio.sleep(sum(parts))
                print(name)
            async def main():
                await asyncio.gather(*(wake(n, 0.1, 0.2) if n % 2 else wake(n, 0.3) for n in range(40)))
            asyncio.run(main())
        """)
        self.assertEqual(ran.texts, [str(n) for n in range(40)])


class Chance(unittest.TestCase):
    SOURCE = """
        import os, random, secrets, tempfile, uuid
        print(random.random(), random.Random().random(), secrets.token_hex(4), uuid.uuid4(), os.urandom(3).hex())
        print(uuid.uuid4() != uuid.uuid4(), open('/dev/urandom', 'rb').read(3).hex())
        random.seed(7)
        print(random.randint(1, 1000))
    """

    def test_what_is_random_is_the_same_in_each_run(self):
        first, second = run(self.SOURCE), run(self.SOURCE)
        self.assertEqual(first.out, second.out)
        self.assertEqual(first.texts[1], "True 079c31")

    def test_another_seed_is_another_run_but_for_what_the_program_seeds(self):
        first, second = run(self.SOURCE), run(self.SOURCE, seed=1)
        self.assertNotEqual(first.out[0], second.out[0])
        self.assertEqual(first.out[2], second.out[2])

    def test_a_set_of_tasks_has_an_order(self):
        ran = run("""
            import asyncio
            async def nothing(): pass
            async def main():
                tasks = {asyncio.create_task(nothing()) for _ in range(5)}
                print(*(task.get_name() for task in tasks))
                done, pending = await asyncio.wait(tasks)
                print(*(task.get_name() for task in done), isinstance(done, set), done | pending == tasks)
                loop = asyncio.get_running_loop()
                print(isinstance(asyncio.current_task(), asyncio.Future), issubclass(asyncio.Task, asyncio.Future),
                      isinstance(loop.create_future(), asyncio.Task), isinstance(asyncio.gather(*tasks), asyncio.Future))
            asyncio.run(main())
        """)
        self.assertEqual(ran.texts, [
            "Task-2 Task-3 Task-4 Task-5 Task-6", "Task-2 Task-3 Task-4 Task-5 Task-6 True True",
            "True True False True"])


class Repeating(unittest.TestCase):
    LEAVES_MUCH_BEHIND = """
        import asyncio, atexit, contextvars, logging, os, random, sys, warnings
        var = contextvars.ContextVar('var', default=0)
        async def forgotten():
            await asyncio.get_running_loop().create_future()
        async def main():
            print(asyncio.current_task().get_name(), random.random(), var.get(), len(logging.root.handlers))
            print(os.environ.get('LEFT'), hasattr(print, 'x'), sys.getrecursionlimit() < 2000, 'left' in dir(__builtins__))
            var.set(1)
            logging.basicConfig()
            os.environ['LEFT'] = 'yes'
            __builtins__.left = 1
            sys.setrecursionlimit(5000)
            asyncio.create_task(forgotten())
            await asyncio.sleep(1)
            warnings.warn('look')
        atexit.register(print, 'at exit')
        asyncio.run(main())
        failing = asyncio.Future(loop=asyncio.new_event_loop())
        failing.set_exception(ValueError('unheard'))
    """

    def test_a_later_run_equals_the_first(self):
        runs = [run(self.LEAVES_MUCH_BEHIND, uninstalling=number == 29) for number in range(30)]
        self.assertTrue(all(ran == runs[0] for ran in runs[1:]), [ran for ran in runs if ran != runs[0]][:1])
        self.assertEqual(runs[0].texts[-1], "at exit")
        self.assertIn("Future exception was never retrieved", "\n".join(runs[0].err))

    def test_nothing_of_a_program_that_hung_is_left_for_the_next_one(self):
        hanging = """
            import asyncio
            class Left:
                def __del__(self):
                    print('taken apart')
            async def main():
                left = Left()
                await asyncio.get_running_loop().create_future()
            asyncio.run(main())
        """
        self.assertEqual(run(hanging, uninstalling=False).ended.how, "deadlock")
        self.assertEqual(run("import gc; gc.collect(); print('alone')").texts, ["alone"])

    def test_afterwards_everything_is_cpythons_own_again(self):
        before = time.time, time.sleep, asyncio.Task, asyncio.new_event_loop, datetime.datetime, asyncio.wait
        run("print('hello')")
        self.assertEqual(
            before, (time.time, time.sleep, asyncio.Task, asyncio.new_event_loop, datetime.datetime, asyncio.wait))
        self.assertGreater(time.time(), 1e9)


class Threads(unittest.TestCase):
    def test_jobs_take_the_time_that_they_sleep(self):
        ran = run("""
            import asyncio, time
            def job(n):
                time.sleep(n)
                return n
            async def main():
                print(await asyncio.gather(asyncio.to_thread(job, 2), asyncio.to_thread(job, 1)))
            asyncio.run(main())
        """)
        self.assertEqual(ran.out, ["2.000000000\t[2, 1]"])

    def test_a_pool_works_without_a_loop(self):
        ran = run("""
            import concurrent.futures, time
            def job(n):
                time.sleep(n)
                return n * n
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                print(list(pool.map(job, [1, 2, 3])))
            with concurrent.futures.ThreadPoolExecutor() as pool:
                print([future.result() for future in concurrent.futures.as_completed(pool.submit(job, n) for n in (3, 1))])
        """)
        self.assertEqual(ran.out, ["4.000000000\t[1, 4, 9]", "7.000000000\t[1, 9]"])

    def test_what_a_job_raises_is_raised_with_its_own_lines(self):
        ran = run("""
            import asyncio
            def job():
                raise LookupError('no such thing')
            asyncio.run(asyncio.wait_for(asyncio.to_thread(job), 1))
        """)
        self.assertEqual((ran.ended.how, ran.ended.status, ran.ended.text), ("raised", 1, "LookupError: no such thing"))
        told = "\n".join(ran.err)
        self.assertIn("line 4, in job", told)
        self.assertNotIn("loopscope", told)

    def test_a_job_that_waits_for_the_loop_is_told_that_it_cannot(self):
        ran = run("""
            import asyncio
            async def answer(): return 42
            async def main():
                loop = asyncio.get_running_loop()
                def job():
                    return asyncio.run_coroutine_threadsafe(answer(), loop).result()
                try:
                    await asyncio.to_thread(job)
                except RuntimeError as error:
                    print(error)
            asyncio.run(main())
        """)
        self.assertIn("a job waits for another thread", ran.texts[0])


class Refusing(unittest.TestCase):
    def test_network_processes_signals_and_threads_are_refused_in_words(self):
        ran = run("""
            import asyncio, signal
            async def main():
                for attempt in (
                    lambda: asyncio.open_connection('example.org', 80),
                    lambda: asyncio.create_subprocess_exec('ls'),
                    lambda: asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, print),
                ):
                    try:
                        await attempt()
                    except NotImplementedError as error:
                        print(str(error).partition(':')[0])
            asyncio.run(main())
            import threading
            try:
                threading.Thread(target=print).start()
            except RuntimeError as error:
                print(str(error).partition(':')[0])
        """)
        self.assertEqual(ran.texts, [
            "the deterministic loop has no network", "the deterministic loop starts no other programs",
            "the deterministic loop takes no signals", "the deterministic loop starts no threads"])


class HangingForEver(unittest.TestCase):
    def test_a_deadlock_names_who_waits_for_what_since_which_line(self):
        ran = run("""
            import asyncio
            first, second = asyncio.Lock(), asyncio.Lock()
            async def crossing(one, other):
                async with one:
                    await asyncio.sleep(1)
                    async with other:
                        print('never')
            async def main():
                async with asyncio.timeout(None) if hasattr(asyncio, 'timeout') else asyncio.Lock():
                    await asyncio.gather(crossing(first, second), crossing(second, first))
            asyncio.run(main())
        """)
        self.assertEqual((ran.ended.how, ran.ended.status, ran.out), ("deadlock", 3, []))
        self.assertEqual(ran.ended.text.splitlines()[0].partition(":")[0], "deadlock at 1.000000000")
        self.assertEqual(ran.ended.text.splitlines()[1:], [
            "  Task-1 (main) waits for Task-2 and Task-3, in program.py line 11: "
            "await asyncio.gather(crossing(first, second), crossing(second, first))",
            "  Task-2 (crossing) waits for other (Lock), which is held by Task-3, in program.py line 7: "
            "async with other:",
            "  Task-3 (crossing) waits for other (Lock), which is held by Task-2, in program.py line 7: "
            "async with other:",
        ])

    def test_a_semaphore_inside_an_asynccontextmanager_is_named_with_its_holders(self):
        ran = run("""
            import asyncio, contextlib
            class Pool:
                def __init__(self):
                    self._slots = asyncio.Semaphore(2)
                @contextlib.asynccontextmanager
                async def connection(self):
                    async with self._slots:
                        yield 'connection'
            async def holder(pool):
                async with pool.connection():
                    await asyncio.Event().wait()
            async def main():
                pool = Pool()
                holders = [asyncio.create_task(holder(pool), name=f'holder-{n}') for n in range(2)]
                await asyncio.sleep(1)
                async with pool.connection():
                    print('never')
            asyncio.run(main())
        """)
        self.assertIn("waits for self._slots (Semaphore), which is held by holder-0 and holder-1, in program.py line 8",
                      ran.ended.text)

    def test_what_happens_while_a_hanging_program_is_taken_apart_is_not_told(self):
        ran = run("""
            import asyncio
            async def fails():
                raise ValueError('unheard')
            async def main():
                kept = asyncio.create_task(fails())
                try:
                    await asyncio.get_running_loop().create_future()
                finally:
                    await asyncio.sleep(1)
            asyncio.run(main())
        """)
        self.assertEqual((ran.out, ran.err, ran.ended.how), ([], [], "deadlock"))

    def test_turning_without_the_clock_is_a_livelock(self):
        ran = run("""
            import asyncio
            async def spins():
                while True:
                    await asyncio.sleep(0)
            asyncio.run(spins())
        """, turns_at_one_moment=1000)
        self.assertEqual((ran.ended.how, ran.ended.status), ("livelock", 4))
        self.assertIn("Task-1 (spins) is ready, in program.py line 5: await asyncio.sleep(0)", ran.ended.text)

    def test_a_program_that_waits_for_its_own_thread_deadlocks(self):
        ran = run("""
            import threading
            threading.Event().wait()
        """)
        self.assertEqual(ran.ended.how, "deadlock")


class Ending(unittest.TestCase):
    def test_the_exit_status_is_the_programs_own(self):
        self.assertEqual(run("import sys; sys.exit(7)").ended[:2], ("exited", 7))
        ran = run("import sys; sys.exit('no')")
        self.assertEqual((ran.ended.status, ran.err), (1, ["0.000000000\tno"]))

    def test_a_traceback_has_only_the_frames_that_cpython_would_show(self):
        ran = run("""
            import asyncio
            async def fails():
                raise SystemExit(3) if not True else ZeroDivisionError('nothing left')
            async def main():
                await asyncio.gather(fails())
            asyncio.run(main())
        """)
        told = "\n".join(ran.err)
        self.assertIn("ZeroDivisionError: nothing left", told)
        self.assertIn("base_events.py", told)
        self.assertNotIn("loopscope", told.replace("loopscope/python", ""))

    def test_a_syntax_error_is_told_as_python_tells_it(self):
        ran = run("def")
        self.assertEqual(ran.ended.status, 1)
        self.assertEqual(ran.err[-1], "0.000000000\tSyntaxError: invalid syntax")


if __name__ == "__main__":
    unittest.main()
