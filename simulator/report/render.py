"""The forms of the report. Everything that a learner, a model or a file wrote is escaped here, by the templates."""

import json
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from jinja2.loaders import FileSystemLoader
from markupsafe import Markup

from simulator.grading.scorecard import Scorecard
from simulator.persona import Persona
from simulator.report.pictures import talk_share
from simulator.report.view import View, minutes_and_seconds
from simulator.transcript import Transcript

_TEMPLATES = Path(__file__).parent / "templates"


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
    return environment


def escape_markdown(value: object) -> str:
    """Text that Markdown shows as it is: no markup, no HTML, no line break that could start a block."""
    text = re.sub(r"\s+", " ", str(value)).strip()
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~])", r"\\\1", text)


def to_json(card: Scorecard) -> str:
    """The scorecard as `scorecard/1`, indented."""
    return json.dumps(card.to_json(), ensure_ascii=False, indent=2) + "\n"


def to_markdown(transcript: Transcript, persona: Persona, card: Scorecard) -> str:
    """The scorecard and the annotated transcript as Markdown."""
    template = _environment(autoescape=False).get_template("report.md.j2")
    return template.render(view=View.of(transcript, persona, card))


def to_html(transcript: Transcript, persona: Persona, card: Scorecard) -> str:
    """One self-contained page: style and picture inside, nothing fetched, no script."""
    view = View.of(transcript, persona, card)
    template = _environment(autoescape=True).get_template("report.html.j2")
    style = Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704  (our own file)
    return template.render(view=view, style=style, picture=_picture(view))


def scorecard_fragment(transcript: Transcript, persona: Persona, card: Scorecard) -> str:
    """The scorecard alone, for a page that brings its own frame."""
    view = View.of(transcript, persona, card)
    return _environment(autoescape=True).get_template("scorecard.html.j2").render(view=view, picture=_picture(view))


def transcript_fragment(transcript: Transcript, persona: Persona, card: Scorecard) -> str:
    """The annotated transcript alone."""
    view = View.of(transcript, persona, card)
    return _environment(autoescape=True).get_template("transcript.html.j2").render(view=view)


def _picture(view: View) -> Markup:
    # matplotlib escapes what it is given; nothing else goes into the picture
    return Markup(talk_share(view.timeline, view.first_name)) if view.turns else Markup("")  # noqa: S704
