"""The document around a screen: language, title, style, and the band at the top, on the page before Gradio wakes up."""

import hashlib
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from markupsafe import Markup

from simulator.texts import Texts, languages
from simulator.web import ahead, pieces, shell
from simulator.web.shell import SCREENS, address, script

_FOLDER = Path(__file__).parent
_REPORT = _FOLDER.parent / "report" / "templates" / "report.css"
_DOCUMENT = ("tokens", "base")
_SHEETS = ("choose", "bring", "prepare", "call", "after")
_SCREENS = {
    "choose": ("choose",),
    "bring": ("choose", "bring", "prepare"),
    "prepare": ("choose", "prepare"),
    "call": ("choose", "prepare", "call"),
    "thank": ("after",),
    "debrief": ("after",),
    "progress": ("after",),
}
"""Which of the sheets a screen wants; the documents without Gradio have something of each."""
_BASE = re.compile(r"<base [^>]*>")
_IN_FRAMES = re.compile(r"<script>\s*\(\(\) => \{[^<]*iframeResizer\.contentWindow[^<]*</script>")
"""Gradio's for pages in other sites' frames, which heeds what any window sends; ours is in nobody's."""
WAY = ("choose", "prepare", "call", "thank", "debrief")
"""The screens of one practice call, in their order."""


def style(screen: str) -> str:
    """A screen's style: what page and report share, the tokens, what all screens share, and its own."""
    return _style(_SCREENS.get(screen, _SHEETS))


@cache
def _style(own: tuple[str, ...]) -> str:
    document, screens = (
        "\n".join(path.read_text(encoding="utf-8") for path in paths)
        for paths in (map(_sheet, _DOCUMENT), (_REPORT, *map(_sheet, ("parts", *own, "class"))))
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


def framed(document: str, t: Texts, screen: str, query: dict[str, str], prefix: str, who: str = "") -> str:
    """Gradio's document as ours. `prefix` leads from the page's folder to the root: "" or "../".

    `who` is markup that says who has signed in; empty where nobody does.
    """
    screen = screen if screen in SCREENS else "choose"
    here = "./" if screen == "choose" else screen
    head, top = _around(t, screen, here, t(f"shell.screen.{screen}"), query, prefix, who)
    scripts, sheets = ahead.links(document)
    document = _IN_FRAMES.sub("", document, count=1)
    document = document.replace('lang="en"', f'lang="{t.language}"', 1)
    # before Gradio's own, so that what every page does is there when Gradio wakes up
    document = document.replace("<base ", f"{head}<base ", 1)
    # scripts are fetched while the values of the components are read, which would wait for a sheet that came before
    document = _BASE.sub(lambda base: f"{base[0]}{scripts}", document, count=1)
    document = document.replace('<script type="module"', f'{_link(screen, prefix)}<script type="module"', 1)
    document = document.replace("</head>", f"{sheets}</head>", 1)
    return document.replace("<gradio-app", f"{top}<gradio-app", 1)


def plain(
    t: Texts,
    screen: str,
    here: str,
    title: str,
    query: dict[str, str],
    prefix: str,
    who: str,
    content: str,
    root: str = "",
) -> str:
    """A document without Gradio, in the same frame. `here` is its address, `content` markup.

    `root` leads from the page's folder to its language's; what is deeper than a screen says so.
    """
    head, top = _around(t, screen, here, title, query, prefix, who, root)
    head += _link(screen, prefix)
    return pieces.piece("plain", language=t.language, title=title, screen=screen, head=head, top=top, content=content)


def _link(screen: str, prefix: str) -> Markup:
    """The link to a screen's style."""
    address = f"{prefix}style.css?{urlencode({'screen': screen, 'v': version(style(screen))})}"
    return Markup('<link rel="stylesheet" href="{}">\n').format(address)


def _around(
    t: Texts, screen: str, here: str, title: str, query: dict[str, str], prefix: str, who: str, root: str = ""
) -> tuple[Markup, Markup]:
    """What goes into a document's head, and the band at the top of its page."""
    others = {key: value for key, value in query.items() if key != "lang"}
    tongues = [
        (code_, name, f"{here}?{urlencode({**others, 'lang': code_})}", code_ == t.language)
        for code_, name in languages().items()
    ]
    head = pieces.safe(
        "head",
        language=t.language,
        title=shell.title(t, title),
        code=f"{prefix}page.js?v={version(code())}",
    )
    top = pieces.safe(
        "top",
        t=t,
        screen=screen,
        way=WAY,
        step=WAY.index(screen) + 1 if screen in WAY else 0,
        home=root or address("choose"),
        progress=root + address("progress"),
        languages=tongues,
        who=who,
    )
    return head, top
