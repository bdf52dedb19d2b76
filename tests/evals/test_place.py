"""Columns in a line of JSON."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.place import column
from simulator.document import Loc

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _places(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    yield loc, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, inner in parts:
        yield from _places(inner, (*loc, part))


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_what_stands_at_the_column_is_the_value(value: Any, indent: int | None, ascii_only: bool) -> None:
    line = "  " + json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for loc, inner in _places(value):
        assert json.JSONDecoder().raw_decode(line, column(line, loc) - 1)[0] == inner


def test_a_key_is_pointed_at_itself() -> None:
    line = '{"kinds": {"questoin": "Why?"}}'
    assert line[column(line, ("kinds", "questoin"), key=True) - 1 :].startswith('"questoin"')


@pytest.mark.parametrize("loc", [("kinds", "thanks"), ("kinds", 0), ("kinds", "a", "b")], ids=str)
def test_what_is_missing_is_looked_for_where_it_should_be(loc: Loc) -> None:
    line = '{"id": 7, "kinds": {"a": 5}}'
    assert column(line, loc) == (20 if loc[-1] != "b" else 26)
