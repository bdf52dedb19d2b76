"""What a keeper asks a server: is it up, may it be sent learners, and how much is there to do.

GET /healthz   200 ok                                  the process answers
GET /readyz    200 or 503 {"log": "ok", "weights": "not loaded yet"}
GET /metrics   Prometheus' text, for whom the settings let read it
"""

import asyncio
import hmac
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from simulator.errors import SimulatorError
from simulator.settings import Settings, writable
from simulator.watch.metrics import Metrics
from simulator.web.desk import Desk
from simulator.web.guards import of_this_machine

ANSWER_SECONDS = 3.0
"""How long the log may take to answer before it is called not ready."""
KEPT_SECONDS = 1.0
"""How long an answer of the log's counts: whoever asks more often does not ask the disk more often."""
_OK = "ok"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Health:
    """How a server is."""

    def __init__(self, desk: Desk, metrics: Metrics) -> None:
        self._desk, self._metrics, self._settings = desk, metrics, desk.settings
        self.ending = False
        """Whether the server was told to end: it goes on for a moment, and wants nobody new."""
        self._log: tuple[float, str] | None = None
        self._asking: asyncio.Task[str] | None = None
        metrics.gauge("calls_open", "Calls in this process's hand that are not over", lambda: _count(desk, "open_now"))
        metrics.gauge("replies_under_way", "Replies being spoken", lambda: _count(desk, "speaking"))
        metrics.gauge("learners_on_hold", "Learners who wait for a model to be free", lambda: _count(desk, "on_hold"))

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [
            Route("/healthz", self.up, methods=["GET"]),
            Route("/readyz", self.ready, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
        ]

    async def up(self, _: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok", headers=_NOT_KEPT)

    async def ready(self, _: Request) -> Response:
        """Whether learners may be sent here, part by part; why not stays in the server's own log."""
        parts = {
            "log": await self._log_answers(),
            "weights": _OK if self._desk.warmed.is_set() else "not loaded yet",
            "process": "ending" if self.ending else _OK,
        }
        status = 200 if set(parts.values()) == {_OK} else 503
        return JSONResponse(parts, status, _NOT_KEPT)

    async def metrics(self, request: Request) -> Response:
        """The counts, for whom they are."""
        who = metrics_for(self._settings)
        token = self._settings.metrics_token
        near = of_this_machine(request.client.host if request.client else "")
        if who == "off" or (who == "local" and (not near or any(name in request.headers for name in _FORWARDED))):
            return PlainTextResponse("not found", 404)
        if token is not None:
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {token.get_secret_value()}".encode()):
                return PlainTextResponse("that needs the token", 401, {"WWW-Authenticate": "Bearer"})
        return Response(self._metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8", headers=_NOT_KEPT)

    async def _log_answers(self) -> str:
        now = time.monotonic()
        if self._log is None or now - self._log[0] > KEPT_SECONDS:
            if self._asking is None or self._asking.done():
                self._asking = asyncio.create_task(asyncio.to_thread(self._try_the_log), name="is the log there")
            # a disk that hangs is asked once, however often we are: each question holds a thread
            done, _ = await asyncio.wait([self._asking], timeout=ANSWER_SECONDS)
            self._log = now, self._asking.result() if done else "does not answer"
        return self._log[1]

    def _try_the_log(self) -> str:
        try:
            _ = self._desk.calls
            self._desk.store.check()
            writable(self._settings.data_dir)
        except SimulatorError as error:
            self._desk.watch.failed(type(error).__name__)
            return "can't be read or written"
        return _OK


def metrics_for(settings: Settings) -> str:
    """Who may read the metrics: `off`, `local` or `open`."""
    return settings.metrics or ("off" if settings.shared else "local")


def _count(desk: Desk, what: str) -> int:
    calls = desk.working
    return int(getattr(calls, what, 0)) if calls is not None else 0


_NOT_KEPT = {"Cache-Control": "no-store"}
