"""The forms of the report. Everything that a learner, a model or a file wrote is escaped here, by the templates."""

import json
import re
import textwrap
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from jinja2.loaders import FileSystemLoader
from markupsafe import Markup

from simulator.grading.scorecard import Scorecard
from simulator.persona import Persona
from simulator.report.marks import minutes_and_seconds
from simulator.report.view import NOTHING, Beyond, View
from simulator.texts import FIRST, Texts, texts
from simulator.transcript import Transcript

_TEMPLATES = Path(__file__).parent / "templates"
_TOKENS = Path(__file__).parent.parent / "web" / "styles" / "tokens.css"
"""The page's: a report looks like it."""
SHORT_QUOTE = 90
"""Characters of a quote beside a mark; the whole of it is marked in the turn."""


@cache
def _environment(*, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = minutes_and_seconds
    environment.filters["md"] = escape_markdown
    environment.filters["shortened"] = lambda text: textwrap.shorten(str(text), SHORT_QUOTE, placeholder=" …")
    environment.filters["signed"] = _signed
    return environment


def _signed(change: float) -> str:
    """2.4 -> '+2', -3 -> '−3', 0.2 -> '±0'."""
    whole = round(change)
    return f"{whole:+d}".replace("-", "−") if whole else "±0"


def escape_markdown(value: object) -> str:
    """Text that Markdown shows as it is: no markup, no HTML, no line break that could start a block."""
    text = re.sub(r"\s+", " ", str(value)).strip()
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~])", r"\\\1", text)


def to_json(card: Scorecard) -> str:
    """The scorecard as `scorecard/1`, indented."""
    return json.dumps(card.to_json(), ensure_ascii=False, indent=2) + "\n"


def to_markdown(
    transcript: Transcript,
    persona: Persona,
    card: Scorecard,
    beyond: Beyond = NOTHING,
    *,
    language: str = FIRST,
    numbers: bool = True,
) -> str:
    """The scorecard and the annotated transcript as Markdown; without `numbers`, in words alone."""
    t = texts(language)
    view = View.of(transcript, persona, card, beyond, t)
    return _environment(autoescape=False).get_template("report.md.j2").render(view=view, t=t, numbers=numbers)


def to_html(
    transcript: Transcript,
    persona: Persona,
    card: Scorecard,
    beyond: Beyond = NOTHING,
    *,
    language: str = FIRST,
    numbers: bool = True,
) -> str:
    """One self-contained page: style and pictures inside, nothing fetched, no script; made to be printed, too.

    Without `numbers` it shows none.
    """
    t = texts(language)
    style = _TOKENS.read_text(encoding="utf-8") + (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    return _environment(autoescape=True).get_template("report.html.j2").render(
        view=View.of(transcript, persona, card, beyond, t),
        t=t,
        language=language,
        numbers=numbers,
        style=Markup(style),  # noqa: S704  (our own files)
        heading="h1",
        open=True,
        judging=False,
        others=False,
    )  # fmt: skip


def scorecard_fragment(
    transcript: Transcript, persona: Persona, card: Scorecard, beyond: Beyond = NOTHING, *, language: str = FIRST
) -> str:
    """The scorecard alone, with what graded it, for a page that brings its own frame."""
    t = texts(language)
    view = View.of(transcript, persona, card, beyond, t)
    return str(part("scorecard", view, t) + part("account", view, t))


def part(name: str, view: View, t: Texts, *, judging: bool = False, others: bool = False) -> Markup:
    """One part of the report, for a page that brings its own frame: the name is that of its template.

    With `judging`, marks of the transcript can be agreed with or disputed, by forms that the page listens to. With
    `others`, it is headed for somebody who looks at another's call.
    """
    template = _environment(autoescape=True).get_template(f"{name}.html.j2")
    return Markup(template.render(view=view, t=t, heading="h1", open=False, judging=judging, others=others))  # noqa: S704  (escaped)
