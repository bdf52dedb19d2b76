"""What every grade reads: the call, the observations in it, the clock, and the questions that the rubric asks of them.

    evidence = Evidence.of(transcript, persona, observations)
    evidence.seen(Kind.QUESTION)        ->  (Seen(index=4, ...), ...), in the order of the call
    evidence.introduction               ->  the learner's turns up to the first substantive question, (1, 3)

Nothing here judges; it only says what was there, and when.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from simulator.clock import Timeline, timeline_of
from simulator.grading.wording import phrases, plain, sentences
from simulator.observation import Kind, Observation
from simulator.persona import Persona
from simulator.transcript import Transcript

RESUME = phrases("resumes?", r"c\.?v\.?s?", "curriculum vitae")
"""Looked for in `plain` text."""

_ASK = phrases(
    "hire me",
    "refer me",
    "good word",
    "keep me in mind",
    "think (?:of|on) me",
    "consider me(?: for)?",
    r"(?:are|r) (?:you|u|y'?all|they)(?: \w+)? hiring",
    r"(?:a|an|any) (?:job|internship|opening|position)s?(?: \w+)? (?:for me|open|available)",
    r"could i (?:get|have) an? .{0,20}(?:job|internship|position)",
    "(?:something|anything|a position|a job|a role|a post) (?:comes?|opens?|came|opened) up",
    "(?:love|like|happy|glad|honou?red) to (?:join|work (?:for|with|at)|be (?:on|part of)) (?:your|you|a team)",
    "(?:pass|forward|hand)(?: on)? my (?:resume|cv)",
    "(?:resume|cv) (?:on )?to your (?:director|manager|boss|recruiter|hr)",
)
_DENIED = re.compile(r"\b(?:not|never|no|without|nor)\b|n't\b")


def seems_to_ask(text: str) -> bool:
    """Whether a written text asks for a job, a good word or the passing on of a résumé: a few plain phrases only.

    The fall-back where no observer is plugged in. "I am not asking you to refer me" is no ask.
    """
    said = map(plain, sentences(text))
    return any((found := _ASK.search(one)) and not _DENIED.search(one, 0, found.start()) for one in said)


_LOOKED_UP = phrases(
    "what (?:do|does|did) (?:you|u|your (?:company|organi[sz]ation|team|firm)) do"
    "(?! (?:when|if|about|with|first|after))",
    r"what does an? (?:\w+ ){1,4}do",
    "what(?:'s| is) your (?:job|title|job title|role|position|degree|major|background|company)",
    "where(?:'d| did) (?:you|u) (?:study|go to|train|grow up|work before|get your)",
    "what (?:did (?:you|u) (?:study|major)|(?:school|college|university|degree) did)",
    "how long (?:have|had|has|did|you|u) .{0,40}(?:been|work|worked|with|there|at)",
    "when did (?:you|u) (?:join|start|graduate|become|finish)",
    "how (?:big|large|old) is",
    "how many (?:people|employees|staff|persons|offices)",
    "who do (?:you|u) work for",
)


def seems_answerable(question: str) -> bool:
    """Whether a prepared question is of the sort that any public profile answers; the fall-back without an observer."""
    return bool(_LOOKED_UP.search(plain(question)))


_SOME = "(?:(?:a (?:little|bit|little bit)|something|anything|some|more|first|briefly|quickly|then|now) )*"
_ASKED_ABOUT_LEARNER = phrases(
    f"tell me {_SOME}(?:about you|about yourself|who you are)",
    f"(?:say|hear|know|learn) {_SOME}about (?:you|yourself)",
    "(?:what|how) about (?:you|yourself)",
    "(?:introduce|describe) yourself",
    "who are you",
    "who am i (?:talking|speaking) (?:to|with)",
    "what(?:'s| is| are) your (?:own )?"
    "(?:background|story|situation|major|degree|field|year|plans?|goals?|direction|interests?)",
    "what do you do(?! (?:want|think))",
    "what (?:do|did|have) you (?:study|studied|been (?:doing|studying))",
    "what you (?:do|study)",
    "what are you (?:up to|studying|doing|working on|looking (?:for|at|into)|after|hoping|aiming|trying)",
    "where are you (?:at|in your|studying|coming from|heading|headed)",
    "are you (?:a student|studying|working|looking (?:for|at|into)|at (?:school|university|college))",
    "what (?:is it (?:that )?)?(?:would you|do you|you would|you'd|you) (?:like|want|hope) to (?:do|be|become|end up)",
    "(?:sort|kind) of (?:work|job|role|thing) (?:are|do|would) you",
    "there something .{0,30}you(?:'re| are) (?:into|trying|after|looking)",
)


def asks_about_learner(words: str) -> bool:
    """Whether a professional's words ask the learner who they are or where they are heading.

    "How can I help you?" and "What would you like to know?" are not such questions.
    """
    return bool(_ASKED_ABOUT_LEARNER.search(plain(words)))


@dataclass(frozen=True)
class Seen:
    """An observation and its place in the scorecard's list."""

    index: int
    observation: Observation

    @property
    def turn(self) -> int:
        """The number of the turn."""
        return self.observation.turn

    @property
    def kind(self) -> Kind:
        """What was done."""
        return self.observation.kind

    @property
    def quote(self) -> str:
        """The learner's words."""
        return self.observation.quote

    @property
    def start(self) -> int:
        """Where in the turn's text they begin, in characters."""
        return self.observation.start

    @property
    def end(self) -> int:
        """Where they end."""
        return self.observation.end


