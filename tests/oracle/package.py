"""Makes the project's Python package, `loopscope`, importable: import this module first."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'python'))
