"""The process: it begins, it is told to end, it finishes what it is saying.

On SIGTERM /readyz says 503 first, so that a balancer sends nobody new; what is being said is said to its end, within
`shutdown_seconds`. A reply that is not done by then is in nobody's log: its turn is, and the next process answers it.
Ctrl+C waits for none of that. Either way a server that is still warming up ends that first (`Desk.warming`).
"""

import asyncio
import gc
import ipaddress
import signal
import socket
import threading
import webbrowser
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from simulator.settings import Settings
from simulator.watch import logs
from simulator.web.desk import Desk
from simulator.web.guards import LOOPBACK_NAMES
from simulator.web.health import Health

TICK_SECONDS = 0.05
STREAMS_SECONDS = 1
"""How long pages that are open may hold their streams once nothing is being said any more."""


def settled(settings: Settings, host: str) -> Settings:
    """The settings of a server that listens on `host`: what was left open is decided."""
    alone = ipaddress.ip_address(host).is_loopback
    if settings.shared is None:
        settings = settings.model_copy(update={"shared": not alone})
    if settings.allowed_hosts is None and alone and not settings.shared:
        settings = settings.model_copy(update={"allowed_hosts": LOOPBACK_NAMES})
    return settings


class Server(uvicorn.Server):
    """Serves one application until it is told to end."""

    def __init__(
        self, config: uvicorn.Config, desk: Desk, health: Health, address: str, *, open_browser: bool = False
    ) -> None:
        super().__init__(config)
        self._desk, self._health = desk, health
        self._address, self._open_browser = address, open_browser
        self._ending: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say where, once there is something to see."""
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._settle, name="settling", daemon=True).start()
        print(f"The simulator is at {self._address} (Ctrl+C ends it)", flush=True)  # noqa: T201
        if self._open_browser:
            threading.Thread(target=webbrowser.open, args=[self._address], daemon=True).start()

    def _settle(self) -> None:
        """What is there once all is warm stays there: to look through it for garbage would be a 25th of every turn."""
        self._desk.warmed.wait()
        gc.freeze()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A first SIGTERM lets replies finish; a second one, and Ctrl+C, don't."""
        if sig != signal.SIGTERM or self._health.ending or not hasattr(self, "_loop"):
            super().handle_exit(sig, frame)
            return
        self._health.ending = True
        # the signal comes between two instructions of anything: what is to be done is done in the loop's own time
        self._loop.call_soon_threadsafe(self._begin_to_end, sig, frame)

    def _begin_to_end(self, sig: int, frame: FrameType | None) -> None:
        self._ending = asyncio.create_task(self._end(sig, frame), name="ending")

    async def _end(self, sig: int, frame: FrameType | None) -> None:
        settings, clock = self._desk.settings, asyncio.get_running_loop().time
        noticed, latest = clock() + settings.drain_seconds, clock() + settings.drain_seconds + settings.shutdown_seconds
        # several calls and a time: no one event says that it is over
        while clock() < noticed or (self._speaking() and clock() < latest):  # noqa: ASYNC110
            await asyncio.sleep(TICK_SECONDS)
        super().handle_exit(sig, frame)

    def _speaking(self) -> int:
        calls = self._desk.working
        return calls.speaking if calls is not None else 0


def run(app: ASGIApp, desk: Desk, health: Health, listener: socket.socket, *, open_browser: bool) -> None:
    """Serve until interrupted."""
    settings = desk.settings
    logs.start(
        level=settings.log_level or ("info" if settings.shared else "warning"),
        as_json=(settings.log_format or ("json" if settings.shared else "text")) == "json",
    )
    host, port = listener.getsockname()[:2]
    served = config(app, settings.forwarded_allow_ips)
    Server(served, desk, health, f"http://{host}:{port}/", open_browser=open_browser).run(sockets=[listener])


def config(app: ASGIApp, proxies: str) -> uvicorn.Config:
    """How an application is served. `proxies` are believed about who asks."""
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=STREAMS_SECONDS,
        proxy_headers=True,
        forwarded_allow_ips=[proxy.strip() for proxy in proxies.split(",")],
        server_header=False,
        ws="none",
    )
