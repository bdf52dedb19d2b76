"""The way of a request to a local model's server, wherever that listens by now, and what to say when it dies."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from typing import TypeVar

import httpx2

from simulator.errors import ModelCut, ModelUnavailable
from simulator.local.server import Running, Server

T = TypeVar("T")

_BROKEN = (httpx2.NetworkError, httpx2.RemoteProtocolError)
"""How a connection ends whose other side is gone."""


class Way(httpx2.AsyncBaseTransport):
    """Starts the server when first taken, or after it died. Of the address asked for, only the path counts."""

    def __init__(self, served: Server, wire: httpx2.AsyncBaseTransport) -> None:
        self._served = served
        self._wire = wire

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """One request. Raises `ModelUnavailable` where there is no server to be had."""
        running = await _apart(self._served.ready)
        address = httpx2.URL(running.address)
        request.url = request.url.copy_with(scheme=address.scheme, host=address.host, port=address.port)
        request.headers["Host"] = address.netloc.decode()
        try:
            response = await self._wire.handle_async_request(request)
        except _BROKEN:
            if epitaph := await _apart(running.epitaph):
                raise ModelUnavailable(epitaph) from None
            raise
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Words(response.stream, running)
        return response

    async def aclose(self) -> None:
        """Close the connections; the server stays, for others."""
        await self._wire.aclose()


class _Words(httpx2.AsyncByteStream):
    """An answer as it comes in."""

    def __init__(self, stream: httpx2.AsyncByteStream, running: Running) -> None:
        self._stream = stream
        self._running = running

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._stream:
                yield piece
        except _BROKEN:
            if epitaph := await _apart(self._running.epitaph):
                raise ModelCut(epitaph) from None
            raise

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _apart(work: Callable[[], T]) -> T:
    """What some work gives that blocks; whoever gives up meanwhile, or ends the program, need not wait for it.

    `asyncio.to_thread` would keep them both: a model of some gigabytes takes its time to load.
    """
    done: Future[T] = Future()
    done.set_running_or_notify_cancel()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return await asyncio.wrap_future(done)
