"""The server: the page, the downloads, and nothing else.

Gradio brings dozens of routes (uploads, a proxy, code editing, monitoring). Only those that the page needs are let
through; the rest answer 404, whatever Gradio adds in its next version.
"""

import contextlib
import re
import secrets
import socket
import warnings
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import gradio as gr
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulator.errors import ModelError, SimulatorError, StoreError, UnknownCall
from simulator.settings import Settings
from simulator.texts import FIRST, languages, texts
from simulator.watch import Several, Watch
from simulator.watch.logs import Logbook
from simulator.watch.metrics import Metrics
from simulator.web import line, page, rooms
from simulator.web.ahead import FOR_GOOD, Lasting
from simulator.web.away import Away, looks, nowhere
from simulator.web.desk import Desk
from simulator.web.first import FirstLooks
from simulator.web.frame import code, framed, style, version
from simulator.web.guards import Guards, Safe
from simulator.web.health import Health
from simulator.web.keeping import old_calls_erased
from simulator.web.limits import Limited
from simulator.web.memory import give_back
from simulator.web.running import run, settled
from simulator.web.shell import OWNER_COOKIE, SCREENS
from simulator.web.signin import ACCOUNT_ROUTES, PLAIN_SCREENS, SIGN_IN_ROUTES
from simulator.web.tongue import LANGUAGE_COOKIE, split, wanted
from simulator.web.visit import who_of
from simulator.web.watched import Watched

OPEN_ROUTES = {
    r"/(bring|prepare|call|thank|debrief|progress)?": "the screens",
    r"/style\.css|/page\.js": "each screen's style, and the script that all share",
    r"/(assets|static|svelte)/.+": "the page's code and pictures, from this machine",
    r"/theme\.css|/gradio_api/theme\.css": "the page's colours",
    r"/favicon\.ico|/manifest\.json|/robots\.txt|/pwa_icon(/\d+)?": "the browser's small change",
    r"/config/?": "the layout of the page, the same for everybody",
    r"/gradio_api/startup-events": "tells the page that the server is up",
    r"/gradio_api/heartbeat/[a-z0-9]+": "tells the server that a page is open",
    r"/gradio_api/queue/(join|data)": "events of the page; those about a call carry its key",
    r"/gradio_api/run/predict": "the same, for events that answer at once",
    r"/gradio_api/(reset|cancel)/?": "gives up an event of one's own page",
    r"/healthz": "says that the server is up",
    r"/readyz": "says whether learners may be sent to it",
    r"/metrics": "counts, for whom the settings let read them",
}
"""Every path that answers without a call's key, and why; the same under each language's prefix."""

KEYED_ROUTES = {
    r"/calls/[A-Za-z0-9_-]{16,}/(scorecard\.(html|md|json)|transcript\.json)": "one call, for who knows its id",
    r"/line/[A-Za-z0-9_-]{16,}/(stream|say|resume|rewind|choose|compare|coach|hang_up)": "a call's line, its learner's",
    r"/calls\.zip": "all of a learner's calls, for the browser that has their key",
}

ROUTES = {**OPEN_ROUTES, **KEYED_ROUTES, **SIGN_IN_ROUTES, **ACCOUNT_ROUTES}
_ALLOWED = re.compile("|".join(f"(?:{route})" for route in ROUTES))
_YEAR = 365 * 24 * 3600


