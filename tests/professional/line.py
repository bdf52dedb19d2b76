"""A turn on a real line: Dana, a question to her, and what comes of it."""

from collections.abc import AsyncIterator
from typing import Any

from simulator.director import Act, Stage
from simulator.models import build
from simulator.persona import Persona
from simulator.professional import Brief
from simulator.professional.offline import OfflineProfessional
from simulator.professional.prompted import fingerprint
from simulator.professional.understudy import Event, Reply, Sentence, TookOver, speak
from simulator.settings import Settings
from simulator.transcript import Turn
from tests.openai_server import OpenAIServer

KEY = "sk-test-0123456789abcdef"
DANA = Persona.model_validate(
    {
        "format": "persona/1", "id": "dana-okafor", "name": "Dana Okafor", "title": "VP of Supply Chain",
        "organisation": "Northwind Foods", "field": "food logistics", "public": {"profile": "Runs a cold chain."},
        "private": {"answers": [{"topic": "path", "text": "I began on nights in a warehouse. It stuck."}]},
    }
)  # fmt: skip


def settings(server: OpenAIServer, **changes: Any) -> Settings:
    plain = {"base_url": server.base_url, "api_key": KEY, "retries": 0, "first_token_seconds": 5, "reply_seconds": 10}
    return Settings(_env_file=None, **{**plain, **changes})


def brief(question: str = "How did you get into this?", budget_words: int = 60) -> Brief:
    stage = Stage(act=Act.ANSWER, budget_words=budget_words, manner="engaged", phase="questions", minutes_left=9)
    return Brief(
        DANA, [Turn(speaker="professional", text="Dana Okafor."), Turn(speaker="learner", text=question)], stage
    )


def spoken(server: OpenAIServer, said: Brief | None = None, **changes: Any) -> AsyncIterator[Event]:
    config = settings(server, **changes)
    lead = build("openai:m", config, DANA, seed=1)
    return speak(said or brief(), lead, "openai:m", OfflineProfessional(persona=DANA, seed=1), config)


async def heard(server: OpenAIServer, said: Brief | None = None, **changes: Any) -> tuple[list[Event], Reply]:
    """All events of a turn, and the reply that it ends with."""
    *events, reply = [event async for event in spoken(server, said, **changes)]
    assert isinstance(reply, Reply)
    start = max((number + 1 for number, event in enumerate(events) if isinstance(event, TookOver)), default=0)
    kept = events[start:]
    assert " ".join(event.text for event in kept if isinstance(event, Sentence)) == reply.text
    assert reply.prompt_fingerprint == fingerprint()
    return events, reply
