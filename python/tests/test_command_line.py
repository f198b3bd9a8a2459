"""The command line finds the command, or says what there is."""

import contextlib
import io
import unittest

from loopscope import __version__
from loopscope._command_line import USAGE_ERROR, main


def call(*arguments):
    """The exit status and what was printed, on stdout and on stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(list(arguments))
    return status, out.getvalue(), err.getvalue()


class CommandLine(unittest.TestCase):
    def test_tells_its_version(self):
        self.assertEqual(call("--version"), (0, f"loopscope {__version__}\n", ""))

    def test_names_what_was_given_when_there_is_no_such_command(self):
        status, out, err = call("dance")
        self.assertEqual((status, out), (USAGE_ERROR, ""))
        self.assertIn("there is no command 'dance'", err)


if __name__ == "__main__":
    unittest.main()
