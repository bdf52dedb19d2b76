"""Labelled calls and labelled single turns: files -> values, or one line that says FILE:LINE:COLUMN and what is wrong.

A file holds one JSON object a line. A whole call, and a single turn of one:

    {"id": "dev-01", "transcript": {transcript/1}, "labels": [{"turn": 3, "kinds": {"question": "Why?"}, "doubt": []}]}
    {"id": "devt-001", "persona": {...} or id, "before": [turns], "text": "...", "kinds": {...}, "doubt": []}

A persona that is only named is looked up in `AUTHOR-personas.json` or `personas.json` beside the file, then in the
catalogue. `author` and `register` may be given with each; without, the author is the file's (`AUTHOR-turns.jsonl`). A
single turn may bring its call's `preparation`, as a transcript has it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from evals.place import column
from simulator.document import Document, Loc, first_problem, read_text
from simulator.errors import InputError
from simulator.observation import Kind, Observation
from simulator.persona import Persona, catalogue
from simulator.transcript import Preparation, Transcript, Turn

LABELLED = Path(__file__).parent / "labelled"
HELD_APART = ("poplar", "sumac")
"""Authors on whose turns nothing is trained and no threshold is chosen."""

_CALL_KEYS = ("id", "transcript", "labels", "author", "register")
_TURN_KEYS = ("id", "persona", "preparation", "before", "text", "kinds", "doubt", "author", "register")
_LABEL_KEYS = ("turn", "kinds", "doubt")

_M = TypeVar("_M", bound=BaseModel)


@dataclass(frozen=True)
class Label:
    """What a person marked in one turn: kinds with the span of the quote, in characters, and kinds left in doubt."""

    kinds: Mapping[Kind, tuple[int, int]]
    doubt: frozenset[Kind]


@dataclass(frozen=True)
class Labelled:
    """A labelled call; a single labelled turn is one that ends with that turn."""

    id: str
    author: str
    register: str | None
    transcript: Transcript
    persona: Persona
    labels: Mapping[int, Label]
    single: bool

    @property
    def whole(self) -> bool:
        """Whether it is a whole call of which every learner's turn was read, so that it can be graded by its labels."""
        return not self.single and all(number in self.labels for number, _ in self.transcript.learner_turns)

    def observations(self) -> list[Observation]:
        """The labels as observations, in the order of the text; what is in doubt counts as it was marked."""
        return [
            Observation.of(number, kind, self.transcript.turns[number].text, start, end, source="label", confidence=1.0)
            for number, label in sorted(self.labels.items())
            for kind, (start, end) in label.kinds.items()
        ]


def held_apart() -> list[Path]:
    """The labelled files of this repository that the observer has never seen."""
    return sorted(path for author in HELD_APART for path in LABELLED.glob(f"{author}-*.jsonl"))


def load(paths: Iterable[Path]) -> list[Labelled]:
    """Everything in labelled files, in their order; of a folder, its `.jsonl` files. Raises `InputError`."""
    found: dict[str, tuple[str, Labelled]] = {}
    for path in _files(paths):
        for row in _rows(path):
            one = row.labelled()
            if one.id in found:
                raise row.wrong(("id",), f"id {one.id!r} is taken by {found[one.id][0]}")
            found[one.id] = row.where, one
    return [one for _, one in found.values()]


