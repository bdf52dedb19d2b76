"""Each prepared question: does the dossier answer it, is it open, of which kind is it; and which kinds are missing.

    check_questions("Where did you study?\nWhat was the hardest winter?", dana)
    ->  checks[0].answered_by "BA in History, ...", checks[1].kind "challenge", missing ("path", "story", ...)

How a question is asked comes from its words (`grading/question_form.py`), what it is about from its meaning, by the
regression that tells the built-in professional what is asked, and from its words where that one is not sure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from simulator.arranging.asks import asks_in_writing
from simulator.errors import InputError
from simulator.grading.evidence import seems_answerable
from simulator.grading.preparation import QUESTIONS
from simulator.grading.question_form import Theme, form_of
from simulator.grading.wording import bare, content_words, phrases, plain, quoted
from simulator.meaning import meaning
from simulator.observer import Context
from simulator.observer.answerable import answerable
from simulator.observer.clauses import sentences
from simulator.observer.questions import questions as asked_in
from simulator.persona import Persona, Topic
from simulator.professional.kinds import kinds, likelihood

QuestionKind = Literal["story", "culture", "challenge", "skill", "advice", "path", "outlook", "fact"]
KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
_WORTH_HAVING: tuple[QuestionKind, ...] = ("path", "story", "challenge", "culture", "skill", "advice", "outlook")
"""Every kind but the fact, in the order in which a conversation comes to them."""
MOST_QUESTIONS = 40
MAX_CHARACTERS = 20_000
_SURE = 0.45
"""Likelihood from which a question's meaning decides its kind."""

_KIND_OF_TOPIC: Mapping[Topic, QuestionKind] = {
    "path": "path", "education": "path",
    "likes": "story", "decision": "story", "writing": "story",
    "day": "culture", "culture": "culture", "organisation": "culture", "team": "culture", "balance": "culture",
    "challenge": "challenge", "failure": "challenge",
    "skills": "skill", "hiring": "skill",
    "entry": "advice", "advice": "advice", "reading": "advice", "learner": "advice",
    "outlook": "outlook", "technology": "outlook",
    "pay": "fact",
}  # fmt: skip
_KIND_OF_THEME: Mapping[Theme, QuestionKind] = {
    Theme.ADVICE: "advice",
    Theme.CHALLENGE: "challenge",
    Theme.SKILL: "skill",
    Theme.CULTURE: "culture",
    Theme.STORY: "story",
    Theme.OTHER: "story",
    Theme.FACT: "fact",
}


_OUTLOOK = phrases(
    "future", "outlook", "prospects?", "years from now", "(?:next|coming) (?:few |five |ten |twenty )?years",
    r"in (?:five|ten|twenty|\d+) years", "where (?:is|are|will|do you see) .{0,60}(?:going|go|heading|headed|be)",
)  # fmt: skip
_PATH = phrases(
    "how did you (?:first |ever |originally )?(?:get|come|start|end up|find your way|break|move) (?:out |started )?"
    "(?:in|into|to|with|as)", "how did you (?:become|start out|get started)", "what (?:drew|brought|led) you (?:in)?to",
)  # fmt: skip
_TERM = (
    r"(?:an? )?(?:(?!(?:the|you|your|yours|my|me|i|we|us|our|they|their|it|its|this|that|those|these|there|here|he|she"
    r"|his|her|him|them|who|like|about|for|in|at|with|without|from|to|on|by|between|behind|ahead|besides|really|usually"
    r"|badly|typical|good|bad|great|best|worst|better|wrong|right|missing|next|first|hard|harder|hardest|difficult|easy"
    r"|tough|important|different|new|exciting|interesting|fun|boring|surprising|favou?rite|ideal|perfect|normal|common"
    r"|usual|average|stressful|rewarding|challenging|honest|true|proper|real|beautiful|satisfying|manipulative|humble"
    r"|rare|unsolved|unrealistic|going|happening|changing|doing|become|coming|growing|dying|leading|needed|required"
    r"|expected|overrated|underrated|worth|paid|left|day|days|week|life|success|failure|most|more|less|one|some|all)\b)"
    r"[a-z][a-z/-]*(?: |(?=\W*$)|(?= (?:is|are|means?|stands? for)\b))){1,4}"
)
"""A name for a thing, of up to four words: nobody's own, and nothing that one can have a view of."""
_ASKED_POLITELY = r"(?:(?:please )?(?:can|could|would) you (?:please )?)?(?:explain|define|tell me|say)(?: to me)?"
_LEAD_IN = r"(?:(?:and|so|but|well|ok|okay|first|hi|hello)[, ]+)*"
_DEFINITION = re.compile(
    rf"{_LEAD_IN}(?:"
    rf"what(?:'s| exactly is| is| are)(?: exactly| actually| meant by)? {_TERM}(?:exactly|actually)?"
    rf"|what(?: exactly)? does {_TERM}(?:mean|stand for)"
    rf"|(?:{_ASKED_POLITELY} )?what {_TERM} ?(?:is|are|means?|stands? for)"
    rf"|define {_TERM}|what(?:'s| is) the (?:meaning|definition) of {_TERM}"
    r")\W*"
)
ANY_REFERENCE = "any reference work"
"""Where a definition stands that is in no dossier."""
_NAMED = re.compile(r"[‘“\"][^’”\"]{3,120}[’”\"]")
"""A title: what an article is called says nothing of what is asked about it."""


@dataclass(frozen=True)
class QuestionCheck:
    """One prepared question."""

    question: str
    answered_by: str | None
    """The line of the dossier that answers it."""
    defines: bool
    """Whether it asks what a word means, which anybody can look up."""
    is_open: bool
    kind: QuestionKind
    good: bool
    """Whether it counts in the preparation grade: reading does not answer it."""
    asks: bool
    """Whether it asks for a job: however good a question it is, on the call it would cost most."""
    words: str
    """What to make of it, to the learner."""

    @property
    def worth_asking(self) -> bool:
        """Whether it is good, and asks for no job."""
        return self.good and not self.asks


