"""Runs one program for the page."""

from __future__ import annotations

import io
import json
import sys
import traceback
import types

from loopscope._page.outbox import Outbox


class Output(io.TextIOBase):
    """A standard stream whose text becomes events."""

    def __init__(self, outbox: Outbox, stream: str, path: str) -> None:
        self._outbox = outbox
        self._stream = stream
        self._path = path

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            printed = {"stream": self._stream, "text": text, "at": [0, self._line()]}
            self._outbox.write(json.dumps({"t": 0, "e": {"Printed": printed}}) + "\n")
        return len(text)

    def _line(self) -> int:
        frame = sys._getframe(2)
        while frame and frame.f_code.co_filename != self._path:
            frame = frame.f_back  # type: ignore[assignment]
        return frame.f_lineno if frame else 1


def run_request(request: str, outbox: Outbox) -> str:
    given = json.loads(request)
    source, name = given["source"], given["name"]
    module = types.ModuleType("__main__")
    module.__dict__["__file__"] = name
    sys.modules["__main__"] = module
    streams = sys.stdout, sys.stderr
    outbox.begin()
    sys.stdout = Output(outbox, "Stdout", name)  # type: ignore[assignment]
    sys.stderr = Output(outbox, "Stderr", name)  # type: ignore[assignment]
    try:
        exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout, sys.stderr = streams
    return json.dumps({"type": "ended"})
