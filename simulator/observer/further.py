"""The rest of a turn in which there is an ask, listened to by itself.

    "Can I send you my resume tonight, and will you get me an interview?"   ->  resume_push and direct_job_ask
    "My list says 'ask for an internship'. I've put a line through it."     ->  none

Where there is an ask, the ear is full of it, and misses a second one. Only a résumé and an ask beside it are looked
for: what follows on any other ask is mostly the same one, pressed. And the ear takes for an ask what only sounds so;
where the words are known to be for something else, the rest of the turn has to bear it out.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from simulator.observation import UNINVITED_ASKS, Kind
from simulator.observer.aside import without
from simulator.observer.asks import for_work
from simulator.observer.candidate import Candidate
from simulator.observer.clauses import sentences
from simulator.observer.plain import Understood
from simulator.observer.words import words

PLAIN = 0.8
"""A rule's confidence from which it stands beside another ask."""
LIKELY = 0.55
"""The chance of an ask in the rest of the turn from which it counts: of seven found so on the authors that the weights
were fitted on and the two held apart, five are labelled."""
FEWEST_WORDS = 4
"""A rest of fewer words is no sentence."""

Ear = Callable[[Understood, Sequence[Candidate]], tuple[Kind, float, tuple[int, int]]]
"""What a rest of the turn, with what the rules propose of it, most likely asks for, how likely, and where."""


def apart(asks: Sequence[Candidate]) -> list[Candidate]:
    """Without what only the encoder hears in the very words that a rule has found to be another ask."""
    return [
        one
        for one in asks
        if one.source != "encoder"
        or not any(
            other.kind is not one.kind and other.source == "rules" and other.overlaps(one)
            for other in asks
            if other.kind in UNINVITED_ASKS
        )
    ]


def misheard(plain: Understood, asks: Sequence[Candidate], ear: Ear, likely: float) -> bool:
    """Whether asks that only the ear has found are gone when it is not given what is known to ask for no work."""
    if not asks or any(ask.source != "encoder" for ask in asks):
        return False
    kept = for_work(plain.turn.text, plain.context)
    if kept == plain.turn.text:
        return False
    if len(words(kept)) < FEWEST_WORDS:
        return True
    _, chance, _ = ear(replace(plain, turn=replace(plain.turn, text=kept)), [])
    return chance < likely


def further_ask(
    plain: Understood, asks: Sequence[Candidate], proposed: Sequence[Candidate], ear: Ear
) -> Candidate | None:
    """The ask beside the one that was found, if one of the two is a résumé."""
    kinds = {ask.kind for ask in asks}
    if len(kinds) != 1 or not kinds <= UNINVITED_ASKS:
        return None
    found = max(asks, key=lambda ask: ask.confidence)
    for other in proposed:
        if _beside(other.kind, found.kind) and other.confidence >= PLAIN and not other.overlaps(found):
            return other
    blank = [
        Candidate(found.kind, sentence.start, sentence.end, 1.0)
        for sentence in sentences(plain.turn.text)
        if sentence.start < found.end and found.start < sentence.end
    ]
    rest = without(plain, blank)
    if len(words(rest.turn.text)) < FEWEST_WORDS:
        return None
    left = [each for each in proposed if not any(each.overlaps(gone) for gone in blank)]
    kind, chance, place = ear(rest, left)
    if chance < LIKELY or not _beside(kind, found.kind):
        return None
    said = next((each for each in left if each.kind is kind), None)
    start, end = (said.start, said.end) if said else place
    return Candidate(kind, start, end, chance, None, "rules" if said else "encoder")


def _beside(kind: Kind, found: Kind) -> bool:
    pair = {kind, found}
    return len(pair) == 2 and pair <= UNINVITED_ASKS and Kind.RESUME_PUSH in pair
