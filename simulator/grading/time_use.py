"""The use of the time: on time, within it, listening more than talking, enough questions, and closing oneself.

| lapse | minor | major |
| --- | --- | --- |
| late | joined 60 to 180 s late | over 180 s |
| overrun | by up to 120 s, without asking | by more |
| close | no `wrap_up` by the learner: the professional had to close | the professional ended the call out of patience |
| share | 45 to 60 % of the speech time | over 60 % |
| long turn | a learner's turn over 120 s outside the introduction | |
| questions | fewer than 4 `question` in an agreed 15 min or more, fewer than 3 in less | fewer than 2 |
| unused | over half of the agreed time left, and the professional did not end the call | |

5: no lapse; 4: one minor; 3: two minor; 2: three or more minor, or one major; 1: one major and three or more minor, or
two or more major. A major lapse counts in place of the minor one of its kind, so there are seven kinds, one lapse each.

Where the rubric is silent:
- "The professional had to close" is read as what follows it, that there was no `wrap_up`, whoever hung up. That the
  professional ended the call out of patience (`ended_by: professional`) is the major lapse of that kind.
- "The professional did not end the call": `ended_by` is `learner` or absent. Where it is `time`, a professional
  closed because the time was up.
- Minutes that the professional took (a call that came in, an appointment that came forward) count for the learner:
  "over half of the agreed time" and "15 min or more" are of what was left to them, a call that goes on into the taken
  minutes has not overrun, and where the time ran out inside the agreed minutes there is no lapse in not having closed.
- "Without asking": no `time_check` in a turn that starts in the last two minutes of the agreed time, or later. It lifts
  the minor lapse only.
- Agreed minutes are counted from the first word, also after a late start. Borders belong to the minor lapse (60 s,
  180 s, 120 s over, 45 %, 60 %); a turn of just 120 s and just half of the time left are no lapse.

Points within the level: what is wrong with each minor lapse by how far it goes; on levels 2 and 1 by their number. On
level 5 a share of the speech that comes near 45 % costs a little.
"""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.grading.evidence import Evidence
from simulator.grading.scorecard import Grade, Ungraded
from simulator.grading.wording import bare, capital, counted, duration, in_turns, quoted
from simulator.observation import Kind

LATE_SECONDS, VERY_LATE_SECONDS = 60.0, 180.0
OVERRUN_SECONDS = 120.0
ASKING_SECONDS = 120.0
"""How long before the end of the agreed time a `time_check` counts as asking whether to go on."""
SHARE, LARGE_SHARE = 0.45, 0.60
LONG_TURN_SECONDS = 120.0
LONG_CALL_MINUTES = 15.0
QUESTIONS_LONG, QUESTIONS_SHORT, QUESTIONS_LEAST = 4, 3, 2
EASY_SHARE = 0.30
"""A share of the speech up to which nothing at all is taken off; ours, a good third below the rubric's 45 %."""


@dataclass(frozen=True)
class Lapse:
    """One thing that went wrong with the time."""

    kind: str
    major: bool
    severity: float
    """How far a minor lapse goes, 0 (only just) to 1 (nearly major)."""
    text: str
    instead: str


def grade_time_use(evidence: Evidence) -> Grade | Ungraded:
    """The grade; always given."""
    found = lapses(evidence)
    rests_on = evidence.seen(Kind.QUESTION, Kind.WRAP_UP, Kind.TIME_CHECK)
    # majors first: they decide, and they are what to mend first
    ranked = sorted(found, key=lambda lapse: (not lapse.major, -lapse.severity))
    return Grade.of(
        level(found),
        _fraction(evidence, found),
        _why(evidence, ranked),
        tuple(one.index for one in rests_on),
        " ".join(lapse.instead for lapse in ranked[:2]) or None,
    )


