"""What a case is run on: personas, the observer and the models, set up once a process.

    bench = Bench(Asked())
    call = bench.play("dana-okafor", ["Hi Dana.", "How did you start?"], seed=3)
    call.state.mood, call.state.turns, bench.paper(call)          # transcript/1
    bench.score(bench.paper(call)).grades["research"]

All that goes to a model goes through here, so that it is counted, bounded and, where asked, answered from the cache.
"""

import asyncio
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from evals.hearing import Listener
from evals.suite import Asked
from simulator import rehearsal
from simulator.call import Call, Calls
from simulator.director import Difficulty
from simulator.document import Document
from simulator.errors import InputError
from simulator.grading.scorecard import Scorecard
from simulator.observer import Observer
from simulator.persona import Persona
from simulator.rehearsal import Learner
from simulator.scoring import observer_of, reader_of, score
from simulator.settings import Settings, settings
from simulator.store import MemoryLog
from simulator.transcript import Preparation, Transcript


class Bench:
    """One process's. Its parts are made when they are first asked for."""

    def __init__(self, asked: Asked, *, observer: Observer | None = None) -> None:
        self.asked = asked
        self._given_observer = observer
        self._personas = {who.id: who for who in asked.personas}

    @cached_property
    def settings(self) -> Settings:
        """The environment's, but for the user's own data: what is measured may not depend on it."""
        return settings().model_copy(update={"data_dir": Path(tempfile.gettempdir()) / "interview-simulator-evals"})

    @cached_property
    def observer(self) -> Observer:
        """What listens during a call, and offline also when it is graded."""
        return self._given_observer or observer_of("offline")

    @cached_property
    def listener(self) -> Listener:
        """A call -> its observations and levels, by the grader that was asked for."""
        return Listener(self.asked.grader, self.observer)

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
        asyncio.run(rehearsal.play(call, learner))
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
    def _reader(self) -> Any:
        return reader_of(self.asked.grader)
