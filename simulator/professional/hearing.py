"""The learner's words -> what was asked, for a professional without a language model.

    hear("How did you get into this? And is the pay any good?").questions
    ->  (Question("How did you get into this?", {"path": 2.0}, ...),
         Question("And is the pay any good?", {"pay": 2.0}, ...))

This is no second observer: it says nothing of what a turn is worth, only what it is about. The cues are in
`prompts/topics.yaml`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from simulator.document import read_as
from simulator.persona import Topic
from simulator.resources import prompts_dir

Intent = Literal[
    "program",
    "repeat",
    "time_check",
    "thanks",
    "how_are_you",
    "hear_me",
    "greeting",
    "goodbye",
    "resume",
    "two_way",
    "further",
    "picks_up",
    "ask_me",
    "smalltalk_question",
    "silence",
    "unclear",
    "language",
]
"""What a turn does besides asking about the work."""

STRONG, WEAK, MOST = 2.0, 1.0, 3.0
"""What a strong and a weak cue count, and the most that one topic gets out of one question."""

LONGEST = 2_500
"""Characters of a turn that are listened to: more than anybody says at one go, and a bound on the work."""

FEWEST_WORDS = 3
"""Less than this is no question of its own."""

LEAD_UP = 2
"""Sentences before a question that are heard with it."""

REMEMBERED = 2048
"""Texts of which it is kept what they are about, the sentences of some fifty calls: each is looked at several times."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_QUESTION_LIKE = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|well|also|then|now|hm+|um+|oh|right|great|thanks|yes|no)\W+)*"
    r"(?:what|how|why|who|whom|whose|where|when|which|whats|hows|whys|wheres|whos|do|does|did|is|are|was|were|have"
    r"|has|had|can|could|would|should|will|may|tell|walk|talk me|take me|describe|explain|give me)\b"
    r"|\b(?:i(?:'d| would)? (?:\w+ )?(?:love|like|want|wanted|be curious|be interested) to"
    r" (?:hear|know|learn|see|understand)|i(?:'m| am| was)? (?:\w+ )?(?:wondering|curious|wonder)"
    r"|my (?:\w+ )?question)\b"
)
_REACTION = re.compile(
    r"^\W*(?:(?!how|what|why|who|where|when|which)\w+\W+){0,2}(?:did|were|was|had)"
    r" (?:you|they|he|she|it|that|any(?:body|one)|every(?:body|one))"
    r"(?: \w+){1,4}\W*$"
)
"""A short yes-or-no question on what was told: "Did you feel silly?"."""
_POINTER = re.compile(r"\b(?:it|that|this|they|them|he|him|she|her|those|these)\b")
_SECOND_HALF = re.compile(
    r"\W+(?=(?:and|also|plus|or)\W+"
    r"(?:what|how|why|who|where|when|which|do you|did you|does|is it|are there|would you"
    r"|can (?:i|you|one|people)|could you|what's|how's)\b)"
)


_BEFORE, _AFTER = r"(?<!\w)", r"(?!\w)"


def _whole_words(cue: object) -> object:
    return re.compile(f"{_BEFORE}(?:{cue}){_AFTER}") if isinstance(cue, str) else cue


Words = Annotated[frozenset[str], BeforeValidator(lambda value: value.split() if isinstance(value, str) else value)]
"""Words, told apart by white space."""
Cue = Annotated[re.Pattern[str], BeforeValidator(_whole_words)]
"""A regular expression that is looked for between the ends of words."""


class TopicCues(BaseModel):
    """How one topic is told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    near: tuple[Topic, ...]
    stories: bool = False
    yields_to: tuple[Topic, ...] = ()
    strong: tuple[Cue, ...]
    weak: tuple[Cue, ...]


class Cues(BaseModel):
    """`prompts/topics.yaml`, read. Every topic must have its cues."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["topics/1"]
    topics: Mapping[Topic, TopicCues]
    intents: Mapping[Intent, tuple[Cue, ...]]
    used_up: tuple[Cue, ...]
    learner_stops: frozenset[str]
    never_echo: frozenset[str]
    not_names: frozenset[str]
    stopwords: Words
    taken_care_of: Words
    foreign: Words
    synonyms: tuple[Annotated[tuple[str, ...], Field(min_length=2)], ...]

    @field_validator("topics")
    @classmethod
    def _all_topics(cls, value: Mapping[Topic, TopicCues]) -> Mapping[Topic, TopicCues]:
        if missing := set(get_args(Topic)) - set(value):
            raise ValueError(f"no cues for {', '.join(sorted(missing))}")
        return value


