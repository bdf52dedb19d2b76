"""What a case is run on: personas, the observer and the models, set up once a process.

    bench = Bench(Asked())
    call = bench.play("dana-okafor", ["Hi Dana.", "How did you start?"], seed=3)
    call.state.mood, call.state.turns, bench.paper(call)          # transcript/1
    bench.score(bench.paper(call)).grades["research"]

All that goes to a model goes through here, so that it is counted, bounded and, where asked, answered from the cache.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.rate_limiters import InMemoryRateLimiter

from evals.gold import Labelled, held_apart, load
from evals.hearing import Listener
from evals.memory import Remembered
from evals.metered import Foreseen, Metered
from evals.suite import Asked
from simulator import rehearsal
from simulator.call import Call, Calls
from simulator.director import Difficulty
from simulator.document import Document
from simulator.errors import InputError
from simulator.events import ModelFailed
from simulator.grading.scorecard import Scorecard
from simulator.models import build, parse
from simulator.observer import Observer
from simulator.observer.model import ModelReader
from simulator.persona import Persona
from simulator.professional.offline import OfflineProfessional
from simulator.rehearsal import Learner
from simulator.scoring import OFFLINE, observer_of, score
from simulator.settings import Settings, settings
from simulator.store import MemoryLog
from simulator.transcript import Preparation, Transcript


@dataclass(frozen=True)
class Bounds:
    """What requests to a language model are held to. None of it touches the offline parts."""

    cache: Path | None = None
    """A folder of answers: the same request is not sent twice."""
    rate: float | None = None
    """The most requests a second, of one process."""
    foresee: bool = False
    """Send nothing, and count what would be sent."""
    base_url: str | None = None
    """The models' server, if not the environment's. Keys don't travel: every machine has them from its own."""

    @property
    def server(self) -> dict[str, str]:
        """What of the settings is to be other than the environment says."""
        return {"base_url": self.base_url} if self.base_url else {}


class _Reader(ModelReader):
    """One whose requests go through a meter."""

    def __init__(self, name: str, bench: "Bench") -> None:
        super().__init__(name, bench.settings)
        self._chat = bench.metered(self._chat, parse(name).model)  # type: ignore[assignment]


class Bench:
    """One process's. Its parts are made when they are first asked for."""

    def __init__(
        self,
        asked: Asked,
        *,
        observer: Observer | None = None,
        gold: Sequence[Labelled] = (),
        bounds: Bounds | None = None,
    ) -> None:
        self.asked = asked
        self.bounds = bounds or Bounds()
        self.usage: Counter[str] = Counter()
        """Requests and tokens since it was last cleared, and how often a model failed."""
        self._given_observer, self._gold = observer, gold
        self._personas = {who.id: who for who in asked.personas}

    @cached_property
    def settings(self) -> Settings:
        """The environment's, but for the user's own data: what is measured may not depend on it."""
        apart = {"data_dir": Path(tempfile.gettempdir()) / "interview-simulator-evals"}
        return settings().model_copy(update=apart | self.bounds.server)

    @cached_property
    def observer(self) -> Observer:
        """What listens during a call, and offline also when it is graded."""
        return Remembered(self._given_observer or observer_of(OFFLINE))

    @cached_property
    def listener(self) -> Listener:
        """A call -> its observations and levels, by the grader that was asked for."""
        return Listener(self.asked.grader, self.observer, self._reader)

    @cached_property
    def gold(self) -> Mapping[str, Labelled]:
        """The labelled calls and turns, by id."""
        return {one.id: one for one in self._gold or load(self.asked.gold or held_apart())}

    def chat(self, seed: int) -> BaseChatModel | None:
        """The language model that was asked for, for a learner who is prompted; none offline."""
        if self.asked.model == OFFLINE:
            return None
        anybody = self.asked.personas[0]  # a language model is built without looking at who it is to play
        return self.metered(build(self.asked.model, self.settings, anybody, seed), parse(self.asked.model).model)

    def metered(self, chat: BaseChatModel, model: str, understudy: BaseChatModel | None = None) -> BaseChatModel:
        """A language model, counted and within the bounds."""
        if self.bounds.foresee:
            return Foreseen(usage=self.usage, model=model, understudy=understudy)
        if self.bounds.rate and chat.rate_limiter is None:
            chat = chat.model_copy(update={"rate_limiter": self._limiter})
        return Metered(inner=chat, usage=self.usage, model=model, folder=self.bounds.cache)

    @cached_property
    def _limiter(self) -> InMemoryRateLimiter:
        return InMemoryRateLimiter(requests_per_second=self.bounds.rate or 1, max_bucket_size=1)

    def persona(self, id_: str) -> Persona:
        """One of the personas asked for. Raises `InputError`."""
        if id_ not in self._personas:
            raise InputError(f"persona {id_!r} is unknown")
        return self._personas[id_]

    def play(
        self,
        persona: str | Persona,
        learner: Learner,
        *,
        seed: int,
        minutes: float | None = None,
        preparation: Preparation | Mapping[str, Any] | None = None,
        joined_late_seconds: float = 0,
        difficulty: Difficulty | None = None,
        interruptions: bool | None = None,
        model: str | None = None,
        lead: BaseChatModel | None = None,
    ) -> Call:
        """A whole call, to its end. `learner` is an iterable of turns or a callable, as for `simulator.rehearse`.

        `lead` takes the place of the model: a double that fails, say; `model` is then what the log calls it. The call's
        `state` has moods, observations, stages and the clock; `call.log.read(call.id)` every event.
        """
        calls = Calls(MemoryLog(), self.settings, observer=self.observer, new_id=lambda: "eval")
        prepared = Preparation.model_validate(preparation) if isinstance(preparation, Mapping) else preparation
        call = calls.open(
            persona if isinstance(persona, Persona) else self.persona(persona), minutes=minutes,
            model=model or self.asked.model, seed=seed, preparation=prepared, joined_late_seconds=joined_late_seconds,
            difficulty=difficulty, interruptions=interruptions,
        )  # fmt: skip
        if lead is not None:
            call.lead = lead
        elif call.lead is not call.understudy:
            plays = OfflineProfessional(persona=call.state.persona, seed=seed)
            call.lead = self.metered(call.lead, parse(call.state.opened.model).model, plays)
        asyncio.run(rehearsal.play(call, learner))
        if lead is None:
            self.usage.update(model_failed=sum(isinstance(event, ModelFailed) for event in call.log.read(call.id)))
        return call

    def paper(self, call: Call) -> dict[str, Any]:
        """A call as `transcript/1`."""
        return rehearsal.paper(call).to_json()

    def score(self, transcript: Transcript | Mapping[str, Any], persona: Persona | None = None) -> Scorecard:
        """Grade a call with the grader that was asked for."""
        paper = (
            transcript
            if isinstance(transcript, Transcript)
            else Transcript.parse(Document(transcript, "transcript", {}))
        )
        who = persona or (self.persona(paper.persona) if isinstance(paper.persona, str) else paper.who())
        return score(
            paper, name="eval", persona=who, grader=self.asked.grader, observer=self.observer, reader=self._reader
        )

    @cached_property
    def _reader(self) -> ModelReader | None:
        return None if self.asked.grader == OFFLINE else _Reader(self.asked.grader, self)
