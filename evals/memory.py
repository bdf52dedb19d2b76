"""An observer that does not listen twice: what it heard on a call is what the grader hears.

An observer is a function of turn, text and context (its protocol says so, and a test holds the offline one to it), so
that grading a call that was just played need not run the encoder again: half of an eval's time.
"""

from collections import OrderedDict
from collections.abc import Hashable

from simulator.observation import Observation
from simulator.observer import Context, Observer
from simulator.persona import Persona


class Remembered:
    """Remembers the last turns that it heard."""

    MOST = 2000
    """Turns: some hundred calls."""

    def __init__(self, listening: Observer) -> None:
        self.name, self.version = listening.name, listening.version
        self._listening = listening
        self._heard: OrderedDict[Hashable, tuple[Persona, tuple[Observation, ...]]] = OrderedDict()

    def observe(self, turn: int, text: str, context: Context) -> list[Observation]:
        """What the observer hears, or heard before in the very same place."""
        # two personas may have one name; an entry keeps hold of its own, so that no other one can have its place
        key = (turn, text, id(context.persona), *map(tuple, (context.before, context.observed)), context.preparation)
        if key not in self._heard:
            self._heard[key] = context.persona, tuple(self._listening.observe(turn, text, context))
            while len(self._heard) > self.MOST:
                self._heard.popitem(last=False)
        return list(self._heard[key][1])
