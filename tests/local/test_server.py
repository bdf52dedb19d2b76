"""A model's process: there when it is needed, one for all, and gone with whoever started it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage

from simulator import local
from simulator.errors import ModelCut, ModelUnavailable
from simulator.local.server import CHILD, Server, Wanted
from simulator.models import build, failures, translated
from simulator.settings import Settings
from tests.local.files import gguf
from tests.test_models import DANA

STAND_IN = Path(__file__).with_name("child.py")
Serve = Callable[..., Server]


@pytest.fixture
def starts(tmp_path: Path) -> Path:
    """A file with a line for each time that a process was started."""
    return tmp_path / "starts"


@pytest.fixture
def serve(starts: Path) -> Iterator[Serve]:
    """Makes servers whose program behaves as asked, and stops them."""
    made: list[Server] = []

    def make(behaviour: str = "well", **changes: object) -> Server:
        wanted = Wanted(file="m.gguf", alias="m.gguf (1M parameters)", context_tokens=1000, reply_tokens=100, **changes)  # type: ignore[arg-type]
        made.append(Server(wanted, (sys.executable, str(STAND_IN), behaviour, str(starts))))
        return made[-1]

    yield make
    for server in made:
        server.stop()


def started(starts: Path) -> int:
    return len(starts.read_text().splitlines()) if starts.exists() else 0


def gone(process_id: int, within: float = 60.0) -> bool:
    """Whether a process that is not ours to wait for ends within so many seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process_id}/stat").exists() and " Z " in Path(f"/proc/{process_id}/stat").read_text():
            return True  # dead, and nobody has asked how
        time.sleep(0.05)
    return False


def test_nothing_is_started_before_somebody_asks(serve: Serve, starts: Path) -> None:
    assert serve().process_id is None
    assert started(starts) == 0


def test_it_is_started_once_for_all_who_ask_at_the_same_time(serve: Serve, starts: Path) -> None:
    server = serve()
    addresses: list[str] = []
    askers = [threading.Thread(target=lambda: addresses.append(server.ready().address)) for _ in range(5)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(set(addresses)) == 1
    assert len(addresses) == 5
    assert addresses[0].startswith("http://127.0.0.1:")
    assert started(starts) == 1


def test_one_that_died_is_followed_by_another(serve: Serve, starts: Path) -> None:
    server = serve()
    server.ready()
    assert server.process_id
    os.kill(server.process_id, signal.SIGKILL)
    server.ready()
    assert server.ready().well()
    assert started(starts) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="a stopped process is POSIX's")
def test_one_that_no_longer_answers_is_followed_by_another(
    serve: Serve, starts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    server.ready()
    stuck = server.process_id
    assert stuck
    os.kill(stuck, signal.SIGSTOP)
    monkeypatch.setattr("simulator.local.server.HEALTH_SECONDS", 1.0)
    server.ready()
    assert server.process_id != stuck
    assert started(starts) == 2


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        pytest.param("short of memory", "could not be loaded: there is not enough memory for it", id="memory"),
        pytest.param(
            "damaged",
            "could not be loaded: error loading model: tensor 'x' data is not within the file bounds",
            id="damaged",
        ),
        pytest.param("out of words", "could not be loaded: exit status 1", id="no reason"),
        pytest.param("wordy", "could not be loaded: No module named 'xllamacpp' or anything", id="many words"),
        pytest.param("killed while it loads", "could not be loaded: killed by the system or somebody", id="killed"),
        pytest.param("gone before it is told", "could not be loaded: cannot go on", id="gone at once"),
        pytest.param("unwell", "was loaded and does not answer", id="unwell"),
    ],
)
def test_a_start_that_fails_is_one_line_with_its_cause(serve: Serve, behaviour: str, reason: str) -> None:
    server = serve(behaviour)
    with pytest.raises(ModelUnavailable) as failed:
        server.ready()
    assert str(failed.value).startswith(f"the local model {reason}")
    assert "\n" not in str(failed.value)
    assert len(str(failed.value)) < 220
    assert server.process_id is None


def test_a_start_that_takes_too_long_is_given_up(serve: Serve) -> None:
    server = serve("slow", start_seconds=0.5)
    with pytest.raises(ModelUnavailable, match=r"not loaded within 0.5 s \(SIMULATOR_LOCAL_START_SECONDS\)"):
        server.ready()
    assert server.process_id is None


def test_a_program_that_is_not_there_is_said(starts: Path) -> None:
    server = Server(Wanted("m.gguf", "m", 1000, 100), (str(starts / "nothing"),))
    with pytest.raises(ModelUnavailable, match="can't be started: "):
        server.ready()


