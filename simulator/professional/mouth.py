"""A reply in the making: what has been put into it, what must not be said again, how many words are left.

_say("thanks")                     the first line for thanks that is new on this call and fits
_say("close_named", forced=False)  likewise, or nothing
"""

from collections.abc import Callable, Mapping, Sequence

from simulator.clock import words
from simulator.director import Stage
from simulator.persona import Persona
from simulator.professional.lines import Lines, Said, Use, chance, fits, sentences, wording


class Mouth:
    """What a reply is put together with."""

    def __init__(
        self,
        persona: Persona,
        lines: Lines,
        seed: int,
        stage: Stage,
        own: Sequence[str],
        values: Mapping[str, str | None],
    ) -> None:
        self._persona, self._lines, self._stage = persona, lines, stage
        self._values = dict(values)
        self._own, self._number, self._spoken = own, len(own), " ".join(own)
        self._dice = chance(seed, persona.id, self._number)
        self._said = Said(own)
        self._parts: list[str] = []
        self._left = stage.budget_words

    @property
    def _sentences(self) -> list[str]:
        return [sentence for part in self._parts for sentence in sentences(part)]

    def _asks(self) -> bool:
        """Whether the reply ends with a question by now: one is enough."""
        return bool(self._parts) and self._parts[-1].endswith("?")

    def _once_in(self, turns: int) -> bool:
        """Now and then: once in so many turns, by the turn's own number."""
        return self._dice // 7 % turns == 0

    def _say(
        self,
        use: Use,
        *,
        forced: bool = True,
        most: int | None = None,
        first: bool = False,
        rather: Callable[[str], bool] = lambda _: True,
    ) -> bool:
        """Adds a line that was not said yet and fits; where it is forced, made-up halves go on when those are said."""
        room = self._left if most is None else min(most, self._left)
        for line in self._lines.candidates(use, self._values, self._spoken, rather):
            if self._fresh(line, room):
                self._put(line, first=first)
                return True
        if forced:
            for line in self._lines.more(use):
                if self._fresh(line, room):
                    self._put(line, first=first)
                    return True
        return False

    def _fresh(self, line: str, room: int) -> bool:
        return bool(line) and fits(line, room) and not any(map(self._said.knows, sentences(line)))

    def _put(self, text: str, *, first: bool = False) -> None:
        self._parts.insert(0 if first else len(self._parts), text)
        self._said.add(text)
        self._left -= words(text)

    def _crumb(self) -> None:
        """Something very short, when neither the lines nor the budget leave anything else."""
        crumbs = self._lines.shuffled(
            [crumb for crumb in wording().crumbs if fits(crumb, self._left)], str(self._number)
        )
        fresh = [crumb for crumb in crumbs if not self._said.knows(crumb)]
        self._put((fresh or crumbs)[0])
