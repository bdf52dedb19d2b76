"""The document around a screen: language, title, style, and the band at the top, on the page before Gradio wakes up."""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from simulator.texts import Texts, languages
from simulator.web import pieces
from simulator.web.shell import SCREENS, address, script

_FOLDER = Path(__file__).parent
_REPORT = _FOLDER.parent / "report" / "templates" / "report.css"
_DOCUMENT = ("tokens", "base")
_SCREENS = ("parts", "choose", "bring", "prepare", "call", "after")
WAY = ("choose", "prepare", "call", "thank", "debrief")
"""The screens of one practice call, in their order."""


@cache
def style() -> str:
    """All of the page's style: what page and report share, the tokens, and each screen's own."""
    document, screens = (
        "\n".join(path.read_text(encoding="utf-8") for path in paths)
        for paths in (map(_sheet, _DOCUMENT), (_REPORT, *map(_sheet, _SCREENS)))
    )
    # nested, ours outweighs the resets that Gradio's components bring with them, which come later
    return f"{document}\n:root[lang] body {{\n{screens}}}\n"


def _sheet(name: str) -> Path:
    return _FOLDER / "styles" / f"{name}.css"


@cache
def code() -> str:
    """What runs on every page."""
    return script("page")


@cache
def version(text: str) -> str:
    """Part of an address that changes with what is there, so that a browser may keep it for good."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def framed(document: str, t: Texts, screen: str, query: dict[str, str], prefix: str) -> str:
    """Gradio's document as ours. `prefix` leads from the page's folder to the root: "" or "../"."""
    screen = screen if screen in SCREENS else "choose"
    others = {key: value for key, value in query.items() if key != "lang"}
    here = "./" if screen == "choose" else screen
    tongues = [
        (code_, name, f"{here}?{urlencode({**others, 'lang': code_})}", code_ == t.language)
        for code_, name in languages().items()
    ]
    head = pieces.piece(
        "head",
        language=t.language,
        title=f"{t(f'shell.screen.{screen}')} · {t('shell.title')}",
        style=f"{prefix}style.css?v={version(style())}",
        code=f"{prefix}page.js?v={version(code())}",
    )
    top = pieces.piece(
        "top",
        t=t,
        screen=screen,
        way=WAY,
        step=WAY.index(screen) + 1 if screen in WAY else 0,
        home=address("choose"),
        progress=address("progress"),
        languages=tongues,
    )
    document = document.replace('lang="en"', f'lang="{t.language}"', 1)
    # before Gradio's own, so that what every page does is there when Gradio wakes up
    document = document.replace("<base ", head + "<base ", 1)
    return document.replace("<gradio-app", top + "<gradio-app", 1)
