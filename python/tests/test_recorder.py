"""What the recorder tells of programs on the real event loop."""

import asyncio
import sys
import unittest
from asyncio import base_events, events, futures, locks, queues, tasks

from loopscope import _recorder
from tests.support.recording import Recording, record, traceback_of


class Order(unittest.TestCase):
    """Each of these programs is held against the rules of order by ``record``."""

    def test_a_step_goes_from_the_queue_to_its_end(self):
        recording = record("""
            import asyncio
            async def main():
                await asyncio.sleep(0)
            asyncio.run(main())
        """)
        first = recording.kinds()[: recording.kinds().index("TurnEnded") + 1]
        expected = ["LoopStarted", "TaskCreated", "HandleQueued", "TurnStarted", "HandleStarted", "TaskResumed"]
        expected += ["FrameEntered", "TaskSuspended", "HandleQueued", "HandleEnded", "TurnEnded"]
        self.assertEqual(first, expected)

    def test_two_runs_follow_one_another(self):
        recording = record("""
            import asyncio
            async def main():
                asyncio.get_running_loop().call_soon(print)
                asyncio.get_running_loop().call_later(9, print)
            asyncio.run(main())
            asyncio.run(main())
        """)
        self.assertEqual(recording.kinds().count("LoopStopped"), 2)

    def test_other_threads_may_queue(self):
        recording = record("""
            import asyncio, threading
            async def main():
                loop = asyncio.get_running_loop()
                done = asyncio.Event()
                count = 0
                def arrived():
                    nonlocal count
                    count += 1
                    if count == 4000:
                        done.set()
                def send():
                    for _ in range(1000):
                        loop.call_soon_threadsafe(arrived)
                threads = [threading.Thread(target=send) for _ in range(4)]
                for thread in threads:
                    thread.start()
                while any(thread.is_alive() for thread in threads):
                    await asyncio.sleep(0)
                await done.wait()
            asyncio.run(main())
        """)
        self.assertIsNone(recording.error)
        arrived = [event for event in recording.of("HandleQueued") if "arrived" in str(event["work"])]
        self.assertEqual(len(arrived), 4000)

    def test_a_loop_in_another_thread_is_not_mixed_in(self):
        recording = record("""
            import asyncio, threading
            async def other():
                async with asyncio.Lock():
                    await asyncio.gather(*(asyncio.sleep(0) for _ in range(50)))
            async def main():
                thread = threading.Thread(target=lambda: asyncio.run(other()))
                thread.start()
                while thread.is_alive():
                    await asyncio.sleep(0)
            asyncio.run(main())
        """)
        self.assertIsNone(recording.error)
        self.assertNotIn("other", [event["call"]["name"] for event in recording.of("TaskCreated")])

    def test_debug_mode(self):
        recording = record("""
            import asyncio
            async def main():
                await asyncio.gather(asyncio.sleep(0), asyncio.sleep(0.001))
            asyncio.run(main(), debug=True)
        """)
        self.assertIsNone(recording.error)

    @unittest.skipUnless(hasattr(asyncio, "Runner"), "Python 3.11")
    def test_a_runner_runs_twice(self):
        recording = record("""
            import asyncio
            async def main():
                await asyncio.sleep(0.001)
            with asyncio.Runner() as runner:
                runner.run(main())
                runner.run(main())
        """)
        self.assertIsNone(recording.error)
        self.assertEqual(recording.kinds().count("LoopStopped"), 1)

    def test_system_exit_leaves_the_loop(self):
        recording = record("""
            import asyncio, sys
            async def main():
                asyncio.get_running_loop().call_soon(print)
                sys.exit(3)
            asyncio.run(main())
        """)
        self.assertEqual(recording.of("LoopLeft"), [{"exception": {"class": "SystemExit", "message": "3"}}])

    def test_a_timer_may_be_set_for_a_whole_second(self):
        recording = record("""
            import asyncio, math
            async def main():
                loop = asyncio.get_running_loop()
                loop.call_at(math.ceil(loop.time()) + 3, print)
                await asyncio.sleep(0.001)
            asyncio.run(main())
        """)
        first, second = (event["when"] for event in recording.of("TimerSet"))
        self.assertGreater(first, second)

    def test_a_timer_cancelled_in_time_and_one_cancelled_too_late(self):
        recording = record("""
            import asyncio, time
            async def main():
                loop = asyncio.get_running_loop()
                second = None
                first = loop.call_later(0.001, lambda: second.cancel())
                second = loop.call_later(0.002, print)
                third = loop.call_later(0.0015, print)
                third.cancel()
                loop.call_later(5, print).cancel()
                time.sleep(0.01)
                await asyncio.sleep(0.02)
            asyncio.run(main())
        """)
        self.assertEqual(len(recording.of("HandleSkipped")), 1)

    @unittest.skipUnless(hasattr(asyncio, "eager_task_factory"), "Python 3.12")
    def test_an_eager_step_stands_inside_the_step_that_makes_it(self):
        recording = record("""
            import asyncio
            async def inner(n):
                if n:
                    await asyncio.create_task(inner(n - 1))
                    await asyncio.sleep(0)
            async def main():
                asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
                await asyncio.gather(inner(2), inner(0))
            asyncio.run(main())
        """)
        self.assertIsNone(recording.error)
        eager = [event["task"] for event in recording.of("TaskResumed") if event.get("eager")]
        self.assertGreaterEqual(len(eager), 4)


