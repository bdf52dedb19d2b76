"""A call of any length is cut so that every turn is read once, whole, with what went before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import ModelError
from simulator.observer.windows import CONTEXT, Window, windows


def test_a_short_call_is_one_part() -> None:
    assert windows([10, 20, 30], 60) == [Window(0, 0, 3)]


def test_a_long_call_overlaps() -> None:
    assert windows([10] * 9, 40) == [Window(0, 0, 4), Window(3, 4, 7), Window(6, 7, 9)]


def test_a_call_without_turns_has_no_parts() -> None:
    assert windows([], 10) == []


def test_a_turn_longer_than_the_room_is_not_cut_but_named() -> None:
    with pytest.raises(ModelError, match="turn 1 alone"):
        windows([10, 90, 10], 50)


@given(st.lists(st.integers(1, 100), max_size=80), st.integers(100, 400))
def test_every_turn_is_marked_once_and_no_part_is_too_long(costs: list[int], room: int) -> None:
    parts = windows(costs, room)
    assert [turn for part in parts for turn in range(part.start, part.end)] == list(range(len(costs)))
    for part in parts:
        assert sum(costs[part.first : part.end]) <= room
        assert sum(costs[part.first : part.start]) <= CONTEXT * room
