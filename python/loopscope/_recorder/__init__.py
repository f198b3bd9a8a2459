"""Tells what asyncio does while a program runs, in the vocabulary of the trace format.

One recorder serves the real event loops and the deterministic one. It touches asyncio only at
seams that leave no frame of ours on the program's stack while the program's code runs:

- a loop's queue of ready handles is a ``deque`` that tells (``_handles``);
- tasks and futures are subclasses of asyncio's own C classes (``_futures``);
- who calls ``create_future`` says what a future stands for (``_awaiting``);
- a few attributes of locks and queues are data descriptors that tell (``_primitives``);
- ``sys.monitoring`` tells of coroutine frames, from Python 3.12 on (``_frames``).

``_install`` puts all of them in place and takes them away again.
"""

from loopscope._recorder._install import start, stop
from loopscope._recorder._state import Options, Recorder

__all__ = ["Options", "Recorder", "start", "stop"]