class Facts(unittest.TestCase):
    def test_what_is_made_before_the_loop_runs_is_named_by_its_variable_and_where_it_is_made(self):
        recording = record("""
            import asyncio
            a = asyncio.Lock()
            log = asyncio.Queue()
            async def worker(first):
                async with first:
                    await log.put(1)
                    await log.get()
                    log.task_done()
            asyncio.run(worker(a))
        """)
        self.assertIsNone(recording.error)
        made = [(event["kind"], event.get("name"), event["at"][1]) for event in recording.of("ResourceCreated")]
        self.assertEqual(made, [("Lock", "a", 2), ("Queue", "log", 3)])

    def test_a_lock_is_named_as_the_program_names_it(self):
        recording = record("""
            import asyncio
            class Pool:
                def __init__(self):
                    self.slots = asyncio.Semaphore(2)
            everywhere = asyncio.Lock()
            async def main():
                pool = Pool()
                line = asyncio.Queue(3)
                forks = [asyncio.Lock() for _ in range(2)]
                async with pool.slots, everywhere:
                    async with forks[1]:
                        await line.put(1)
            asyncio.run(main())
        """)
        self.assertIsNone(recording.error)
        names = [(event["kind"], event.get("name"), event.get("limit")) for event in recording.of("ResourceCreated")]
        self.assertIn(("Semaphore", "self.slots", 2), names)
        self.assertIn(("Lock", "everywhere", None), names)
        self.assertIn(("Queue", "line", 3), names)

    def test_who_cancels_is_told(self):
        recording = record("""
            import asyncio
            async def wait():
                await asyncio.sleep(9)
            async def main():
                task = asyncio.create_task(wait())
                await asyncio.sleep(0)
                task.cancel("enough")
                try:
                    await task
                except asyncio.CancelledError:
                    pass
                asyncio.create_task(wait())
                await asyncio.sleep(0)
            asyncio.run(main())
        """)
        by_program, passed_on, by_runner, _ = recording.of("CancelRequested")
        self.assertEqual((by_program["origin"], by_program["by"], by_program["message"]), ("Program", 1, "enough"))
        self.assertEqual(passed_on["origin"], {"Task": by_program["target"]})
        self.assertEqual(by_runner["origin"], "Runner")

    def test_an_exception_nobody_retrieves_is_told_with_its_future(self):
        recording = record("""
            import asyncio
            async def fail():
                raise ValueError("no")
            async def main():
                asyncio.create_task(fail())
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            asyncio.get_event_loop_policy().new_event_loop().close()
            loop = asyncio.new_event_loop()
            loop.set_exception_handler(lambda loop, context: None)
            loop.run_until_complete(main())
            loop.close()
        """)
        (report,) = recording.of("ExceptionReported")
        self.assertEqual(report["reason"], "TaskNeverRetrieved")
        self.assertEqual(report["exception"], {"class": "ValueError", "message": "no"})

    def test_print_is_one_event_with_its_line_end(self):
        recording = record("""
            import asyncio
            async def main():
                print("a", 1, "b")
                print("c", end="")
                print("d")
            asyncio.run(main())
        """)
        self.assertEqual([event["text"] for event in recording.of("Printed")], ["a 1 b\n", "c", "d\n"])
        self.assertEqual(recording.output, "a 1 b\ncd\n")

    def test_a_job_in_a_thread_has_a_worker(self):
        recording = record("""
            import asyncio, threading
            async def main():
                begun, go = threading.Event(), threading.Event()
                def job(n):
                    begun.set()
                    go.wait()
                    return n
                task = asyncio.get_running_loop().run_in_executor(None, job, 7)
                while not begun.is_set():
                    await asyncio.sleep(0)
                go.set()
                await task
            asyncio.run(main())
        """)
        self.assertIsNone(recording.error)
        (job,) = recording.of("JobSubmitted")
        self.assertEqual(job["shown"], "job(7)")
        self.assertEqual(recording.of("WorkerChanged")[0]["state"], {"Running": 1})
        self.assertEqual(recording.of("JobEnded"), [{"job": 1, "outcome": "Returned"}])

    def test_tasks_mode_tells_who_awaits_what_without_watching_primitives(self):
        recording = record("""
            import asyncio
            async def wait(lock):
                async with lock:
                    await asyncio.sleep(0.001)
            async def main():
                lock = asyncio.Lock()
                await asyncio.gather(wait(lock), wait(lock))
            asyncio.run(main())
        """, full=False)
        awaiting = [event["awaiting"] for event in recording.of("FutureCreated")]
        self.assertIn({"Gather": 2}, awaiting)
        self.assertIn({"Lock": 1}, awaiting)
        self.assertIn({"Sleep": 0.001}, awaiting)
        self.assertFalse(recording.of("FrameEntered", "ResourceChanged"))


