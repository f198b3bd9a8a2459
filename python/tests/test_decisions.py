"""Who goes next can be decided otherwise, and things can be done to a program between two handles."""

import random
import unittest

from loopscope._explore.deciding import ByChance, Deciding as Exploring
from loopscope._explore.orders import KINDS
from loopscope._loop.interventions import Act, Intervention, Moment
from loopscope._loop.module_globals import Change, ModuleGlobals
from loopscope._loop.policy import Policy
from loopscope._loop.world import World
from tests.support.deterministic import run

THREE = """
    import asyncio
    async def says(name, seconds):
        print(name, 'begins')
        await asyncio.sleep(seconds)
        print(name, 'ends')
    async def main():
        await asyncio.gather(says('a', 1), says('b', 2), says('c', 3), return_exceptions=True)
    asyncio.run(main())
"""
AS_ALWAYS = [
    "0.000000000\ta begins", "0.000000000\tb begins", "0.000000000\tc begins",
    "1.000000000\ta ends", "2.000000000\tb ends", "3.000000000\tc ends",
]


class Deciding(unittest.TestCase):
    def test_the_answer_0_is_asyncios_own_order(self):
        self.assertEqual(run(THREE).out, AS_ALWAYS)
        self.assertEqual(run(THREE, policy=Policy()).out, AS_ALWAYS)

    def test_another_task_may_step_next(self):
        class Last(Policy):
            def choose_task(self, tasks):
                return len(tasks) - 1

        self.assertEqual(run(THREE, policy=Last()).texts[:3], ["c begins", "b begins", "a begins"])

    def test_a_sleep_may_end_after_the_next_one(self):
        class Later(Policy):
            asked = 0

            def choose_timer(self, timers):
                self.asked += 1
                return 1 if self.asked == 1 else 0

        self.assertEqual(run(THREE, policy=Later()).out[3:],
                         ["2.000000000\tb ends", "2.000000000\ta ends", "3.000000000\tc ends"])

    def test_a_task_may_be_cancelled_where_it_stands(self):
        class Cancelling(Policy):
            def cancels(self, task, suspension):
                return (task.get_name(), suspension) == ("Task-3", 1)

        self.assertEqual(run(THREE, policy=Cancelling()).texts,
                         ["a begins", "b begins", "c begins", "a ends", "c ends"])

    def test_each_suspension_is_offered_once(self):
        class Noting(Policy):
            def __init__(self):
                self.offered = []

            def cancels(self, task, suspension):
                self.offered.append((task.get_name(), suspension))
                return False

        policy = Noting()
        run(THREE, policy=policy)
        self.assertEqual(policy.offered[:4], [("Task-1", 1), ("Task-2", 1), ("Task-3", 1), ("Task-4", 1)])


class Turns(unittest.TestCase):
    """A loop that is only explored takes its turns itself; it does what asyncio's own, watched, does."""

    PROGRAMS = {
        "timers that are cancelled, many of them": """
            import asyncio
            async def main():
                loop = asyncio.get_running_loop()
                for n in range(300):
                    timer = loop.call_later(n, print, n)
                    if n % 50:
                        timer.cancel()
                await asyncio.sleep(0)
                for n in (3, 1, 2):
                    loop.call_later(n, print, 'after', n)
                await asyncio.sleep(400)
            asyncio.run(main())
        """,
        "a callback that raises, a handle that is cancelled": """
            import asyncio
            async def main():
                loop = asyncio.get_running_loop()
                loop.call_soon(lambda: 1 / 0)
                loop.call_soon(print, 'never').cancel()
                await asyncio.sleep(0)
            asyncio.run(main())
        """,
        "an exit from a task, with others left": """
            import asyncio
            async def other(n):
                try:
                    await asyncio.sleep(n)
                finally:
                    print('left', n)
                    await asyncio.sleep(0)
            async def main():
                tasks = [asyncio.create_task(other(n)) for n in range(3)]
                await asyncio.sleep(1)
                raise SystemExit(3)
            asyncio.run(main())
        """,
        "debug mode": """
            import asyncio, logging, sys, time
            logging.basicConfig(stream=sys.stdout, format='%(message)s')
            async def main():
                asyncio.get_running_loop().slow_callback_duration = 0.5
                time.sleep(1)
                await asyncio.sleep(0)
            asyncio.run(main(), debug=True)
        """,
        "generators, threads and loops one after the other": """
            import asyncio, time
            async def numbers():
                try:
                    for n in range(3):
                        yield n
                        await asyncio.sleep(1)
                finally:
                    print('closed')
            async def main():
                async for n in numbers():
                    print(n, await asyncio.to_thread(lambda: time.sleep(1) or n), asyncio.current_task().get_name())
                    if n: break
            for _ in range(2):
                asyncio.run(main())
        """,
        "a task factory": """
            import asyncio
            def factory(loop, coroutine, **options):
                print(coroutine.__qualname__)
                return asyncio.Task(coroutine, loop=loop, **options)
            async def main():
                asyncio.get_running_loop().set_task_factory(factory)
                await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))
            asyncio.run(main())
        """,
        "tasks without end": """
            import asyncio
            async def main():
                while True:
                    await asyncio.gather(asyncio.sleep(1), asyncio.sleep(1))
            asyncio.run(main())
        """,
    }

    def runs(self, source, chance):
        """The program's run in an order by chance, by the loop's own turns and by asyncio's."""
        for listeners in ([], [lambda moment: None]):
            policy = Exploring(ByChance(random.Random(chance), frozenset(KINDS), 60))
            world = World(policy=policy, most_handles=300)
            world.at_end_of_handle += listeners
            self.assertEqual(world.is_only_explored, not listeners)
            ran = run(source, world=world)
            # What it prints is told by the numbers of tasks too, which go on behind a loop's end.
            yield ran.out, ran.err, ran.ended, policy.offered, policy.taken, policy.told, world.next_task_name()

    def test_each_program_does_the_same_in_both(self):
        for name, source in self.PROGRAMS.items():
            for chance in range(5):
                with self.subTest(name, chance=chance):
                    own, watched = self.runs(source, chance)
                    self.assertEqual(own, watched)


