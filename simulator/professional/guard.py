"""What a language model in the professional's place must not let the learner hear, found sentence by sentence.

    guard = Guard.on(brief)
    guard.alarm(Utterance("Nights, mostly.", ...), said=[])    ->  None
    guard.alarm(Utterance("Come work for us.", ...), said=[])  ->  Alarm(Violation.OFFER, "come work for us")

Plain code, no model, and quick enough to stand between a sentence and the learner (a third of a millisecond). It looks
for what gives a model away and for what only the director may decide, and lets professionals talk as they do: of people
whom they hired, of résumés that they have seen, of patience. One thing is wrong with no sentence and only with a whole
reply: that it does not decline what it is to decline (`Guard.owes_refusal`).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Self, get_args

from simulator.clock import words
from simulator.director import Act, Manner, Phase, Remark, Tellable
from simulator.persona import Persona, kept
from simulator.professional import Brief
from simulator.professional.declines import declines
from simulator.professional.directions import read_aloud
from simulator.professional.earned import StillPrivate, people
from simulator.professional.hearing import hear
from simulator.professional.learner import about_learner
from simulator.professional.lines import key, sentences
from simulator.professional.offers import introduced, offered
from simulator.professional.phrases import Section, found_in, plainly, ready, unquoted
from simulator.professional.spoken import Utterance


class Violation(StrEnum):
    """What is wrong with a sentence."""

    OUT_OF_PART = "out_of_part"  # "As an AI, I ..."
    SPEAKS_FOR_LEARNER = "speaks_for_learner"  # "You: And then?", "Thanks for your time, Dana."
    STAGE_DIRECTION = "stage_direction"  # "*sighs*", "[act: decline]", "Patience: 40"
    PRIVATE = "private"  # what this turn has not earned
    OFFER = "offer"  # a job, or help with getting one
    INTRODUCTION = "introduction"  # to somebody, when the director offers none
    OVER_BUDGET = "over_budget"  # more words than the director gave
    SAID_BEFORE = "said_before"  # a whole sentence of theirs, word for word, on this call
    NO_REFUSAL = "no_refusal"  # a whole reply that should have turned an ask down, and did not


DECLINING = frozenset({Act.DECLINE, Act.DECLINE_COOLLY})
"""The directions to turn down an ask for a job, for help with getting one, or for a look at a résumé."""
LEAST_REPEATED = 5
"""Words from which a sentence said twice on a call is a repetition: "I'd rather not say" may come again."""
LEAST_AT_ONCE = 3
"""The same for twice on one turn: "No. No." is said, "It's not a lie. It's not a lie." is a model in a loop."""
LEAST_ALIKE, ALIKE, ROUNDS = 6, 0.5, 3
"""Three sentences of so many words on one turn go round in circles when so great a share of their pairs of words is
the same: "It was in a room, and you asked a question. It was in a hospital, and you asked a question. It was ..." """
RUN = 4
"""So do so many different words in a row, three times in a sentence: "and what you hear, and what you hear, ..." """


@dataclass(frozen=True)
class Alarm:
    """A sentence that must not be heard."""

    violation: Violation
    found: str
    """The words that gave it away."""


@dataclass(frozen=True)
class Guard:
    """What may not be said on one turn."""

    brief: Brief
    private: StillPrivate
    known: frozenset[str]
    """People whom the professional could introduce."""
    learner: str | None
    may_own_up: bool
    """Whether the learner has just asked what they are talking to."""
    may_repeat: bool
    """Whether the learner has just asked to hear it again."""
    earlier: frozenset[str]
    """The professional's sentences of the turns before, by their words."""

    @classmethod
    def on(cls, brief: Brief) -> Self:
        """The guard for the turn of a brief."""
        ready()
        heard = [turn.text for turn in brief.turns if turn.speaker == "learner"]
        return cls(
            brief=brief,
            private=StillPrivate.on(brief),
            known=_acquaintances(brief.persona),
            learner=about_learner(heard).name,
            may_own_up=bool(heard) and brief.turns[-1].text == heard[-1] and _asks_what_you_are(heard[-1]),
            may_repeat=bool(heard) and hear(heard[-1]).has("repeat"),
            earlier=frozenset(
                key(one) for turn in brief.turns if turn.speaker == "professional" for one in sentences(turn.text)
            ),
        )

    def alarm(self, utterance: Utterance, said: Sequence[str]) -> Alarm | None:
        """What is wrong with an utterance, after the sentences that were `said` on this turn; nothing if nothing is."""
        sentence, stage = utterance.text, self.brief.stage
        if found := self._for_the_learner(utterance):
            return Alarm(Violation.SPEAKS_FOR_LEARNER, found)
        if found := self._direction(utterance):
            return Alarm(Violation.STAGE_DIRECTION, found)
        if not self.may_own_up and (found := self._out_of_part(sentence)):
            return Alarm(Violation.OUT_OF_PART, found)
        if self._said_before(sentence, said):
            return Alarm(Violation.SAID_BEFORE, "")
        if found := self.private.given_away_by(sentence, said):
            return Alarm(Violation.PRIVATE, found)
        before = said[-1] if said else self.brief.turns[-1].text if self.brief.turns else ""
        asked = stage.act in DECLINING
        invites = stage.act in {Act.INVITE_RESUME, Act.OPEN_DOOR}
        if not invites and (
            found := offered(sentence, after=before, asked=asked, may_tell_of_openings="hiring" in stage.may_tell)
        ):
            return Alarm(Violation.OFFER, found)
        if stage.act is not Act.OFFER_INTRODUCTION and (found := introduced(sentence, names=self.known)):
            return Alarm(Violation.INTRODUCTION, found)
        return None

    def owes_refusal(self, said: Sequence[str]) -> bool:
        """Whether the direction is to decline, and none of the sentences `said` on this turn does, nor all together."""
        return self.brief.stage.act in DECLINING and not declines(" ".join(said))

    def _for_the_learner(self, utterance: Utterance) -> str | None:
        persona, sentence = self.brief.persona, utterance.text
        if found := _LEARNERS_TAG.search(utterance.written) or _label(self.learner).match(sentence):
            return found[0].strip()
        if own := _first(sentence, "for_the_learner"):
            return own
        namesake = self.learner is None or self.learner.lower() in persona.name.lower().split()
        if not namesake and (found := _introduced_as(self.learner or "").match(sentence)):
            return found[0].strip()
        found = _addressed(persona.first_name).search(unquoted(sentence))
        if found and self.brief.stage.act is Act.GREET and not _TALK.search(sentence, found.end()):
            return None  # "Hello, Dana, Northwind." may be how Dana picks up the telephone
        return found[0].strip() if found and not _SPOKE.search(sentence[: found.start()]) else None

    def _direction(self, utterance: Utterance) -> str | None:
        left = utterance.written
        for taken_out in utterance.taken_out:
            left = left.replace(taken_out, "")
        for pattern, text in (
            (_TAG, left),
            (_BETWEEN_STARS, left),
            (_VALUE, utterance.text),
            (_INSIDE_NAME, utterance.text),
            (_narrated(self.brief.persona.name), utterance.text),
        ):
            if found := pattern.search(text):
                return found[0].strip()
        text, name = utterance.text, self.brief.persona.name
        return _first(text, "stage_direction") or _first(text, "part") or read_aloud(text, name)

    def _said_before(self, sentence: str, said: Sequence[str]) -> bool:
        """Whether it was said already, and is more than "no" or "good question"."""
        again = key(sentence)
        if _in_circles(again, [key(one) for one in said]):
            return True
        return not self.may_repeat and words(sentence) >= LEAST_REPEATED and again in self.earlier

    def _out_of_part(self, sentence: str) -> str | None:
        if found := _played(self.brief.persona.name).search(sentence):
            return found[0].strip()
        return _first(sentence, "out_of_part")


