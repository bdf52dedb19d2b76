"""Which part may know which: the flow goes one way, and each outside library has one door."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import simulator

PACKAGE = Path(simulator.__file__).parent

LAYERS = {
    "errors": set(),
    "resources": set(),
    "document": {"errors"},
    "settings": {"errors"},
    "listen": {"errors"},
    "observation": set(),
    "persona": {"document", "errors", "resources"},
    "transcript": {"document", "errors", "persona"},
    "clock": {"persona", "transcript"},
    "files": {"document", "errors", "transcript"},
    "own": {"document", "errors", "files", "persona", "store"},
    "bring": {
        "document", "errors", "models", "observer", "persona", "prompts", "resources", "settings", "tokens", "transcript",
    },
    "observer": {
        "document", "errors", "meaning", "models", "observation", "persona", "prompts", "resources", "settings", "tokens", "transcript",
    },
    "director": {"document", "errors", "observation", "persona", "resources", "transcript"},
    "course": {"clock", "director", "observation", "persona", "transcript"},
    "aftermath": {
        "clock", "course", "director", "document", "errors", "grading", "observation", "persona", "professional", "resources",
        "transcript",
    },
    "tokens": {"settings"},
    "prompts": {"document", "errors", "resources"},
    "texts": {"document", "errors", "resources"},
    "local": {"errors", "settings"},
    "streamed": set(),
    "models": {"errors", "local", "persona", "professional", "settings", "streamed", "tokens"},
    "meaning": set(),
    "professional": {
        "clock", "director", "document", "errors", "meaning", "models", "persona", "prompts", "resources", "settings", "tokens", "transcript",
    },
    "appointment": set(),
    "written": {"clock", "errors"},
    "happened": {"appointment", "director", "observation", "persona", "transcript"},
    "events": {"clock", "course", "director", "happened", "observation", "persona", "transcript"},
    "branches": {"director", "events", "observation"},
    "drills": {"document", "errors", "grading", "resources"},
    "ticking": {"clock", "grading", "meaning", "transcript"},
    "coaching": {"director", "document", "errors", "events", "grading", "observation", "resources"},
    "record": {"branches", "coaching", "ticking", "errors", "events", "grading", "observation", "store", "transcript", "written"},
    "letters": {"aftermath", "director", "persona"},
    "arranging": {
        "appointment", "clock", "director", "document", "errors", "grading", "letters", "meaning", "observation", "observer", "persona",
        "professional", "resources", "transcript", "written",
    },
    "afterwards": {
        "aftermath", "appointment", "arranging", "clock", "course", "document", "errors", "grading", "happened", "letters", "observation",
        "persona", "professional", "resources", "transcript",
    },
    "debriefing": {"grading", "observation", "persona", "transcript"},
    "progress": {"director", "drills", "events", "grading", "transcript"},
    "export": {"events", "grading", "report", "texts"},
    "account": set(),
    "accounts": {
        "account", "errors", "events", "grading", "observation", "own", "persona", "progress", "store",
    },
    "store": {"account", "errors", "events"},
    "grading": {"clock", "document", "errors", "observation", "persona", "transcript"},
    "report": {
        "aftermath", "afterwards", "appointment", "branches", "clock", "course", "debriefing", "drills", "grading", "happened", "observation", "persona", "progress", "texts",
        "transcript",
    },
    "verdicts": {"events", "grading", "observation", "persona", "scoring", "transcript"},
    "scoring": {"arranging", "errors", "grading", "models", "observation", "observer", "persona", "settings", "transcript"},
    "call": {
        "appointment", "director", "drills", "errors", "events", "hold", "models", "observation", "observer", "outcome", "persona", "professional", "progress",
        "record", "settings", "store", "transcript", "watch", "written",
    },
    "hold": {"errors", "models", "settings"},
    "outcome": {"events", "observation", "professional"},
    "watch": {"errors", "happened"},
    "rehearsal": {"call", "director", "errors", "persona", "settings", "store", "transcript"},
    "web": {
        "account", "accounts", "appointment", "arranging", "branches", "bring", "call", "clock", "drills", "errors", "events", "export", "progress", "grading", "models", "observer", "own", "persona", "report", "scoring", "settings", "store", "texts", "transcript", "verdicts", "watch",
    },
    "cli": {
        "account", "accounts", "bring", "call", "document", "errors", "events", "files", "verdicts", "grading", "listen", "own", "persona", "rehearsal", "report", "scoring", "settings", "store",
        "texts", "transcript", "web",
    },
    "__init__": {"document", "rehearsal", "scoring", "transcript"},
    "__main__": {"cli"},
}  # fmt: skip
"""What each part may import of the others."""

DOORS = {
    "argon2": "accounts",
    "authlib": "web",
    "click": "cli",
    "gradio": "web",
    "fastapi": "web",
    "uvicorn": "web",
    "sqlalchemy": "store",
    "alembic": "store",
    "psycopg": "store",
    "openai": "models",
    "langchain_openai": "models",
    "matplotlib": "report",
    "typer": "cli",
    "tiktoken": "tokens",
    "xllamacpp": "local",
    "prometheus_client": "watch",
    "opentelemetry": "watch",
}
"""The one part that may import a library."""


def part(path: Path) -> str:
    """The part of the program that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (
                f"{node.module}.{alias.name}" if node.module == "simulator" else node.module for alias in node.names
            )


FILES = [pytest.param(path, id=str(path.relative_to(PACKAGE))) for path in sorted(PACKAGE.rglob("*.py"))]


@pytest.mark.parametrize("path", FILES)
def test_a_part_imports_only_what_it_may(path: Path) -> None:
    mine = part(path)
    for name in imports(path):
        if name.startswith("simulator."):
            other = name.split(".")[1]
            assert other == mine or other in LAYERS[mine], f"{mine} may not import {other}"


@pytest.mark.parametrize("path", FILES)
def test_a_library_has_one_door(path: Path) -> None:
    for name in imports(path):
        door = DOORS.get(name.split(".")[0])
        assert door in (None, part(path)), f"{name} is imported by {part(path)}"


def test_no_parts_import_each_other_in_a_circle_but_the_two_that_speak() -> None:
    order: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path or {name, path[-1]} == {"models", "professional"}, path
        if name not in order and name not in path:
            for other in LAYERS[name]:
                visit(other, (*path, name))
            order.append(name)

    for name in LAYERS:
        visit(name, ())


@pytest.mark.parametrize("path", FILES)
def test_nothing_but_settings_reads_the_environment(path: Path) -> None:
    # models and web only set what keeps their libraries quiet; tokens looks where tiktoken itself would look
    if part(path) in {"settings", "models", "tokens", "web"}:
        return
    text = path.read_text(encoding="utf-8")
    assert "os.environ" not in text
    assert "getenv" not in text


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_one_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_importing_the_package_imports_nothing_slow() -> None:
    slow = "'gradio', 'langchain_core', 'openai', 'sqlalchemy', 'matplotlib', 'tiktoken'"
    code = f"import sys, simulator, simulator.cli, simulator.models; print([name for name in ({slow}) if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("[]", "['langchain_core']")