class Intervening(unittest.TestCase):
    SOURCE = """
        import asyncio
        async def waits(event, queue):
            print(await queue.get())
            await event.wait()
            print('set')
        async def main():
            event, queue = asyncio.Event(), asyncio.Queue(1)
            await waits(event, queue)
        asyncio.run(main())
    """

    def test_things_are_done_where_a_moment_says(self):
        ran = run(self.SOURCE, interventions=[
            Intervention(Moment(1, 1), Act("Put", 1, "2, a note")),
            Intervention(Moment(2, 1), Act("Set", 1)),
        ])
        self.assertEqual((ran.texts, ran.ended.how), (["(2, 'a note')", "set"], "returned"))

    def test_a_task_is_cancelled(self):
        ran = run(self.SOURCE, interventions=[Intervention(Moment(1, 1), Act("Cancel", 1))])
        self.assertEqual(ran.ended.text, "asyncio.exceptions.CancelledError")

    def test_what_is_refused_changes_nothing(self):
        ran = run(self.SOURCE, interventions=[
            Intervention(Moment(1, 0), Act("Put", 1, "1")),  # There is no queue yet.
            Intervention(Moment(1, 1), Act("Put", 1, "2")),
            Intervention(Moment(1, 1), Act("Put", 1, "3")),  # It is full.
            Intervention(Moment(2, 1), Act("Set", 1)),
        ])
        self.assertEqual(ran.texts, ["2", "set"])

    def test_moments_are_counted_by_turns_and_handles(self):
        world = World()
        seen = []
        world.at_end_of_handle.append(seen.append)
        run("""
            import asyncio
            async def nothing(): pass
            async def main():
                await asyncio.gather(nothing(), nothing())
            asyncio.run(main())
        """, world=world)
        self.assertEqual(seen[:6], [(1, 1, 0), (2, 1, 0), (2, 2, 0), (3, 1, 0), (3, 2, 0), (4, 1, 0)])


class Globals(unittest.TestCase):
    def test_plain_values_that_change_are_told_once(self):
        module = {"n": 1, "text": "a", "pair": (1, "b"), "list": [1], "__file__": "x"}
        watched = ModuleGlobals(module)
        self.assertEqual(watched.changes(), [])
        module.update(n=2, text="a", pair=(1, "c"), list=[2], new=None, __file__="y")
        self.assertEqual(watched.changes(), [
            Change("n", "1", "2"), Change("pair", "(1, 'b')", "(1, 'c')"), Change("new", None, "None")])
        self.assertEqual(watched.changes(), [])
        del module["n"]
        module["text"] = ["a"]
        module["pair"] = True
        self.assertEqual(watched.changes(), [
            Change("text", "'a'", None), Change("pair", "(1, 'c')", "True"), Change("n", "2", None)])

    def test_equal_values_of_other_types_are_other_values(self):
        module = {"n": 1, "nan": float("nan")}
        watched = ModuleGlobals(module)
        module.update(n=True, nan=float("nan"))
        self.assertEqual(watched.changes(), [Change("n", "1", "True")])


if __name__ == "__main__":
    unittest.main()
