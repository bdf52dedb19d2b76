"""The director's table: which act answers which turn, and how the call goes from phase to phase.

`RULES` are read from the top, and the first that holds decides; `TURNINGS` likewise. `docs/director.md` is drawn from
these very values (`python -m evals.drawings`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from simulator.director.mood import Heard, Mood, rambled
from simulator.director.stage import Act, Phase
from simulator.director.weights import Weights
from simulator.observation import Kind
from simulator.persona import Temperament
from simulator.transcript import EndedBy


@dataclass(frozen=True)
class Situation:
    """What a rule may look at: the mood before the turn and after it, and the turn."""

    before: Mood
    mood: Mood
    heard: Heard
    temperament: Temperament
    w: Weights

    @property
    def asked_for_work(self) -> bool:
        """Whether the turn held an uninvited ask."""
        return self.mood.asks > self.before.asks

    @property
    def time_for_an_offer(self) -> bool:
        """Whether an offer could still be made and answered."""
        return self.heard.left >= self.w.earned.seconds_for_an_offer


@dataclass(frozen=True)
class Rule:
    """One line of the table."""

    act: Act
    when: str
    """In words, for people."""
    holds: Callable[[Situation], bool]
    ends: EndedBy | None = None


def _earned_an_introduction(now: Situation) -> bool:
    earned = now.w.earned
    return (
        now.mood.rapport >= earned.introduction
        and now.before.given.contacts < earned.introductions
        and now.time_for_an_offer
    )


def _deserves_a_story(now: Situation) -> bool:
    earned = now.w.earned
    opened = earned.story_for_builds if now.heard.has(Kind.BUILDS_ON_RESEARCH) else earned.stories
    return now.mood.rapport >= opened


def _may_open_the_door(now: Situation) -> bool:
    """Rarely, late, and to somebody who asked for nothing, read up, listened and asked well."""
    mood, doors = now.mood, now.w.doors
    late = now.heard.has(Kind.WRAP_UP) or now.heard.elapsed >= doors.late * now.heard.agreed
    return (
        mood.asks == 0
        and not {"read_resume", "talk_of_openings"} & set(mood.promised)
        and now.temperament.warmth >= doors.warmth
        and mood.rapport >= doors.rapport
        and mood.patience >= doors.patience
        and mood.questions >= doors.questions
        and mood.built + mood.listened >= doors.listened
        and late
        and now.heard.left >= doors.seconds
        and now.heard.has(Kind.THANKS, Kind.STAY_IN_TOUCH, Kind.WRAP_UP)
    )


def _asks(now: Situation) -> bool:
    return now.heard.has(Kind.QUESTION, Kind.INVITED_JOB_TALK)


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        Act.HANG_UP,
        "an uninvited ask, after one that was declined politely and one that was declined coolly",
        lambda now: now.asked_for_work and now.mood.asks > now.w.asks.decline_coolly_up_to,
        ends="professional",
    ),
    Rule(Act.HANG_UP, "their patience is used up", lambda now: now.mood.patience <= 0, ends="professional"),
    Rule(Act.CLOSE, "the agreed time is over", lambda now: now.heard.elapsed >= now.heard.agreed, ends="time"),
    Rule(
        Act.CLOSE,
        "the two minutes were announced, and no time is left to answer in",
        lambda now: now.heard.left < now.w.clock.close_seconds and now.before.warned,
        ends="time",
    ),
    Rule(Act.REBUKE, "an insult", lambda now: now.heard.has(Kind.RUDE)),
    Rule(Act.STAY_IN_PART, "an attempt to make them drop their part", lambda now: now.heard.has(Kind.OFF_SCRIPT)),
    Rule(
        Act.DECLINE,
        "a first uninvited ask",
        lambda now: now.asked_for_work and now.mood.asks <= now.w.asks.decline_politely_up_to,
    ),
    Rule(Act.DECLINE_COOLLY, "a second uninvited ask, or two at once", lambda now: now.asked_for_work),
    Rule(Act.INTERRUPT, "a turn that rambles", lambda now: rambled(now.before, now.heard, now.w)),
    Rule(
        Act.OFFER_INTRODUCTION,
        "a request for contacts, earned by rapport, with time left for it",
        lambda now: now.heard.has(Kind.CONTACT_ASK) and _earned_an_introduction(now),
    ),
    Rule(
        Act.WITHHOLD_INTRODUCTION,
        "a request for contacts that is not earned, or one after two names",
        lambda now: now.heard.has(Kind.CONTACT_ASK),
    ),
    Rule(
        Act.POINT_TO_PUBLIC,
        "a question that the public page answers, and nothing built on it",
        lambda now: (
            now.heard.has(Kind.ANSWERABLE_QUESTION)
            and not now.heard.has(Kind.BUILDS_ON_RESEARCH, Kind.INVITED_JOB_TALK)
        ),
    ),
    Rule(
        Act.ANSWER_SHORTLY,
        "a question, when their patience is short",
        lambda now: _asks(now) and now.mood.patience < now.w.clock.short_patience,
    ),
    Rule(
        Act.TELL_STORY,
        "a question, when rapport has opened their stories (sooner if it builds on research)",
        lambda now: _asks(now) and _deserves_a_story(now),
    ),
    Rule(Act.ANSWER, "a question", _asks),
    Rule(Act.CORRECT, "a wrong fact", lambda now: now.heard.has(Kind.WRONG_FACT)),
    Rule(
        Act.INVITE_RESUME,
        "thanks or a close, late, from somebody who earned it and never asked, if this call has that door",
        lambda now: now.mood.door == "resume" and _may_open_the_door(now),
    ),
    Rule(
        Act.OPEN_DOOR,
        "likewise, if this call has the other door",
        lambda now: now.mood.door == "openings" and _may_open_the_door(now),
    ),
    Rule(Act.KEEP_IN_TOUCH, "a wish to stay in touch", lambda now: now.heard.has(Kind.STAY_IN_TOUCH)),
    Rule(
        Act.CLOSE,
        "the learner closes, or has closed and takes up nothing more",
        lambda now: (
            now.heard.has(Kind.WRAP_UP) or (now.before.phase == "closing" and not now.heard.has(Kind.FOLLOW_UP))
        ),
    ),
    Rule(Act.ANSWER_SHORTLY, "a thought about what they said", lambda now: now.heard.has(Kind.FOLLOW_UP)),
    Rule(
        Act.ACKNOWLEDGE,
        "an introduction, a citation, a disclaimer, thanks, a look at the clock, an offer to make it two-way",
        lambda now: now.heard.has(
            Kind.INTRODUCES_BACKGROUND,
            Kind.STATES_DIRECTION,
            Kind.STATES_PURPOSE,
            Kind.RESEARCH_REFERENCE,
            Kind.NO_JOB_DISCLAIMER,
            Kind.THANKS,
            Kind.TIME_CHECK,
            Kind.SELF_PROMOTION,
            Kind.TWO_WAY_OFFER,
        ),
    ),
    Rule(
        Act.PRESS,
        "nothing to go on, more than once in a row",
        lambda now: now.mood.empties >= now.w.turns.empties_before_pressing,
    ),
    Rule(Act.SMALL_TALK, "anything else", lambda _: True),
)


def rule_for(now: Situation) -> Rule:
    """The first rule that holds. The last one always does."""
    return next(rule for rule in RULES if rule.holds(now))


@dataclass(frozen=True)
class Turning:
    """One way from phase to phase."""

    sources: tuple[Phase, ...]
    to: Phase
    when: str
    holds: Callable[[Situation, Rule], bool]


TURNINGS: Final[tuple[Turning, ...]] = (
    Turning(
        ("opening", "questions", "closing"),
        "over",
        "the third ask, no patience left, no time left",
        lambda _, rule: rule.ends is not None,
    ),
    Turning(
        ("opening", "questions"),
        "closing",
        "the learner starts the close",
        lambda now, rule: rule.act is Act.CLOSE or now.heard.has(Kind.WRAP_UP),
    ),
    Turning(("opening",), "questions", "the first question", lambda now, _: now.mood.questions > 0),
)


def phase_after(now: Situation, rule: Rule) -> Phase:
    """The phase that the call is in after the reply."""
    phase = now.before.phase
    return next((to.to for to in TURNINGS if phase in to.sources and to.holds(now, rule)), phase)
