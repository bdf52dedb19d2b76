"""The observer that needs no model and no network: candidates from the wording, facts from the dossier, and the policy.

    observer = OfflineObserver()
    observer.observe(3, "Could you refer me? I read your piece on lids.", context)
    ->  direct_job_ask "Could you refer me?", research_reference "I read your piece on lids."

The policy is the rubric's border cases: it holds whatever proposed the candidates.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from simulator.observation import UNINVITED_ASKS, Kind, Observation
from simulator.observer import Context
from simulator.observer.answerable import answerable
from simulator.observer.aside import to_the_grader, without
from simulator.observer.asks import Doors, about_openings, doors, reaches_past
from simulator.observer.candidate import Candidate
from simulator.observer.clauses import sentences
from simulator.observer.combine import attend, weigh
from simulator.observer.language import detect
from simulator.observer.plain import Understood, understood
from simulator.observer.public import citations
from simulator.observer.questions import Question, questions

Ear = Callable[[str, Context], list[Candidate]]

_NOT_A_QUESTION = UNINVITED_ASKS | {
    Kind.CONTACT_ASK,
    Kind.STAY_IN_TOUCH,
    Kind.TIME_CHECK,
    Kind.TWO_WAY_OFFER,
    Kind.OFF_SCRIPT,
    Kind.INVITED_JOB_TALK,
}
"""Requests in the form of a question, which teach the learner nothing by themselves."""


def _settle_asks(candidates: Sequence[Candidate], text: str, opened: Doors) -> list[Candidate]:
    """Asks that the professional has invited become job talk, as narrowly as the rubric has it."""
    settled = []
    for candidate in candidates:
        invited = candidate.kind in UNINVITED_ASKS and _invited(candidate, text, opened)
        settled.append(
            Candidate(Kind.INVITED_JOB_TALK, candidate.start, candidate.end, candidate.confidence)
            if invited
            else candidate
        )
    return settled


def _invited(candidate: Candidate, text: str, opened: Doors) -> bool:
    words = text[candidate.start : candidate.end]
    if candidate.kind is Kind.RESUME_PUSH:
        return opened.resume and not reaches_past(words)
    if reaches_past(words):
        return False
    return opened.role or ((opened.openings or opened.asked_for_openings) and about_openings(words))


def _questions_stand(candidates: Sequence[Candidate], opened: Doors) -> list[Candidate]:
    """A bare ask is not also a question; an honest seeker's question about openings is."""
    seeker = opened.openings or opened.asked_for_openings
    excluding = [
        candidate
        for candidate in candidates
        if candidate.kind in _NOT_A_QUESTION and not (seeker and candidate.kind is Kind.INVITED_JOB_TALK)
    ]
    return [
        candidate
        for candidate in candidates
        if candidate.kind is not Kind.QUESTION or not any(candidate.overlaps(other) for other in excluding)
    ]


MEMORY_TURNS = 100
"""Of both speakers; half an hour of call holds fewer."""


class OfflineObserver:
    """Rules, word lists and the persona's public section, weighed together with a small trained encoder.

    Without the encoder (`trained=False`) it is the rules alone: precise, and deaf to much that avoids the usual words.
    """

    name = "offline"
    version = "8"

    def __init__(self, ear: Ear = detect, *, trained: bool = True) -> None:
        self._ear = ear
        self._trained = trained

    def observe(self, turn: int, text: str, context: Context) -> list[Observation]:
        """What the learner did in this turn, in the order of the text."""
        if not text.strip():
            return []
        # what was said a hundred turns ago is as good as forgotten, and a call of any length takes its time and no more
        plain = understood(text, replace(context, before=context.before[-MEMORY_TURNS:]))
        if self._trained:
            attention = attend(plain)
            heard = weigh(attention, self.proposals(attention.plain))
        else:
            aside = to_the_grader(plain)
            heard = [*self.proposals(without(plain, aside)), *aside[:1]]
        return _as_observations(turn, text, [_in_their_words(candidate, plain) for candidate in heard])

    def proposals(self, plain: Understood) -> list[Candidate]:
        """What the rules alone make of a turn; places are those of the plain turn."""
        return self._propose(plain.turn.text, plain.context, doors(plain.context))

    def _propose(self, text: str, context: Context, opened: Doors) -> list[Candidate]:
        found = sentences(text)
        heard = _settle_asks(self._ear(text, context), text, opened)
        heard = _questions_stand(heard, opened)
        heard += citations(found, context)
        asked = [candidate for candidate in heard if candidate.kind is Kind.QUESTION]
        heard += self._answered(asked, questions(found), context)
        heard += _built(asked, heard)
        return heard

    @staticmethod
    def _answered(asked: Sequence[Candidate], stretches: Sequence[Question], context: Context) -> list[Candidate]:
        places = {(candidate.start, candidate.end) for candidate in asked}
        answers = (answerable(stretch, context) for stretch in stretches if (stretch.start, stretch.end) in places)
        return [answer for answer in answers if answer]


def _built(asked: Sequence[Candidate], heard: Sequence[Candidate]) -> list[Candidate]:
    """Questions that start from a cited fact: asked with it or after it, and not answered by the dossier itself."""
    cited = [candidate for candidate in heard if candidate.kind is Kind.RESEARCH_REFERENCE]
    answered = [candidate for candidate in heard if candidate.kind is Kind.ANSWERABLE_QUESTION]
    for question in asked:
        if any(question.overlaps(answer) for answer in answered):
            continue
        for fact in cited:
            if question.end > fact.start:
                return [
                    Candidate(Kind.BUILDS_ON_RESEARCH, question.start, question.end, 0.9 * fact.confidence, fact.fact)
                ]
    return []


def _in_their_words(candidate: Candidate, plain: Understood) -> Candidate:
    start, end = plain.turn.span(candidate.start, candidate.end)
    return replace(candidate, start=start, end=end)


_SEVERAL = frozenset({Kind.RESEARCH_REFERENCE, Kind.WRONG_FACT})
"""Kinds of which one turn may hold more than one observation; of all others the surest is kept."""


def _as_observations(turn: int, text: str, heard: Sequence[Candidate]) -> list[Observation]:
    kept: dict[tuple[Kind, int], Candidate] = {}
    for candidate in heard:
        start, end = _trim(text, candidate.start, candidate.end)
        if start >= end:
            continue
        key = candidate.kind, start if candidate.kind in _SEVERAL else 0
        if key not in kept or candidate.confidence > kept[key].confidence:
            kept[key] = replace(candidate, start=start, end=end)
    order = list(Kind)
    return [
        Observation.of(
            turn,
            candidate.kind,
            text,
            candidate.start,
            candidate.end,
            source=candidate.source,
            confidence=round(candidate.confidence, 3),
            fact=candidate.fact,
        )
        for candidate in sorted(kept.values(), key=lambda one: (one.start, one.end, order.index(one.kind)))
    ]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
