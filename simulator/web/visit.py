"""A page without Gradio: who asks, in which language, and what they are answered.

Signing in and the advisers' screens are forms and links: plain documents in the same frame, that work before any script
has run. A form is answered by the address of the page to look at next, so that a reload sends nothing twice.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from simulator.account import Account, Role
from simulator.accounts.tokens import form_token, fresh, genuine
from simulator.texts import FIRST, Texts, texts
from simulator.web import pieces
from simulator.web.desk import Desk
from simulator.web.frame import plain

VISIT_COOKIE, SESSION_COOKIE = "sim-visit", "sim-session"
_AT = {"sign_in": "sign-in", "cohort_links": "cohort", "gone": "./"}
"""Where a screen is looked at, if not at its own name."""
_MOST_FIELDS = 40
_MOST_BYTES = 64 * 1024
"""Of one field."""


def secure(request: Request, desk: Desk) -> bool:
    """Whether the browser came by https, as far as this server is told."""
    public = desk.settings.public_url or ""
    return request.url.scheme == "https" or public.startswith("https://")


def cookie_name(name: str, *, is_secure: bool) -> str:
    """Under https a cookie is bound to this very host, and can't be planted by a neighbour's."""
    return f"__Host-{name}" if is_secure else name


def set_cookie(response: Response, name: str, value: str, *, is_secure: bool, seconds: int | None = None) -> None:
    """Give the browser a cookie that no script and no other site's page can use."""
    response.set_cookie(
        cookie_name(name, is_secure=is_secure),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure,
    )


def whole(text: str) -> str:
    """A text without zero bytes, which no keyboard writes and PostgreSQL refuses to look for."""
    return text.replace("\0", "")


@dataclass(frozen=True)
class Visit:
    """One request for a plain page."""

    desk: Desk
    request: Request
    language: str
    account: Account | None
    token: str
    """What only this browser and the server know: that of its session or, before there is one, of its visit."""

    @classmethod
    def of(cls, desk: Desk, request: Request, language: str) -> "Visit":
        """A request, as the door let it in."""
        account = getattr(request.state, "account", None)
        token = getattr(request.state, "token", "")
        if account is None:
            token = request.cookies.get(cookie_name(VISIT_COOKIE, is_secure=secure(request, desk)), "") or fresh()
        return cls(desk, request, language, account, token)

    @property
    def t(self) -> Texts:
        """The page's words."""
        return texts(self.language)

    @property
    def me(self) -> Account:
        """Who has signed in. Only for routes that ask for it."""
        if self.account is None:
            raise RuntimeError("this route lets nobody in who has not signed in")
        return self.account

    @property
    def client(self) -> str:
        """The address that the request came from."""
        return self.request.client.host if self.request.client else ""

    def query(self, name: str) -> str:
        """A part of the page's address."""
        return whole(self.request.query_params.get(name, ""))

    def page(self, screen: str, title: str, status: int = 200, **values: object) -> Response:
        """A screen: its template, in the frame."""
        t = self.t
        content = pieces.safe(screen, t=t, csrf=form_token(self.token), **values)
        document = plain(
            t,
            screen,
            here=_AT.get(screen, screen),
            title=title,
            query=dict(self.request.query_params),
            prefix="" if self.language == FIRST else "../",
            who=who(self.account, self.token, t),
            content=content,
        )
        return self.kept(HTMLResponse(document, status))

    def kept(self, response: Response) -> Response:
        """An answer that stays in nobody's cache; a first visit gets what its forms are known by."""
        response.headers["Cache-Control"] = "no-store"
        if self.account is None:
            set_cookie(response, VISIT_COOKIE, self.token, is_secure=secure(self.request, self.desk))
        return response

    def to(self, screen: str, **query: str) -> Response:
        """On to another page."""
        there = f"{screen}?{urlencode(query)}" if query else screen
        return self.kept(RedirectResponse(there, status_code=303))

    def gone(self) -> Response:
        """What is not there, or not for this person: the same answer."""
        t = self.t
        return self.page("gone", t("cohort.gone"), 404, heading=t("cohort.gone"), words=t("cohort.gone_words"))


Shows = Callable[[Visit], Response | Awaitable[Response]]
Takes = Callable[[Visit, Mapping[str, str]], Response | Awaitable[Response]]


@dataclass(frozen=True)
class Rooms:
    """The plain pages of one language, as they are built."""

    desk: Desk
    language: str

    def _path(self, name: str) -> str:
        return f"/{name}" if self.language == FIRST else f"/{self.language}/{name}"

    def shows(self, name: str, page: Shows, *, for_: Role | None = None) -> Route:
        """A page to look at."""

        async def look(request: Request) -> Response:
            visit = Visit.of(self.desk, request, self.language)
            return await _answer(visit, page, (visit,), for_)

        return Route(self._path(name), look, methods=["GET"])

    def takes(self, name: str, form: Takes, *, for_: Role | None = None) -> Route:
        """A form that is sent. One that is not ours changes nothing."""

        async def take(request: Request) -> Response:
            visit = Visit.of(self.desk, request, self.language)
            async with request.form(max_files=0, max_fields=_MOST_FIELDS, max_part_size=_MOST_BYTES) as sent:
                fields = {key: whole(value) for key, value in sent.items() if isinstance(value, str)}
            if not genuine(visit.token, fields.get("csrf")):
                t = visit.t
                return visit.page("gone", t("account.sign_in"), 403, heading=t("account.forged"), words="")
            return await _answer(visit, form, (visit, fields), for_)

        return Route(self._path(name), take, methods=["POST"])


async def _answer(visit: Visit, page: Callable[..., Any], given: tuple[Any, ...], for_: Role | None) -> Response:
    if for_ is not None and (visit.account is None or visit.account.role != for_):
        return await asyncio.to_thread(visit.gone)
    if inspect.iscoroutinefunction(page):
        response: Response = await page(*given)
    else:
        response = await asyncio.to_thread(page, *given)
    return response


def who_of(request: Request, t: Texts) -> str:
    """The same for a request that the door let in."""
    return who(getattr(request.state, "account", None), getattr(request.state, "token", ""), t)


def who(account: Account | None, token: str, t: Texts) -> str:
    """Who is signed in, and the way out, for the band at the top; nothing where nobody signs in."""
    return pieces.safe("who", t=t, account=account, csrf=form_token(token)) if account else ""
