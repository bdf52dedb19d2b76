"""What the documented configuration of nginx does by itself, whatever stands behind it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.servers.balancer import Balancer

HEADERS = ("Host", "X-Forwarded-For", "X-Forwarded-Proto")


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked by."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = "\n".join(self.headers.get(name, "") for name in HEADERS).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """Take it, and die before there is an answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append(self.path)  # type: ignore[attr-defined]
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


class Behind(ThreadingHTTPServer):
    """One of two servers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Echo)
        self.taken: list[str] = []
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def end(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


@pytest.fixture
def behind() -> Iterator[list[Behind]]:
    servers = [Behind(), Behind()]
    yield servers
    for server in servers:
        server.end()


@pytest.fixture
def balancer(nginx: Path, behind: list[Behind], tmp_path: Path) -> Iterator[Balancer]:
    started = Balancer(nginx, tmp_path, [f"127.0.0.1:{server.server_address[1]}" for server in behind])
    yield started
    started.stop()


def asked_by(balancer: Balancer, *cookies: str) -> set[str]:
    """Which servers are asked, by browsers with these cookies."""
    before = len(balancer.asked())
    for cookie in cookies:
        urlopen(Request(f"{balancer.url}call", headers={"Cookie": cookie}), timeout=60).close()
    # what nginx answers by itself asks nobody
    return {server for server in balancer.asked()[before:] if server != "-"}


@pytest.mark.parametrize("name", ["sim-owner", "sim-session", "__Host-sim-session"])
def test_a_learner_is_sent_to_one_server_and_learners_to_both(balancer: Balancer, name: str) -> None:
    assert len(asked_by(balancer, *[f"sim-language=es; {name}=one-and-the-same; more=1"] * 6)) == 1
    assert len(asked_by(balancer, *(f"{name}=somebody-{number}" for number in range(32)))) == 2


def test_what_is_for_the_keeper_is_not_to_be_had(balancer: Balancer) -> None:
    for path in ("readyz", "metrics"):
        with pytest.raises(HTTPError, match="404"):
            urlopen(balancer.url + path, timeout=60)


def test_a_server_is_told_who_asks_and_not_by_whom_they_say_they_are(balancer: Balancer) -> None:
    forged = Request(balancer.url, headers={"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "https"})
    with urlopen(forged, timeout=60) as answer:
        host, address, scheme = answer.read().decode().splitlines()
    assert (f"http://{host}/", address, scheme) == (balancer.url, "127.0.0.1", "http")


def test_what_changes_something_is_not_sent_twice(balancer: Balancer, behind: list[Behind]) -> None:
    with pytest.raises(HTTPError, match="502"):
        urlopen(Request(f"{balancer.url}line/x/say", data=b"{}", method="POST"), timeout=60)
    assert sum(len(server.taken) for server in behind) == 1


def test_who_asks_a_server_that_is_down_is_passed_on(nginx: Path, behind: list[Behind], tmp_path: Path) -> None:
    up, down = behind
    addresses = [f"127.0.0.1:{server.server_address[1]}" for server in (up, down)]
    down.end()
    balancer = Balancer(nginx, tmp_path, addresses)
    for number in range(12):
        cookie = {"Cookie": f"sim-owner=somebody-{number}"}
        with urlopen(Request(f"{balancer.url}call", headers=cookie), timeout=60) as answer:
            assert answer.status == 200
    assert any("," in asked for asked in balancer.asked()), "somebody was sent to the other one first"
    balancer.stop()
    behind.remove(down)
