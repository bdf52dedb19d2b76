"""Who answers the phone: the `persona/1` schema, its files, and the catalogue that comes with the program.

A persona has a `public` side, which a few minutes of looking up would find and which research is checked against, and a
`private` side, which only the conversation brings out. Optional keys beyond the first schema: `private.answers` (what
this person would say on a topic), `voice.lines` (their own words for the turns that every call has), `invented` (what
of a professional whom somebody brought is not in the text that they pasted).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from simulator.document import Document, first_problem, problems, read_document, read_text
from simulator.errors import PersonaError
from simulator.resources import prompts_dir

FORMAT = "persona/1"
MOST_KEPT = 64
"""Personas of which is kept what was worked out from them."""

Result = TypeVar("Result")

Topic = Literal[
    "path",  # how they came to it
    "day",  # what a day or a week is really like
    "likes",  # what they like, why they stay
    "challenge",  # the toughest part, problems to be solved
    "failure",  # what went wrong, and what it taught
    "skills",  # what makes somebody good at it
    "culture",  # how people there are with each other
    "education",  # what their schooling was worth
    "entry",  # the way into the field
    "hiring",  # what they look for in people; hiring in the field at large
    "advice",  # what they would do in the learner's place, what they wish they had known
    "outlook",  # where the field goes
    "technology",  # tools, machines, what they change
    "pay",  # money in the field
    "balance",  # hours, family, travel
    "organisation",  # how the place works
    "team",  # the people around them
    "decision",  # how they decide, a hard call
    "reading",  # what to read, whom to follow
    "writing",  # what lies behind what they have published
    "learner",  # what they make of somebody like the learner
]
"""What learners ask about."""

LineUse = Literal[
    "greet",
    "greet_late",
    "greet_unconfirmed",
    "small_talk",
    "ask_back",
    "press",
    "interrupt",
    "redirect",
    "decline",
    "decline_coolly",
    "hang_up",
    "wrong_fact",
    "two_minutes",
    "close",
    "close_cool",
    "nothing",
    "contact",
    "no_contact",
    "keep_in_touch",
    "thanks",
    "introduced",
    "program",
    "off_script",
    "rude",
    "unclear",
    "language",
    "resume_offer",
    "use_my_name",  # goes with an introduction
    "withhold",  # no introduction, not yet
    "on_profile",  # where a public fact stands; `redirect` then asks for a better question
    "disclaimer",  # "I thought this was not about a job"
    "react",  # a beat before an answer
    "follow_up",  # a beat before the answer to somebody who listened
    "bridge",  # before the nearest thing they have to what was asked
    "hand_over",  # "what would you like to know?"
    "time_check",  # to somebody who minds the clock
    "time_up",  # the agreed time is over
    "no_promise",  # after a word on how hiring stands
    "repeat",  # asked to say it again
    "silence",  # nothing came
    "remark",  # to a thought of the learner's that asks nothing
    "two_way",  # to an offer to make it a conversation both ways
    "ask_background",  # who the learner is, when they ask without having said so
    "ask_direction",  # what they look for, when they said only who they are
    "ask_purpose",  # why they came to this person
    "invite_resume",  # unasked: "send me your résumé"; the observer has to hear it as that
    "open_door",  # unasked: "ask me about openings"; likewise
    "colleague",  # to somebody at the door, and back to the learner
    "urgent_call",  # a call that can't wait, and back again
    "fewer_minutes",  # the time has become shorter than was agreed
]
"""The turns that every call has, for which a persona may bring words of its own. A line may hold `{minutes}` (what is
left, in words), `{taken}` (what an interruption took), `{learner}` (their first name), `{subject}` (their field or
work), `{next}`, `{fact}`, `{contact}`, `{title}`, `{organisation}`, `{field}`; a line whose values are not known is not
said."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]*[^\W_a-z])|\n+")
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Inc|Ltd|Co|vs|etc|approx|No|[A-Z])|\b[a-z]\.[a-z])\.$")

Text = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, str_strip_whitespace=True)


class Writing(_Strict):
    """An article, a talk, a post."""

    title: Text
    where: str = ""
    year: int | None = None
    summary: str = ""


class Public(_Strict):
    """What a few minutes of looking up would find."""

    profile: str = ""
    career: tuple[str, ...] = Field(default=(), strict=False)
    education: tuple[str, ...] = Field(default=(), strict=False)
    writing: tuple[Writing, ...] = Field(default=(), strict=False)
    organisation_facts: tuple[str, ...] = Field(default=(), strict=False)

    @property
    def is_empty(self) -> bool:
        """Nothing to look up, so no research to grade."""
        return not (self.profile or self.career or self.education or self.writing or self.organisation_facts)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The profile's sentences, in the order that `invented` numbers them."""
        return sentences(self.profile)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, each with its closing signs; "Dr. Ada Moss" is not cut."""
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        sentence = text[start : end.end()].strip()
        if sentence and not _ABBREVIATION.search(sentence):
            found.append(sentence)
            start = end.end()
    if rest := text[start:].strip():
        found.append(rest)
    return tuple(found)


class Story(_Strict):
    """Something that happened to them, in their own voice."""

    topic: Text
    text: Text
    about: tuple[Topic, ...] = Field(default=(), strict=False)
    """What one may have asked to be told it."""
    asked: str = ""
    """Words by which a question would find it, where its own don't."""
    more: tuple[Text, ...] = Field(default=(), strict=False)
    """What they add when asked further, each a turn of its own."""


