"""Turns for large requests, shared fairly: nobody holds more than half of them at once, however many they ask for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from ipaddress import IPv6Address, ip_address, ip_network


class Turns:
    """So many at a time; of one visitor half as many, and whoever waits for their own share keeps nobody waiting."""

    def __init__(self, most: int) -> None:
        self._turns = asyncio.Semaphore(most)
        self._share = max(1, most // 2)
        self._shares: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, visitor: str) -> AsyncGenerator[None]:
        """Wait for a turn and hold it. The machine itself, which may stand for many behind a proxy, has no share."""
        if not visitor or is_loopback(visitor):
            async with self._turns:
                yield
            return
        share, asking = self._shares.get(visitor, (asyncio.Semaphore(self._share), 0))
        self._shares[visitor] = (share, asking + 1)
        try:
            async with share, self._turns:
                yield
        finally:
            share, asking = self._shares.pop(visitor)
            if asking > 1:
                self._shares[visitor] = (share, asking - 1)


def visitor_at(address: str) -> str:
    """Who asks. Whoever has one address of version 6 has the 2**64 of its network, and asks as one visitor."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    return str(known.ipv4_mapped or ip_network((known, 64), strict=False))


def is_loopback(address: str) -> bool:
    """Whether this is the machine itself."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