@kept
def _acquaintances(persona: Persona) -> frozenset[str]:
    private = persona.private
    texts = [*(answer.text for answer in private.answers), *(story.text for story in private.stories)]
    names = people(" ".join([*texts, *(contact.name for contact in private.contacts)]))
    return names - people(f"{persona.name} {persona.organisation} {persona.location}")


def _first(sentence: str, section: Section) -> str | None:
    found = next(found_in(plainly(sentence), section), None)
    return found[0].strip() if found else None


def _in_circles(sentence: str, said: Sequence[str]) -> bool:
    """Whether a sentence goes round in circles, by itself or after those that were said on the same turn."""
    spoken = sentence.split()
    if len(spoken) >= LEAST_AT_ONCE and sentence in said:
        return True
    runs = Counter(tuple(spoken[start : start + RUN]) for start in range(len(spoken) - RUN + 1))
    if any(often >= ROUNDS and len(set(run)) == RUN for run, often in runs.items()):
        return True
    return sum(_alike(spoken, one.split()) for one in said) >= ROUNDS - 1


def _alike(first: Sequence[str], second: Sequence[str]) -> bool:
    if min(len(first), len(second)) < LEAST_ALIKE:
        return False
    one, other = set(pairwise(first)), set(pairwise(second))
    return len(one & other) >= ALIKE * len(one | other)