class Answer(_Strict):
    """What they say when asked about a topic, in their own voice."""

    topic: Topic
    text: Text
    asked: str = ""
    """Words by which a question would find it, where its own don't."""
    more: tuple[Text, ...] = Field(default=(), strict=False)
    """What they add when asked further, each a turn of its own."""


class Contact(_Strict):
    """Somebody they may introduce, if impressed."""

    name: Text
    role: str = ""
    why: str = ""


class Private(_Strict):
    """What only the conversation brings out."""

    stories: tuple[Story, ...] = Field(default=(), strict=False)
    opinions: tuple[str, ...] = Field(default=(), strict=False)
    hiring: str = ""
    contacts: tuple[Contact, ...] = Field(default=(), strict=False)
    answers: tuple[Answer, ...] = Field(default=(), strict=False)


class Temperament(_Strict):
    """How they are, each from 0 to 1."""

    patience: Share = 0.5
    warmth: Share = 0.5
    directness: Share = 0.5
    pet_peeves: tuple[str, ...] = Field(default=(), strict=False)


class Schedule(_Strict):
    """How long they have, and what comes after."""

    minutes: Annotated[int, Field(ge=1, le=120)] = 15
    next: str = ""


class Voice(_Strict):
    """How they talk. `words_per_minute` turns their words into speech time."""

    words_per_minute: Annotated[float, Field(ge=60, le=300)] = 150
    manner: str = ""
    lines: Mapping[LineUse, tuple[str, ...]] = Field(default_factory=dict, strict=False)

    @field_validator("lines", mode="before")
    @classmethod
    def _lists_become_tuples(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {use: tuple(lines) if isinstance(lines, list) else lines for use, lines in value.items()}
        return value


class Persona(_Strict):
    """A professional, as a value. Refuses unknown keys and wrong types."""

    format: Literal["persona/1"]
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    name: Text
    pronouns: str | None = None
    title: Text
    organisation: Text
    field: Text
    location: str | None = None
    teaser: str | None = None
    """One line for the gallery: what talking to them is like."""
    public: Public
    private: Private = Private()
    temperament: Temperament = Temperament()
    schedule: Schedule = Schedule()
    voice: Voice = Voice()
    invented: tuple[Text, ...] = Field(default=(), strict=False)
    """What a pasted text does not bear out, as paths into this file, each standing for all below it: `private`,
    `public.career.2` (counted from 0), `public.writing.0.year`, `public.profile.1` (the profile's second sentence).
    None for a professional who is made up altogether."""

    @model_validator(mode="before")
    @classmethod
    def _known_version(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and value.get("format", FORMAT) != FORMAT:
            raise ValueError(f"format {value['format']!r} is unknown; this program reads {FORMAT}")
        return value

    @field_validator("invented")
    @classmethod
    def _names_parts(cls, paths: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        # a part that was refused itself is missing here, and is complained of by itself
        profile = {"profile": info.data["public"].sentences} if "public" in info.data else {}
        whole = {**info.data, "public": {**dict(info.data.get("public", {})), **profile}}
        for path in paths:
            first, *steps = path.split(".")
            if first not in cls.model_fields:
                raise ValueError(f"{path!r} names nothing in this file")
            part: Any = whole.get(first)
            for step in steps if part else ():
                part = _inside(part, step)
                if part is None:
                    raise ValueError(f"{path!r} names nothing in this file")
        return paths

    def is_invented(self, path: str) -> bool:
        """Whether a part of this file, or what it is part of, is said to be invented."""
        return any(f"{path}.".startswith(f"{one}.") for one in self.invented)

    @property
    def first_name(self) -> str:
        """What they are called in a call."""
        words = self.name.split()
        return (
            words[1]
            if len(words) > 1 and words[0].rstrip(".").lower() in {"dr", "prof", "mr", "ms", "mrs"}
            else words[0]
        )

    @property
    def difficulty(self) -> Literal["friendly", "typical", "tough"]:
        """How hard they are to talk to, from their temperament."""
        ease = self.temperament.patience + self.temperament.warmth - 0.3 * self.temperament.directness
        return "friendly" if ease > 0.85 else "typical" if ease > 0.5 else "tough"

    def to_text(self) -> str:
        """The YAML form, without what is as it would be anyway."""
        data = json.loads(self.model_dump_json(exclude_defaults=True))
        return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)

    @classmethod
    def parse(cls, document: Document) -> Self:
        """A persona from a parsed file. Raises `PersonaError`, one line, with the file and the line."""
        if not isinstance(document.value, Mapping):
            raise PersonaError(document.complain((), "a persona is a mapping of keys to values"))
        try:
            return cls.model_validate(document.value)
        except ValidationError as error:
            raise PersonaError(document.complain(*first_problem(error))) from None


def _inside(part: Any, step: str) -> Any:
    """What stands under a key, or at a number, of a part of a persona; None if nothing does."""
    if isinstance(part, tuple):
        return part[int(step)] if step.isdecimal() and int(step) < len(part) else None
    if isinstance(part, BaseModel):
        return getattr(part, step) if step in type(part).model_fields else None
    return part.get(step) if isinstance(part, Mapping) else None


def load(path: Path) -> Persona:
    """The persona in a YAML or JSON file."""
    return Persona.parse(read_document(read_text(path, PersonaError), str(path), PersonaError))


def check(path: Path) -> list[str]:
    """All that is wrong with a persona file, one line each; nothing if nothing is."""
    try:
        document = read_document(read_text(path, PersonaError), str(path), PersonaError)
        Persona.parse(document)
    except PersonaError as error:
        if isinstance(error.__cause__ or error.__context__, ValidationError):
            return [document.complain(*problem) for problem in problems(error.__context__)]  # type: ignore[arg-type]
        return [str(error)]
    return []


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.suffix in {".yaml", ".yml", ".json"})


def load_folder(folder: Path) -> dict[str, Persona]:
    """Every persona file of a folder, by id. Two files with one id are an error."""
    if not folder.is_dir():
        raise PersonaError(f"{folder}: no such folder of personas")
    found: dict[str, tuple[Path, Persona]] = {}
    for path in _files(folder):
        persona = load(path)
        if persona.id in found:
            raise PersonaError(f"{path}: id {persona.id!r} is taken by {found[persona.id][0]}")
        found[persona.id] = path, persona
    return {id_: persona for id_, (_, persona) in found.items()}


def kept(work_out: Callable[[Persona], Result]) -> Callable[[Persona], Result]:
    """A decorator for what is worked out from a persona alone: it is kept while the very same object comes again.

    A call hands one object on from turn to turn. To know it by what is in it would cost more than most of what is
    worked out, and it is no key of a table.
    """
    # the persona is kept with its result, so that no other one can come to lie in its place
    known: dict[int, tuple[Persona, Result]] = {}

    @wraps(work_out)
    def of(persona: Persona) -> Result:
        held = known.get(id(persona))
        if held is None:
            if len(known) >= MOST_KEPT:
                known.clear()
            held = known[id(persona)] = persona, work_out(persona)
        return held[1]

    return of


@cache
def catalogue() -> Mapping[str, Persona]:
    """The professionals that come with the program, by id."""
    return load_folder(prompts_dir() / "personas")


def known(persona: Persona) -> Persona:
    """The catalogue's own object for one of its people, unchanged, so that all their calls share what is `kept`."""
    own = catalogue().get(persona.id)
    return own if own is not None and own == persona else persona


def load_unchanged(path: Path) -> Persona:
    """The persona in a file, read again only if the file has changed: a page looks at the same folder all the time."""
    try:
        state = path.stat()
    except OSError as error:
        raise PersonaError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    return _loaded(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1024)
def _loaded(path: Path, changed_ns: int, size: int) -> Persona:  # noqa: ARG001  (what tells one state from another)
    return load(path)


def look_into(folder: Path) -> tuple[dict[str, Persona], list[str]]:
    """Who can be had from a user's own folder, by id, and one line for each file that can't be used.

    A folder that is not there holds nobody. An id that comes with the program, or that two files share, is no id.
    """
    found: dict[str, Persona] = {}
    complaints = []
    for path in _files(folder) if folder.is_dir() else ():
        try:
            persona = load_unchanged(path)
        except PersonaError as error:
            complaints.append(str(error))
            continue
        if persona.id in catalogue():
            complaints.append(f"{path}: id {persona.id!r} is taken by a professional who comes with this program")
        elif persona.id in found:
            complaints.append(f"{path}: id {persona.id!r} is taken by another file of this folder")
        else:
            found[persona.id] = persona
    return found, complaints


def resolve(
    persona: "str | Path | Mapping[str, Any] | Persona", folder: Path | None = None, *, own: Path | None = None
) -> Persona:
    """A persona from an id (of `folder` first, then of the catalogue, then of the user's `own` folder), a path, or a
    mapping."""
    match persona:
        case Persona():
            return persona
        case Path():
            return load(persona)
        case str():
            known = {**catalogue(), **(load_folder(folder) if folder else {})}
            if persona in known:
                return known[persona]
            path = Path(persona)
            if path.suffix in {".yaml", ".yml", ".json"} or path.is_file():
                return load(path)
            brought, complaints = look_into(own) if own else ({}, [])
            if persona in brought:
                return brought[persona]
            there = ", ".join(sorted({*known, *brought}))
            unread = f"; {complaints[0]}" if complaints else ""
            raise PersonaError(f"persona {persona!r} is unknown; there are {there}{unread}")
        case Mapping():
            return Persona.parse(Document(json.loads(json.dumps(persona)), "persona", {}))
    raise PersonaError(f"a persona is an id, a path or a mapping, not {type(persona).__name__}")
