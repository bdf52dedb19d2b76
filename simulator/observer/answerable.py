"""Does the dossier already answer a question? "Where did you study?" it does; "why there?" it does not.

First the questions that every dossier answers (what do you do, where did you study, how big is it); then a short
question for a year, a number or a name whose words, or words of their kin, meet in one fact that has such an answer:
"how many looms" only where the dossier counts looms. A yes or no is not looked for: of the questions for one whose
words met in a fact, fifteen of sixteen asked past it.
"""

import re
from functools import lru_cache

from simulator.observation import Kind
from simulator.observer import Context
from simulator.observer.asks import mask_organisation
from simulator.observer.candidate import Candidate
from simulator.observer.dossier import Dossier, Fact, dossier, overlap, stems_of
from simulator.observer.lexicon import kin, load
from simulator.observer.questions import Question
from simulator.observer.words import content, fold, is_function, words

_GROUPS = ("role", "study", "tenure", "before", "size", "founded", "place", "business", "wrote")
_FOUNDING = frozenset(stems_of("founded established started opened since began launched"))
_PEOPLE = frozenset(stems_of(
    "people staff employees persons engineers nurses partners colleagues team members players planners clubs doctors "
    "teachers beds consultants designers drivers editors lawyers reporters volunteers"
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
}
_ENOUGH = {"when": 1.4, "count": 0.9, "name": 1.2}
"""How much of a fact a question must share, by what it asks for: a number narrows more than a name."""
_ENOUGH_COUNTED = 0.5
"""The same where the fact counts the very thing that the question does."""
_SURE = {"when": 0.6, "count": 0.6, "name": 0.4}
"""The confidence in an answer that was found by shared words: for a name it is one in three."""
_COUNTED = re.compile(_LEAD + r"how (?:many|much) (?P<what>.*)")
_DURATION = re.compile(_LEAD + r"how (?:long|old)\b")
_TIMES = frozenset(stems_of("year years month months week weeks day days hour hours minute minutes night nights"))
_TELLING_WORDS = 3
"""Words with a meaning of their own up to which a question asks for a fact and no more: of all longer ones that shared
as much with a fact, one in fifteen had its answer there."""
_SAID_SHORT = re.compile(r"\b(?P<asks>what|where|when|how|who)'?d (?=(?:you|u|they|it|he|she|y'all|ya)\b)")
_GOES_ON = re.compile(r"\bdid (?:you|u|they)\b|,\s(?:do|does|would|will|if|when)\b")
"""What a question before a comma goes on with, or is put in, when it is about one occasion and not about their work."""
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
            counted = [fact for fact in known.facts if fact.counted & _PEOPLE]
            # what they wrote of, and where they were before, is another team
            choices = [fact for fact in counted if fact.sort in {"profile", "organisation"}] or counted
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
    return bool(fact.names)


def _holds(kind: str, fact: Fact, folded: str) -> bool:
    """Whether a fact has an answer of that kind, and it is of the thing that the question counts."""
    if not _has(kind, fact):
        return False
    if kind != "count":
        return True
    near = fact.counted
    if _DURATION.search(folded):
        return fact.until is not None or bool(fact.years) or bool(near & _TIMES)
    asked = _COUNTED.search(folded)
    what = _counted(asked["what"]) if asked else frozenset()
    return not what or bool(_with_kin(what) & near)


@lru_cache(maxsize=512)
def _counted(after: str) -> frozenset[str]:
    """What "how many" is about: the words that follow it, up to the first that has no meaning of its own."""
    found = []
    for word in words(after):
        if is_function(word.stem):
            break
        found.append(word.stem)
    return frozenset(found)


@lru_cache(maxsize=64)
def _titled(title: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:an?|the)\s+{re.escape(fold(title))}(?!\w)")


def _as_asked(question: Question, context: Context) -> str:
    """The question as the patterns know it: "what'd you" in full, the professional's title as "you"."""
    folded = mask_organisation(question.folded, context).rstrip(" ?!.,")
    folded = _SAID_SHORT.sub(r"\g<asks> did ", folded)
    return _titled(context.persona.title).sub("you", folded) if context.persona.title else folded


def _stock(group: str, folded: str) -> tuple[int, int] | None:
    """Where a question of a group stands: in all of it, or before a guess ("what do you do, cut stone?")."""
    lexicon = load("facts")
    match = lexicon.find(group, folded)
    if not match:
        asked, _, guess = folded.partition(",")
        match = lexicon.find(group, asked) if guess and not _GOES_ON.search(folded) else None
    return match.span() if match else None


def answerable(question: Question, context: Context) -> Candidate | None:
    """The question, with the public fact that answers it; nothing if it asks for more than the dossier holds."""
    known, lexicon = dossier(context.persona), load("facts")
    if not known.facts:
        return None
    folded = _as_asked(question, context)
    if lexicon.find("no_page", folded):
        return None
    spoken = words(question.folded)
    said = frozenset(word.stem for word in spoken)
    for group in _GROUPS:
        place = _stock(group, folded)
        fact = _answering(group, known, said) if place else None
        if place and fact and not lexicon.find("beyond", folded[: place[0]] + " " + folded[place[1] :]):
            return Candidate(Kind.ANSWERABLE_QUESTION, question.start, question.end, 0.8, fact.text)
    if lexicon.find("beyond", folded) or len(spoken) > 22:
        return None
    wanted = frozenset(stemmed for stemmed in said if not is_function(stemmed))
    if len(wanted) > _TELLING_WORDS:
        return None
    topic = frozenset[str]()
    if len(spoken) <= _BARE and context.before and context.before[-1].speaker == "professional":
        topic = frozenset(word.stem for word in content(words(context.before[-1].text)))
    for kind, form in _TYPES.items():
        if not form.search(folded):
            continue
        facts = [fact for fact in known.facts if _holds(kind, fact, folded)]
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
        counted = kind == "count" and bool(_COUNTED.search(folded)) and bool(wanted & fact.counted)
        if score >= (_ENOUGH_COUNTED if counted else _ENOUGH[kind]):
            return Candidate(Kind.ANSWERABLE_QUESTION, question.start, question.end, _SURE[kind], fact.text)
        return None
    return None
