"""Turns are divided evenly, whoever waits with however much."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from integrations.queue.fairness import fair_turns

SHARES = st.sampled_from("abcdef")
WAITING = st.dictionaries(SHARES, st.integers(0, 8)).map(
    lambda counts: {share: [f"{share}{number}" for number in range(count)] for share, count in counts.items()}
)
BUSY = st.dictionaries(SHARES, st.integers(0, 6))
FEW = st.integers(0, 12)


def test_shares_take_turns_whatever_the_first_has_waiting() -> None:
    waiting = {"flood": ["f1", "f2", "f3", "f4"], "small": ["s1"], "other": ["o1", "o2"]}
    assert fair_turns(waiting, busy={}, room=6, limit=9) == ["f1", "s1", "o1", "f2", "o2", "f3"]


def test_who_has_much_under_way_waits_for_the_others() -> None:
    waiting = {"flood": ["f1", "f2"], "small": ["s1", "s2", "s3"]}
    assert fair_turns(waiting, busy={"flood": 2}, room=4, limit=9) == ["s1", "s2", "f1", "s3"]


@given(waiting=WAITING, busy=BUSY, room=FEW, limit=FEW)
def test_as_much_is_taken_as_room_and_limit_allow(
    waiting: dict[str, list[str]], busy: dict[str, int], room: int, limit: int
) -> None:
    turns = fair_turns(waiting, busy=busy, room=room, limit=limit)
    most = sum(min(len(work), max(0, limit - busy.get(share, 0))) for share, work in waiting.items())
    assert len(turns) == min(room, most)
    taken = Counter(each[0] for each in turns)
    assert all(busy.get(share, 0) + count <= limit for share, count in taken.items())


@given(waiting=WAITING, busy=BUSY, room=FEW, limit=FEW)
def test_within_a_share_the_order_is_kept_and_nothing_comes_twice(
    waiting: dict[str, list[str]], busy: dict[str, int], room: int, limit: int
) -> None:
    turns = fair_turns(waiting, busy=busy, room=room, limit=limit)
    for share, work in waiting.items():
        of_share = [each for each in turns if each[0] == share]
        assert of_share == work[: len(of_share)]


@given(waiting=WAITING, busy=BUSY, room=FEW, limit=FEW)
def test_nobody_gets_a_turn_while_another_who_waits_has_less_under_way(
    waiting: dict[str, list[str]], busy: dict[str, int], room: int, limit: int
) -> None:
    under_way, left = Counter(busy), {share: len(work) for share, work in waiting.items()}
    for share in (each[0] for each in fair_turns(waiting, busy=busy, room=room, limit=limit)):
        assert all(under_way[share] <= under_way[other] for other, count in left.items() if count)
        under_way[share] += 1
        left[share] -= 1
