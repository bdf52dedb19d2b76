"""What Gradio's page will ask for, said ahead in the document's head, so that the browser has it all at once.

Left to itself the page finds out step by step: its entry names the app, the app names the blocks, the blocks name
each kind of component, and every step waits for scripts and style sheets. What each step needs stands in Gradio's own
files, as its bundler wrote it there, and is read from them once. Where that can't be read, nothing is said ahead, and
the page finds out by itself as ever.
"""

import re
from functools import cache
from pathlib import Path

import gradio
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For what has its version in its address."""
_ASSETS = Path(gradio.__file__).parent / "templates" / "frontend" / "assets"
_KINDS = ("column", "html")
"""The components that screens are made of."""
_ENTRY = re.compile(r'src="\./assets/([\w.-]+\.js)"')
_NAMED = re.compile(r"m\.f=\[([^\]]*)\]")
_NEXT = r"import\(`\./(%s[\w.-]+\.js)`\)[^`]{0,80}?__vite__mapDeps\(\[([\d,]*)\]\)"
_APP, _BLOCKS = (re.compile(_NEXT % stem) for stem in ("Index-", "Blocks-"))
_COMPONENTS = {kind: re.compile(rf"[,{{]{kind}:\{{(?:[^{{}}]*?)component:\(\)=>[^`]*?{_NEXT % ''}") for kind in _KINDS}
_ROOT = re.compile(r'"root":\s?"(?P<root>[^"]*)"')
_THEME = re.compile(r'"theme_hash":\s?"(?P<hash>\w+)"')


def links(document: str) -> tuple[str, str]:
    """The links for the head of Gradio's `document`, after its `<base>`: to scripts, and to style sheets."""
    entry = _ENTRY.search(document)
    if entry is None:
        return "", ""
    try:
        names, styles = [entry[1], *files(entry[1], ".js")], files(entry[1], ".css")
    except (OSError, UnicodeError, IndexError):  # not there, no text, or a number that nothing bears
        return "", ""
    scripts = [f'<link rel="modulepreload" crossorigin href="./assets/{name}">' for name in names]
    sheets = [f'<link rel="stylesheet" crossorigin href="./assets/{name}">' for name in styles]
    root, theme = _ROOT.search(document), _THEME.search(document)
    if root and theme:  # by the very address by which the page looks whether it is there
        sheets.append(f'<link rel="stylesheet" href="{root["root"]}/theme.css?v={theme["hash"]}">')
    return "".join(scripts), "".join(sheets)


@cache
def files(entry: str, ending: str) -> tuple[str, ...]:
    """The names of what comes after the `entry`, in the order in which the page asks; the entry's own are left out."""
    found: dict[str, None] = {}
    app = _after(entry, _APP, found)
    _after(app, _BLOCKS, found)
    core = next((name for name in found if name.startswith("core-") and name.endswith(".js")), "")
    for kind in _KINDS:
        _after(core, _COMPONENTS[kind], found)
    return tuple(name for name in found if name.endswith(ending) and not name.startswith("index-"))


def _after(name: str, step: re.Pattern[str], found: dict[str, None]) -> str:
    """Add to `found` what a step from one file to the next needs; the next file's name, empty if there is none."""
    if not name:
        return ""
    text = (_ASSETS / name).read_text(encoding="utf-8")
    named, then = _NAMED.search(text), step.search(text)
    if named is None or then is None:
        return ""
    names = [each.strip('"').removeprefix("./") for each in named[1].split(",")]
    following, numbers = then.groups()
    found.update(dict.fromkeys([following, *(names[int(number)] for number in numbers.split(",") if number)]))
    return following


class Lasting:
    """Lets the browser keep for good what Gradio serves with its version in its address, without asking again."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or not _versioned(scope):
            await self._app(scope, receive, send)
            return

        async def for_good(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in {200, 304}:
                MutableHeaders(scope=message).update(FOR_GOOD)
            await send(message)

        await self._app(scope, receive, for_good)


def _versioned(scope: Scope) -> bool:
    path: str = scope["path"]
    return "/assets/" in path or (path.endswith("/theme.css") and b"v=" in scope["query_string"])
