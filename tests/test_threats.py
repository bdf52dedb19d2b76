"""docs/threats.md names every way in, and tests that exist."""

import ast
import re
from pathlib import Path

import pytest

from simulator.cli import app

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| way in", "| ---"))]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_test_that_is_named_exists(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip()[:40] for row in ROWS])
def test_every_way_in_has_a_test(row: str) -> None:
    way, tried, stands, tests = (cell.strip() for cell in row.strip("|").split("|"))
    assert way
    assert tried
    assert stands
    assert re.search(r"::test_\w+`", tests)


def test_every_command_that_reads_something_is_named() -> None:
    reads = {group.name for group in app.registered_groups} | {"call", "score", "eval"}
    for command in reads - {"accounts"}:
        assert f"`{command}" in PAGE or f"`{command} " in PAGE


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-model.lock"])
def test_every_package_is_pinned_with_its_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    packages = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", "-"))]
    assert packages
    for package in packages:
        assert re.match(r"[\w.\[\],-]+==\S+", package), package[:80]
        assert "--hash=sha256:" in package, package[:80]
