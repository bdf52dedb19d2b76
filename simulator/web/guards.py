"""Before anything else of the app sees a request: could our own page, or a person with a link, have sent it?

Guards: a known address, this server's name, no other site behind it, a body of some size
        else one plain line, in the page's language; of an address that is none, a page to a browser that looks for one
Safe:   the headers by which a browser keeps the page to itself, on every answer
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulator.texts import FIRST, Texts, texts

MOST_PATH: Final = 2048
"""Bytes of an address, its query included: a key and a language are a few dozen."""
BODY_SECONDS: Final = 30.0
"""How long a request may take to bring its body."""
Refused = Callable[[str], None]
"""Who counts refusals: told why, in one word."""

HEADERS: Mapping[str, str] = {
    # Gradio compiles the code of its components in the browser (`new Function`), and its document has scripts and
    # styles in line: the app does not run without these two words. All else is this server's or nobody's.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
        "frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What every answer tells the browser."""
APART: Mapping[str, str] = {"Cross-Origin-Opener-Policy": "same-origin"}
"""The same where there are several learners: a page that opens ours keeps no hold of its window.

A browser starts another process for that. Where one learner is at their own machine there is no door that such a page
could lead the window away from, and the first screen need not wait for it (docs/threats.md).
"""
_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


class Safe:
    """Puts the headers on every answer, and takes off those by which Gradio would let other sites read.

    `alone`: there is one learner, at their own machine.
    """

    def __init__(self, app: ASGIApp, *, alone: bool = False) -> None:
        self._app = app
        self._headers = HEADERS if alone else {**HEADERS, **APART}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in [name for name in headers if name.startswith("access-control-")]:
                    del headers[name]
                for name, value in {**self._headers, **(_HTTPS if scope.get("scheme") == "https" else {})}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class Unwanted(NamedTuple):
    """A request that is refused: why, in one word, and the values that its text has places for."""

    word: str
    status: int
    values: Mapping[str, int] = {}


class Guards:
    """Refuses what is not for this server, comes from another site, or is too large."""

    def __init__(
        self,
        app: ASGIApp,
        known: Callable[[str], bool],
        hosts: str | None,
        most: int,
        refused: Refused,
        texts_of: Callable[[str], Texts] = lambda _: texts(FIRST),
        nowhere: Callable[[Scope], Response | None] = lambda _: None,
    ) -> None:
        self._app, self._known, self._most, self._refused = app, known, most, refused
        self._texts_of, self._nowhere = texts_of, nowhere
        self._hosts = frozenset(name.strip().lower() for name in hosts.split(",")) if hosts else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            # the page needs no web socket; closed before it is accepted, it is refused
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        why = self._unwanted(scope, headers)
        if why is None:
            brought = await self._brought(scope, headers, receive)
            if not isinstance(brought, Unwanted):
                await self._app(scope, brought, send)
                return
            why = brought
        self._refused(why.word)
        if why.word == "route" and (page := self._nowhere(scope)):
            await page(scope, receive, send)
            return
        t = self._texts_of(scope["path"])
        # the rest of a body that nobody reads is cut off with the connection
        telling = {"Connection": "close", "Content-Language": t.language}
        await PlainTextResponse(t(f"guards.{why.word}", **why.values), why.status, telling)(scope, receive, send)

    def _unwanted(self, scope: Scope, headers: Headers) -> Unwanted | None:
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MOST_PATH:
            return Unwanted("path", 414)
        if not self._known(scope["path"]):
            return Unwanted("route", 404)
        if self._hosts is not None and _name(headers.get("host", "")) not in self._hosts:
            return Unwanted("host", 421)
        if scope["method"] not in {"GET", "HEAD", "POST"}:
            return Unwanted("method", 405)
        if scope["method"] == "POST" and foreign(headers):
            return Unwanted("site", 403)
        return None

    async def _brought(self, scope: Scope, headers: Headers, receive: Receive) -> Receive | Unwanted:
        """The body, whole and small enough, to be received again; or why not."""
        if scope["method"] != "POST":
            return receive
        too_large = Unwanted("size", 413, {"kb": self._most // 1024})
        length = headers.get("content-length", "0")
        if not re.fullmatch(r"\d{1,15}", length):
            return Unwanted("length", 400)
        if int(length) > self._most:
            return too_large
        body, more = bytearray(), True
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while more:
                    message = await receive()
                    if message["type"] != "http.request":
                        break  # they are gone; the app is told so when it asks
                    body += message.get("body", b"")
                    if len(body) > self._most:
                        return too_large
                    more = message.get("more_body", False)
        except TimeoutError:
            return Unwanted("slow", 408)
        return again(bytes(body), receive)


def foreign(headers: Headers) -> bool:
    """Whether a page of another site has a browser send this.

    A browser says so in Sec-Fetch-Site, an older one by Origin. What says neither is no browser, and has no cookies
    that somebody else could make use of.
    """
    if site := headers.get("sec-fetch-site"):
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _name(host: str) -> str:
    """The name in a Host header, without the port."""
    return re.sub(r":\d+$", "", host.strip().lower()).strip("[]")


def of_this_machine(address: str) -> bool:
    """Whether an address is a loopback one."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


LOOPBACK_NAMES = "localhost,127.0.0.1,::1"
"""By what names a browser on this machine asks for it."""


def again(body: bytes, receive: Receive) -> Receive:
    """A body that has been read, to be received once more."""
    given = False

    async def first_the_body() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return first_the_body
