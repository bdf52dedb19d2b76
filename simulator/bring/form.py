"""A persona file as a form that anybody can fill in, and back.

    form_of({"name": "Ada Moss", "public": {"writing": [{"title": "Rye", "year": 2021}]}})
    ->  {"name": "Ada Moss", "writing": "Rye |  | 2021", ...}    a line for each piece

    values_of({"name": "Ada Moss", "writing": "Rye | Crumb | soon"})    ->  what a persona file would hold
    wrong(values)                                                       ->  {"writing": ["line 1: year: ...", ...]}

Nothing of a file is lost on the way: what the form has no field for stays as it was.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import ValidationError

from simulator.bring.source import cleaned
from simulator.document import Loc, problems
from simulator.observer.words import fold
from simulator.persona import FORMAT, Persona, Topic

MOST_CHARACTERS = 20_000
"""Of one field: over an hour of speech."""
Group = Literal["first", "public", "private", "manner"]
Kind = Literal["line", "text", "lines", "writing", "stories", "answers", "contacts", "share", "number"]
Form = Mapping[str, str | float]


@dataclass(frozen=True)
class Field:
    """One field of the form."""

    key: str
    called: str
    """In a word or two."""
    path: tuple[str, ...]
    """Where it stands in a persona file."""
    group: Group = "public"
    kind: Kind = "line"
    rows: int = 1
    default: float = 0.0
    least: float = 0.0
    most: float = 1.0
    """Of numbers: what stands there at first, and the range."""


FIELDS = (
    Field("name", "name", ("name",), "first"),
    Field("title", "what they do", ("title",), "first"),
    Field("organisation", "where", ("organisation",), "first"),
    Field("field", "their field", ("field",), "first"),
    Field("profile", "profile", ("public", "profile"), "first", "text", 5),
    Field("career", "career", ("public", "career"), kind="lines", rows=4),
    Field("education", "education", ("public", "education"), kind="lines", rows=2),
    Field("writing", "articles", ("public", "writing"), kind="writing", rows=4),
    Field("facts", "the organisation", ("public", "organisation_facts"), kind="lines", rows=4),
    Field("location", "place", ("location",)),
    Field("pronouns", "pronouns", ("pronouns",)),
    Field("stories", "stories", ("private", "stories"), "private", "stories", 8),
    Field("answers", "answers", ("private", "answers"), "private", "answers", 8),
    Field("opinions", "opinions", ("private", "opinions"), "private", "lines", 3),
    Field("hiring", "how hiring stands there", ("private", "hiring"), "private", "text", 2),
    Field("contacts", "whom they might introduce", ("private", "contacts"), "private", "contacts", 2),
    Field("teaser", "one line for the gallery", ("teaser",), "manner"),
    Field("manner", "how they talk", ("voice", "manner"), "manner"),
    Field("peeves", "what gets on their nerves", ("temperament", "pet_peeves"), "manner", "lines", 2),
    Field("next", "what comes after the call", ("schedule", "next"), "manner"),
    Field("minutes", "minutes they have", ("schedule", "minutes"), "manner", "number", default=15, least=10, most=60),
    Field("pace", "words a minute", ("voice", "words_per_minute"), "manner", "number", default=150, least=90, most=220),
    Field("patience", "patience", ("temperament", "patience"), "manner", "share", default=0.5),
    Field("warmth", "warmth", ("temperament", "warmth"), "manner", "share", default=0.5),
    Field("directness", "directness", ("temperament", "directness"), "manner", "share", default=0.5),
)  # fmt: skip
"""In the order of the form."""
KEYS = tuple(field.key for field in FIELDS)
NEEDED = ("name", "title", "organisation", "field")
"""Without these nobody can be called."""
_BY_PATH = {field.path: field for field in FIELDS}


def empty() -> dict[str, str | float]:
    """The form before anything is in it."""
    return {field.key: field.default if field.kind in {"share", "number"} else "" for field in FIELDS}


def form_of(values: Mapping[str, Any]) -> dict[str, str | float]:
    """What a persona file holds, or a part of one, as the form shows it."""
    form = empty()
    for field in FIELDS:
        held = _at(values, field.path)
        if held is not None:
            form[field.key] = held if field.kind in {"share", "number"} else _shown(field, held)
    return form


def merged(form: Form, found: Form) -> dict[str, str | float]:
    """A form and what was found besides: nothing that somebody wrote is lost. Lists grow, empty fields are filled."""
    both: dict[str, str | float] = dict(form)
    for field in FIELDS:
        mine, new = form.get(field.key, ""), found.get(field.key, "")
        if mine in ("", None) or (field.kind in {"share", "number"} and mine == field.default):
            both[field.key] = new
        elif field.kind in _PIECES:
            between = "\n\n" if field.kind == "stories" else "\n"
            there = {part.strip() for part in str(mine).split(between)}
            more = [part for part in str(new).split(between) if part.strip() and part.strip() not in there]
            both[field.key] = between.join([str(mine).rstrip(), *more])
    return both


def values_of(form: Form, base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a persona file would hold. `base` is the file that was edited: what the form has no field for stays.

    Never raises: what is wrong with the values, `wrong` says.
    """
    values: dict[str, Any] = json.loads(json.dumps(dict(base or {})))
    for field in FIELDS:
        value = form.get(field.key, "")
        held = _read(field, value, _at(values, field.path))
        _put(values, field.path, held)
    values["format"] = FORMAT
    values.setdefault("public", {})
    return values


