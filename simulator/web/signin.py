"""The door of a server that learners sign in to: who is let in, and as whom.

Whoever has signed in has, inside, the key under which their account's calls are kept, in place of whatever key their
browser may have sent: so that all that is known of owners further in holds for accounts as well, and nobody can pass
for another by a cookie of their own making.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.accounts.refused import Refused
from simulator.texts import FIRST, Texts, texts
from simulator.web.desk import Desk
from simulator.web.shell import OWNER_COOKIE, SCREENS
from simulator.web.visit import SESSION_COOKIE, Rooms, Visit, cookie_name, secure, set_cookie

if TYPE_CHECKING:
    from simulator.account import Account

PLAIN_SCREENS = ("sign-in", "join", "account", "cohort", "shared")
"""Screens without Gradio that have an address of their own."""
SIGN_IN_ROUTES = {
    r"/sign-in|/sign-out": "the way in and out",
    r"/sign-in-with|/signed-in": "the way in by another server that vouches, there and back",
    r"/join": "a class, for who has a link",
}
ACCOUNT_ROUTES = {
    r"/account(-password|-everywhere|-erase)?": "one's own account",
    r"/share(-all)?": "shows a call of one's own to a class, or takes it back",
    r"/cohort(-new|-links|\.csv)?": "a class, for its adviser",
    r"/shared|/comment(-back)?": "a call that a learner showed, for the advisers of the class",
}
_SMALL = re.compile(
    r"/style\.css|/page\.js|/(assets|static|svelte)/.+|/theme\.css|/gradio_api/theme\.css"
    r"|/favicon\.ico|/manifest\.json|/robots\.txt|/pwa_icon(/\d+)?|/healthz|/readyz|/metrics"
)
"""What is the same for everybody: nobody is looked up for it, so that it is there when the database is not."""
_WITHOUT = re.compile("|".join((*SIGN_IN_ROUTES, _SMALL.pattern)))
"""What answers before anybody has signed in: nothing of it knows of a call."""
_NEXT = re.compile(rf"(?:{'|'.join((*SCREENS, *PLAIN_SCREENS))}|\./)?(?:\?[\w=&%+.~-]*)?", re.ASCII)
_CLEAR = '"cache", "storage"'
"""At a computer that is shared, the next person finds no drafts of the one before (heeded under https)."""

_SAID = {"out": "signed_out", "erased": "erased"}
"""What is said at the door to who has just left, by a part of its address."""

Split = Callable[[str], tuple[str, str]]


class SignedIn:
    """Lets in who has signed in, as who they are; anybody else comes to the door."""

    def __init__(self, app: ASGIApp, desk: Desk, split: Split) -> None:
        self._app, self._desk, self._split = app, desk, split

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        token = request.cookies.get(cookie_name(SESSION_COOKIE, is_secure=secure(request, self._desk)), "")
        language, path = self._split(scope["path"])
        account = await asyncio.to_thread(self._whose, token) if token and not _SMALL.fullmatch(path) else None
        if account is None and not _WITHOUT.fullmatch(path):
            await self._door(request, language, path)(scope, receive, send)
            return
        state = {**scope.get("state", {}), "account": account, "token": token}
        await self._app({**scope, "headers": _as(scope, account), "state": state}, receive, send)

    def _whose(self, token: str) -> "Account | None":
        # all of it in a thread: who asks first opens the database, which takes seconds if that does not answer
        return self._desk.accounts.door.whose(token)

    def _door(self, request: Request, language: str, path: str) -> Response:
        screen = path.strip("/") or "choose"
        if request.method not in {"GET", "HEAD"} or screen not in {*SCREENS, *PLAIN_SCREENS}:
            headers = {"Cache-Control": "no-store", "Content-Language": language}
            return PlainTextResponse(texts(language)("guards.door"), 401, headers)
        here = ("./" if screen == "choose" else screen) + (f"?{request.url.query}" if request.url.query else "")
        root = "" if language == FIRST else f"/{language}"
        there = f"{root}/sign-in" + (f"?{urlencode({'next': here})}" if here != "./" else "")
        return RedirectResponse(there, 303, {"Cache-Control": "no-store"})


def _as(scope: Scope, account: "Account | None") -> list[tuple[bytes, bytes]]:
    """The request's headers, with the account's key and no other."""
    cookies = {name: value for name, value in Request(scope).cookies.items() if name != OWNER_COOKIE}
    if account:
        cookies[OWNER_COOKIE] = account.key
    headers = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    written = "; ".join(f"{name}={_quoted(value)}" for name, value in cookies.items())
    return [*headers, (b"cookie", written.encode("latin-1", "replace"))] if cookies else headers


def _quoted(value: str) -> str:
    """A cookie's value as it is written in a header."""
    return SimpleCookie().value_encode(value)[1]


