"""Tries other orders: one program, run again and again, each time with its tasks in another order.

- ``settings``: what may differ, how many orders are tried, and what counts as a failure
- ``orders``: an order is the list of the decisions in which it departs from asyncio's own; its token
- ``deciding``: takes the decisions of one run, and notes which there were
- ``running``: runs the program once and says what came of it
- ``search``: which orders are tried
- ``result``: what was found, in words and as JSON
- ``cancelling``: what happens when a task is cancelled, by the line where it waits
"""