def _asks_what_you_are(text: str) -> bool:
    return hear(text).has("program") or bool(_WHAT_ARE_YOU.search(text))


_WHAT_ARE_YOU = re.compile(
    r"\b(?:are (?:you|u)|is (?:this|that|it)|am I|was I|you(?:['’]re| are)|(?:you|this) (?:sound|seem)s?)\b[^.?!]{0,60}"
    r"\b(?:AI|A\.I\.|(?:ro|chat)?bot|program|computer|machine|algorithm|software|human|real|person|(?:chat)?gpt"
    r"|language model|LLM)\b",
    re.IGNORECASE,
)

_LEARNERS_TAG = re.compile(
    r"</?(?:learner|user|human|caller)\b|<\|(?:im_start\|>)?(?:user|human)|\[/?INST\]|^\s*#+ ?(?:user|human|learner)\b",
    re.IGNORECASE | re.MULTILINE,
)
_SIDES = "learner|caller|user|student|human|interviewer|interviewee|mentee|candidate|you|q"
_GREETED = (
    r"(?:hi|hello|hey|thanks|thank you|good (?:morning|afternoon|evening)|bye|goodbye|dear"
    r"|(?:nice|great|good|lovely|pleasure) (?:to|talking|speaking)[^.!?]{0,40})"
)
_SPOKE = re.compile(
    r"\b(?:said|says|say|told|tell|asked|goes|went|like|called|calls?|thought|whispered|shouted|wrote|named?|it['’]s"
    r"|this is)\b",
    re.IGNORECASE,
)
_TALK = re.compile(r"\b(?:thanks?|you|I)\b", re.IGNORECASE)
_ASKS = r"(?:how|what|why|when|where|who|did|do|can|could|would|is|are|tell|you|your|I|thank)"


@cache
def _label(learner: str | None) -> re.Pattern[str]:
    """A label in front of a sentence: "Learner:", "You (hesitating):", "Caller asks:", or the learner's own name."""
    sides = f"{_SIDES}|{re.escape(learner)}" if learner else _SIDES
    return re.compile(
        rf"\W*(?:the )?(?:{sides})(?: (?:asks?|says?|repl(?:y|ies)|answers?|responds?))?\s*(?:\([^()]*\)\s*)?:"
        r"(?=\W*\w)",
        re.IGNORECASE,
    )


@cache
def _introduced_as(learner: str) -> re.Pattern[str]:
    """The learner's name as one's own: "Hi, I'm Sam, and ..." """
    return re.compile(
        rf"\W*(?:(?:hi|hello|hey|good \w+)\W+)?(?:my name(?: is|['’]s)|I am|I['’]m|it['’]s me,) {re.escape(learner)}"
        r"(?: [A-Z]\w+)?(?=\s*(?:[.,!?…]|and\b|$))",
        re.IGNORECASE,
    )