@dataclass(frozen=True)
class Evidence:
    """A call as the grades see it. Refuses observations that are not in the transcript."""

    transcript: Transcript
    persona: Persona
    observations: tuple[Observation, ...]
    timeline: Timeline
    asks_in: Callable[[str], bool] = seems_to_ask
    """Whether a written text (the request, the note) holds an uninvited ask."""
    answerable: Callable[[str], bool] = seems_answerable
    """Whether the public section answers a prepared question."""

    def __post_init__(self) -> None:
        for index, one in enumerate(self.observations):
            turns = self.transcript.turns
            if one.turn >= len(turns) or turns[one.turn].speaker != "learner":
                raise ValueError(f"observation {index} ({one.kind}): turn {one.turn} is not a learner's turn")
            if not one.stands_in(turns[one.turn].text):
                raise ValueError(
                    f"observation {index} ({one.kind}): {one.quote!r} is not at {one.start} in turn {one.turn}"
                )

    @classmethod
    def of(
        cls,
        transcript: Transcript,
        persona: Persona,
        observations: Sequence[Observation],
        *,
        asks_in: Callable[[str], bool] = seems_to_ask,
        answerable: Callable[[str], bool] = seems_answerable,
    ) -> Self:
        """The evidence of a call, put on the clock."""
        return cls(transcript, persona, tuple(observations), timeline_of(transcript, persona), asks_in, answerable)

    @cached_property
    def _in_order(self) -> tuple[Seen, ...]:
        return tuple(
            sorted(map(Seen, range(len(self.observations)), self.observations), key=lambda one: (one.turn, one.start))
        )

    def seen(self, *kinds: Kind) -> tuple[Seen, ...]:
        """The observations of these kinds, in the order of the call."""
        return tuple(one for one in self._in_order if one.kind in kinds)

    def turns_with(self, *kinds: Kind) -> frozenset[int]:
        """The turns in which one of these kinds was observed."""
        return frozenset(one.turn for one in self.seen(*kinds))

    @cached_property
    def learner_turns(self) -> tuple[int, ...]:
        """The numbers of the learner's turns that hold any words."""
        return tuple(number for number, _ in self.transcript.learner_turns)

    @cached_property
    def professional_turns(self) -> tuple[int, ...]:
        """The numbers of the professional's turns that hold any words."""
        return tuple(
            number
            for number, turn in enumerate(self.transcript.turns)
            if turn.speaker == "professional" and turn.text.strip()
        )

    @cached_property
    def first_question_turn(self) -> int | None:
        """The turn of the first substantive question; an `answerable_question` is one, with or without `question`."""
        return min(self.turns_with(Kind.QUESTION, Kind.ANSWERABLE_QUESTION), default=None)

    @cached_property
    def wrap_up_turn(self) -> int | None:
        """The turn in which the learner began to close."""
        return min(self.turns_with(Kind.WRAP_UP), default=None)

    @cached_property
    def introduction(self) -> tuple[int, ...]:
        """The learner's turns up to and including the one with the first substantive question.

        Where no such question was asked the introduction never came to its end: it is all of the learner's turns.
        """
        last = self.first_question_turn
        return tuple(turn for turn in self.learner_turns if last is None or turn <= last)

    @property
    def introduction_seconds(self) -> float:
        """The speech time of the introduction, whole turns, greetings counted; to the microsecond."""
        return round(sum(self.timeline.spoken[turn].seconds for turn in self.introduction), 6)

    def in_first_half(self, turn: int) -> bool:
        """Whether the turn starts before the halfway point; one that starts just at it is in the second half."""
        return self.start(turn) < round(self.timeline.halfway, 6)

    def start(self, turn: int) -> float:
        """When the turn began, in seconds; to the microsecond, so that sums of fractions compare well."""
        return round(self.timeline.spoken[turn].start, 6)

    def position(self, turn: int) -> float:
        """Where in the call the turn began: 0 at its first word, 1 at its last."""
        elapsed = self.timeline.elapsed
        return min(1.0, self.timeline.spoken[turn].start / elapsed) if elapsed else 0.0

    def said_before(self, turn: int) -> str:
        """The professional's words between the learner's last turn and this one."""
        words: list[str] = []
        for earlier in reversed(self.transcript.turns[:turn]):
            if earlier.speaker == "learner":
                break
            words.append(earlier.text)
        return "\n".join(reversed(words))

    def was_asked_for(self, turn: int) -> bool:
        """Whether the learner, having had the chance to introduce themselves, was asked to before this turn.

        The first chance is the learner's first turn. If that turn asked whether the time still suits (`time_check`), it
        waited for an answer, and the chance is the turn after it.
        """
        chances = [
            earlier
            for earlier in self.learner_turns
            if earlier < turn and earlier not in self.turns_with(Kind.TIME_CHECK)
        ]
        return bool(chances) and asks_about_learner(self.said_before(turn))
