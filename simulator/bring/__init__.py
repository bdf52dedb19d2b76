"""Bring your own professional: what anybody could read about somebody -> a made-up professional to practise with.

    pasted text -> a draft -> a form to mend it in -> a persona file, checked -> own.py, the user's own folder

    draft = await drafted(text, "openai:gpt-4.1-mini", settings)      by a model; by layout if it fails, or `offline`
    values = values_of({**form_of(draft.values), "field": "food logistics"})
    made(values, "dana-okafor", text)       ->  a Persona whose `invented` names what is not in the text

The public side comes from the text, and code looks up every fact of it there. The private side is invented: no text
holds what somebody would say on such a call. A model is asked for both; without one the page's layout gives what it
can, and the rest is left to whoever brings the professional.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulator.bring.form import FIELDS, KEYS, NEEDED, Field, Form, empty, form_of, id_of, merged, values_of, wrong
from simulator.bring.held import IDENTITY, invented
from simulator.bring.reading import read
from simulator.bring.source import MOST_CHARACTERS, pasted
from simulator.errors import ModelError
from simulator.persona import FORMAT, Persona
from simulator.settings import Settings

__all__ = [
    "FIELDS", "KEYS", "MOST_CHARACTERS", "NEEDED", "OFFLINE", "Draft", "Field", "Form", "by_layout", "drafted", "empty",
    "form_of", "id_of", "invented", "made", "merged", "missing", "named", "pasted", "values_of", "wrong",
]  # fmt: skip

OFFLINE = "offline"


@dataclass(frozen=True)
class Draft:
    """What came of a pasted text: the keys of a persona file, as many as could be had."""

    values: Mapping[str, Any]
    by: str
    """The model that read it, or `offline` for the page's layout."""
    failure: str | None = None
    """Why the model did not do it, or only half of it; one line."""
    left_out: tuple[str, ...] = ()
    """What of the model's answer was not used, one line each."""


def by_layout(text: str) -> Draft:
    """What can be read off a text by where it stands, without a model. Raises `InputError` for no text or too much."""
    return Draft(read(pasted(text)), OFFLINE)


async def drafted(text: str, model: str, settings: Settings) -> Draft:
    """A draft by a model; what the model can't do or leaves empty, the layout gives.

    Raises `InputError` for no text or too much, and for a model that can't be had. A model that fails is no error: the
    draft says so.
    """
    # off the event loop: a long text takes a second
    told = await asyncio.to_thread(by_layout, text)
    if model == OFFLINE:
        return told
    # only here, as it brings in what speaks with models
    from simulator.bring.asking import Asker

    asker, kept = await asyncio.to_thread(Asker, model, settings), pasted(text)
    try:
        public = await asker.public(kept)
    except ModelError as error:
        return replace(told, failure=f"{model} could not read it: {error}")
    values = {**told.values, **public.values, "public": {**told.values["public"], **public.values["public"]}}
    try:
        whole = await asker.private(values, kept)
    except ModelError as error:
        return Draft(values, model, f"{model} could not invent the private side: {error}", public.left_out)
    return Draft(whole.values, model, None, (*public.left_out, *whole.left_out))


def missing(values: Mapping[str, Any]) -> list[str]:
    """What is needed and not there, by the form's keys."""
    return [key for key in NEEDED if not values.get(key)]


def made(values: Mapping[str, Any], id_: str, text: str) -> Persona:
    """The professional, with what the text does not hold marked. Raises pydantic's `ValidationError`; see `wrong`."""
    return Persona.model_validate({"format": FORMAT, **values, "id": id_, "invented": invented(values, text)})


def named(persona: Persona, path: str) -> str:
    """A path of `invented` in words: "career: 2019-now CEO, Northwind Foods"."""
    if path in IDENTITY:
        return f"{path}: {getattr(persona, path)}"
    if path == "public":
        return "all that is public: nothing was pasted"
    if path == "private":
        return "what they say on the call"
    _, part, number, *rest = path.split(".")
    if part == "profile":
        return f"profile: {persona.public.sentences[int(number)]}"
    held = getattr(persona.public, part)[int(number)]
    if part == "writing":
        return f"writing: {held.title}" + "".join(f", its {key}: {getattr(held, key)}" for key in rest)
    return f"{part.replace('_', ' ')}: {held}"