def wrong(values: Mapping[str, Any], form: Form | None = None) -> dict[str, list[str]]:
    """What `simulator personas check` would say, by field; under "" what belongs to none of them."""
    found: dict[str, list[str]] = {}
    for key, value in (form or {}).items():
        if isinstance(value, str) and len(value) > MOST_CHARACTERS:
            found.setdefault(key, []).append(f"{len(value):,} characters are too many; {MOST_CHARACTERS:,} fit")
    try:
        Persona.model_validate(values)
    except ValidationError as error:
        for loc, message in problems(error):
            key, said = _of_field(loc, message)
            found.setdefault(key, []).append(said)
    return found


def id_of(name: str, taken: Collection[str] = ()) -> str:
    """A name as an id that is not taken: "Ada Moß" -> "ada-moss", or "ada-moss-2"."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name).replace("ß", "ss").encode("ascii", "ignore").decode())
    stem = plain.strip("-")[:70].strip("-") or "my-professional"
    numbered = (f"{stem}-{number}" if number > 1 else stem for number in range(1, len(taken) + 2))
    return next(one for one in numbered if one not in taken)


def _at(values: Mapping[str, Any], path: Iterable[str]) -> Any:
    held: Any = values
    for step in path:
        held = held.get(step) if isinstance(held, Mapping) else None
    return held


def _put(values: dict[str, Any], path: tuple[str, ...], held: Any) -> None:
    *above, last = path
    inside = values
    for step in above:
        inside = inside.setdefault(step, {})
    if held is None:
        inside.pop(last, None)
    else:
        inside[last] = held


def _shown(field: Field, held: Any) -> str:
    if field.kind in {"line", "text"}:
        return str(held)
    between = "\n\n" if field.kind == "stories" else "\n"
    return between.join(_line(field.kind, item) for item in held)


def _line(kind: Kind, item: Any) -> str:
    match kind:
        case "writing":
            parts = [item.get("title", ""), item.get("where", ""), item.get("year", ""), item.get("summary", "")]
            return " | ".join(_one_line(part) for part in parts).rstrip(" |")
        case "contacts":
            return " | ".join(_one_line(item.get(key, "")) for key in ("name", "role", "why")).rstrip(" |")
        case "stories":
            return f"{_one_line(item.get('topic', ''))}\n{_one_line(item.get('text', ''))}"
        case "answers":
            return f"{item.get('topic', '')}: {_one_line(item.get('text', ''))}"
    return _one_line(item)


def _one_line(value: Any) -> str:
    return " ".join(str(value if value is not None else "").split())


def _read(field: Field, value: str | float, before: Any) -> Any:
    """A field's value as a persona file has it; None for an empty one."""
    if field.kind in {"share", "number"}:
        if value in ("", None):
            return before
        # a scale of whole minutes: the schema wants no 15.0
        return int(value) if field.key == "minutes" and float(value).is_integer() else float(value)
    text = cleaned(str(value or ""))
    if field.kind in {"line", "text"}:
        return " ".join(text.split()) or None
    cut = re.split(r"\n\s*\n", text) if field.kind == "stories" else text.split("\n")
    # a line that was not touched stays the piece that it was, with all that the form does not show
    known = {_line(field.kind, item): item for item in before or ()}
    pieces = [known.get(part.strip()) or _PIECES[field.kind](part.strip(), known) for part in cut if part.strip()]
    return pieces or None


def _writing(line: str, _: Mapping[str, Any]) -> dict[str, Any]:
    title, where, year, *summary = [*(part.strip() for part in line.split("|", 3)), "", "", ""]
    piece: dict[str, Any] = {"title": title, "where": where, "summary": summary[0]}
    return {**piece, "year": int(year) if year.isdecimal() else year} if year else piece


def _contact(line: str, _: Mapping[str, Any]) -> dict[str, Any]:
    name, role, why, *_rest = [*(part.strip() for part in line.split("|", 2)), "", ""]
    return {"name": name, "role": role, "why": why}


def _story(block: str, known: Mapping[str, Any]) -> dict[str, Any]:
    topic, _, text = block.partition("\n")
    # a story that was put in other words keeps what it is about
    before: Mapping[str, Any] = next((one for one in known.values() if one.get("topic") == topic.strip()), {})
    return {**before, "topic": topic.strip(), **({"text": " ".join(text.split())} if text.strip() else {})}


def _answer(line: str, _: Mapping[str, Any]) -> dict[str, Any]:
    topic, colon, text = line.partition(":")
    return {"topic": topic.strip().casefold(), "text": text.strip()} if colon else {"text": line}


_PIECES: Mapping[str, Callable[[str, Mapping[str, Any]], Any]] = {
    "lines": lambda line, _: line,
    "writing": _writing,
    "contacts": _contact,
    "stories": _story,
    "answers": _answer,
}
_PIECE_CALLED = {"stories": "story"}


def _of_field(loc: Loc, message: str) -> tuple[str, str]:
    """The field that a problem is about, and the problem in words for it."""
    steps = tuple(str(step) for step in loc)
    field = next((_BY_PATH[steps[:end]] for end in range(len(steps), 0, -1) if steps[:end] in _BY_PATH), None)
    if field is None:
        return "", f"{'.'.join(steps)}: {message}"
    rest = loc[len(field.path) :]
    where = f"{_PIECE_CALLED.get(field.kind, 'line')} {rest[0] + 1}: " if rest and isinstance(rest[0], int) else ""
    inside = "".join(f"{step}: " for step in rest[1:])
    if rest[1:] == ("topic",) and field.kind == "answers":
        return field.key, f"{where}begins with none of {', '.join(get_args(Topic))}"
    if rest[-1:] == ("year",) and field.kind == "writing":
        return field.key, f"{where}the year is a number like 2024, {message[message.rindex('not ') :]}"
    if message == "missing":
        return field.key, f"{where}{inside}is needed" if rest else "is needed"
    return field.key, f"{where}{inside}{message}"
