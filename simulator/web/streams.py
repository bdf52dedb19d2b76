"""A page's own stream of events is one person's.

Gradio tells pages apart by a word that each of them makes up (`session_hash`): whoever knows it can listen to what the
page is told, give up its events, and close it. So on a shared server the word belongs to the first who uses it.
"""

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.web.guards import again
from simulator.web.shell import OWNER_COOKIE

MOST = 50_000
"""Pages that are remembered; of more than that the one that was longest silent is forgotten."""
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/([^/]+)/?")
_BODIES = re.compile(r"/gradio_api/(queue/join|run/predict|cancel|reset)/?")


class OnePersonsStreams:
    """Answers 404 to whoever asks for the stream of somebody else's page."""

    def __init__(self, app: ASGIApp, split: Callable[[str], tuple[str, str]]) -> None:
        self._app, self._split = app, split
        self._whose: OrderedDict[str, str] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, path = Request(scope, receive), self._split(scope["path"])[1]
        names: set[str] = set()
        if beat := _HEARTBEAT.fullmatch(path):
            names.add(beat[1])
        names.update(request.query_params.getlist("session_hash"))
        if scope["method"] == "POST" and _BODIES.fullmatch(path):
            body = await request.body()
            names |= _named(body)
            receive = again(body, receive)
        owner = hashlib.sha256(request.cookies.get(OWNER_COOKIE, "").encode()).hexdigest()
        if any(self._whose.get(name, owner) != owner for name in names):
            await PlainTextResponse("not found", status_code=404)(scope, receive, send)
            return
        for name in names:
            self._whose[name] = owner
            self._whose.move_to_end(name)
        while len(self._whose) > MOST:
            self._whose.popitem(last=False)
        await self._app(scope, receive, send)


def _named(body: bytes) -> set[str]:
    """The pages that a request names; what is no request of a page's names none, and Gradio refuses it."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return set()
    name = sent.get("session_hash") if isinstance(sent, dict) else None
    return {name} if isinstance(name, str) else set()
