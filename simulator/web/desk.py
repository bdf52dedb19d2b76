"""What the page's handlers share: the calls, the catalogue, the settings.

The engine is imported when it is first needed, not when the page is built: the first page is on the screen a second
sooner, and `warm` brings in the rest while the learner reads it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from simulator.persona import Persona, catalogue
from simulator.settings import Settings

if TYPE_CHECKING:
    from simulator.call import Call, Calls
    from simulator.grading.scorecard import Scorecard
    from simulator.transcript import Transcript


MOST_CARDS = 500
"""Scorecards kept at hand; any other is made again from its log."""


class Desk:
    """One per server."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._cards: dict[str, tuple[Transcript, Scorecard]] = {}

    @property
    def personas(self) -> Mapping[str, Persona]:
        """Who can be called, by id."""
        return catalogue()

    @property
    def calls(self) -> Calls:
        """The calls of this server."""
        with self._lock:
            return self._calls

    @cached_property
    def _calls(self) -> Calls:
        from simulator.call import Calls
        from simulator.store import Store

        return Calls(Store(self.settings.data_dir), self.settings)

    def warm(self) -> None:
        """Bring in the engine ahead of the first call, so that the first turn is answered as fast as any."""
        from simulator.observer import Context
        from simulator.observer.offline import OfflineObserver
        from simulator.report import to_html  # noqa: F401
        from simulator.scoring import score  # noqa: F401

        _ = self.calls
        for persona in self.personas.values():
            OfflineObserver().observe(0, "Hello?", Context(persona, ()))

    def graded(self, call: Call) -> tuple[Transcript, Persona, Scorecard]:
        """A call's transcript and scorecard, as its log gives them now."""
        from simulator.scoring import score

        transcript = call.state.transcript(call.id)
        persona = call.state.persona
        # a call that has not changed is not graded again for each download: a model would be asked, and paid, each time
        known = self._cards.get(call.id)
        if known is None or known[0] != transcript:
            known = (
                transcript,
                score(transcript, persona=persona, grader=self.settings.grader, config=self.settings, name=call.id),
            )
            self._cards[call.id] = known
            while len(self._cards) > MOST_CARDS:
                self._cards.pop(next(iter(self._cards)))
        return transcript, persona, known[1]