def fingerprint(paths: Iterable[Path]) -> dict[str, str]:
    """The names of labelled files and the first 16 digits of their SHA-256: what a figure was measured on."""
    found: dict[str, str] = {}
    for path in _files(paths):
        name = path.name if path.name not in found else str(path)
        found[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return found


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
        elif inside := sorted(path.glob("*.jsonl")):
            yield from inside
        else:
            raise InputError(f"{path}: there is no .jsonl file in this folder")


@dataclass(frozen=True)
class _Row:
    """One line of a labelled file, and how to complain about it."""

    path: Path
    number: int
    text: str
    known: Mapping[str, Persona]
    value: dict[str, Any] = field(default_factory=dict)

    @property
    def where(self) -> str:
        return f"{self.path}:{self.number}"

    def wrong(self, loc: Loc, message: str, *, key: bool = False) -> InputError:
        """An error that points at the part of the line at `loc`, or at its key."""
        return InputError(f"{self.where}:{column(self.text, loc, key=key)}: {' '.join(message.split())}")

    def labelled(self) -> Labelled:
        """The call or the turn of this line. Raises `InputError`."""
        self._keys(self.value, (), _CALL_KEYS if "transcript" in self.value else _TURN_KEYS)
        id_, author = self._text("id"), self._text("author", _author(self.path))
        register = self._text("register") if self.value.get("register") is not None else None
        make = self._call if "transcript" in self.value else self._turn
        return Labelled(id_, author, register, *make())

    def _call(self) -> tuple[Transcript, Persona, Mapping[int, Label], bool]:
        transcript = self._model(Transcript, self.value["transcript"], ("transcript",))
        labels: dict[int, Label] = {}
        for place, label in enumerate(self._list(self.value, (), "labels")):
            loc: Loc = ("labels", place)
            if not isinstance(label, dict):
                raise self.wrong(loc, "a label is an object with turn, kinds and doubt")
            self._keys(label, loc, _LABEL_KEYS)
            number = label.get("turn")
            if not isinstance(number, int) or isinstance(number, bool):
                raise self.wrong((*loc, "turn"), "turn: the number of a turn is needed")
            if not 0 <= number < len(transcript.turns):
                raise self.wrong((*loc, "turn"), f"turn {number}: the call has turns 0 to {len(transcript.turns) - 1}")
            if transcript.turns[number].speaker != "learner":
                raise self.wrong((*loc, "turn"), f"turn {number} is not the learner's")
            if number in labels:
                raise self.wrong((*loc, "turn"), f"turn {number} is labelled twice")
            labels[number] = self._label(label, loc, transcript.turns[number].text)
        return transcript, self._persona(transcript.persona, ("transcript", "persona")), labels, False

    def _turn(self) -> tuple[Transcript, Persona, Mapping[int, Label], bool]:
        persona = self._persona(self.value.get("persona"), ("persona",))
        before = [
            self._model(Turn, turn, ("before", place))
            for place, turn in enumerate(self._list(self.value, (), "before"))
        ]
        turns = (*before, Turn(speaker="learner", text=self._text("text")))
        given = self.value.get("preparation")
        prepared = self._model(Preparation, given, ("preparation",)) if given is not None else None
        transcript = Transcript(format="transcript/1", persona=persona.id, preparation=prepared, turns=turns)
        return transcript, persona, {len(before): self._label(self.value, (), turns[-1].text)}, True

    def _label(self, label: Mapping[str, Any], loc: Loc, text: str) -> Label:
        marked = label.get("kinds")
        if not isinstance(marked, dict):
            raise self.wrong((*loc, "kinds"), "kinds: an object of kinds and their quotes is needed")
        kinds: dict[Kind, tuple[int, int]] = {}
        for name, quote in marked.items():
            kind = self._kind(name, (*loc, "kinds", name), key=True)
            if not isinstance(quote, str) or not quote.strip():
                raise self.wrong((*loc, "kinds", name), f"{name}: the quote has to be words of the turn")
            start = text.find(quote)
            if start < 0:
                raise self.wrong((*loc, "kinds", name), f"{name}: the quote {_short(quote)} is not in its turn")
            kinds[kind] = start, start + len(quote)
        doubt = [
            self._kind(name, (*loc, "doubt", place))
            for place, name in enumerate(self._list(label, loc, "doubt", default=[]))
        ]
        return Label(kinds, frozenset(doubt))

    def _kind(self, name: object, loc: Loc, *, key: bool = False) -> Kind:
        if isinstance(name, str) and name in set(Kind):
            return Kind(name)
        near = get_close_matches(str(name), [kind.value for kind in Kind], 1)
        raise self.wrong(loc, f"kind {name!r} is unknown" + (f"; did you mean {near[0]!r}?" if near else ""), key=key)

    def _persona(self, named: object, loc: Loc) -> Persona:
        if isinstance(named, dict):
            return self._model(Persona, named, loc)
        if not isinstance(named, str):
            raise self.wrong(loc, "persona: an id or a whole persona is needed")
        found = self.known.get(named) or catalogue().get(named)
        if found is None:
            raise self.wrong(loc, f"persona {named!r} is unknown: it is neither beside the file nor built in")
        return found

    def _keys(self, value: Mapping[str, Any], loc: Loc, known: Sequence[str]) -> None:
        """Further keys are somebody's own notes and may stand; one that looks like a slip may not."""
        for name in value:
            if name not in known and (near := get_close_matches(name, [key for key in known if key not in value], 1)):
                raise self.wrong((*loc, name), f"unknown key {name!r}; did you mean {near[0]!r}?", key=True)

    def _text(self, name: str, default: str | None = None) -> str:
        found = self.value.get(name, default)
        if not isinstance(found, str):
            raise self.wrong((name,), f"{name}: a text is needed")
        return found

    def _list(self, value: Mapping[str, Any], loc: Loc, name: str, default: object = None) -> list[Any]:
        found = value.get(name, default)
        if not isinstance(found, list):
            raise self.wrong((*loc, name), f"{name}: a list is needed")
        return found

    def _model(self, model: type[_M], value: object, loc: Loc) -> _M:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            inner, message = first_problem(error)
            name = ".".join(map(str, inner)) or str(loc[-1])
            raise self.wrong((*loc, *inner), f"{name}: {message}", key=message == "unknown key") from None


def _author(path: Path) -> str:
    stem = path.name.partition(".")[0]
    for ending in ("-transcripts", "-turns"):
        stem = stem.removesuffix(ending)
    return stem


def _short(quote: str) -> str:
    return repr(quote if len(quote) < 50 else quote[:47] + "...")


def _beside(path: Path) -> Path:
    own = path.with_name(f"{_author(path)}-personas.json")
    return own if own.is_file() else path.with_name("personas.json")


def _personas(path: Path) -> dict[str, Persona]:
    beside = _beside(path)
    if not beside.is_file():
        return {}
    try:
        listed = json.loads(read_text(beside))
    except json.JSONDecodeError as error:
        raise InputError(f"{beside}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from None
    if not isinstance(listed, list):
        raise InputError(f"{beside}:1:1: a list of personas is needed")
    parsed = [Persona.parse(Document(each, f"{beside}: persona {number}", {})) for number, each in enumerate(listed, 1)]
    return {persona.id: persona for persona in parsed}


def _rows(path: Path) -> Iterator[_Row]:
    # not splitlines(): a quote may hold a line separator that JSON lets stand
    lines = [(number, line) for number, line in enumerate(read_text(path).split("\n"), 1) if line.strip()]
    if not lines:
        raise InputError(f"{path}:1:1: it is empty: no labelled call, no labelled turn")
    known = _personas(path)
    for number, line in lines:
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}:{number}:{error.colno}: not JSON: {error.msg}") from None
        if not isinstance(value, dict):
            raise InputError(f"{path}:{number}:1: a labelled call or turn is an object")
        yield _Row(path, number, line, known, value)
