"""Small pieces of page, as escaped HTML: what several screens show alike."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from simulator.persona import Persona

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

DIFFICULTY_WORDS = {
    "friendly": "Friendly",
    "typical": "Typical",
    "tough": "Tough",
}


def portrait(persona: Persona, size: int = 72) -> Markup:
    """A face drawn from the persona's id: the same one each time, another one for each."""
    bits = hashlib.sha256(persona.id.encode()).digest()
    return _safe(
        "portrait",
        name=f"Drawing of {persona.name}",
        size=size,
        hue=bits[0] * 360 // 256,
        head=13 + bits[1] % 3,
        skin=18 + bits[2] % 14,
        light=42 + bits[3] % 36,
        shoulder=24 + bits[4] % 5,
        hair=bits[5] % 50,
        dark=14 + bits[6] % 46,
        lift=2 + bits[7] % 4,
        fringe=4 + bits[8] % 12,
    )


def person_card(persona: Persona) -> Markup:
    """One professional in the gallery."""
    return _safe("person", p=persona, portrait=portrait(persona), difficulty=DIFFICULTY_WORDS[persona.difficulty])


def own_people(personas: Sequence[Persona], complaints: Sequence[str]) -> str:
    """The learner's own professionals in the gallery, with a button for each thing that one can do with them."""
    return _safe("own", people=[(persona, person_card(persona)) for persona in personas], complaints=complaints)


def preview(persona: Persona) -> str:
    """A professional in the making, as the gallery and the dossier would show them."""
    return _safe("preview", card=person_card(persona), dossier=_dossier(persona, "sim-preview-title"))


def dossier(persona: Persona) -> str:
    """What anyone could read about them; what was not in a pasted text, marked."""
    return _dossier(persona, "sim-dossier-title")


def _dossier(persona: Persona, heading: str) -> Markup:
    return _safe("dossier", p=persona, portrait=portrait(persona, 84), heading=heading)


def notes(goal: str | None, questions: Sequence[str], own: str | None) -> str:
    """What the learner brought along."""
    return _template("notes").render(goal=goal, questions=questions, notes=own)


def _safe(template: str, **values: object) -> Markup:
    """A template with values escaped into it, fit to be put into another one."""
    return Markup(_template(template).render(**values))  # noqa: S704  (rendered by an autoescaping template)


def _template(name: str) -> Template:
    return _environment.get_template(f"{name}.html.j2")


def piece(template: str, /, **values: object) -> str:
    """A template of this folder with values escaped into it."""
    return _template(template).render(**values)
