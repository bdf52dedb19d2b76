"""A server that is told to end: it wants nobody new, says what it is saying to its end, and loses no turn."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.call import Call, Calls
from simulator.store import Store
from tests.forks import FORKS
from tests.openai_server import OpenAIServer, Paused, Silence, Words
from tests.serving import settings

PATIENCE_SECONDS = 100.0


class Server:
    """The app as a process, and one call in it that was begun from outside, in the log."""

    def __init__(self, data: Path, output: Path, **environment: str) -> None:
        own = {
            "SIMULATOR_DATA_DIR": str(data),
            "SIMULATOR_LOG_FORMAT": "json",
            "SIMULATOR_LOG_LEVEL": "info",
            **environment,
        }
        self._output, self._errors = output.with_suffix(".out"), output.with_suffix(".err")
        paths = (self._output, self._errors)
        for path in paths:
            path.write_text("")
        self.process = FORKS.Process(target=_serve, args=({**os.environ, **own}, paths))
        self.process.start()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := [word for word in self._output.read_text().split() if word.startswith("http")]):
            assert self.process.is_alive(), self._errors.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        self.url = found[0]

    def signal(self) -> None:
        """Tell it to end."""
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGTERM)

    def get(self, path: str) -> tuple[int, str]:
        """A request of its own connection."""
        import urllib.error
        import urllib.request

        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE_SECONDS) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def until(self, path: str, true: Callable[[tuple[int, str]], bool]) -> tuple[int, str]:
        """Ask until it is so."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not true(answer := self.get(path)):
            assert time.monotonic() < deadline, answer
            time.sleep(0.02)
        return answer

    def end(self) -> tuple[int, str]:
        """Its exit status and what it wrote, once it has ended."""
        self.process.join(PATIENCE_SECONDS)
        assert self.process.exitcode is not None
        return self.process.exitcode, self._errors.read_text()


def _serve(environment: dict[str, str], paths: tuple[Path, Path]) -> None:
    from tests.speaking_server import main

    os.environ.clear()
    os.environ.update(environment)
    for stream, path in zip((sys.stdout, sys.stderr), paths, strict=True):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND), stream.fileno())
    main()


@pytest.fixture
def start(tmp_path: Path, openai_server: OpenAIServer) -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(**environment: str) -> Server:
        model = {"SIMULATOR_MODEL": "openai:m", "OPENAI_BASE_URL": openai_server.base_url, "OPENAI_API_KEY": "k"}
        started.append(Server(tmp_path, tmp_path / f"server-{len(started)}", **model, **environment))
        return started[-1]

    yield start
    for server in started:
        server.process.kill()
        server.process.join()


def the_call(data: Path) -> Call:
    """The only call there is, as its log has it."""
    store = Store(data)
    (call_id,) = store.ids()
    return Calls(store, settings(data)).get(call_id)


def test_a_reply_under_way_is_said_to_its_end_while_nobody_new_is_wanted(
    start: Callable[..., Server], openai_server: OpenAIServer, tmp_path: Path
) -> None:
    reply = Paused("It begins at four. And then the trucks", " come in. And then they leave again.")
    openai_server.plays(reply)
    server = start()
    assert openai_server.asked.wait(PATIENCE_SECONDS)
    server.signal()
    status, _ = server.until("readyz", lambda answer: '"ending"' in answer[1])
    assert status == 503
    assert server.get("healthz")[0] == 200
    reply.go_on.set()
    code, errors = server.end()
    assert code == -signal.SIGTERM
    assert '"fault"' not in errors
    (turn,) = the_call(tmp_path).state.turns
    assert turn.text == reply.text
    assert turn.by == "openai:m"


def test_a_reply_that_does_not_end_is_waited_for_no_longer_than_was_set_and_given_by_the_next_process(
    start: Callable[..., Server], openai_server: OpenAIServer, tmp_path: Path
) -> None:
    openai_server.plays(Silence("It begins"), Words("Dana Okafor speaking."))
    server = start(SIMULATOR_SHUTDOWN_SECONDS="0.5")
    assert openai_server.asked.wait(PATIENCE_SECONDS)
    server.signal()
    server.end()
    call = the_call(tmp_path)
    assert call.state.turns == ()
    assert not call.state.answered
    again = start()
    again.until("metrics", lambda answer: 'turns_total{speaker="professional"} 1.0' in answer[1])
    (turn,) = the_call(tmp_path).state.turns
    assert turn.text == "Dana Okafor speaking."


def test_a_balancer_is_given_time_to_notice_and_a_second_signal_ends_it_at_once(
    start: Callable[..., Server], openai_server: OpenAIServer
) -> None:
    openai_server.plays(Silence("It begins"))
    server = start(SIMULATOR_DRAIN_SECONDS="300", SIMULATOR_SHUTDOWN_SECONDS="300")
    assert openai_server.asked.wait(PATIENCE_SECONDS)
    server.signal()
    server.until("readyz", lambda answer: '"ending"' in answer[1])
    assert server.get("es/")[0] == 200
    server.signal()
    code, errors = server.end()
    assert code == -signal.SIGTERM
    assert '"fault"' not in errors
