"""Stage direction -> words.

Two professionals behind one interface, langchain-core's `BaseChatModel`: the offline one, which answers out of the
persona's own material, and a language model. Both are given the same messages (`prompted.script`); the last message
carries the learner's words as data and, beside them in its `additional_kwargs`, the stage direction as a typed value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.director import Stage
from simulator.persona import Persona
from simulator.transcript import Turn


@dataclass(frozen=True)
class Brief:
    """All that a professional knows when they open their mouth."""

    persona: Persona
    turns: Sequence[Turn]
    """The call so far; the last turn is the learner's, or there is none yet when the phone is picked up."""
    stage: Stage
