"""Runs a program on the deterministic loop in this process, and puts everything back after it."""

import sys
import textwrap
from typing import NamedTuple

from loopscope._loop.console import LineStream, stamp
from loopscope._loop.installation import uninstall
from loopscope._loop.programs import Ended, run_program
from loopscope._loop.world import World


class Ran(NamedTuple):
    out: list
    """Lines after their clock and a tab."""
    err: list
    ended: Ended

    @property
    def texts(self):
        """The lines alone."""
        return [line.partition("\t")[2] for line in self.out]


def run(source, world=None, uninstalling=True, **settings):
    """Run a program, in a world of these settings."""
    out, err = [], []
    saved = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = streams = [_into(out), _into(err)]
    try:
        ended = run_program(textwrap.dedent(source), "program.py", world=world or World(**settings))
    finally:
        for stream in streams:
            stream.finish()
        sys.stdout, sys.stderr = saved
        if uninstalling:
            uninstall()
    return Ran(out, err, ended)


def _into(lines):
    return LineStream(lambda when, line: lines.append(f"{stamp(when)}\t{line}"))
