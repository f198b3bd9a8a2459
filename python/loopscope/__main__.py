"""The command line: ``python -m loopscope COMMAND ...``."""

import sys

from loopscope._command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
