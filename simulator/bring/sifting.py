"""What a model answered -> what of it goes into a draft.

The answers' shapes, as a schema asks for them; then what is left out of a public side (quotations that nobody said) and
of a private one (what is too long to say, real people's words and names, what would open the door to talk of a job).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from simulator.bring.source import Source, cleaned, plain
from simulator.bring.writing import first_sentences
from simulator.observer import Context
from simulator.observer.asks import doors
from simulator.persona import FORMAT, Persona, Topic, sentences
from simulator.transcript import Turn

MOST_LINES = 12
STORY_WORDS, ANSWER_WORDS = 100, 60
"""What the professional has time for in one turn."""
REPEATED = 8
"""Words in a row that two texts do not share by chance."""
_WORD = re.compile(r"\w+")
_SPEECH = re.compile(r"[“\"«„](?P<said>[^“”\"«»„]+)[”\"»“]")

Share = Annotated[float, Field(ge=0, le=1)]


class Answer(BaseModel):
    """An answer, or a part of one: nothing beyond the schema, nothing missing."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Piece(Answer):
    title: str
    where: str
    year: str
    summary: str


class PublicSide(Answer):
    """What stands in a text."""

    name: str
    pronouns: str
    title: str
    organisation: str
    field: str
    location: str
    profile: str
    career: list[str]
    education: list[str]
    writing: list[_Piece]
    organisation_facts: list[str]


class _Story(Answer):
    topic: str
    text: str


class _Said(Answer):
    topic: Topic
    text: str


class _Contact(Answer):
    name: str
    role: str
    why: str


class PrivateSide(Answer):
    """What only a conversation would bring out, invented."""

    stories: list[_Story]
    answers: list[_Said]
    opinions: list[str]
    hiring: str
    contacts: list[_Contact]
    patience: Share
    warmth: Share
    directness: Share
    pet_peeves: list[str]
    manner: str
    next: str
    teaser: str


@dataclass(frozen=True)
class Asked:
    """What a model gave, as the keys of a persona file, and what of it was left out."""

    values: Mapping[str, Any]
    left_out: tuple[str, ...]
    """One line each, for the person who pasted."""


def together(read: Sequence[PublicSide]) -> dict[str, Any]:
    """The parts of a text as one: what is named first stands, lists are strung together, nothing twice."""
    first = {
        key: next((said for each in read if (said := cleaned(getattr(each, key)))), "")
        for key in ("name", "pronouns", "title", "organisation", "field", "location", "profile")
    }
    lists = {
        key: _once(line for each in read for line in getattr(each, key))
        for key in ("career", "education", "organisation_facts")
    }
    pieces = {plain(piece.title): piece for each in reversed(read) for piece in reversed(each.writing)}
    writing = [_piece(piece) for title, piece in reversed(pieces.items()) if title]
    public = {"profile": " ".join(first.pop("profile").split()), **lists, "writing": writing[:MOST_LINES]}
    return {
        **{key: " ".join(value.split()) for key, value in first.items() if value},
        "public": {key: value for key, value in public.items() if value},
    }


def _once(lines: Iterable[str]) -> list[str]:
    said = {plain(line): " ".join(cleaned(line).split()) for line in lines}
    return [line for line in said.values() if line][:MOST_LINES]


def _piece(piece: _Piece) -> dict[str, Any]:
    year = {"year": int(piece.year)} if re.fullmatch(r"(?:19|20)\d\d", piece.year.strip()) else {}
    words = {key: " ".join(cleaned(getattr(piece, key)).split()) for key in ("title", "where", "summary")}
    return {**words, **year}


def without_false_speech(values: dict[str, Any], source: Source) -> Asked:
    """Without sentences that put words between quotation marks which the text does not hold."""
    gone = 0

    def kept(text: str) -> str:
        nonlocal gone
        said = sentences(text)
        true = [
            one
            for one in said
            if all(plain(speech["said"]).strip(" .,!?") in source.folded for speech in _SPEECH.finditer(one))
        ]
        gone += len(said) - len(true)
        return " ".join(true)

    public = dict(values["public"])
    public["profile"] = kept(public.get("profile", ""))
    public["organisation_facts"] = [line for fact in public.get("organisation_facts", []) if (line := kept(fact))]
    public["writing"] = [{**piece, "summary": kept(piece["summary"])} for piece in public.get("writing", [])]
    kept_parts = {key: value for key, value in public.items() if value}
    left = (f"{_counted(gone, 'sentence')} with a quotation that is not in the text",) if gone else ()
    return Asked({**values, "public": kept_parts}, left)


def sayable(private: PrivateSide, values: Mapping[str, Any], source: Source) -> Asked:
    """What can be said on a call: short enough, nobody's real words, no real person's name, no door to a job."""
    needed = dict.fromkeys(("name", "title", "organisation", "field"), "-")
    somebody = Persona.model_validate({"format": FORMAT, "id": "somebody", **needed, "public": {}})
    there = " ".join(_WORD.findall(source.folded))
    gone: dict[str, int] = {}

    def may_be_said(text: str) -> bool:
        opened = doors(Context(somebody, (Turn(speaker="professional", text=text),)))
        reason = (
            "that repeated the pasted text" if _repeats(text, there)
            else "that invited talk of a job" if opened.role or opened.resume
            else ""
        )  # fmt: skip
        if reason:
            gone[reason] = gone.get(reason, 0) + 1
        return bool(text) and not reason

    def short(text: str, most: int) -> str:
        said = " ".join(cleaned(text).split())
        return first_sentences(sentences(said), most)

    stories = [{"topic": one.topic.strip(), "text": short(one.text, STORY_WORDS)} for one in private.stories]
    answers = [{"topic": one.topic, "text": short(one.text, ANSWER_WORDS)} for one in private.answers]
    contacts = [one.model_dump() for one in private.contacts if one.name.strip()]
    unreal = [one for one in contacts if plain(one["name"]) not in source.folded]
    if len(unreal) < len(contacts):
        gone["to introduce who is named in the pasted text"] = len(contacts) - len(unreal)
    material = {
        "stories": [one for one in stories if one["topic"] and may_be_said(one["text"])],
        "answers": [one for one in answers if may_be_said(one["text"])],
        "opinions": [one for one in _once(private.opinions) if may_be_said(one)],
        "hiring": " ".join(cleaned(private.hiring).split()),
        "contacts": unreal,
    }
    manner = {key: " ".join(cleaned(getattr(private, key)).split()) for key in ("manner", "next", "teaser")}
    made = {
        "private": {key: value for key, value in material.items() if value},
        "temperament": {
            "patience": private.patience, "warmth": private.warmth, "directness": private.directness,
            "pet_peeves": _once(private.pet_peeves),
        },
        **({"teaser": manner["teaser"]} if manner["teaser"] else {}),
        **({"voice": {"manner": manner["manner"]}} if manner["manner"] else {}),
        **({"schedule": {"next": manner["next"]}} if manner["next"] else {}),
    }  # fmt: skip
    left = tuple(f"{_counted(number, 'piece')} {why}" for why, number in gone.items())
    return Asked({**values, **made}, left)


def _repeats(text: str, there: str) -> bool:
    said = _WORD.findall(plain(text))
    runs = (" ".join(said[start : start + REPEATED]) for start in range(len(said) - REPEATED + 1))
    return any(f" {run} " in f" {there} " for run in runs)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"