@dataclass(frozen=True)
class QuestionList:
    """The whole list."""

    checks: tuple[QuestionCheck, ...]
    missing: tuple[QuestionKind, ...]
    """Kinds worth having of which none is on the list."""
    suggestions: Mapping[QuestionKind, str]
    """For each missing kind, a question of that kind to this person."""

    @property
    def good(self) -> int:
        """How many count in the grade."""
        return sum(check.good for check in self.checks)

    @property
    def worth_asking(self) -> int:
        """How many are worth asking."""
        return sum(check.worth_asking for check in self.checks)

    @property
    def is_enough(self) -> bool:
        """Whether there are as many as the grade wants: three."""
        return self.good >= QUESTIONS


def check_questions(written: str | Sequence[str], persona: Persona) -> QuestionList:
    """Check a list as it stands, one question a line. Raises `InputError` for more than anybody could ask."""
    lines = written.splitlines() if isinstance(written, str) else list(written)
    if (size := sum(map(len, lines))) > MAX_CHARACTERS:
        raise InputError(f"questions: {size:,} characters are too many; {MAX_CHARACTERS:,} fit. Nothing was lost")
    found = [line for raw in lines if (line := " ".join(raw.split()).strip(" \t-*•"))]
    if len(found) > MOST_QUESTIONS:
        raise InputError(f"questions: {len(found)} are more than any call holds; keep the best {MOST_QUESTIONS}")
    checks = tuple(_check(question, persona) for question in found)
    had = {check.kind for check in checks if check.good and check.is_open}
    missing = tuple(kind for kind in _WORTH_HAVING if kind not in had)
    return QuestionList(checks, missing, {kind: _suggestion(kind, persona) for kind in missing})


def answered_by(question: str, persona: Persona) -> str | None:
    """What answers a question before the call: a public fact, or `ANY_REFERENCE`; nothing if it asks for more."""
    return _public_fact(question, persona) or (ANY_REFERENCE if asks_to_define(question) else None)


def asks_to_define(question: str) -> bool:
    """Whether a question asks what something is or means, and nothing of the person who is asked."""
    return bool(_DEFINITION.fullmatch(plain(question)))


def _public_fact(question: str, persona: Persona) -> str | None:
    if kind_of(question) == "outlook":
        return None  # what is to come stands in no dossier
    context = Context(persona, ())
    stretches = asked_in(sentences(question)) or asked_in(sentences(f"{question}?"))
    found = [candidate for stretch in stretches if (candidate := answerable(stretch, context))]
    if found and len(found) == len(stretches):
        return found[0].fact
    if seems_answerable(question):
        public, said = persona.public, content_words(question)
        lines = (*public.sentences, *public.career, *public.education, *public.organisation_facts)
        nearest = max(lines, key=lambda line: len(content_words(line) & said), default="")
        # a line that shares no word with the question is no answer that could be shown
        return nearest if content_words(nearest) & said else None
    return None


@lru_cache(maxsize=2048)
def kind_of(question: str) -> QuestionKind:
    """What a question is about, or that it asks for a fact only."""
    asked = _NAMED.sub("that article", question)
    if _OUTLOOK.search(plain(asked)):
        return "outlook"
    if _PATH.search(plain(asked)):
        return "path"
    form = form_of(asked)
    if asks_to_define(asked):
        return "fact"
    best, share = _by_meaning(asked)
    if form.theme is Theme.FACT and not form.is_open:
        return "fact"
    return best if share >= _SURE else _KIND_OF_THEME[form.theme]


def _by_meaning(question: str) -> tuple[QuestionKind, float]:
    shares: dict[QuestionKind, float] = {}
    for kind, share in zip(kinds(), likelihood(meaning(question).whole), strict=True):
        if kind.topic:
            name = _KIND_OF_TOPIC[kind.topic]
            shares[name] = shares.get(name, 0.0) + float(share)
    return max(shares.items(), key=lambda pair: pair[1])


def _check(question: str, persona: Persona) -> QuestionCheck:
    fact, kind, defines = _public_fact(question, persona), kind_of(question), asks_to_define(question)
    is_open = form_of(question).is_open or kind == "outlook"
    if fact is not None:
        said = f"The dossier answers it: {quoted(bare(fact))} Ask for what is behind that."
    elif defines:
        said = "Any reference work says what that is. Ask what it is like, or what they make of it."
    elif not is_open:
        said = "It can be answered in a word. Begin with how, what or why."
    else:
        said = "Nobody could look that up."
    good, asks = fact is None and not defines, asks_in_writing(question, persona)
    return QuestionCheck(question, fact, defines, is_open, kind, good, asks, said)


def _suggestion(kind: QuestionKind, persona: Persona) -> str:
    writing = persona.public.writing
    title = f"‘{bare(writing[0].title)}’" if writing else ""
    asked: Mapping[QuestionKind, str] = {
        "path": f"How did you get into {persona.field}, and what nearly kept you out?",
        "story": f"What happened after {title} that is not in it?"
        if writing
        else "Which day at work do you still tell people about?",
        "challenge": "What was the hardest part of the past year, and what did you do about it?",
        "culture": f"How do people at {persona.organisation} tell each other bad news?",
        "skill": "What do the people whom you admire in this work do that others don’t?",
        "advice": "What would you do first in my place, and what would you leave out?",
        "outlook": f"What will be different in {persona.field} in five years, and who will be surprised?",
        "fact": "",
    }
    return asked[kind]
