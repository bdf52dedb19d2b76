"""Rate limits: so many requests a minute for one browser and for one address, in memory, on a shared server.

They are there to stop a program that runs wild, not a learner: a learner's page sends a few requests a turn.
"""

import hashlib
import re
import time
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.settings import Settings
from simulator.texts import Texts
from simulator.web import pieces
from simulator.web.shell import OWNER_COOKIE
from simulator.web.visit import SESSION_COOKIE

PERSON, ADDRESS = 240, 12_000
"""Requests a minute on a shared server, where nothing else is set: a learner who writes fast sends about 60, and three
hundred of them may sit behind one address."""
PEOPLE_COOKIES = (f"__Host-{SESSION_COOKIE}", SESSION_COOKIE, OWNER_COOKIE)
"""By which of a request's cookies a person is counted: the first of these that is there."""
_UNCOUNTED = re.compile(r"(/[a-z]{2})?/(assets|static|svelte)/.+|/(healthz|readyz|metrics)")
"""A page's own small files, kept by the browser for good, and what probes ask for."""


class Limited:
    """Answers 429 to who asks too much, and says when to come back."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        texts_of: Callable[[str], Texts],
        refused: Callable[[str], None],
    ) -> None:
        self._app, self._texts_of, self._refused = app, texts_of, refused
        shared = bool(settings.shared)
        self._person = _item(settings.rate_person, PERSON if shared else 0)
        self._address = _item(settings.rate_address, ADDRESS if shared else 0)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and not _UNCOUNTED.fullmatch(scope["path"]) and (wait := self._wait(scope)):
            await self._come_back(scope, wait)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _wait(self, scope: Scope) -> int:
        """Seconds to wait; 0 for none."""
        address = (scope.get("client") or ("", 0))[0]
        wait = self._hit(self._address, "address", address)
        if not wait and scope["method"] == "POST":
            wait = self._hit(self._person, "person", self._whose(scope) or address)
        return wait

    def _hit(self, item: RateLimitItemPerMinute | None, kind: str, who: str) -> int:
        if item is None or self._limiter.hit(item, kind, who):
            return 0
        self._refused(f"rate_{kind}")
        reset = self._limiter.get_window_stats(item, kind, who).reset_time
        return max(1, round(reset - time.time()))

    def _whose(self, scope: Scope) -> str:
        try:
            cookies = SimpleCookie(Headers(scope=scope).get("cookie", ""))
        except CookieError:
            return ""
        key = next((cookies[name].value for name in PEOPLE_COOKIES if name in cookies), "")
        return hashlib.sha256(key.encode()).hexdigest() if key else ""

    def _come_back(self, scope: Scope, wait: int) -> Response:
        headers = {"Retry-After": str(wait), "Cache-Control": "no-store"}
        t = self._texts_of(scope["path"])
        headers["Content-Language"] = t.language
        line = t.n("limits.wait", wait)
        if scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
            return HTMLResponse(pieces.piece("too_many", t=t, line=line), 429, headers)
        return PlainTextResponse(line, 429, headers)


def _item(chosen: int | None, otherwise: int) -> RateLimitItemPerMinute | None:
    a_minute = otherwise if chosen is None else chosen
    return RateLimitItemPerMinute(a_minute) if a_minute else None
