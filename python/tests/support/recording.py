"""Records a program in this process, and gives what was told, held against the rules of order."""

import contextlib
import io
import textwrap
import traceback

from loopscope import _recorder
from loopscope._trace_format import EventWriter, header
from tests.support import lifecycle


class Recording:
    """What was told of one program."""

    def __init__(self, recorder, error, output):
        self.recorder = recorder
        self.error = error
        self.output = output
        writer = EventWriter(recorder.events[0][0] if recorder.events else 0)
        self.lines = writer.lines(recorder.events)
        _, self.events = lifecycle.parse(header({}) + "".join(self.lines))
        lifecycle.check(self.events)

    def of(self, *kinds):
        """The fields of the events of these kinds."""
        return [fields for _, kind, fields in self.events if kind in kinds]

    def kinds(self):
        """The kinds of all events, in order."""
        return [kind for _, kind, _ in self.events]

    def number(self, name):
        """The number of the task of that name."""
        return next(event["task"] for event in self.of("TaskCreated") if event["name"] == name)


def record(program, **options):
    """Records a program's text, which is run as ``prog.py``, line 1 being its first."""
    text = textwrap.dedent(program).lstrip("\n")
    code = compile(text, "prog.py", "exec")
    error = None
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out):
        recorder = _recorder.start(_recorder.Options(**options))
        try:
            exec(code, {"__name__": "__main__"})
        except BaseException as raised:
            error = raised
        finally:
            _recorder.stop()
            out.flush()
    return Recording(recorder, error, out.buffer.getvalue().decode())


def traceback_of(error):
    """The names of the files in an exception's traceback."""
    return [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