def within(address: str) -> str:
    """An address that leads to a screen of ours and nowhere else; the first screen instead of any other."""
    return address if address and _NEXT.fullmatch(address) else "./"


def routes(rooms: Rooms) -> list[Route]:
    """In and out, in one language."""
    found = [rooms.shows("sign-in", _look), rooms.takes("sign-out", _out)]
    if rooms.desk.settings.sign_in == "accounts":
        found.append(rooms.takes("sign-in", _in))
    return found


def _look(visit: Visit) -> Response:
    """The form, or the way to the server that vouches."""
    if visit.account:
        return visit.to(within(visit.query("next")))
    said = next((visit.t(f"account.{key}") for query, key in _SAID.items() if visit.query(query)), "")
    return door(visit, said=said)


def door(visit: Visit, *, status: int = 200, said: str = "", wrong: str = "", name: str = "") -> Response:
    """The page to sign in on, with what is to be said there."""
    settings = visit.desk.settings
    there = within(visit.query("next"))
    return visit.page(
        "sign_in",
        visit.t("account.sign_in"),
        status,
        there=there,
        with_password=settings.sign_in == "accounts",
        elsewhere=settings.oidc_name,
        start="sign-in-with?" + urlencode({"next": there}),
        said=said,
        wrong=wrong,
        name=name,
    )


def _in(visit: Visit, form: Mapping[str, str]) -> Response:
    name, before = form.get("name", "")[:200], visit.token if visit.account else None
    try:
        token = visit.desk.accounts.door.sign_in(name, form.get("password", ""), address=visit.client, before=before)
    except Refused as refused:
        status = 429 if refused.why == "too_many" else 403
        return door(visit, status=status, wrong=reason(refused, visit.t), name=name)
    return enter(visit, token, within(form.get("next", "")))


def enter(visit: Visit, token: str, there: str) -> Response:
    """In, with a new session."""
    response = visit.to(there)
    is_secure = secure(visit.request, visit.desk)
    seconds = round(visit.desk.settings.session_hours * 3600)
    set_cookie(response, SESSION_COOKIE, token, is_secure=is_secure, seconds=seconds)
    return response


def leave(visit: Visit, there: Response) -> Response:
    """Out: the browser has nothing left of it."""
    headers = MutableHeaders(raw=there.raw_headers)
    name = cookie_name(SESSION_COOKIE, is_secure=(safe := secure(visit.request, visit.desk)))
    there.delete_cookie(name, path="/", secure=safe, httponly=True, samesite="lax")
    headers["Clear-Site-Data"] = _CLEAR
    return there


def _out(visit: Visit, _: Mapping[str, str]) -> Response:
    if visit.account:
        visit.desk.accounts.door.sign_out(visit.token)
    return leave(visit, visit.to("sign-in", out="1"))


def reason(refused: Refused, t: Texts) -> str:
    """Why not, in the page's words."""
    return t(f"account.refused.{refused.why}", **refused.values)
