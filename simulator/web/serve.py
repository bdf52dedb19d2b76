"""The server: the page, the downloads, and nothing else.

Gradio brings dozens of routes (uploads, a proxy, code editing, monitoring). Only those that the page needs are let
through; the rest answer 404, whatever Gradio adds in its next version.
"""

import contextlib
import ipaddress
import re
import socket
import threading
import webbrowser
from collections.abc import AsyncIterator

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.errors import SimulatorError, UnknownCall
from simulator.settings import Settings
from simulator.web import page
from simulator.web.desk import Desk

OPEN_ROUTES = {
    r"/": "the page",
    r"/(assets|static|svelte)/.+": "the page's code and pictures, from this machine",
    r"/theme\.css|/gradio_api/theme\.css": "the page's colours",
    r"/favicon\.ico|/manifest\.json|/robots\.txt|/pwa_icon(/\d+)?": "the browser's small change",
    r"/config/?": "the layout of the page, the same for everybody",
    r"/gradio_api/startup-events": "tells the page that the server is up",
    r"/gradio_api/heartbeat/[a-z0-9]+": "tells the server that a page is open",
    r"/gradio_api/queue/(join|data)": "events of the page; those about a call carry its key",
    r"/gradio_api/(reset|cancel)/?": "gives up an event of one's own page",
    r"/healthz": "says that the server is up",
}
"""Every path that answers without a call's key, and why."""

KEYED_ROUTES = {
    r"/calls/[A-Za-z0-9_-]{16,}/(scorecard\.(html|md|json)|transcript\.json)": "one call, for who knows its id"
}

_ALLOWED = re.compile("|".join(f"(?:{route})" for route in {**OPEN_ROUTES, **KEYED_ROUTES}))
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
        "frame-ancestors 'self'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class OnlyWhatThePageNeeds:
    """Lets the known routes through and tells the browser to ask nobody else for anything."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not _ALLOWED.fullmatch(scope["path"]):
            await PlainTextResponse("not found", status_code=404)(scope, receive, send)
            return

        async def with_headers(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", [])]  # type: ignore[misc]
                present = {name.lower() for name, _ in headers}
                headers += [
                    (name.lower().encode(), value.encode())
                    for name, value in _HEADERS.items()
                    if name.lower().encode() not in present
                ]
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, with_headers)  # type: ignore[arg-type]


def application(settings: Settings) -> FastAPI:
    """The whole web application."""
    desk = Desk(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=desk.warm, name="warm-up", daemon=True).start()
        yield

    app = FastAPI(title=page.TITLE, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)

    @app.get("/healthz")
    def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @app.get("/calls/{call_id}/{name}")
    def download(call_id: str, name: str) -> Response:
        return _download(desk, call_id, name)

    blocks = page.build(desk).queue(default_concurrency_limit=None, api_open=False)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=page.theme(),
        css=page.style(),
        head=_HEAD,
        max_file_size=0,
    )
    app.add_middleware(OnlyWhatThePageNeeds)
    return app


_HEAD = '<meta name="color-scheme" content="light dark">'


def _download(desk: Desk, call_id: str, name: str) -> Response:
    from simulator.report import to_html, to_json, to_markdown

    try:
        transcript, persona, card = desk.graded(desk.calls.get(call_id))
    except UnknownCall:
        return PlainTextResponse("there is no such call", status_code=404)
    except SimulatorError as error:
        return PlainTextResponse(str(error), status_code=500)
    match name:
        case "scorecard.html":
            body, kind = to_html(transcript, persona, card), "text/html"
        case "scorecard.md":
            body, kind = to_markdown(transcript, persona, card), "text/markdown"
        case "scorecard.json":
            body, kind = to_json(card), "application/json"
        case _:
            body, kind = transcript.to_text(), "application/json"
    stem, _, ending = name.partition(".")
    headers = {
        "Content-Disposition": f'attachment; filename="{stem}-{persona.id}.{ending}"',
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
        "Cache-Control": "no-store",
    }
    return Response(body, media_type=f"{kind}; charset=utf-8", headers=headers)


def serve(settings: Settings, listener: socket.socket, *, open_browser: bool) -> None:
    """Serve until interrupted."""
    host, port = listener.getsockname()[:2]
    address = f"http://{host}:{port}/"
    if settings.shared is None:
        settings = settings.model_copy(update={"shared": not ipaddress.ip_address(host).is_loopback})
    config = uvicorn.Config(application(settings), log_level="warning", access_log=False, timeout_graceful_shutdown=5)
    server = _Server(config, address, open_browser=open_browser)
    server.run(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, address: str, *, open_browser: bool) -> None:
        super().__init__(config)
        self._address, self._open_browser = address, open_browser

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say where, once there is something to see."""
        await super().startup(sockets)
        print(f"The simulator is at {self._address} (Ctrl+C ends it)", flush=True)  # noqa: T201
        if self._open_browser:
            threading.Thread(target=webbrowser.open, args=[self._address], daemon=True).start()
