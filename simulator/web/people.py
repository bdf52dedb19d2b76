"""A professional as several screens show them: the card of the gallery, the dossier."""

from markupsafe import Markup

from simulator.persona import Persona
from simulator.texts import Texts
from simulator.web import pieces
from simulator.web.portrait import portrait


def card(persona: Persona, t: Texts) -> Markup:
    """One professional in the gallery."""
    return pieces.safe("person", p=persona, portrait=portrait(persona, 84), t=t)


def preview(persona: Persona, t: Texts) -> str:
    """A professional in the making, as the gallery and the dossier would show them."""
    beside = _dossier(persona, t, "sim-preview-title", level=3)
    return pieces.piece("preview", t=t, card=card(persona, t), dossier=beside)


def dossier(persona: Persona, t: Texts, *, beside: bool = False) -> str:
    """What anyone could read about them; what was not in a pasted text, marked. `beside`: under another heading."""
    return _dossier(persona, t, "sim-dossier-title", level=2 if beside else 1)


def _dossier(persona: Persona, t: Texts, heading: str, level: int) -> Markup:
    return pieces.safe("dossier", p=persona, portrait=portrait(persona, 96), heading=heading, level=level, t=t)
