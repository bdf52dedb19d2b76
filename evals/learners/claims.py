"""What a learner is said to do, as something that code can look up in what they did.

at_least(2, Kind.RESEARCH_REFERENCE).holds(record)      ->  True
str(before_half(Kind.DIRECT_JOB_ASK))                   ->  "direct_job_ask before half of the agreed time"
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from evals.learners.spoken import Record
from simulator.observation import UNINVITED_ASKS, Kind

INTRODUCTION = (Kind.INTRODUCES_BACKGROUND, Kind.STATES_DIRECTION, Kind.STATES_PURPOSE)


@dataclass(frozen=True)
class Claim:
    """One thing that holds of every call of an archetype."""

    words: str
    holds: Callable[[Record], bool]

    def __str__(self) -> str:
        return self.words


def _turns(record: Record, kinds: Collection[Kind]) -> list[int]:
    return [one.turn for one in record.observations if one.kind in kinds]


def at_least(count: int, *kinds: Kind) -> Claim:
    """So many or more, of all the kinds together."""
    return Claim(f"at least {count} {_named(kinds)}", lambda record: len(_turns(record, kinds)) >= count)


def exactly(count: int, *kinds: Kind) -> Claim:
    """Just so many, of all the kinds together."""
    return Claim(f"exactly {count} {_named(kinds)}", lambda record: len(_turns(record, kinds)) == count)


def never(*kinds: Kind) -> Claim:
    """None of these, in any turn."""
    return Claim(f"no {_named(kinds)}", lambda record: not _turns(record, kinds))


def no_ask() -> Claim:
    """Nothing uninvited about a job or a résumé."""
    return Claim("asks for no job", lambda record: not _turns(record, UNINVITED_ASKS))


def before_half(kind: Kind) -> Claim:
    """The first of a kind before half of the agreed time, however soon the call ends after it."""

    def holds(record: Record) -> bool:
        turns, clock = _turns(record, (kind,)), record.timeline
        return bool(turns) and clock.spoken[turns[0]].start < clock.agreed / 2

    return Claim(f"{kind} before half of the agreed time", holds)


def after_half(kind: Kind) -> Claim:
    """The first of a kind in the second half of the call."""

    def holds(record: Record) -> bool:
        turns = _turns(record, (kind,))
        return bool(turns) and not record.timeline.in_first_half(turns[0])

    return Claim(f"{kind} after half of the call", holds)


def in_order(first: Kind, then: Collection[Kind]) -> Claim:
    """One thing before any of some others, and both there."""

    def holds(record: Record) -> bool:
        before, after = _turns(record, (first,)), _turns(record, then)
        return bool(before and after) and before[0] <= min(after)

    return Claim(f"{first} before {_named(then)}", holds)


def introduced() -> Claim:
    """Who they are, where they are heading and why this call, in their first turn."""

    def holds(record: Record) -> bool:
        first, utterance = record.said[0]
        return set(INTRODUCTION) <= {one.kind for one in utterance.observations(first)}

    return Claim("introduces themselves whole, in the first turn", holds)


def unintroduced() -> Claim:
    """Nothing about themselves in the first turn."""
    return Claim(
        "says nothing about themselves at first",
        lambda record: not {one.kind for one in record.said[0][1].observations(record.said[0][0])} & set(INTRODUCTION),
    )


def talks(seconds: float, *, before_question: bool = False) -> Claim:
    """A turn of at least so many seconds; or so many in all, up to the first question."""

    def holds(record: Record) -> bool:
        spoken, asked = record.timeline.spoken, _turns(record, (Kind.QUESTION,))
        if not before_question:
            return any(spoken[turn].seconds >= seconds for turn, _ in record.said[1:])
        return sum(spoken[turn].seconds for turn, _ in record.said if not asked or turn <= asked[0]) >= seconds

    where = "up to the first question" if before_question else "in one turn after the introduction"
    return Claim(f"talks for {seconds:g} s {where}", holds)


def turns_under(seconds: float) -> Claim:
    """No turn as long as that."""
    return Claim(
        f"no turn over {seconds:g} s",
        lambda record: all(record.timeline.spoken[turn].seconds <= seconds for turn, _ in record.said),
    )


def closes_themselves() -> Claim:
    """Begins the close, says thanks, and hangs up."""
    return Claim(
        "closes the call themselves, with thanks",
        lambda record: (
            record.transcript.ended_by in {"learner", "time"}
            and bool(_turns(record, (Kind.WRAP_UP,)))
            and bool(_turns(record, (Kind.THANKS,)))
        ),
    )


def loses_the_professional() -> Claim:
    """The professional ends the call, out of patience."""
    return Claim("is hung up on", lambda record: record.transcript.ended_by == "professional")


def joins_late(seconds: float) -> Claim:
    """At least so late."""
    return Claim(f"joins {seconds:g} s late or more", lambda record: record.transcript.joined_late_seconds >= seconds)


def _named(kinds: Collection[Kind]) -> str:
    return " or ".join(sorted(kinds))
