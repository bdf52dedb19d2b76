"""A professional in the making as a file to edit: every key that can be filled in, the program's remarks at the top.

    text = editable({"name": "Ada Moss"}, "ada-moss")
    sheet(text, "ada-moss.yaml", pasted="...")  ->  Sheet(text="#: Not right yet:\\n#:   ada-moss.yaml:12: title: ...")

Lines that begin with `#:` are the program's, and made anew each time; all else stays as somebody wrote it. A key with
nothing after it is as good as one that is not there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from simulator.bring import FIELDS, Field, made, named
from simulator.document import problems, read_document
from simulator.errors import PersonaError
from simulator.persona import FORMAT, Persona, Topic

REMARK = "#:"
_REMARKS = re.compile(rf"^{REMARK}.*\n?", re.MULTILINE)
_TOPICS = get_args(Topic)
_HELP = (
    "Change what you like, save this file, and close the editor; what is wrong is then said here.",
    "How the longer pieces are written; what they say on the call is in their own voice:",
    "  writing: [{title: ..., where: ..., year: 2024, summary: ...}]",
    "  stories: [{topic: ..., text: ...}]",
    "  answers: [{topic: advice, text: ...}], the topic one of",
    *(f"    {', '.join(_TOPICS[start : start + 11])}" for start in range(0, len(_TOPICS), 11)),
    "  contacts: [{name: ..., role: ..., why: ...}]",
    "Somebody who is complete: simulator personas show dana-okafor",
    "Comments are not kept once this is saved as a professional of your own.",
)


@dataclass(frozen=True)
class Sheet:
    """The file as it stands."""

    text: str
    persona: Persona | None
    """Who it makes; None as long as anything is wrong."""
    complaints: tuple[str, ...] = ()
    """What is wrong, one line each: "ada-moss.yaml:12: title: missing"."""


def editable(values: Mapping[str, Any], id_: str) -> str:
    """What is known of a professional, as YAML. What the text does not hold is no part of it: that is looked up."""
    blank: dict[str, Any] = {}
    for field in FIELDS:
        *above, last = field.path
        inside = blank
        for step in above:
            inside = inside.setdefault(step, {})
        inside[last] = _nothing(field)
    whole: dict[str, Any] = {"format": FORMAT, "id": id_}
    for key in Persona.model_fields:
        held, empty = values.get(key), blank.get(key)
        if isinstance(empty, Mapping):
            whole[key] = {**empty, **(held or {})}
        elif key not in {"format", "id", "invented"}:
            whole[key] = empty if held is None else held
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=110)


def sheet(text: str, name: str, pasted: str, more: Sequence[str] = ()) -> Sheet:
    """A file that somebody may have edited, judged. `more`: what else is wrong with it. Never raises."""
    body = _REMARKS.sub("", text)
    persona, wrong = _judged(body, name, pasted)
    remarks = _remarks(persona, [*wrong, *more])
    if wrong:
        # the remarks move what they speak of: once more, for the lines as an editor counts them
        _, wrong = _judged(remarks + body, name, pasted)
        remarks = _remarks(None, [*wrong, *more])
    return Sheet(remarks + body, None if more else persona, (*wrong, *more))


def _nothing(field: Field) -> str | float | list[Any]:
    match field.kind:
        case "line" | "text":
            return ""
        case "number" | "share":
            return field.default
    return []


def _judged(text: str, name: str, pasted: str) -> tuple[Persona | None, list[str]]:
    try:
        document = read_document(text, name, PersonaError)
    except PersonaError as error:
        return None, [str(error)]
    if not isinstance(document.value, Mapping):
        return None, [document.complain((), "a persona is a mapping of keys to values")]
    values = {key: value for key, value in _without_empty(document.value).items() if key != "invented"}
    try:
        persona = Persona.model_validate({"format": FORMAT, **values})
    except ValidationError as error:
        return None, [document.complain(*problem) for problem in problems(error)]
    return made(values, persona.id, pasted), []


def _without_empty(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_empty(held) for key, held in value.items() if held not in (None, "")}
    return [_without_empty(held) for held in value] if isinstance(value, list) else value


def _remarks(persona: Persona | None, wrong: Sequence[str]) -> str:
    lines = []
    if wrong:
        lines += ["Not right yet:", *(f"  {said}" for said in wrong), ""]
    if persona and persona.invented:
        lines += ["Invented, as the pasted text does not hold it:"]
        lines += [*(f"  {named(persona, path)}" for path in persona.invented), ""]
    return "".join(f"{REMARK} {_one_line(line)}".rstrip() + "\n" for line in (*lines, *_HELP))


def _one_line(line: str) -> str:
    """A line that stays one, and a comment, whatever is in it: YAML takes no signs that can't be seen."""
    indent = line[: len(line) - len(line.lstrip(" "))]
    shown = "".join(character if character.isprintable() else " " for character in line)
    return indent + " ".join(shown.split())
