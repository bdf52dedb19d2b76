"""Behind a proxy: whom the server believes about who asks, and by https or not."""

import asyncio
import socket
import threading
import urllib.request
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from simulator.web.running import config


async def who(scope: Scope, receive: Receive, send: Send) -> None:
    """Says who asked, as far as the application can tell."""
    request = Request(scope)
    assert request.client is not None
    await PlainTextResponse(f"{request.client.host} {request.url.scheme}")(scope, receive, send)


@pytest.fixture
def asked(request: pytest.FixtureRequest) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(config(who, request.param))
        server.config.lifespan = "off"
        thread = threading.Thread(target=asyncio.run, args=[server.serve([listener])])
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param("127.0.0.1", "10.9.8.7 https", id="a proxy of this machine"),
        pytest.param("127.0.0.0/8, 192.0.2.1", "10.9.8.7 https", id="a network that it is in"),
        pytest.param("192.0.2.1", "127.0.0.1 http", id="another proxy than the one that was named"),
    ],
    indirect=["asked"],
)
def test_only_a_trusted_proxy_is_believed(asked: str, told: str) -> None:
    headers = {"X-Forwarded-For": "10.9.8.7", "X-Forwarded-Proto": "https"}
    with urllib.request.urlopen(urllib.request.Request(asked, headers=headers), timeout=30) as response:
        assert response.read().decode() == told
