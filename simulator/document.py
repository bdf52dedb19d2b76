"""YAML or JSON text -> plain values that know on which line each of them stands.

    read_document("id: x\nnaem: y\n", "p.yaml").line(("naem",))  ->  2

So that an error can say `p.yaml:2: naem: unknown key` instead of showing a parser's inside.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from simulator.errors import InputError

Loc = tuple[int | str, ...]
MOST_DEEP = 60
"""Levels of a document: ours have eight."""
MOST_ALIASES = 20
_TOO_DEEP = f"it has parts within parts, more than {MOST_DEEP} deep"
Shape = TypeVar("Shape", bound=BaseModel)


class _Loader(yaml.SafeLoader):
    """YAML without what makes a small file a huge one: depth, and aliases (`*name`) within what has a name itself."""

    _deep = _named = _aliases = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """One part of the document."""
        event: yaml.NodeEvent = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            self._aliases += 1
            if self._named or self._aliases > MOST_ALIASES:
                raise _refused(event, "too many aliases (*name)")
        if self._deep >= MOST_DEEP:
            raise _refused(event, _TOO_DEEP)
        named = event.anchor is not None
        self._deep, self._named = self._deep + 1, self._named + named
        try:
            return super().compose_node(parent, index)
        finally:
            self._deep, self._named = self._deep - 1, self._named - named


def _refused(event: yaml.NodeEvent, why: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(None, None, why, event.start_mark)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Document:
    """A parsed file: its value, the name to call it by, and the lines of its parts."""

    value: Any
    name: str
    lines: dict[Loc, int]

    def line(self, loc: Loc) -> int | None:
        """The line (from 1) of the part at `loc`, or of the nearest part that holds it."""
        for end in range(len(loc), -1, -1):
            if loc[:end] in self.lines:
                return self.lines[loc[:end]]
        return None

    def complain(self, loc: Loc, message: str) -> str:
        """One line: where, what."""
        line = self.line(loc)
        where = f"{self.name}:{line}" if line else self.name
        path = ".".join(str(part) for part in loc)
        return f"{where}: {path}: {message}" if path else f"{where}: {message}"


def read_text(path: Path, error: type[InputError] = InputError) -> str:
    """The text of a file, or one line that says why not."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise error(f"{path}: {(problem.strerror or str(problem)).lower()}") from None
    except UnicodeDecodeError as problem:
        raise error(f"{path}: not UTF-8 text (byte {problem.start})") from None


def read_document(text: str, name: str, error: type[InputError] = InputError) -> Document:
    """Parse JSON if it looks like JSON, else YAML. Keys that stand twice are an error."""
    if text.lstrip().startswith(("{", "[")):
        try:
            value = json.loads(text)
        except json.JSONDecodeError as problem:
            raise error(f"{name}:{problem.lineno}: not JSON: {problem.msg} (column {problem.colno})") from None
        except RecursionError:
            raise error(f"{name}: {_TOO_DEEP}") from None
        try:
            node = yaml.compose(text, Loader=_Loader)
        except yaml.YAMLError:
            node = None  # JSON that YAML can't read (tabs, say): the value stands, the lines are unknown
        return Document(value, name, dict(_lines(node, (), name, error)) if node else {})
    try:
        node = yaml.compose(text, Loader=_Loader)
        lines = dict(_lines(node, (), name, error)) if node else {}
        value = yaml.safe_load(text)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        raise error(f"{name}:{mark.line + 1 if mark else 1}: not YAML: {problem.problem}") from None
    except (yaml.YAMLError, ValueError) as problem:
        raise error(f"{name}: not YAML: {str(problem).splitlines()[0]}") from None
    return Document(value, name, lines)


def read_as(path: Path, shape: type[Shape]) -> Shape:
    """A file as a value of one shape. Raises `InputError`, one line that says where the file is not of it."""
    document = read_document(read_text(path), str(path))
    try:
        return shape.model_validate(document.value)
    except ValidationError as error:
        raise InputError(document.complain(*first_problem(error))) from None


def _lines(node: yaml.Node, loc: Loc, name: str, error: type[InputError]) -> Iterator[tuple[Loc, int]]:
    yield loc, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, child in node.value:
            part = (*loc, str(key.value))
            if part in seen:
                raise error(f"{name}:{key.start_mark.line + 1}: {'.'.join(map(str, part))}: the key stands twice")
            seen.add(part)
            yield from _lines(child, part, name, error)
            yield part, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            yield from _lines(child, (*loc, number), name, error)


def first_problem(error: ValidationError) -> tuple[Loc, str]:
    """Where and what, of the first thing that a pydantic model refused, in plain words."""
    problem = error.errors(include_url=False)[0]
    return _plain(problem)


def problems(error: ValidationError) -> list[tuple[Loc, str]]:
    """The same, of all of them."""
    return [_plain(problem) for problem in error.errors(include_url=False)]


def _plain(problem: Any) -> tuple[Loc, str]:
    # pydantic puts the tags of its unions ("Persona", "function-after[...]") into the path; no file has such keys
    loc = tuple(part for part in problem["loc"] if not (isinstance(part, str) and ("[" in part or part[:1].isupper())))
    match problem["type"]:
        case "extra_forbidden":
            return loc, "unknown key"
        case "missing":
            return loc, "missing"
        case "value_error":
            return loc, str(problem["ctx"]["error"])
        case _:
            shown = repr(problem["input"])
            shown = shown if len(shown) < 60 else shown[:57] + "..."
            return (
                loc,
                f"{problem['msg'][0].lower()}{problem['msg'][1:]}, not {shown}",
            )
