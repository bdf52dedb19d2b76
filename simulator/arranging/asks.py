"""Does a written text ask for a job, a good word, the passing on of a résumé?

The grades' own plain phrases, and beside them the observer that listens on the call, sentence by sentence, where it is
sure. One ear for the answer and for the grade, so that nobody is declined for what the scorecard then does not see.
"""

from simulator.grading.evidence import seems_to_ask
from simulator.grading.wording import sentences
from simulator.observation import UNINVITED_ASKS
from simulator.observer import Context
from simulator.observer.offline import OfflineObserver
from simulator.persona import Persona

SURE = 0.8
"""Calibrated confidence from which an ask that only the observer hears counts in writing. A request for a call has
much in common with a request for a job, so it takes more than on the call."""

_OBSERVER = OfflineObserver()


def asks_in_writing(text: str, persona: Persona) -> bool:
    """Whether the text holds an uninvited ask."""
    if seems_to_ask(text):
        return True
    context = Context(persona, ())
    return any(
        seen.kind in UNINVITED_ASKS and seen.confidence >= SURE
        for sentence in sentences(text)
        for seen in _OBSERVER.observe(0, sentence, context)
    )
