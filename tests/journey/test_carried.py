"""Letters by mail, and workers killed in the middle of a mail, again and again: everything is counted.

`bench/carried.py` is the same at full size.
"""

from __future__ import annotations

import pytest

from bench.carried import killed_again_and_again

ODD = {"drop_before": 41, "drop_after": 43, "refuse": 47, "later": 53, "twice": 59, "late": 197}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("server", "hold", "humour"),
    [
        ("sqlite", False, {}),
        pytest.param("postgres", False, {}, marks=pytest.mark.postgres),
        pytest.param("postgres", True, ODD, marks=pytest.mark.postgres),
    ],
)
def test_workers_are_killed_and_nothing_is_lost_or_doubled_beyond_what_was_in_hand(
    server, hold, humour, tmp_path, request
):
    database = str(tmp_path / "office.sqlite") if server == "sqlite" else request.getfixturevalue("postgres")
    workers = 1 if server == "sqlite" else 2
    counted = killed_again_and_again(
        database, tmp_path, workers=workers, hold=hold, letters=200, kills=3, seed=7, humour=humour
    )
    assert counted["lost"] == 0, counted
    assert counted["never_told_and_not_held"] == 0, counted
    assert counted["doubled_in_box"] == 0
    assert counted["in_box"] == counted["letters"] >= 200
    assert counted["kills"] == 3
    assert all(0 < in_hand <= 50 for in_hand in counted["in_hand_at_kills"]), counted
    if hold:
        assert counted["doubled_mails"] == 0, counted
    else:
        assert counted["doubled_mails"] > 0, counted
        # Nobody was told twice of whom it was written down that they were told.
        assert counted["doubled_and_not_in_hand_at_a_kill"] == 0, counted
        assert counted["most_doubled_by_one_kill"] <= 50
