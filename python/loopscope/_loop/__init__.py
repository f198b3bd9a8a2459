"""The deterministic loop: asyncio as it is, on a clock that jumps instead of waiting.

Tasks, futures, locks, queues, ``run`` and all the rest are CPython's own. Only what CPython leaves
to the machine is replaced: the clock, the order of equal deadlines, addresses, randomness, threads
and processes. So the same program does the same in every run.

- ``world``: what one run has: its clock, its numbers, its settings
- ``event_loop``: the loop
- ``installation``: puts all of it in the place of CPython's own, and takes it away again
- ``programs``: runs a program's source
"""