def test_for_a_while_after_a_failure_nobody_waits_for_the_next(
    serve: Serve, starts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve("short of memory")
    for _ in range(3):
        with pytest.raises(ModelUnavailable, match="not enough memory"):
            server.ready()
    assert started(starts) == 1
    monkeypatch.setattr("simulator.local.server.REST_SECONDS", 0.0)
    with pytest.raises(ModelUnavailable, match="not enough memory"):
        server.ready()
    assert started(starts) == 2


def test_stopping_ends_the_process_also_while_it_loads(serve: Serve, starts: Path) -> None:
    server = serve()
    server.ready()
    running = server.process_id
    assert running
    server.stop()
    assert gone(running)
    loading = serve("slow")
    failed: list[ModelUnavailable] = []

    def wait() -> None:
        try:
            loading.ready()
        except ModelUnavailable as error:
            failed.append(error)

    waiter = threading.Thread(target=wait)
    waiter.start()
    deadline = time.monotonic() + 60
    while started(starts) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    loading.stop()
    waiter.join(60)
    assert not waiter.is_alive()
    assert len(failed) == 1


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads the command line as Linux shows it")
def test_its_key_is_not_where_other_users_of_the_machine_can_read_it(serve: Serve) -> None:
    server = serve()
    server.ready()
    assert server.key.encode() not in Path(f"/proc/{server.process_id}/cmdline").read_bytes()


PARENT = """
import sys, time
from simulator.local.server import Server, Wanted, _servers
wanted = Wanted("m.gguf", "m", 1000, 100)
server = _servers[wanted] = Server(wanted, {program!r})
server.ready()
print(server.process_id, flush=True)
{then}
"""


def parent(then: str, starts: Path) -> subprocess.Popen[str]:
    program = [sys.executable, str(STAND_IN), "well", str(starts)]
    code = PARENT.format(program=program, then=then)
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root,
    )  # fmt: skip


@pytest.mark.parametrize(
    "then",
    [
        pytest.param("", id="at its end"),
        pytest.param("raise SystemExit(3)", id="early"),
        pytest.param("1 / 0", id="by a fault"),
    ],
)
def test_it_ends_with_the_program_that_started_it(starts: Path, then: str) -> None:
    with parent(then, starts) as program:
        out, err = program.communicate(timeout=100)
    assert gone(int(out))
    assert "Warning" not in err


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
def test_it_is_no_orphan_when_the_program_that_started_it_is_killed(starts: Path, how: signal.Signals) -> None:
    with parent("time.sleep(60)", starts) as program:
        assert program.stdout
        child = int(program.stdout.readline())
        program.send_signal(how)
    assert gone(child)


def test_the_real_program_leaves_when_nobody_tells_it_what_to_do() -> None:
    done = subprocess.run([sys.executable, "-P", str(CHILD)], input="", capture_output=True, text=True, timeout=100)
    assert done.returncode == 1
    assert done.stdout == ""


class Talk:
    """A model as the engine has it, served by the stand-in."""

    def __init__(self, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(local, "ENGINE", "json")
        monkeypatch.setattr(local, "serve", lambda file, settings: server)
        self.config = Settings(_env_file=None, models_dir=tmp_path, retries=2)
        gguf(tmp_path / "m.gguf")

    async def reply(self) -> list[str]:
        """The words of one reply, as they came."""
        chat = build("local:m", self.config, DANA, seed=1)
        return [message.text async for message in chat.astream([HumanMessage("Hi")]) if message.text]

    async def failure(self) -> Exception:
        """What the engine is told where no reply comes of it."""
        with pytest.raises(failures()) as raised:
            await self.reply()
        return translated(raised.value, self.config, begun=False)


async def test_a_reply_comes_in_pieces_from_the_process(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(serve(), tmp_path, monkeypatch)
    for name in ("HTTP_PROXY", "ALL_PROXY", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    pieces = await talk.reply()
    assert len(pieces) > 1
    assert "".join(pieces) == "I began on nights. Then I moved to days."


async def test_a_process_that_dies_in_mid_reply_costs_that_reply_and_no_other(
    serve: Serve, starts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(serve("killed in mid-reply"), tmp_path, monkeypatch)
    failure = await talk.failure()
    assert isinstance(failure, ModelCut)
    assert str(failure).startswith("the local model's process ended (killed by the system or somebody")
    assert "".join(await talk.reply()) == "I began on nights. Then I moved to days."
    assert started(starts) == 2


async def test_a_process_that_dies_before_the_first_word_is_said_to_have_died(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = await Talk(serve("killed at once"), tmp_path, monkeypatch).failure()
    assert str(failure).startswith("the local model's process ended")


async def test_a_model_that_cannot_be_loaded_is_tried_once_a_turn_at_most(
    serve: Serve, starts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(serve("short of memory"), tmp_path, monkeypatch)
    failure = await talk.failure()
    assert (type(failure), str(failure)) == (
        ModelUnavailable,
        "the local model could not be loaded: there is not enough memory for it",
    )
    assert started(starts) == 1
