"""What chance brings to a call, drawn from its seed when the phone is picked up, so that a call can be played again.

    breaks(seed=7, persona=dana, agreed_minutes=15, difficulty="tough", w=weights())
    ->  (Planned(turn=5, what=Break("urgent_call", 2)), Planned(turn=9, what=Break("colleague")))

Hashes and not `random`, whose draws are promised to be the same from one Python to the next only in part.
"""

import hashlib
from typing import get_args

from simulator.director.mood import Door, Planned
from simulator.director.stage import Break
from simulator.director.weights import Difficulty, Weights
from simulator.persona import Persona
from simulator.transcript import InterruptionKind


def drawn(seed: int, *what_for: object) -> float:
    """A number from 0 up to 1, without 1, that hangs on the seed and on what it is drawn for."""
    text = "\x1f".join(map(str, (seed, *what_for)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / 2**48


def breaks(
    seed: int, persona: Persona, agreed_minutes: float, difficulty: Difficulty, w: Weights
) -> tuple[Planned, ...]:
    """What is going to break into a call: at most two things, never the same twice, none in the first turns."""
    table = w.breaks
    if drawn(seed, persona.id, "break") >= table.chance[difficulty]:
        return ()
    kinds = sorted(get_args(InterruptionKind), key=lambda kind: drawn(seed, persona.id, "kind", kind))
    how_many = 2 if drawn(seed, persona.id, "second") < table.second[difficulty] else 1
    planned: list[Planned] = []
    room = table.most_of_the_call * agreed_minutes
    turn = table.first_turn + int(drawn(seed, persona.id, "turn") * (table.last_turn - table.first_turn + 1))
    for kind in kinds[:how_many]:
        minutes = min(table.minutes[kind], float(int(room)))
        room -= minutes
        planned.append(Planned(turn=turn, what=Break(kind=kind, minutes_taken=minutes)))
        turn += table.turns_between
    return tuple(planned)


def door(seed: int, persona: Persona, w: Weights) -> Door | None:
    """Which door this professional might open unasked on this call, to somebody who has earned it; mostly none."""
    table, warmth = w.doors, persona.temperament.warmth
    if warmth < table.warmth or drawn(seed, persona.id, "door") >= table.chance_at_full_warmth * warmth:
        return None
    if not persona.private.hiring or drawn(seed, persona.id, "which door") < table.resume_share:
        return "resume"
    return "openings"
