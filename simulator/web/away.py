"""What is answered where there is no page to give, in the frame of all the others.

GET /prepar      404   there is no such page; to the people, to Progress
GET /progress    503   the server can't reach what it keeps; nothing is lost, try again
GET /calls.zip   503   the same in one line: whoever asks for it looks at no page
"""

import logging
import re
from collections.abc import Callable
from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulator.errors import StoreError
from simulator.settings import Settings
from simulator.texts import FIRST, texts
from simulator.watch.logs import say
from simulator.web import pieces
from simulator.web.frame import plain
from simulator.web.shell import SCREENS, sentence
from simulator.web.signin import ACCOUNT_ROUTES, PLAIN_SCREENS, SIGN_IN_ROUTES
from simulator.web.tongue import split, wanted

RETRY_SECONDS = 10
"""When to come back: a database that was started anew takes a few seconds."""
_FILES = re.compile(r"/(gradio_api|assets|static|svelte)(/.*)?")
"""Where no page ever was, whatever is asked for."""
_FORMS = re.compile("|".join((*SIGN_IN_ROUTES, *ACCOUNT_ROUTES)))
_BACK = {
    "account": "account",
    "cohort": "cohort",
    "comment": "shared",
    "share": "progress",
    "sign": "sign-in",
    "signed": "sign-in",
}
"""Where to try again what no link leads to, by the first word of its address."""


class Away:
    """Puts the two pages in the place of what the app behind it can't give."""

    def __init__(self, app: ASGIApp, settings: Settings, failed: Callable[[str], None]) -> None:
        self._app, self._settings, self._failed = app, settings, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = missing = False

        async def passed_on(message: Message) -> None:
            nonlocal begun, missing
            if message["type"] == "http.response.start":
                begun = True
                # a route that only takes forms, or that these settings leave out: what is said of it is JSON, by Gradio
                missing = message["status"] == 404 and _is_json(message) and looks(scope)
            if not missing:
                await send(message)

        try:
            await self._app(scope, receive, passed_on)
        except StoreError as error:
            if begun:
                raise
            self._failed(type(error).__name__)
            say("requests", logging.WARNING, "what is kept can't be reached", why=str(error))
            await unreached(scope, self._settings, error)(scope, receive, send)
            return
        if missing:
            await nowhere(scope, self._settings)(scope, receive, send)


def _is_json(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("application/json")


class _Page:
    """A document at whatever address, however deep, and how its links lead to where they should."""

    def __init__(self, scope: Scope, settings: Settings) -> None:
        self.request = Request(scope)
        language, self.path = split(scope["path"])
        self.t = texts(wanted(self.request, language, settings.language))
        # as the browser counts: %2F is no slash to it
        depth = (scope.get("raw_path") or scope["path"].encode()).count(b"/") - 1
        self._server = "../" * depth
        self.root = self._server + ("" if self.t.language == FIRST else f"{self.t.language}/")
        """From this address to the first screen, in the page's language."""

    def drawn(
        self, status: int, title: str, said: list[pieces.Said], ways: list[tuple[str, str]], query: dict[str, str]
    ) -> HTMLResponse:
        """What is said, and where one may go from here; the first of the `ways` is the one to take."""
        document = plain(
            self.t,
            "nowhere",
            here="",
            title=title,
            query=query,
            prefix=self._server,
            who="",  # it takes a database to know
            content=pieces.safe("nowhere", title=title, said=said, ways=ways),
            root=self.root,
        )
        return HTMLResponse(document, status, {"Cache-Control": "no-store", "Content-Language": self.t.language})


def looks(scope: Scope) -> bool:
    """Whether it is a browser that looks for a page, and not for a part of one."""
    sees = scope["method"] in {"GET", "HEAD"} and "text/html" in Headers(scope=scope).get("accept", "")
    return sees and not _FILES.fullmatch(split(scope["path"])[1])


def nowhere(scope: Scope, settings: Settings) -> Response:
    """That there is no such page."""
    page = _Page(scope, settings)
    t = page.t
    ways = [(page.root or "./", t("shell.to_people")), (f"{page.root}progress", t("shell.screen.progress"))]
    said = [pieces.Said(t("shell.nowhere_words"), own=False)]
    # of what the address asks for nothing is known: a link to it in the other language takes none of it along
    return page.drawn(404, t("shell.nowhere"), said, ways, {})


def unreached(scope: Scope, settings: Settings, why: StoreError) -> Response:
    """That what is kept can't be reached: a page to whoever asks for one or sends a form, else a line.

    On their own machine they are told `why`, too; the paths and machines of a service are nothing to its learners.
    """
    language, path = split(scope["path"])
    name = path.strip("/")
    if name not in {"", *SCREENS} and (not _FORMS.fullmatch(path) or name.endswith(".csv")):
        t = texts(language)
        headers = {"Cache-Control": "no-store", "Content-Language": language}
        response: Response = PlainTextResponse(t("guards.unreached"), 503, headers)
    else:
        page = _Page(scope, settings)
        t, sent = page.t, scope["method"] == "POST" and not name.startswith("sign")
        said = [pieces.Said(t(key), own=False) for key in ("shell.unreached_words", *["shell.unreached_sent"] * sent)]
        if not settings.shared:
            said.append(pieces.Said(sentence(why)))
        query = dict(page.request.query_params)
        ways = [(_again(name, page.root, query), t("limits.again"))]
        response = page.drawn(503, t("shell.unreached"), said, ways, query)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _again(name: str, root: str, query: dict[str, str]) -> str:
    """The address to try again at: the same, if it is one that a link may lead to."""
    if name in {"", *SCREENS, *PLAIN_SCREENS}:
        return ""
    screen = _BACK[name.partition("-")[0]]
    return f"{root}{screen}" + (f"?{urlencode(query)}" if screen == "shared" and query else "")
