"""``pytest --loopscope=DIR``; skipped where pytest is not installed (``./dev python-real`` installs it)."""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

from tests.support import lifecycle

PACKAGE = Path(__file__).resolve().parents[1]


def has(module):
    return importlib.util.find_spec(module) is not None


@unittest.skipUnless(has("pytest"), "pytest is not installed")
class Plugin(unittest.TestCase):
    def run_pytest(self, text, *arguments, recorded=("--loopscope=recordings",)):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "test_it.py").write_text(textwrap.dedent(text))
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "loopscope._pytest_plugin", *recorded, *arguments],
            cwd=self.folder, env={**os.environ, "PYTHONPATH": str(PACKAGE), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": ""},
            capture_output=True, text=True,
        )

    def recordings(self):
        found = sorted((self.folder / "recordings").glob("*"))
        for path in found:
            _, events = lifecycle.read(path)
            lifecycle.check(events)
        return [path.name for path in found]

    def test_only_a_failing_test_that_used_asyncio_leaves_a_recording(self):
        result = self.run_pytest("""
            import asyncio
            async def work():
                await asyncio.sleep(0)
            def test_good():
                asyncio.run(work())
            def test_bad():
                asyncio.run(work())
                assert False
            def test_without_asyncio():
                assert False
        """)
        self.assertIn("2 failed, 1 passed", result.stdout, result.stderr)
        self.assertEqual(self.recordings(), ["test_it.py-test_bad.loopscope"])
        self.assertIn("recorded: recordings/test_it.py-test_bad.loopscope", result.stdout)

    LOST = """
        import asyncio
        async def test_lost(tmp_path):
            assert tmp_path.exists()
            balance = 0
            async def deposit(amount, begins):
                nonlocal balance
                await asyncio.sleep(begins)
                seen = balance
                await asyncio.sleep(0.1)
                balance = seen + amount
            await asyncio.gather(deposit(1, 0), deposit(2, 1))
            assert balance == 3
        async def test_fine():
            await asyncio.sleep(1)
        def test_plain():
            pass
    """

    def test_coroutine_functions_are_run_in_many_orders(self):
        result = self.run_pytest(self.LOST, "--loopscope-explore=50", recorded=())
        self.assertIn("1 failed, 2 passed", result.stdout, result.stderr)
        self.assertIn("all orders with at most 2 deviations were tried", result.stdout)
        token = re.search("--loopscope-replay=(\\S+)", result.stdout)[1]
        again = self.run_pytest(self.LOST, f"--loopscope-replay={token}", "-k", "lost", recorded=())
        self.assertIn("1 failed", again.stdout, again.stderr)
        self.assertIn("exception: AssertionError", again.stdout)

    @unittest.skipUnless(has("pytest_asyncio"), "pytest-asyncio is not installed")
    def test_tests_of_pytest_asyncio_are_run_in_many_orders(self):
        marked = self.LOST.replace("async def test_", "@pytest.mark.asyncio\n        async def test_")
        result = self.run_pytest("\n        import pytest" + marked, "--loopscope-explore=50", recorded=())
        self.assertIn("1 failed, 2 passed", result.stdout, result.stderr)
        self.assertIn("ends after the sleep of", result.stdout)

    @unittest.skipUnless(has("pytest_asyncio"), "pytest-asyncio is not installed")
    def test_with_pytest_asyncio(self):
        result = self.run_pytest("""
            import asyncio
            import pytest, pytest_asyncio
            @pytest_asyncio.fixture(loop_scope="module")
            async def task():
                task = asyncio.create_task(asyncio.sleep(60))
                yield task
                task.cancel()
            @pytest.mark.asyncio(loop_scope="module")
            async def test_one(task):
                await asyncio.sleep(0.001)
                assert False
            @pytest.mark.asyncio(loop_scope="module")
            async def test_two(task):
                await asyncio.wait({task}, timeout=0.001)
                assert False
            @pytest.mark.asyncio
            async def test_three():
                pass
        """)
        self.assertIn("2 failed, 1 passed", result.stdout, result.stderr)
        self.assertEqual(self.recordings(), ["test_it.py-test_one.loopscope", "test_it.py-test_two.loopscope"])

    @unittest.skipUnless(has("anyio"), "anyio is not installed")
    def test_with_anyio(self):
        result = self.run_pytest("""
            import anyio
            import pytest
            @pytest.fixture(scope="module")
            def anyio_backend():
                return "asyncio"
            @pytest.fixture(scope="module")
            async def lock(anyio_backend):
                yield anyio.Lock()
            async def hold(lock):
                async with lock:
                    await anyio.sleep(0.001)
            @pytest.mark.anyio
            async def test_one(lock):
                async with anyio.create_task_group() as group:
                    group.start_soon(hold, lock)
                    group.start_soon(hold, lock)
                assert False
            @pytest.mark.anyio
            async def test_two(lock):
                await hold(lock)
                assert False
        """)
        self.assertIn("2 failed", result.stdout, result.stderr)
        self.assertEqual(self.recordings(), ["test_it.py-test_one.loopscope", "test_it.py-test_two.loopscope"])


if __name__ == "__main__":
    unittest.main()
