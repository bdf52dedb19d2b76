"""Learners by name, ready for a case, and the calls that they hold.

    roles(("prepared", "prompted:rambler", "mine.txt"))     ->  [Role("prepared", ...), ...]
    held = hold(bench, {"persona": "dana-okafor", "learner": "prepared"}, seed=7, listening=False)
    held.call.state, held.record, held.replies

`prompted:NAME` is played by the model that was asked for; a text file says the same to everybody, a turn a line.
With `listening=False` what the learner meant takes the place of what the observer hears, and the encoder is not needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.bench import Bench
from evals.conduct import Spoken, spoken
from evals.learners.archetype import Archetype
from evals.learners.archetypes import ARCHETYPES, archetype
from evals.learners.prompted import Prompted
from evals.learners.scripted import Scripted
from evals.learners.spoken import Record, Script
from simulator.call import Call
from simulator.document import read_text
from simulator.errors import InputError
from simulator.events import CallState
from simulator.persona import Persona
from simulator.rehearsal import Learner

MINUTES = 8.0
"""Agreed, in the suites: a dozen turns, and no more words than a case can afford."""
PROMPTED = "prompted:"


@dataclass(frozen=True)
class Role:
    """A learner as a case knows them: by name, with their lines if they always say the same."""

    name: str
    lines: tuple[str, ...] = ()

    @property
    def given(self) -> dict[str, Any]:
        """For `Case.given`."""
        return {"learner": self.name, **({"lines": list(self.lines)} if self.lines else {})}


@dataclass(frozen=True)
class Held:
    """A call that was held, and by whom."""

    call: Call
    persona: Persona
    archetype: Archetype | None
    record: Record | None
    """Of a scripted learner, who knows what they meant."""

    @property
    def state(self) -> CallState:
        """The call as the log has it."""
        return self.call.state

    @property
    def replies(self) -> list[Spoken]:
        """What the professional said, each with the direction that it was said under."""
        return list(spoken(self.call.log.read(self.call.id)))


def roles(names: Sequence[str]) -> list[Role]:
    """The learners of these names, or all of them. Raises `InputError`."""
    if not names:
        return [Role(one.name) for one in ARCHETYPES]
    return [_role(name) for name in names]


def _role(name: str) -> Role:
    path = Path(name)
    if path.suffix == ".txt":
        lines = tuple(line.replace("\\n", "\n") for line in read_text(path).splitlines() if line.strip())
        if not lines:
            raise InputError(f"{path}: holds no turn; a learner's file is a turn a line")
        return Role(path.stem, lines)
    archetype(name.removeprefix(PROMPTED))
    return Role(name)


def hold(
    bench: Bench,
    given: Mapping[str, Any],
    *,
    seed: int,
    listening: bool = True,
    persona: Persona | None = None,
    kind: Archetype | None = None,
    **how: Any,
) -> Held:
    """Hold a call. `persona` and `kind` take the place of those that `given` names."""
    who = persona or bench.persona(given["persona"])
    minutes = float(given.get("minutes", MINUTES))
    learner, kind = _learner(bench, given, who, seed, minutes, kind)
    scripted = learner if isinstance(learner, Scripted) else None
    if scripted and not listening:
        bench = Bench(bench.asked, observer=Script(scripted.said))
    call = bench.play(
        who, learner, seed=seed, minutes=minutes, preparation=scripted.preparation if scripted else None,
        joined_late_seconds=kind.joined_late_seconds if kind else 0.0, **how,
    )  # fmt: skip
    return Held(call, who, kind, scripted.record(bench.paper(call)) if scripted else None)


def _learner(
    bench: Bench, given: Mapping[str, Any], who: Persona, seed: int, minutes: float, kind: Archetype | None
) -> tuple[Learner, Archetype | None]:
    if given.get("lines"):
        return list(given["lines"]), None
    name = str(given.get("learner", ""))
    kind = kind or archetype(name.removeprefix(PROMPTED))
    if not name.startswith(PROMPTED):
        return Scripted(kind, who, seed=seed, minutes=minutes), kind
    chat = bench.chat(seed)
    if chat is None:
        raise InputError(f"learner {name!r} needs a model: name one with --model")
    return Prompted(kind, who, chat, seed=seed, minutes=minutes, config=bench.settings), kind