class Framed:
    """Puts each screen into its frame, in the language that is wanted; gives a browser its key on a shared server."""

    def __init__(self, app: ASGIApp, settings: Settings, first: FirstLooks) -> None:
        self._app, self._settings, self._first = app, settings, first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        language, path = split(scope.get("path", ""))
        screen = path.strip("/") or "choose"
        if (
            scope["type"] != "http"
            or scope["method"] not in {"GET", "HEAD"}
            or screen not in {*SCREENS, *PLAIN_SCREENS}
        ):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        tongue = wanted(request, language, self._settings.language)
        if path == "/" and scope["path"] == f"/{language}":
            # the screens are in the language's folder
            there = f"{language}/" + (f"?{request.url.query}" if request.url.query else "")
            await RedirectResponse(there, status_code=303)(scope, receive, send)
            return
        if tongue != language or "lang" in request.query_params:
            await _other_language(request, screen, language, tongue)(scope, receive, send)
            return
        if screen in PLAIN_SCREENS:
            await self._app(scope, receive, send)
            return
        inner = _Kept()
        # the document comes whole and plain, so that it can be changed
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, inner)
        prefix = "" if language == FIRST else "../"
        look = await self._first.of(inner.body.decode("utf-8"), language, screen, request)
        if look.to:
            response: Response = RedirectResponse(look.to, status_code=303)
        else:
            t, who = texts(language), who_of(request, texts(language))
            body = framed(look.document, t, screen, dict(request.query_params), prefix, who)
            response = HTMLResponse(body, inner.status)
        response.headers["Cache-Control"] = "no-store"
        if self._settings.shared and not request.cookies.get(OWNER_COOKIE):
            response.set_cookie(
                OWNER_COOKIE,
                secrets.token_urlsafe(24),
                max_age=_YEAR,
                httponly=True,
                samesite="lax",
                secure=request.url.scheme == "https",
            )
        await response(scope, receive, send)


class _Kept:
    """A response, kept to be changed before it is sent."""

    def __init__(self) -> None:
        self.status, self.body = 200, b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


def _other_language(request: Request, screen: str, here: str, there: str) -> Response:
    """The same screen in another language; a choice by link is remembered."""
    query = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    path = ("" if here == FIRST else "../") + ("" if there == FIRST else f"{there}/")
    path += "" if screen == "choose" else screen
    response = RedirectResponse((path or "./") + (f"?{urlencode(query)}" if query else ""), status_code=303)
    response.headers["Vary"] = "Accept-Language, Cookie"
    if request.query_params.get("lang") == there:
        secure = request.url.scheme == "https"
        response.set_cookie(LANGUAGE_COOKIE, there, max_age=_YEAR, samesite="lax", httponly=True, secure=secure)
    return response


def application(settings: Settings) -> FastAPI:
    """The whole web application."""
    if settings.sign_in != "none":
        settings = settings.model_copy(update={"shared": True})
    metrics = Metrics()
    watch = _watch(settings, metrics)
    desk, first = Desk(settings, watch), FirstLooks()
    health = Health(desk, metrics)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with desk.warming(), old_calls_erased(desk):
            yield
        if (calls := desk.working) is not None:
            await calls.close()
        watch.close()

    app = FastAPI(title=page.TITLE, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)

    app.state.desk, app.state.health = desk, health
    app.router.routes.extend(health.routes())

    @app.get("/style.css")
    def stylesheet(screen: str = "", v: str = "") -> Response:
        return _versioned(style(screen), "text/css", v)

    @app.get("/page.js")
    def code_of_all(v: str = "") -> Response:
        return _versioned(code(), "text/javascript", v)

    for language in languages():
        _keepsakes(app, desk, language)
        root = "" if language == FIRST else f"/{language}"
        app.router.routes.extend(line.routes(desk, texts(language), root, lambda request: _learner(desk, request)))
        app.router.routes.extend(rooms.routes(desk, language))
    with warnings.catch_warnings():
        # it warns that several pages can't be rendered on the server, also of who does not want that
        warnings.filterwarnings("ignore", "SSR mode is not supported", UserWarning)
        # the longer path first: the first that fits answers
        for language in reversed(list(languages())):
            gr.mount_gradio_app(
                app,
                page.build(desk, texts(language), first).queue(default_concurrency_limit=None, api_open=False),
                path="/" if language == FIRST else f"/{language}",
                footer_links=[],
                run_history=False,
                enable_monitoring=False,
                show_error=False,
                ssr_mode=False,
                pwa=False,
                mcp_server=False,
                theme=page.theme(),
                max_file_size=0,
            )
    app.add_middleware(Lasting)
    app.add_middleware(Framed, settings=settings, first=first)
    rooms.guard(app, desk, split)
    app.add_middleware(Away, settings=settings, failed=metrics.failed)
    app.add_middleware(Limited, settings=settings, texts_of=lambda path: texts(split(path)[0]), refused=metrics.refused)
    app.add_middleware(
        Guards,
        known=lambda path: bool(_ALLOWED.fullmatch(split(path)[1])),
        hosts=settings.allowed_hosts,
        most=settings.max_body_kb * 1024,
        refused=metrics.refused,
        texts_of=lambda path: texts(split(path)[0]),
        nowhere=lambda scope: nowhere(scope, settings) if looks(scope) else None,
    )
    app.add_middleware(Safe, alone=settings.shared is False)
    app.add_middleware(Watched, watch=watch, metrics=metrics, routes=ROUTES)
    return app


