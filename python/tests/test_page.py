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


if __name__ == "__main__":
    unittest.main()
