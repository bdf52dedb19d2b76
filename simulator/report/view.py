"""A graded call, laid out for reading: one value that every form of the report is made from.

View.of(transcript, persona, card).grades[0]
->  GradeView(name="research", title="Research", level=4, word="good", quotes=(QuoteView(turn=3, ...),), ...)
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from simulator.branches import Comparison
from simulator.clock import Timeline, timeline_of
from simulator.course import Course
from simulator.debriefing import Headline, Instead, headline, instead
from simulator.drills import counted, drill_of
from simulator.grading.scorecard import GRADE_NAMES, GradeName, Overall, Scorecard
from simulator.happened import Update
from simulator.observation import Observation
from simulator.persona import Persona
from simulator.report import account
from simulator.report.after import AfterView, after_of
from simulator.report.charts import PictureView, pictures_of
from simulator.report.marks import TONES, Choice, Judgement, Tone, TurnView, choices_of, tone, turns_of
from simulator.report.plainly import time_used, when_of, without_figures
from simulator.report.tries import TryView, tries_of
from simulator.texts import FIRST, Texts, texts
from simulator.transcript import Transcript

CORE: tuple[GradeName, ...] = GRADE_NAMES[:4]
"""The four that weigh most (the rubric's core grades)."""


@dataclass(frozen=True)
class Beyond:
    """What is known of a call besides its transcript and scorecard; all of it may be missing."""

    course: Course | None = None
    """The moods as they were; without it they are reckoned from the observations."""
    judged: Mapping[int, Judgement] = field(default_factory=dict)
    """What the learner makes of an observation, by its place in the scorecard's list."""
    second: Scorecard | None = None
    """The grades without what the learner disputes."""
    tries: tuple[tuple[int, Comparison], ...] = ()
    """Other ways that the call was tried: the number of each, and the try that counts compared with it."""
    update: Update | None = None
    """What the learner wrote some weeks later."""


NOTHING = Beyond()

_SHARE = re.compile(r"[;,] \d+% of the talking was yours")
"""A clause of a grade's reason that is nothing but a percentage."""


@dataclass(frozen=True)
class QuoteView:
    """The learner's own words, and what they were seen as: the gravest tone of all that lie on them."""

    turn: int
    text: str
    titles: tuple[str, ...]
    tone: Tone
    fact: str | None


@dataclass(frozen=True)
class GradeView:
    """One grade, ready to be shown. `level` and `points` are None when there was nothing to grade."""

    name: str
    title: str
    level: int | None
    word: str
    points: int | None
    why: str
    why_plainly: str
    """The same without figures."""
    quotes: tuple[QuoteView, ...]
    try_instead: str | None


@dataclass(frozen=True)
class Counted:
    """One grade as it was given and without what is disputed: (level, word, points) each."""

    title: str
    first: tuple[int, str, int]
    mine: tuple[int, str, int]

    @property
    def changed(self) -> bool:
        """Whether the dispute makes a difference."""
        return self.first != self.mine


@dataclass(frozen=True)
class View:
    """The whole report."""

    persona: Persona
    transcript: Transcript
    card: Scorecard
    timeline: Timeline
    ended: str
    held: str
    """How the call was held, where that has to be known: with turns tried again, with a coach, as a drill."""
    held_plainly: str
    speakers: str
    grader: str
    account_plainly: str
    """Both without figures."""
    unused: str
    """Why the grader that was asked for was not used; empty if it was."""
    overall: Overall | None
    grades: tuple[GradeView, ...]
    """In a drill, those that count."""
    second: tuple[Counted, ...]
    """Grade by grade, with and without what the learner disputes; empty if nothing is disputed."""
    takeaway: Headline | None
    """What mattered most; in a drill only what it practises can have."""
    instead: tuple[Instead, ...]
    """The learner's own sentences, said better."""
    turns: tuple[TurnView, ...]
    choices: tuple[Choice, ...]
    tries: tuple[TryView, ...]
    after: AfterView
    beyond: Beyond
    say: Texts

    @classmethod
    def of(cls, transcript: Transcript, persona: Persona, card: Scorecard, beyond: Beyond, say: Texts) -> "View":
        """Lay out a graded call."""
        timeline = timeline_of(transcript, persona)
        drilled = counted(card, drill_of(transcript.drill)) if transcript.drill else None
        shown = tuple(drilled.grades) if drilled else GRADE_NAMES
        return cls(
            persona=persona,
            transcript=transcript,
            card=card,
            timeline=timeline,
            ended=account.how_it_ended(transcript, persona, say),
            held=account.how_it_was_held(transcript, say),
            held_plainly=account.how_it_was_held_plainly(transcript, say),
            speakers=account.who_spoke(transcript, persona, say),
            grader=account.who_graded(card, say),
            account_plainly=account.without_counts(transcript, persona, card, say),
            unused=account.why_unused(card, say),
            overall=drilled.overall if drilled else card.overall,
            grades=tuple(_grade(name, card, timeline, say) for name in shown),
            takeaway=_takeaway(card, shown),
            instead=instead(transcript, persona, card),
            second=_second(card, beyond.second, say),
            turns=turns_of(transcript, persona, card, timeline, beyond.judged, say),
            choices=choices_of(card, say),
            tries=tries_of(beyond.tries, persona, say),
            after=after_of(transcript, persona, card, beyond.course, beyond.update, say),
            beyond=beyond,
            say=say,
        )

    @cached_property
    def pictures(self) -> tuple[PictureView, ...]:
        """Drawn when they are first looked at: they take longer than all the rest."""
        return pictures_of(self.transcript, self.persona, self.card, self.beyond.course, self.say)

    def when(self, turn: int) -> str:
        """When in the call a turn was said, in words."""
        return when_of(self.timeline, turn, self.say)

    @property
    def time_used(self) -> str:
        """How much of the agreed time the call took, in words."""
        return time_used(self.timeline, self.say)

    def plainly(self, text: str) -> str:
        """A sentence of the engine's without figures."""
        return _plainly(text, self.timeline)

    @property
    def graded(self) -> bool:
        """Whether any grade was given."""
        return self.overall is not None

    @property
    def why_ungraded(self) -> str:
        """Why no grade was given, if none was, said to the learner: a grader says it of them."""
        reason = next(iter(self.card.ungraded.values()), "").replace("the learner", "you")
        return f"{reason[:1].upper()}{reason[1:].rstrip('.')}." if reason else ""

    @property
    def takeaway_said(self) -> str:
        """What mattered most, as two sentences: what cost most and how much, and what was decisive."""
        if not self.takeaway:
            return ""
        # a grade says of what is missing that nothing can be quoted; here the quotes are of something else
        return self.takeaway.sentence.replace(", so there are no words to point to", "").replace(": ", ". ", 1)

    @property
    def takeaway_plainly(self) -> str:
        """The same without its points and other figures."""
        return self.plainly(_SHARE.sub("", re.sub(r", [\w-]+ points? of a hundred", "", self.takeaway_said)))

    @property
    def first_name(self) -> str:
        """What the professional is called."""
        return self.persona.first_name

    @property
    def core(self) -> tuple[GradeView, ...]:
        """The grades that weigh most."""
        return tuple(grade for grade in self.grades if grade.name in CORE)

    @property
    def rest(self) -> tuple[GradeView, ...]:
        """The other grades."""
        return tuple(grade for grade in self.grades if grade.name not in CORE)


def _takeaway(card: Scorecard, shown: Sequence[GradeName]) -> Headline | None:
    found = headline(card)
    return found if found and found.grade in shown else None


def _plainly(text: str, timeline: Timeline) -> str:
    # the engine's sentences are English on every page
    return without_figures(text, lambda turn: when_of(timeline, turn, texts(FIRST)))


def _grade(name: GradeName, card: Scorecard, timeline: Timeline, say: Texts) -> GradeView:
    grade = card.grades.get(name)
    title = say(f"report.grades.{name}")
    if grade is None:
        reason = card.ungraded.get(name, say("report.nothing_to_grade"))
        return GradeView(name, title, None, say("report.not_graded"), None, reason, reason, (), None)
    quotes = _quotes([card.observations[index] for index in grade.observations], say)
    word = say(f"report.levels.{grade.level}")
    plainly = _plainly(_SHARE.sub("", grade.why), timeline)
    return GradeView(name, title, grade.level, word, grade.points, grade.why, plainly, quotes, grade.try_instead)


def _quotes(seen: Sequence[Observation], say: Texts) -> tuple[QuoteView, ...]:
    """The quotes that a grade rests on; the same words, seen as several things, are quoted once."""
    same: dict[tuple[int, str], list[Observation]] = {}
    for one in seen:
        same.setdefault((one.turn, one.quote), []).append(one)
    return tuple(
        QuoteView(
            turn=turn,
            text=text,
            titles=tuple(dict.fromkeys(say(f"report.kinds.{one.kind.value}") for one in here)),
            tone=next(each for each in TONES if each in {tone(one.kind) for one in here}),
            fact=next((one.fact for one in here if one.fact), None),
        )
        for (turn, text), here in same.items()
    )


def _second(first: Scorecard, second: Scorecard | None, say: Texts) -> tuple[Counted, ...]:
    if second is None:
        return ()
    rows = [
        (say(f"report.grades.{name}"), was, now)
        for name in GRADE_NAMES
        if (was := first.grades[name]) and (now := second.grades[name])
    ]
    if first.overall and second.overall:
        overall = Counted(
            say("report.overall"),
            (first.overall.level, say(f"report.levels.{first.overall.level}"), first.overall.points),
            (second.overall.level, say(f"report.levels.{second.overall.level}"), second.overall.points),
        )
    else:
        overall = None
    counted = tuple(
        Counted(
            title,
            (was.level, say(f"report.levels.{was.level}"), was.points),
            (now.level, say(f"report.levels.{now.level}"), now.points),
        )
        for title, was, now in rows
    )
    return (*counted, overall) if overall else counted
