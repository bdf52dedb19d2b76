"""Does the dossier already answer a question? "Where did you study?" it does; "why there?" it does not.

First the questions that every dossier answers (what do you do, where did you study, how big is it); then any closed
question (who, when, where, how many, is it) whose words, or words of their kin, meet in one fact that has such an
answer.
"""

import re

from simulator.observation import Kind
from simulator.observer import Context
from simulator.observer.asks import mask_organisation
from simulator.observer.candidate import Candidate
from simulator.observer.dossier import Dossier, Fact, dossier, overlap, stems_of
from simulator.observer.lexicon import kin, load
from simulator.observer.questions import Question
from simulator.observer.words import content, is_function, words

_GROUPS = ("role", "study", "tenure", "before", "size", "founded", "place", "business", "wrote")
_FOUNDING = frozenset(stems_of("founded established started opened since began launched"))
_PEOPLE = frozenset(stems_of(
    "people staff employees persons engineers nurses partners colleagues team members players planners clubs doctors "
    "teachers beds workers"
))  # fmt: skip
_LEAD = (
    r"^(?:\W|so|and|but|or|ok|okay|um|well|then|now|by the way|roughly|about|exactly|like|yeah|number (?:one|"
    r"two|three|four|five)|"
    r"is it|question|next)*"
)
_TYPES = {
    "when": re.compile(
        _LEAD
        + r"(?:when'?s?\s(?:did|was|is|are|were|do|does|it|that)|when's|what year|which year|since when|in what year)\b"
    ),
    "count": re.compile(
        _LEAD + r"(?:how (?:many|much|long|big|often|large|old|far)|what (?:proportion|share|percentage|number|size))\b"
    ),
    "name": re.compile(
        _LEAD + r"(?:where|whereabouts|who|whose|which|under which|in which|what's (?:it|the|your)|what is (?:it|the|"
        r"your)|what was (?:it|the)|"
        r"what (?:sort|kind|type|language|languages|line|station|company|school|subject|city|platform|system))\b"
    ),
    "whether": re.compile(_LEAD + r"(?:is|are|was|were|do|does|did|has|have|had|can|d'you)\b"),
}
_ENOUGH = {"when": 1.4, "count": 0.9, "name": 1.2, "whether": 1.5}
"""How much of a fact a question must share, by what it asks for: a year or a number narrows more than a yes or no."""
_BARE = 9
"""Words up to which a question leans on what the professional has just said ("when was that?")."""


def _answering(group: str, known: Dossier, said: frozenset[str]) -> Fact | None:
    """The fact of this dossier that answers a question of a group, if it has one."""
    match group:
        case "role":
            choices = known.of("career")[:1] or known.of("profile")[:1]
        case "study":
            choices = known.of("education")
        case "tenure" | "before":
            choices = known.of("career")
        case "size":
            choices = [fact for fact in known.facts if any(near & _PEOPLE for near in fact.counts.values())]
        case "founded":
            choices = [
                fact for fact in known.facts if fact.sort == "organisation" and fact.years and fact.stems & _FOUNDING
            ]
        case "place":
            choices = [fact for fact in known.facts if set(stems_of(known.place)) & fact.stems] or known.of("profile")
        case "business":
            choices = known.of("profile")
        case _:
            choices = known.of("writing")
    return max(choices, key=lambda fact: len(said & fact.stems), default=None)


def _with_kin(stems: frozenset[str]) -> frozenset[str]:
    return stems.union(*(group for group in kin("facts") if group & stems))


def _has(kind: str, fact: Fact) -> bool:
    match kind:
        case "when":
            return bool(fact.years)
        case "count":
            return bool(fact.counts) or fact.until is not None
        case "name":
            return bool(fact.names)
    return True


def answerable(question: Question, context: Context) -> Candidate | None:
    """The question, with the public fact that answers it; nothing if it asks for more than the dossier holds."""
    known, lexicon = dossier(context.persona), load("facts")
    if not known.facts:
        return None
    folded = mask_organisation(question.folded, context).rstrip(" ?!.,")
    if lexicon.find("no_page", folded):
        return None
    spoken = words(question.folded)
    said = frozenset(word.stem for word in spoken)
    for group in _GROUPS:
        match = lexicon.find(group, folded)
        fact = _answering(group, known, said) if match else None
        if match and fact and not lexicon.find("beyond", folded[: match.start()] + " " + folded[match.end() :]):
            return Candidate(Kind.ANSWERABLE_QUESTION, question.start, question.end, 0.8, fact.text)
    if lexicon.find("beyond", folded) or len(spoken) > 22:
        return None
    wanted = frozenset(stemmed for stemmed in said if not is_function(stemmed))
    topic = frozenset[str]()
    if len(spoken) <= _BARE and context.before and context.before[-1].speaker == "professional":
        topic = frozenset(word.stem for word in content(words(context.before[-1].text)))
    for kind, form in _TYPES.items():
        if not form.search(folded):
            continue
        facts = [fact for fact in known.facts if _has(kind, fact)]
        if not facts:
            return None
        asked, lead = _with_kin(wanted), _with_kin(topic) - wanted
        scores = [
            (
                overlap(asked, fact) + 0.6 * min(1.6, overlap(lead, fact)),
                fact,
            )
            for fact in facts
        ]
        score, fact = max(scores, key=lambda pair: pair[0])
        if score >= _ENOUGH[kind]:
            return Candidate(Kind.ANSWERABLE_QUESTION, question.start, question.end, 0.6, fact.text)
        return None
    return None
