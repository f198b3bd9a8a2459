"""What the deterministic loop does not have, and says so: whatever the machine would decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

_NETWORK = (
    "the deterministic loop has no network: what comes from outside and when would differ in each run; "
    "put a coroutine that sleeps and returns what you want in its place, or record the real program by "
    "python -m loopscope record"
)
_PROCESSES = (
    "the deterministic loop starts no other programs: when they answer would differ in each run; "
    "put a coroutine that sleeps and returns what you want in its place, or record the real program by "
    "python -m loopscope record"
)
_SIGNALS = (
    "the deterministic loop takes no signals: when they come would differ in each run; "
    "call what the signal's handler would call by loop.call_later"
)

_REFUSED = {
    _NETWORK: (
        "create_connection", "create_server", "create_datagram_endpoint", "create_unix_connection",
        "create_unix_server", "connect_accepted_socket", "start_tls", "sendfile", "sock_recv", "sock_recv_into",
        "sock_recvfrom", "sock_recvfrom_into", "sock_sendall", "sock_sendto", "sock_connect", "sock_accept",
        "sock_sendfile", "getaddrinfo", "getnameinfo",
    ),
    _PROCESSES: ("subprocess_shell", "subprocess_exec", "connect_read_pipe", "connect_write_pipe"),
}
_REFUSED_AT_ONCE = {
    _NETWORK: ("add_reader", "add_writer"),
    _SIGNALS: ("add_signal_handler",),
}


def _refusing(why: str) -> Callable[..., Any]:
    async def refuse(self: object, *args: object, **options: object) -> NoReturn:
        raise NotImplementedError(why)

    return refuse


def _refusing_at_once(why: str) -> Callable[..., Any]:
    def refuse(self: object, *args: object, **options: object) -> NoReturn:
        raise NotImplementedError(why)

    return refuse


Refusing: Any = type("Refusing", (), {
    **{name: _refusing(why) for why, names in _REFUSED.items() for name in names},
    **{name: _refusing_at_once(why) for why, names in _REFUSED_AT_ONCE.items() for name in names},
    "remove_reader": lambda self, fd: False,
    "remove_writer": lambda self, fd: False,
    "remove_signal_handler": lambda self, sig: False,
})
"""A class whose methods all say why they do nothing."""
