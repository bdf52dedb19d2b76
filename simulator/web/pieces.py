"""Templates -> escaped HTML: the only way by which anything gets onto a page."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Said(NamedTuple):
    """A sentence about what somebody wrote."""

    words: str
    own: bool = True
    """Whether it is the engine's own, which is English on every page."""


def piece(template: str, /, **values: object) -> str:
    """A template of this folder with values escaped into it."""
    return _template(template).render(**values)


def safe(template: str, /, **values: object) -> Markup:
    """The same, fit to be put into another template."""
    return Markup(_template(template).render(**values))  # noqa: S704  (rendered by an autoescaping template)


# jinja keeps them too, but looks at each time whether the file has changed
@cache
def _template(name: str) -> Template:
    return _environment.get_template(f"{name}.html.j2")