@dataclass(frozen=True)
class Question:
    """One thing that was asked (or said): its topics with their weight (0 to 3), and its content words, stemmed."""

    text: str
    topics: Mapping[Topic, float]
    stems: frozenset[str]
    further: bool
    """Whether it only goes on from what was said before: "Why?", "How did they take it?"."""
    picks_up: bool = False
    """Whether it takes up something from earlier in the call: "You said that ..."."""
    around: frozenset[str] = frozenset()
    """Content words of what led up to it in the same turn."""
    context: str = ""
    """The question with what led up to it."""
    points: bool = False
    """Whether a word of it points back: "Did they?"."""

    @property
    def top(self) -> Topic | None:
        """What it is mostly about."""
        return max(self.topics, key=lambda topic: self.topics[topic], default=None)


@dataclass(frozen=True)
class Hearing:
    """What the learner's turn is about."""

    text: str
    questions: tuple[Question, ...]
    whole: Question
    """The turn taken as one."""
    intents: frozenset[Intent]

    def has(self, *intents: Intent) -> bool:
        """Whether the turn does any of these."""
        return any(intent in self.intents for intent in intents)


@cache
def cues() -> Cues:
    """The cues that came with the program."""
    return read_as(prompts_dir() / "topics.yaml", Cues)


@cache
def _canonical() -> Mapping[str, str]:
    return {_root(word): _root(row[0]) for row in reversed(cues().synonyms) for word in row}


def _any_of(cues_: Sequence[Cue]) -> Cue:
    """One expression that finds something wherever one of the cues does: looked for first, it spares most of them."""
    bare = (cue.pattern.removeprefix(_BEFORE).removesuffix(_AFTER) for cue in cues_)
    return re.compile(f"{_BEFORE}(?:{'|'.join(bare)}){_AFTER}")


@cache
def _any_of_topic() -> Mapping[Topic, Cue]:
    return {topic: _any_of((*of_topic.strong, *of_topic.weak)) for topic, of_topic in cues().topics.items()}


@cache
def _any_of_intent() -> Mapping[Intent, Cue]:
    return {intent: _any_of(of_intent) for intent, of_intent in cues().intents.items()}


@cache
def _silent() -> frozenset[str]:
    return cues().stopwords | cues().taken_care_of


def label(topic: Topic) -> str:
    """The topic as one says it: "ask me about ..."."""
    return cues().topics[topic].label


def calls_for_stories(topic: Topic) -> bool:
    """Whether a story is the better answer to a question on the topic."""
    return cues().topics[topic].stories


def near(topic: Topic) -> tuple[Topic, ...]:
    """What lies next to a topic, nearest first."""
    return cues().topics[topic].near


def hear(text: str) -> Hearing:
    """What a turn is about. Never raises, for any text."""
    heard = plain(text)
    parts = [part for part in re.split(r"(?<=[.!?…])\s+|\n+", heard) if part.strip()]
    asked: list[Question] = []
    for number, part in enumerate(parts):
        if _is_question(part):
            lead = " ".join(parts[max(0, number - LEAD_UP) : number])
            asked.extend(_question(half, lead) for half in _halves(part))
    return Hearing(heard, tuple(asked), _question(heard), frozenset(_intents(heard)))