class Discretion(unittest.TestCase):
    def test_no_code_of_the_programs_is_called_for_an_argument(self):
        recording = record("""
            import asyncio
            class Mine(str):
                def __repr__(self):
                    raise SystemExit("called")
                __str__ = __format__ = __getattr__ = __repr__
            async def main(a, b, c, password, api_key):
                pass
            asyncio.run(main(Mine("x"), 7, "y" * 100, "hunter2", "k"))
        """)
        self.assertIsNone(recording.error)
        shown = recording.of("TaskCreated")[0]["call"]["args"]
        self.assertEqual(shown, "Mine, 7, '" + "y" * 38 + "…, ***, ***")

    def test_arguments_and_output_can_be_left_out(self):
        recording = record("""
            import asyncio
            async def main(a):
                print("hello")
            asyncio.run(main(1))
        """, arguments=False, output=False)
        self.assertNotIn("args", recording.of("TaskCreated")[0]["call"])
        self.assertFalse(recording.of("Printed"))


class Leaving(unittest.TestCase):
    """A recorded program is the same program, and after a recording nothing is left."""

    def test_tracebacks_have_no_frames_of_the_recorder(self):
        recording = record("""
            import asyncio
            async def inner(lock):
                async with lock:
                    raise KeyError("no")
            async def main():
                lock = asyncio.Lock()
                async with asyncio.timeout(1) if hasattr(asyncio, "timeout") else asyncio.Lock():
                    await asyncio.gather(inner(lock), inner(lock))
            asyncio.run(main())
        """)
        self.assertIsInstance(recording.error, KeyError)
        self.assertFalse([file for file in traceback_of(recording.error) if "loopscope" in file and "tests" not in file])

    def test_asyncio_is_as_before(self):
        def attributes():
            owners = (asyncio, tasks, futures, events, base_events.BaseEventLoop, locks.Lock, locks.Event)
            owners += (locks.Semaphore, locks.Condition, queues.Queue)
            return [dict(vars(owner)) for owner in owners]

        before = attributes()
        record("import asyncio; asyncio.run(asyncio.sleep(0))")
        self.assertEqual(attributes(), before)
        self.assertNotIn("write", vars(sys.stdout))

    def test_what_was_made_in_a_recording_works_after_it(self):
        async def made():
            return asyncio.Lock(), asyncio.Queue(1), asyncio.Semaphore(1), asyncio.Condition()

        async def use(lock, queue, semaphore, condition):
            async with lock, semaphore, condition:
                await queue.put(1)
                condition.notify_all()
                return await queue.get()

        _recorder.start(_recorder.Options(output=False))
        try:
            things = asyncio.run(made())
        finally:
            _recorder.stop()
        self.assertEqual(asyncio.run(use(*things)), 1)

    def test_a_loop_with_tasks_can_be_recorded_a_second_time(self):
        loop = asyncio.new_event_loop()
        self.addCleanup(loop.close)
        gate = []

        async def stay():
            event = asyncio.Event()
            gate.append(event)
            await event.wait()

        async def start():
            return asyncio.create_task(stay()), asyncio.create_task(asyncio.sleep(0.02))

        async def finish(tasks):
            gate[0].set()
            await asyncio.gather(*tasks)

        _recorder.start()
        tasks = loop.run_until_complete(start())
        loop.run_until_complete(asyncio.sleep(0))
        Recording(_recorder.stop(), None, "")
        _recorder.start()
        loop.run_until_complete(finish(tasks))
        second = Recording(_recorder.stop(), None, "")
        self.assertEqual(len(second.of("TaskSeen")), 2)
        self.assertEqual([event["outcome"] for event in second.of("TaskFinished")], ["Returned"] * 3)

    def test_there_is_one_recording_at_a_time(self):
        _recorder.start()
        try:
            with self.assertRaisesRegex(RuntimeError, "under way already"):
                _recorder.start()
        finally:
            _recorder.stop()
        with self.assertRaisesRegex(RuntimeError, "no recording is under way"):
            _recorder.stop()


if __name__ == "__main__":
    unittest.main()