def level(found: list[Lapse]) -> int:
    """The rubric's level, from the lapses."""
    major = sum(lapse.major for lapse in found)
    minor = len(found) - major
    if major >= 2 or (major == 1 and minor >= 3):
        return 1
    if major == 1 or minor >= 3:
        return 2
    return 5 - minor


def lapses(evidence: Evidence) -> list[Lapse]:
    """The lapses of a call, at most one a kind."""
    return [lapse for find in _KINDS if (lapse := find(evidence))]


def _between(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _late(evidence: Evidence) -> Lapse | None:
    late = round(evidence.transcript.joined_late_seconds, 6)
    if late < LATE_SECONDS:
        return None
    return Lapse(
        "late",
        late > VERY_LATE_SECONDS,
        _between(late, LATE_SECONDS, VERY_LATE_SECONDS),
        f"you joined {duration(late)} late",
        "Be on the line a minute before the time, with the page open.",
    )


def _overrun(evidence: Evidence) -> Lapse | None:
    over = round(evidence.timeline.overrun, 6)
    if over <= 0:
        return None
    asked = any(
        evidence.start(turn) >= round(evidence.timeline.agreed - ASKING_SECONDS, 6)
        for turn in evidence.turns_with(Kind.TIME_CHECK)
    )
    major = over > OVERRUN_SECONDS
    if asked and not major:
        return None
    text = f"the call ran {duration(over)} past the agreed {duration(evidence.timeline.agreed)}" + (
        "" if asked else " without your asking"
    )
    instead = (
        "Ask before the time is up: “We have about two minutes left. Shall I stop, or is there time for one more?”"
    )
    return Lapse("overrun", major, _between(over, 0.0, OVERRUN_SECONDS), text, instead)


def _close(evidence: Evidence) -> Lapse | None:
    who = evidence.persona.first_name
    after = evidence.persona.schedule.next
    leave = f"I will let you get to {bare(after)}" if after else "I will let you go"
    instead = f"Start the close yourself, two minutes before the end: “One last question, and then {leave}.”"
    if evidence.transcript.ended_by == "professional":
        return Lapse(
            "close",
            True,
            1.0,
            f"{who} ended the call early, out of patience",
            "Watch for short answers, and change course or let go before they do. " + instead,
        )
    if evidence.wrap_up_turn is None and not _cut_short(evidence):
        return Lapse(
            "close", False, 0.5, "you never started the close yourself, so there is no turn to point to", instead
        )
    return None


def _cut_short(evidence: Evidence) -> bool:
    """Whether the time was up because the professional had taken some of it."""
    timeline = evidence.timeline
    return evidence.transcript.ended_by == "time" and bool(timeline.taken) and timeline.elapsed < timeline.agreed


def _share(evidence: Evidence) -> Lapse | None:
    share = round(evidence.timeline.learner_share, 9)
    if share < SHARE:
        return None
    # an introduction of fair length is not what to cut
    kept = evidence.introduction if evidence.introduction_seconds <= LONG_TURN_SECONDS else ()
    turns = [turn for turn in evidence.learner_turns if turn not in kept] or list(evidence.learner_turns)
    longest = max(turns, key=lambda turn: evidence.timeline.spoken[turn].seconds)
    seconds = evidence.timeline.spoken[longest].seconds
    return Lapse(
        "share",
        share > LARGE_SHARE,
        _between(share, SHARE, LARGE_SHARE),
        f"{share:.0%} of the talking was yours",
        f"Turn {longest} alone took {duration(seconds)}: say one sentence of your own, ask, and let "
        f"{evidence.persona.first_name} talk.",
    )


def _long_turn(evidence: Evidence) -> Lapse | None:
    long = [
        turn
        for turn in evidence.learner_turns
        if turn not in evidence.introduction and round(evidence.timeline.spoken[turn].seconds, 6) > LONG_TURN_SECONDS
    ]
    if not long:
        return None
    seconds = max(evidence.timeline.spoken[turn].seconds for turn in long)
    return Lapse(
        "long turn",
        False,
        _between(seconds, LONG_TURN_SECONDS, 2 * LONG_TURN_SECONDS),
        f"you spoke for up to {duration(seconds)} at a stretch ({in_turns(long)})",
        f"Break {in_turns(long)} off after half a minute with a question: “Is that how it was for you, too?”",
    )


def _questions(evidence: Evidence) -> Lapse | None:
    asked = len(evidence.seen(Kind.QUESTION))
    minutes = evidence.timeline.available / 60
    enough = QUESTIONS_LONG if minutes >= LONG_CALL_MINUTES else QUESTIONS_SHORT
    if asked >= enough:
        return None
    text = f"you asked {counted(asked, 'question')} in {_agreed(evidence)}"
    instead = (
        "Bring at least three questions that reading cannot answer: “What has been the hardest part?”, "
        "“What do people get wrong about it?”"
    )
    return Lapse("questions", asked < QUESTIONS_LEAST, 0.5, text, instead)


def _agreed(evidence: Evidence) -> str:
    timeline = evidence.timeline
    if timeline.taken:
        return f"the {timeline.available / 60:g} minutes that were left to you of the agreed {timeline.agreed / 60:g}"
    return f"an agreed {timeline.agreed / 60:g} minutes"


def _unused(evidence: Evidence) -> Lapse | None:
    available, elapsed = evidence.timeline.available, evidence.timeline.elapsed
    left = round(available - elapsed, 6)
    if left <= available / 2 or evidence.transcript.ended_by in ("professional", "time"):
        return None
    return Lapse(
        "unused",
        False,
        _between(left, available / 2, available),
        f"{duration(left)} of the agreed {duration(available)} were left unused"
        if not evidence.timeline.taken
        else f"{duration(left)} of the {duration(available)} that you had were left unused",
        "With that much time left, ask the next thing: “What should I have asked you that I have not?”",
    )


_KINDS: tuple[Callable[[Evidence], Lapse | None], ...] = (
    _late,
    _overrun,
    _close,
    _share,
    _long_turn,
    _questions,
    _unused,
)


def _fraction(evidence: Evidence, found: list[Lapse]) -> float:
    major = sum(lapse.major for lapse in found)
    minor = [lapse for lapse in found if not lapse.major]
    match level(found):
        case 5:
            return 1.0 - 0.5 * _between(evidence.timeline.learner_share, EASY_SHARE, SHARE)
        case 4 | 3:
            return 1.0 - sum(lapse.severity for lapse in minor) / len(minor)
        case 2 if not major:
            return 0.9 - 0.1 * (len(minor) - 3)
        case 2:
            return 0.5 - 0.2 * len(minor)
        case _ if major == 1:
            return 0.9 - 0.1 * (len(minor) - 3)
        case _:
            return 0.6 - 0.2 * (major - 2) - 0.05 * len(minor)


def _why(evidence: Evidence, ranked: list[Lapse]) -> str:
    if ranked:
        majors = sum(lapse.major for lapse in ranked)
        minors = len(ranked) - majors
        number = " and ".join(
            part
            for part in (
                counted(majors, "serious lapse") if majors else "",
                counted(minors, "small lapse") if minors else "",
            )
            if part
        )
        return f"{capital(number)}: {'; '.join(lapse.text for lapse in ranked)}."
    wrap_up = next(iter(evidence.seen(Kind.WRAP_UP)), None)
    closed = (
        f"and you started the close yourself ({quoted(wrap_up.quote)}, turn {wrap_up.turn})."
        if wrap_up
        else f"and {evidence.persona.first_name} had to end it early for reasons of their own."
    )
    return (
        f"The call took {duration(evidence.timeline.elapsed)} of the agreed {duration(evidence.timeline.agreed)}, "
        f"{evidence.timeline.learner_share:.0%} of the talking was yours, "
        f"you asked {counted(len(evidence.seen(Kind.QUESTION)), 'question')}, {closed}"
    )