def different(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions that are about different things; one that only goes on from another is left out."""
    kept: list[Question] = []
    for question in questions:
        if not kept or (
            question.topics and not question.further and all(question.top != earlier.top for earlier in kept)
        ):
            kept.append(question)
    return tuple(kept)


def topics_of(text: str) -> dict[Topic, float]:
    """The topics that a text touches, with their weight (0 to 3)."""
    return dict(_touched(text.lower()))


@lru_cache(maxsize=REMEMBERED)
def _touched(lowered: str) -> Mapping[Topic, float]:
    found: dict[Topic, float] = {}
    for topic, of_topic in cues().topics.items():
        if not _any_of_topic()[topic].search(lowered):
            continue
        strong = sum(STRONG for cue in of_topic.strong if cue.search(lowered))
        weak = sum(WEAK for cue in of_topic.weak if cue.search(lowered))
        if weight := min(MOST, strong + weak):
            found[topic] = weight
    # "Which degree would you advise?" is about education, for all its advising
    yielding = [
        topic for topic in found if any(found.get(other, 0) >= STRONG for other in cues().topics[topic].yields_to)
    ]
    return {topic: weight / 2 if topic in yielding else weight for topic, weight in found.items()}


@lru_cache(maxsize=REMEMBERED)
def stems(text: str) -> frozenset[str]:
    """The content words of a text, stemmed, near-synonyms as one."""
    canonical, silent = _canonical(), _silent()
    roots = (_root(word) for word in _words(text) if word not in silent and len(word) > 2)
    return frozenset(canonical.get(root, root) for root in roots)


def plain(text: str) -> str:
    """The text as it is listened to: of bounded length, without tags, with plain quotes and spaces."""
    text = text[:LONGEST].replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return re.sub(r"[^\S\n]+", " ", _TAG.sub(" ", text)).strip()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def _root(word: str) -> str:
    """A light stemmer: enough to let "nurses" find "nurse" and "deciding" find "decide"."""
    word = word.removesuffix("'s")
    for suffix, instead in (
        ("iest", "y"),
        ("ies", "y"),
        ("ied", "y"),
        ("ingly", ""),
        ("edly", ""),
        ("ing", ""),
        ("ed", ""),
        ("ly", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith(("ss", "us")):
            word = word.removesuffix(suffix) + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def _is_question(sentence: str) -> bool:
    return sentence.rstrip(" \"')").endswith("?") or bool(_QUESTION_LIKE.search(sentence.lower()))


def _halves(part: str) -> list[str]:
    """Two questions in one sentence; "Ok, and what about the pay?" is one."""
    halves = _SECOND_HALF.split(part)
    return [part] if any(len(_WORD.findall(half)) < FEWEST_WORDS for half in halves) else halves


def _question(text: str, lead: str = "") -> Question:
    lowered, topics, content, intents = text.lower(), topics_of(text), stems(text), _any_of_intent()
    if "writing" not in topics and topics_of(lead).get("writing", 0) >= STRONG:
        topics["writing"] = WEAK  # "In your article ... . What did you leave out?"
    further = bool(intents["further"].search(lowered))
    # "Who was against it?": hardly any words of its own, and one that points back
    points_back = len(content) <= 2 and max(topics.values(), default=0) < STRONG and bool(_POINTER.search(lowered))
    reacts = bool(_REACTION.search(lowered)) and max(topics.values(), default=0) < STRONG
    picks_up = bool(intents["picks_up"].search(f"{lead} {text}".lower()))
    around, context = stems(lead), f"{lead} {text}".strip()
    points = bool(_POINTER.search(lowered))
    return Question(text, topics, content, further or points_back or reacts, picks_up, around, context, points)


def _mostly_latin(text: str) -> bool:
    if text.isascii():
        return True
    letters = [character for character in text if character.isalpha()]
    return sum(letter < "\u0250" for letter in letters) >= 0.6 * len(letters)


def _intents(heard: str) -> list[Intent]:
    words = _words(heard)
    if not heard:
        return ["silence"]
    if not words:
        return ["unclear"]
    lowered = heard.lower()
    found: list[Intent] = [intent for intent, of_intent in _any_of_intent().items() if of_intent.search(lowered)]
    english = sum(word in cues().stopwords for word in words)
    foreign = sum(word in cues().foreign for word in words)
    if not _mostly_latin(heard) or (foreign >= 2 and foreign > english):
        found.append("language")
    elif not found and not english and not topics_of(heard):
        found.append("unclear")
    return found
