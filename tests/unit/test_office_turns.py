"""Turns for large requests: whoever asks for many keeps nobody else waiting."""

from __future__ import annotations

import asyncio

from amends.office.web.turns import Turns, visitor_at


async def asks(turns: Turns, visitor: str, served: list[str], done: asyncio.Event) -> None:
    async with turns.turn(visitor):
        served.append(visitor)
        await done.wait()


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_one_who_asks_for_all_turns_has_half_of_them_and_others_are_served():
    async def story() -> tuple[list[str], list[str], int]:
        turns, done, served = Turns(6), asyncio.Event(), list[str]()
        greedy = [asyncio.create_task(asks(turns, "203.0.113.7", served, done)) for _ in range(50)]
        await settled()
        at_first = list(served)
        other = asyncio.create_task(asks(turns, "198.51.100.2", served, done))
        await settled()
        then = list(served)
        done.set()
        await asyncio.gather(other, *greedy)
        return at_first, then, len(served)

    at_first, then, all_in_all = asyncio.run(story())
    assert at_first == ["203.0.113.7"] * 3
    assert then == [*at_first, "198.51.100.2"]
    assert all_in_all == 51


def test_one_network_is_one_visitor_and_the_machine_itself_may_have_every_turn():
    async def story() -> list[str]:
        turns, done, served = Turns(4), asyncio.Event(), list[str]()
        here = [asyncio.create_task(asks(turns, "127.0.0.1", served, done)) for _ in range(9)]
        await settled()
        found = list(served)
        done.set()
        await asyncio.gather(*here)
        return found

    assert asyncio.run(story()) == ["127.0.0.1"] * 4
    assert visitor_at("2001:db8::1") == visitor_at("2001:db8::ffff:2") != visitor_at("2001:db8:0:1::1")
    assert visitor_at("::ffff:203.0.113.7") == "203.0.113.7"


def test_a_request_that_is_given_up_while_it_waits_leaves_nothing_behind():
    async def story() -> list[str]:
        turns, done, served = Turns(2), asyncio.Event(), list[str]()
        first = asyncio.create_task(asks(turns, "203.0.113.7", served, done))
        await settled()
        waits = asyncio.create_task(asks(turns, "203.0.113.7", served, done))
        await settled()
        waits.cancel()
        await settled()
        done.set()
        await first
        await asks(turns, "203.0.113.7", served, done)
        return served

    assert asyncio.run(story()) == ["203.0.113.7"] * 2
