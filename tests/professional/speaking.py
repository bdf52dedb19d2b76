"""Turns and whole calls of the built-in professional, to test what comes of them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from simulator.director import Act, Manner, Remark, Stage, Tellable
from simulator.persona import FORMAT, Persona, catalogue
from simulator.professional import Brief
from simulator.professional.offline import OfflineProfessional
from simulator.professional.prompted import script
from simulator.transcript import EndedBy, Turn

ALL = sorted(catalogue())
MINIMAL = Persona.model_validate(
    {
        "format": FORMAT, "id": "ada-moss", "name": "Ada Moss", "title": "Baker", "organisation": "Moss & Daughters",
        "field": "baking", "public": {"profile": "I bake bread in Hull. Before that I drove trains."},
    }
)  # fmt: skip
EMPTY = MINIMAL.model_copy(update={"id": "nobody", "public": MINIMAL.public.model_copy(update={"profile": ""})})


def stage(
    act: Act,
    budget: int = 60,
    *,
    manner: Manner = "engaged",
    may_tell: tuple[Tellable, ...] = ("opinions", "stories"),
    remarks: tuple[Remark, ...] = (),
    fact: str | None = None,
    ends: EndedBy | None = None,
    minutes_left: float = 9.0,
) -> Stage:
    return Stage(
        act=act, budget_words=budget, manner=manner, phase="questions", minutes_left=minutes_left, may_tell=may_tell,
        remarks=remarks, fact=fact, ends=ends,
    )  # fmt: skip


@lru_cache
def model(id_: str, seed: int) -> OfflineProfessional:
    own = {"ada-moss": MINIMAL, "nobody": EMPTY}
    return OfflineProfessional(persona=own.get(id_) or catalogue()[id_], seed=seed)


def say(persona: Persona, learner: str, direction: Stage, before: Sequence[Turn] = (), seed: int = 0) -> str:
    turns = [*before, Turn(speaker="learner", text=learner)] if direction.act is not Act.GREET else list(before)
    return model(persona.id, seed).invoke(script(Brief(persona, turns, direction))).text


def call(persona: Persona, turns: Iterator[tuple[str, Stage]], seed: int = 0) -> list[str]:
    """The professional's side of a call whose learner and directions are given."""
    said: list[Turn] = [Turn(speaker="professional", text=say(persona, "", stage(Act.GREET, 30), seed=seed))]
    for learner, direction in turns:
        reply = say(persona, learner, direction, said, seed)
        said += [Turn(speaker="learner", text=learner), Turn(speaker="professional", text=reply)]
    return [turn.text for turn in said if turn.speaker == "professional"]
