"""Every request is counted, timed and logged: its route, not its address; its status; a number of its own."""

import logging
import re
import secrets
from collections.abc import Mapping
from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulator.watch import Watch
from simulator.watch.logs import request_id, say
from simulator.watch.metrics import Metrics

_PROBES = {"/healthz", "/readyz", "/metrics"}


class Watched:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, watch: Watch, metrics: Metrics, routes: Mapping[str, str]) -> None:
        self._app, self._watch, self._metrics = app, watch, metrics
        self._routes = [(re.compile(rf"(?:/[a-z]{{2}}(?=/))?(?:{route})"), route) for route in routes]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = secrets.token_hex(8)
        token = request_id.set(number)
        started, status = perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).setdefault("X-Request-ID", number)
            await send(message)

        try:
            with self._watch.span("request"):
                await self._app(scope, receive, noted)
        finally:
            route = self._route(scope["path"])
            self._metrics.answered(route, status)
            seconds = round(perf_counter() - started, 4)
            level = logging.WARNING if status >= 500 else logging.DEBUG if route in _PROBES else logging.INFO
            # a method is the asker's to choose, any word at all
            method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST"} else "other"
            say("requests", level, "answered", route=route, method=method, status=status, seconds=seconds)
            request_id.reset(token)

    def _route(self, path: str) -> str:
        """Which of the known routes it is; an address may hold a call's key."""
        return next((route for pattern, route in self._routes if pattern.fullmatch(path)), "none")
