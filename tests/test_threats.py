"""docs/threats.md names every way in, and tests that exist."""

import ast
import re
from pathlib import Path

import pytest

from simulator.cli import app
from simulator.web.serve import ROUTES

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| way in", "| ---"))]
WAYS_IN = {name for row in ROWS for name in re.findall(r"`([^`]+)`", row.split("|")[1])}
"""Routes, commands and files, as the first column names them."""
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


def spelled(pattern: str) -> set[str]:
    """Every path that a route's pattern stands for, as the page writes it: `/pwa_icon(/\\d+)?` is two."""
    patterns = {re.sub(r"\[[^]]+\](?:\{\d+,\}|\+)|\.\+|\\d\+", "…", pattern).replace("\\.", ".")}
    while any("(" in one for one in patterns):
        patterns = {way for one in patterns for way in _ways(one)}
    # an address with a slash at its end is the same one
    return {path.removesuffix("/?") for one in patterns for path in one.split("|")}


def _ways(pattern: str) -> list[str]:
    """A pattern without its innermost group, once for each thing that may stand there."""
    group = re.search(r"\(([^()]*)\)(\??)", pattern)
    assert group, pattern
    return [
        pattern[: group.start()] + way + pattern[group.end() :] for way in group[1].split("|") + [""] * bool(group[2])
    ]


def commands() -> list[str]:
    """Every command of the program, by the words that call it."""
    alone = [command.name or (command.callback and command.callback.__name__) for command in app.registered_commands]
    of_groups = [
        f"{group.name} {command.name}"
        for group in app.registered_groups
        if group.typer_instance
        for command in group.typer_instance.registered_commands
    ]
    return [*(name for name in alone if name), *of_groups]


@pytest.mark.parametrize("path", sorted(path for route in ROUTES for path in spelled(route)))
def test_every_route_is_named(path: str) -> None:
    # `/calls/…` is each of the files of a call
    assert any(path == way or (way.endswith("/…") and path.startswith(way[:-1])) for way in WAYS_IN)


@pytest.mark.parametrize("way", sorted(way for way in WAYS_IN if way.startswith("/")))
def test_a_route_that_is_named_is_there(way: str) -> None:
    assert any(path == way or path.startswith(way.removesuffix("…")) for route in ROUTES for path in spelled(route))


@pytest.mark.parametrize("command", commands())
def test_every_command_that_reads_something_is_named(command: str) -> None:
    # and there is none that reads nothing: each looks into files, the log or the environment
    assert command in WAYS_IN


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        (r"/(call|thank)?", {"/", "/call", "/thank"}),
        (r"/a\.css|/icon(/\d+)?", {"/a.css", "/icon", "/icon/…"}),
        (r"/calls/[A-Z_-]{16,}/(card\.(html|md)|said\.json)", {f"/calls/…/{name}" for name in ("card.html", "card.md", "said.json")}),
        (r"/q/(join|data)/?", {"/q/join", "/q/data"}),
    ],
)  # fmt: skip
def test_a_pattern_is_spelled_out(pattern: str, paths: set[str]) -> None:
    assert spelled(pattern) == paths


def test_no_route_has_a_pattern_that_is_not_spelled_out() -> None:
    assert [path for route in ROUTES for path in spelled(route) if not re.fullmatch(r"[\w/.…-]+", path)] == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-model.lock"])
def test_every_package_is_pinned_with_its_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    packages = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", "-"))]
    assert packages
    for package in packages:
        assert re.match(r"[\w.\[\],-]+==\S+", package), package[:80]
        assert "--hash=sha256:" in package, package[:80]
