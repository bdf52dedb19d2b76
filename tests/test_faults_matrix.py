"""docs/faults.md has a cell for every fault and moment, each with tests that exist or with a reason for none."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
TABLE = [
    [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("|")
]
HEAD, _, *ROWS = TABLE
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)))
FAULTS = (
    "kill -9 of the app", "kill -9 of the database (PostgreSQL)", "kill -9 of a server behind nginx",
    "kill -9 of nginx itself", "disk full", "database locked", "the clock jumps", "the model is slow", "the model is dead", "the model lies", "the browser is gone",
)  # fmt: skip
MOMENTS = ("before a reply", "during a reply", "after a reply", "during grading", "during export")
CELLS = [
    pytest.param(cell, id=f"{row[0]}, {moment}") for row in ROWS for moment, cell in zip(MOMENTS, row[1:], strict=True)
]


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, functions))


def test_every_fault_has_a_row_and_every_moment_a_column() -> None:
    assert ["fault", *MOMENTS] == HEAD
    assert tuple(row[0] for row in ROWS) == FAULTS


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_says_what_is_seen_and_names_its_tests_or_why_there_is_none(cell: str) -> None:
    untested = cell.startswith("not tested: ")
    assert untested != bool(re.search(r"`tests/[\w/]+\.py::test_\w+`", cell))
    said = cell.removeprefix("not tested: ").partition("`tests/")[0]
    # a blank has to give its reason in a sentence
    assert len(said.split()) >= (8 if untested else 1)
    assert untested or said.rstrip().endswith(":")


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_test_that_is_named_exists(path: str, name: str) -> None:
    assert name in names_in(path)
