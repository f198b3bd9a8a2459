"""The half of the page's interpreter that is Python, without a page: in a process of its own."""

import json
import pathlib
import subprocess
import sys
import unittest

PACKAGE = pathlib.Path(__file__).resolve().parent.parent

WORKER = """
import json, sys
import loopscope._page as page
taken, said = [], []

def send():
    taken.append(bytes(page.outbox.data[:page.outbox.length[0]]))
    page.outbox.length[0] = 0

page.connect(send, said.append)
requests = json.loads(sys.stdin.read())
answers = [json.loads(getattr(page, name)(*given)) for name, given in requests]
send()
print(json.dumps({"answers": answers, "said": [json.loads(one) for one in said],
                  "lines": b"".join(taken).decode().splitlines()}))
"""


def ask(*requests):
    """What the worker answers, says and tells, to calls that are a name and its arguments each."""
    answered = subprocess.run(
        [sys.executable, "-c", WORKER], cwd=PACKAGE, input=json.dumps(requests), capture_output=True, text=True)
    if answered.returncode:
        raise AssertionError(answered.stderr)
    told = json.loads(answered.stdout)
    told["lines"] = [json.loads(line) for line in told["lines"]]
    return told


def run(source, **known):
    return "run", [json.dumps({"source": source, "name": "prog.py", **known})]


def printed(told):
    return "".join(line["e"]["Printed"]["text"] for line in told["lines"] if "Printed" in line.get("e", ()))


class Page(unittest.TestCase):
    def test_a_run_is_told_from_its_header_to_its_end(self):
        told = ask(run("import asyncio\nasyncio.run(asyncio.sleep(1))\nprint('done')"))
        self.assertEqual(told["answers"], [{"type": "ended", "how": "returned", "status": 0, "text": ""}])
        self.assertEqual(told["lines"][0]["sources"][0]["path"], "prog.py")
        self.assertEqual(told["lines"][-1], {"t": 10**9, "e": {"RunEnded": {"how": "Returned"}}})
        self.assertEqual(printed(told), "done\n")

    def test_a_call_is_told_by_those_of_its_arguments_that_say_something(self):
        told = ask(run("""\
import asyncio
async def worker(name, lock):
    pass
async def main():
    await asyncio.create_task(worker('one', asyncio.Lock()))
asyncio.run(main())
"""))
        calls = [line["e"]["TaskCreated"]["call"] for line in told["lines"] if "TaskCreated" in line.get("e", ())]
        self.assertEqual([call.get("args") for call in calls if call["name"] == "worker"], ["'one'"])

    def test_a_line_that_is_needed_ends_the_run_until_it_is_known(self):
        source = "print('name?')\nprint(input())"
        first = ask(run(source))
        self.assertEqual(first["said"], [{"type": "needs", "what": "line"}])
        self.assertEqual(first["answers"][0]["how"], "suspended")
        second = ask(run(source, lines=["Ada\n"], told=len(first["lines"])))
        self.assertEqual(printed(first) + printed(second), "name?\nAda\n")

    def test_an_exception_is_told_with_its_line(self):
        told = ask(run("def f():\n    raise ValueError('no')\n\nf()"))
        answer = told["answers"][0]
        self.assertEqual((answer["how"], answer["line"], answer["text"]), ("raised", 2, "ValueError: no"))

    def test_syntax_is_checked_in_the_words_of_cpython(self):
        answers = ask(("check", ["x = = 1", "prog.py"]), ("check", ["x = 1", "prog.py"]))["answers"]
        self.assertEqual(answers[1], {"type": "correct"})
        self.assertEqual(
            (answers[0]["line"], answers[0]["column"], answers[0]["message"]),
            (1, 5, "SyntaxError: invalid syntax"))

    def test_the_modules_of_the_bridge_are_not_there(self):
        for name in ("js", "pyodide.http", "pyodide_js", "_pyodide_core"):
            told = ask(run(f"import {name}"))
            self.assertEqual(told["answers"][0]["text"], f"ModuleNotFoundError: No module named '{name.split('.')[0]}'")


