"""Faces drawn by code: paper cut-outs in a few colours, the same for a persona each time, another for each.

They are nobody's likeness. The colours are those of coloured paper, not of people, so that a face says nothing that the
persona's file does not say; only hair and beard heed the pronouns.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from simulator.persona import Persona
from simulator.web import pieces

_HUES = (8, 28, 46, 84, 138, 168, 190, 212, 236, 268, 312, 338)
"""Degrees, far enough apart that neighbours in the gallery are told apart."""
_SHORT, _LONG = ("crop", "part", "curls", "bald", "quiff"), ("bob", "bun", "long", "curls", "fringe")
_HAIR: Mapping[str, str] = {
    "crop": "M29 38c-2-18 8-24 20-24s22 7 20 24c-2-7-4-11-7-12-8 3-18 3-26 0-3 2-6 6-7 12z",
    "part": "M28 40c-3-20 7-27 22-27 14 0 22 9 19 27-1-8-3-13-6-15-12 1-20-2-24-6-2 6-8 11-11 21z",
    "curls": "M30 42c-6-2-7-9-3-13-2-7 4-12 9-12 4-7 13-7 18-3 7-2 13 2 13 8 5 4 5 12 0 17-1-6-3-9-6-11-8 2-17 2-25-1"
    "-4 3-5 8-6 15z",
    "bald": "M31 37c0-3 1-6 3-8-1 5-1 9-1 13-1-1-2-3-2-5zM67 37c0-3-1-6-3-8 1 5 1 9 1 13 1-1 2-3 2-5z",
    "quiff": "M29 38c-2-11 1-17 6-19 2-6 12-9 20-7 9 1 15 8 14 26-1-6-3-10-6-12-8 0-14-2-18-5-4 4-12 6-16 17z",
    "bob": "M26 58c-4-30 5-45 23-45s27 15 23 45c-3 2-6 2-8 0 3-12 2-24-2-30-8 2-18 1-24-2-5 6-6 18-4 32-2 2-5 2-8 0z",
    "bun": "M29 40c-3-17 6-24 14-25-3-9 15-10 13 0 9 2 16 9 13 25-2-8-4-12-7-14-8 2-18 2-26 0-3 2-5 6-7 14z",
    "long": "M25 72c-3-40 4-59 24-59s28 19 24 59c-4 2-7 1-9-1 3-18 1-36-3-43-7 1-16 0-21-4-4 7-8 27-6 47-2 2-6 3-9 1z",
    "fringe": "M27 54c-4-28 4-41 22-41s26 13 22 41c-2 1-4 1-6 0 1-8 1-15 0-20H33c-1 5-1 12 0 20-2 1-4 1-6 0z",
}
_BEARD = "M32 45c1 16 8 23 17 23s16-7 17-23c-3 7-7 9-11 8-3-2-9-2-12 0-4 1-8-1-11-8z"
_CLOTHES: Mapping[str, str] = {
    "shirt": "M41 68l8 9 8-9 5 3-10 17-3-6-3 6-10-17z",
    "roundneck": "M38 70c4 8 18 8 22 0l3 2c-5 11-23 11-28 0z",
    "scarf": "M36 68c7 5 19 5 26 0l3 6c-8 6-24 6-32 0zM52 76l7 0 2 22-9 0z",
    "lapels": "M40 69l9 29 9-29 8 4-10 26H42L32 73z",
}


@dataclass(frozen=True)
class _Cut:
    """What a face is cut from."""

    hue: int
    accent: int
    hair: str
    beard: str
    glasses: bool
    clothes: str
    smile: int
    tilt: int
    disc: int


def _of(options: Sequence[str], byte: int) -> str:
    return options[byte % len(options)]


def _cut(persona: Persona) -> _Cut:
    bits = hashlib.sha256(f"portrait/2 {persona.id}".encode()).digest()
    pronouns = (persona.pronouns or "").lower()
    he, she = pronouns.startswith("he"), pronouns.startswith("she")
    styles = _SHORT if he else _LONG if she else (*_SHORT, *_LONG)
    hue = _HUES[bits[0] % len(_HUES)]
    return _Cut(
        hue=hue,
        accent=(hue + (150, 180, 210, 120)[bits[1] % 4]) % 360,
        hair=_HAIR[_of(styles, bits[2])],
        beard=_BEARD if he and bits[3] % 5 < 2 else "",
        glasses=bits[4] % 3 == 0,
        clothes=_CLOTHES[_of(tuple(_CLOTHES), bits[5])],
        smile=1 + bits[6] % 4,
        tilt=bits[7] % 9 - 4,
        disc=bits[8] % 3,
    )


def portrait(persona: Persona, size: int = 72) -> Markup:
    """The face as SVG, `size` pixels square. It stands beside the name and so says nothing of its own."""
    return pieces.safe("portrait", cut=_cut(persona), size=size)
