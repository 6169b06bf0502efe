"""Hostile requests, some thousands of them: nothing is lost, nobody is let in, memory stays flat.

`bench/hostile.py` is the same with a hundred thousand.
"""

from __future__ import annotations

from collections import Counter

import pytest

from bench.hostile import Overheard, attack, some_of_them


@pytest.mark.slow
def test_thousands_of_hostile_requests_change_nothing_and_let_nobody_in(tmp_path):
    found = attack(2400, 7, tmp_path)
    assert found["alive"]
    assert (found["let_in"], found["let_in_by"]) == (0, [])
    assert found["lost"] == 0
    assert found["tables_changed"] == []
    assert found["chain_and_bytes_whole"]
    assert found["requests"] == 2400
    # Every kind of refusal was reached, so the requests are not all of one kind.
    assert {400, 404, 405, 409, 413, 422} <= set(found["said"])
    assert 500 not in found["said"]
    assert found["megabytes_most"] < found["megabytes_warm"] + 40


def test_what_is_sent_follows_from_its_seed_and_is_of_every_kind():
    known = Overheard(["0" * 32], [b"POST /api/letters/%s/acts/open HTTP/1.1\r\n\r\n" % (b"0" * 32)])
    some = some_of_them(400, known)
    assert some == some_of_them(400, known)
    assert len(set(some)) > 300
    begun = Counter(one[:9] for one in some)
    assert begun[b"POST /api"] > 50
    assert max(len(one) for one in some) > 60_000