def _versioned(text: str, kind: str, wanted: str) -> Response:
    """A part of every page. Whoever asks for another version gets this one, but not to keep.

    While servers are replaced one by one, an old one may be asked for what a page of a new one wants.
    """
    headers = FOR_GOOD if wanted == version(text) else {"Cache-Control": "no-store"}
    return Response(text, media_type=kind, headers=headers)


def _watch(settings: Settings, metrics: Metrics) -> Several:
    """All who watch the engine of this server."""
    watches: list[Watch] = [metrics, Logbook()]
    if settings.otel_endpoint:
        from simulator.watch.traces import traces

        watches.append(traces(settings.otel_endpoint))
    return Several(*watches)


def _keepsakes(app: FastAPI, desk: Desk, language: str) -> None:
    """What can be taken away, in a language."""
    root = "" if language == FIRST else f"/{language}"

    @app.get(f"{root}/calls/{{call_id}}/{{name}}")
    def download(request: Request, call_id: str, name: str) -> Response:
        return _download(desk, request, call_id, name, language)

    @app.get(f"{root}/calls.zip")
    def everything(request: Request) -> Response:
        return _everything(desk, request, language)


def _download(desk: Desk, request: Request, call_id: str, name: str, language: str) -> Response:
    from simulator.report import to_html, to_json, to_markdown
    from simulator.web.finished import finished

    try:
        of = finished(desk, desk.calls.get(call_id, _learner(desk, request)))
    except UnknownCall:
        return PlainTextResponse("there is no such call", status_code=404)
    except SimulatorError as error:
        return _not_to_be_had(error)
    numbers = _numbers(request)
    shown = (of.transcript, of.persona, of.card, of.beyond)
    match name:
        case "scorecard.html":
            body, kind = to_html(*shown, language=language, numbers=numbers), "text/html"
        case "scorecard.md":
            body, kind = to_markdown(*shown, language=language, numbers=numbers), "text/markdown"
        case "scorecard.json":
            body, kind = to_json(of.card), "application/json"
        case _:
            body, kind = of.transcript.to_text(), "application/json"
    stem, _, ending = name.partition(".")
    return _file(body, f"{kind}; charset=utf-8", f"{stem}-{of.persona.id}.{ending}")


def _everything(desk: Desk, request: Request, language: str) -> Response:
    """All of a learner's calls as one archive."""
    from simulator.web.progress import bundle

    try:
        owner = desk.owner(request.cookies.get(OWNER_COOKIE, ""))
        body = bundle(desk, owner, language=language, numbers=_numbers(request))
    except SimulatorError as error:
        return _not_to_be_had(error)
    return _file(body, "application/zip", "calls.zip")


def _numbers(request: Request) -> bool:
    """Whether what is made to be read shows numbers."""
    return request.query_params.get("numbers") != "no"


def _not_to_be_had(error: SimulatorError) -> Response:
    """Why there is no file: what fails now, a log or a model, may be there again in a moment."""
    return PlainTextResponse(str(error), status_code=503 if isinstance(error, StoreError | ModelError) else 404)


def _learner(desk: Desk, request: Request) -> str:
    return desk.learner(desk.owner(request.cookies.get(OWNER_COOKIE, "")))


def _file(body: str | bytes, kind: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
        "Cache-Control": "no-store",
    }
    return Response(body, media_type=kind, headers=headers)


def serve(settings: Settings, listener: socket.socket, *, open_browser: bool) -> None:
    """Serve until interrupted."""
    give_back()
    app = application(settled(settings, listener.getsockname()[0]))
    run(app, app.state.desk, app.state.health, listener, open_browser=open_browser)
