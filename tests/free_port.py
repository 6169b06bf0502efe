"""A port for a program that has to be told one."""

from __future__ import annotations

import itertools
import os
import socket

_FIRST, _MANY = 20_000, 12_000
_NEXT = itertools.count(os.getpid() * 37)  # so that programs that run beside this one begin elsewhere


def free_port() -> int:
    """A port that nobody listens at, and that stays so.

    Of those that the system hands to whoever asks for any, one that is free now may be another's a moment later;
    these it hands to nobody.
    """
    for number in itertools.islice(_NEXT, _MANY):
        port = _FIRST + number % _MANY
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise AssertionError("every port is taken")