LOST = """import asyncio
balance = 0
async def deposit(amount, begins):
    global balance
    await asyncio.sleep(begins)
    seen = balance
    await asyncio.sleep(0.1)
    balance = seen + amount
async def main():
    await asyncio.gather(deposit(1, 0), deposit(2, 1))
    print('balance', balance)
    assert balance == 3, balance
asyncio.run(main())
"""


def explore(source, **known):
    return "explore", [json.dumps({"source": source, "name": "prog.py", **known})]


def put_together(told):
    """The orders of messages by their signatures, and the outcomes by their keys."""
    orders, outcomes = {}, {}
    for message in told["said"]:
        for signature, deviations, key in message["orders"]:
            orders[signature] = min((deviations, key), orders.get(signature, (deviations, key)))
        outcomes |= {outcome["key"]: outcome for outcome in message["outcomes"]}
    return orders, outcomes


class Exploring(unittest.TestCase):
    def test_orders_are_told_as_they_come_with_the_example_of_each_outcome(self):
        told = ask(explore(LOST, settings={"deviations": 1, "chance": 0}))
        self.assertEqual(told["answers"], [{"type": "explored"}])
        orders, outcomes = put_together(told)
        self.assertEqual(told["said"][-1]["complete"], 1)
        self.assertEqual(told["said"][0]["orders"][0][1], 0, "asyncio's own order is the first")
        failing = next(outcome for outcome in outcomes.values() if outcome["failures"])
        self.assertEqual(failing["failures"], [{"kind": "exception", "text": "AssertionError: 2"}])
        [deviation] = failing["deviations"]
        self.assertEqual((deviation["kind"], deviation["longer"]), ("late", 9 * 10**8))
        self.assertEqual((deviation["who"]["function"], deviation["who"]["line"]), ("deposit", 7))
        self.assertIn(failing["key"], {key for _, key in orders.values()})

    def test_shares_together_find_what_one_alone_finds(self):
        settings = {"deviations": 2, "chance": 20}
        whole = put_together(ask(explore(LOST, settings=settings)))
        parts = [put_together(ask(explore(LOST, settings={**settings, "share": [share, 3]}))) for share in range(3)]
        self.assertEqual(whole[0].keys(), set().union(*(orders for orders, _ in parts)))
        self.assertEqual(whole[1].keys(), set().union(*(outcomes for _, outcomes in parts)))

    def test_a_token_runs_its_order_and_says_where_it_departs(self):
        outcomes = put_together(ask(explore(LOST, settings={"deviations": 1})))[1]
        failing = next(outcome for outcome in outcomes.values() if outcome["failures"])
        told = ask(run(LOST, order=failing["token"]))
        self.assertEqual(told["answers"][0]["text"], "AssertionError: 2")
        self.assertEqual(told["answers"][0]["deviations"], failing["deviations"])
        self.assertTrue(printed(told).startswith(failing["console"]))
        self.assertEqual(sum("Deviated" in line.get("e", ()) for line in told["lines"]), 1)

    def test_what_makes_no_sense_is_refused_in_words(self):
        told = ask(explore(LOST, settings={"deviations": -1}), explore(LOST, settings={"x": 1}), run(LOST, order="x"))
        self.assertEqual([answer["reason"] for answer in told["answers"]], ["settings", "settings", "order"])
        self.assertIn("deviations must be 0 or more", told["answers"][0]["detail"])

    def test_lines_that_a_program_reads_are_there_in_each_order(self):
        told = ask(explore("print(input())", lines=["Ada\n"]))
        [outcome] = put_together(told)[1].values()
        self.assertEqual((outcome["console"], outcome["failures"]), ("Ada\n", []))

    def test_cancels_everywhere_are_told_by_await(self):
        source = ("import asyncio\nasync def main():\n    lock = asyncio.Lock()\n    await lock.acquire()\n"
                  "    await asyncio.sleep(1)\n    lock.release()\nasyncio.run(main())\n")
        told = ask(explore(source, cancels=True))
        last = told["said"][-1]
        self.assertEqual((last["type"], last["cancels"]), ("cancelled", last["of"]))
        problems = {(one["line"], problem["kind"]) for one in last["awaits"] for problem in one["problems"]}
        self.assertEqual(problems, {(5, "kept")})


if __name__ == "__main__":
    unittest.main()