@cache
def _addressed(name: str) -> re.Pattern[str]:
    """The professional's own name, called by somebody: "Thanks, Dana", "So, Dana, how did ...?"."""
    own = re.escape(name)
    return re.compile(
        rf"^\W*{_GREETED}[.,!]? {own}(?=\s*(?:[.,!?…]|$))(?!, (?:here|speaking))"
        rf"|^{own},? (?:I(?:['’]m| am) (?:so )?(?:glad|happy|calling)|it(?:['’]s| is) (?:so |a )?(?:good|nice|pleasure)"
        r"|thank)\b"
        rf"|\b(?:thanks?|thank you)\b[^.!?]{{0,60}} {own}\s*(?:[.!…]*$|,)"
        rf"|^(?:so|well|and|ok|okay|right|oh|wow),? {own}, {_ASKS}\b|, {own}\s*[?!]+$",
        re.IGNORECASE,
    )


_TAG = re.compile(r"</?(?:[a-z]+_?[a-z]+)>|</?(?:directions?|notes|held_back)\b", re.IGNORECASE)
"""In angle brackets a model writes what it is not saying; what our own prompts have there, also when it is cut off."""
_BETWEEN_STARS = re.compile(
    r"(?:^|[.!?…]['\"”]?\s+)(?<!\*)\*"
    r"(?!(?:this|is|was|has|does|always|his|as|us|yes|thus|perhaps|sometimes|\w+['’]s)\b)"
    r"(?:(?i:she|he|they|I) )?[a-z]+(?:s|ing)\b[^*\n]* [^*\n]*\*(?!\*)\s*(?:[A-Z\"“]|$)"
)
"""What is done, and no emphasis: it begins with a verb, is set off from the sentence, and is longer than a word."""
_DOES = (
    r"(?:pauses?|sighs?|smiles?|laughs?|chuckles?|nods?|grins?|shrugs?|frowns?|glances?|leans?|looks?|checks?|takes a"
    r"|clears|shakes|raises|rolls|sips?|hesitates|hangs up|picks up)"
)
_VALUES = "|".join((*(act.value.replace("_", "[_ ]") for act in Act), *get_args(Manner), *get_args(Phase)))
_VALUE = re.compile(rf"\b(?:act|mood|manner|phase|stage)\s*[:=]\s*(?:{_VALUES})\b", re.IGNORECASE)
_FIELDS = ("budget_words", "may_tell", "minutes_left", "answer_shortly")
_INSIDE_NAME = re.compile(
    rf"\b(?:{'|'.join(name for name in (*Act, *get_args(Tellable), *get_args(Remark), *_FIELDS) if '_' in name)})\b"
)
"""How the program calls things to itself: nobody says "decline_coolly" aloud."""


def _names(persona: str) -> str:
    return "|".join(re.escape(part) for part in (persona, persona.split()[0]))


@cache
def _narrated(persona: str) -> re.Pattern[str]:
    """The professional as somebody in a novel: "Dana sighs." """
    return re.compile(
        rf"(?:^|[.,;:!?] )(?:{_names(persona)})(?: \w+ly)? {_DOES}(?=\s|[.,;!?…]|$)"
        r"|^\W*(?:pauses|sighs|chuckles|laughs|smiles|nods|shrugs|grins)\b(?:\s*[.,;…]|\s+\w+ly\b|$)"
    )


@cache
def _played(persona: str) -> re.Pattern[str]:
    """The professional as a part: "As Dana, I would say", "I'm playing Dana"."""
    names = _names(persona)
    return re.compile(
        rf"\b(?:[Aa]s|[Pp]laying|portraying|role-?playing|responding as|speaking as) (?:{names}),? (?:I|here|the|in)\b"
        rf"|\bI(?:['’]m| am) (?:playing|portraying|role-?playing|simulating) (?:{names})\b"
    )
