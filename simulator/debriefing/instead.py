"""What to say instead: the learner's own sentence, turned into one that would have worked.

    "Is it hard to keep good people?"         ->  "How hard is it to keep good people, and why?"
    "I'd love to work at Northwind one day."  ->  "What is it like to work at Northwind?"
    "Where did you study?"                    ->  "I saw ‘BA in History, ...’. What of it do you still use, ...?"

By plain rules on the words, and by the public fact that the observer found. Nothing private is ever used: what is
offered here could have been said by anybody who had read the dossier and their own sentence.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from simulator.grading.dossier import opening_of, unused
from simulator.grading.evidence import Evidence, Seen
from simulator.grading.question_form import form_of
from simulator.grading.questions import wider
from simulator.grading.scorecard import Scorecard
from simulator.grading.wording import bare, capital, quoted, sentence_at, sentences
from simulator.observation import UNINVITED_ASKS, Kind
from simulator.persona import Persona
from simulator.transcript import Transcript

MOST = 8
"""More than anybody works through after a call."""


@dataclass(frozen=True)
class Instead:
    """A sentence of the learner's, and a better one."""

    turn: int
    observation: int
    """Its place in the scorecard's list."""
    said: str
    """The learner's own words."""
    instead: str
    """In quotation marks."""
    because: str


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _rule(pattern: str, made: Callable[[re.Match[str]], str]) -> _Rule:
    return re.compile(pattern, re.IGNORECASE), made


_REST = r"(?P<rest>[^?.!]+)"
_LEAD = r"(?:^|[,;:–—] *|\b(?:so|and|but|then|well|ok|okay) +)"
_OPENED: tuple[_Rule, ...] = (
    _rule(rf"{_LEAD}do you (?:actually |really )?(?:like|enjoy|love) {_REST}",
          lambda m: f"What do you like about {m['rest']}, and what not?"),
    _rule(rf"{_LEAD}(?:is|was) it (?P<how>(?:very |really |too )?[a-z]+) to {_REST}",
          lambda m: f"How {_plainly(m['how'])} is it to {m['rest']}, and why?"),
    _rule(rf"{_LEAD}(?:is|are) (?P<what>[^?.!]{{2,60}}?) (?:really )?"
          r"(?:needed|necessary|required|worth it|important|useful)\b",
          lambda m: f"What difference does {m['what']} make, and to whom?"),
    _rule(rf"{_LEAD}should (?:i|one|somebody) {_REST}",
          lambda m: f"In my place, what would decide whether you {m['rest']}?"),
    _rule(rf"{_LEAD}would you (?:ever )?recommend {_REST}",
          lambda m: f"What speaks for {m['rest']}, and what against it?"),
    _rule(rf"{_LEAD}(?:did|do) you ever {_REST}", lambda m: f"Tell me about a time when you did {m['rest']}."),
    _rule(rf"{_LEAD}have you ever {_REST}", lambda m: f"What happened when you had {m['rest']}?"),
    _rule(rf"{_LEAD}do you (?P<verb>think|see|expect|believe)(?: that)? {_REST}",
          lambda m: f"How do you {m['verb'].lower()} {m['rest']}, and what makes you say so?"),
    _rule(rf"{_LEAD}did you (?!have|get)(?P<verb>[a-z]+)\b{_REST}?",
          lambda m: f"How did you come to {m['verb'].lower()}{m['rest'] or ''}?"),
    _rule(rf"{_LEAD}do you (?!have|get|want|know|need)(?P<verb>[a-z]+) {_REST}",
          lambda m: f"How do you {m['verb'].lower()} {m['rest']}?"),
)  # fmt: skip
"""Closed questions, opened. Read from the top."""

_WISH = re.compile(
    r"\b(?:love|like|happy|glad|excited|hope|want) to (?P<what>(?:work|be|start|intern|train)\b[^?.!,;]{3,70})",
    re.IGNORECASE,
)
_TAKEN_ON = re.compile(
    r"\b(?:an? |any |the )?(?P<what>intern(?:ship)?s?|trainee(?:ship)?s?|junior\w*|graduate\w*|apprentice\w*)\b",
    re.IGNORECASE,
)
_VOUCH = re.compile(
    r"\b(?:refer\w*|recommend\w*|good word|introduc\w+|forward|pass (?:it |this |my )?on|vouch)\b", re.IGNORECASE
)
_REMEMBER = re.compile(r"\b(?:in mind|think of me|let me know|heads[- ]up|remember me)\b", re.IGNORECASE)
_AS = (("intern", "an intern"), ("trainee", "a trainee"), ("apprent", "an apprentice"), ("grad", "a graduate"))


def instead(transcript: Transcript, persona: Persona, card: Scorecard) -> tuple[Instead, ...]:
    """What to say instead, in the order of the call; one for a place at most."""
    evidence = Evidence.of(transcript, persona, card.observations)
    found: list[Instead] = []
    taken: set[tuple[int, str]] = set()
    for seen in evidence.seen(*Kind):
        better = _better(evidence, seen)
        said = sentence_at(transcript.turns[seen.turn].text, seen.start, seen.end)
        if better and (seen.turn, said) not in taken:
            taken.add((seen.turn, said))
            found.append(Instead(seen.turn, seen.index, said, f"“{better[0].strip('“”')}”", better[1]))
    return tuple(found[:MOST])


def _better(evidence: Evidence, seen: Seen) -> tuple[str, str] | None:
    persona, fact = evidence.persona, seen.observation.fact
    said = sentence_at(evidence.transcript.turns[seen.turn].text, seen.start, seen.end)
    opening = opening_of(fact, persona) if fact else None
    match seen.kind:
        case Kind.ANSWERABLE_QUESTION:
            opening = opening or unused(evidence)
            if opening is None:
                return None
            return opening.line, f"The dossier has it: {opening.fact}. Ask past it."
        case Kind.WRONG_FACT:
            return (opening.line, f"What is public is {opening.fact}.") if opening else None
        case kind if kind in UNINVITED_ASKS:
            return _for_an_ask(said, kind, persona), "The same wish, as a question that can be answered."
        case Kind.SELF_PROMOTION:
            line = f"I have done a little of that. What does it take to do it well in {persona.field}?"
            return line, "Half a sentence about you, and then a question."
        case Kind.RUDE:
            return "I see it differently. What am I missing?", "You may disagree; ask why instead of telling them."
        case Kind.QUESTION:
            return _opened(evidence, seen, said)
    return None


def _for_an_ask(said: str, kind: Kind, persona: Persona) -> str:
    if kind is Kind.RESUME_PUSH:
        return f"What would you want to see from somebody who starts out in {persona.field}?"
    if wish := _WISH.search(said):
        return f"What is it like to {bare(_until(wish['what']))}?"
    if _REMEMBER.search(said):
        return "May I write to you when I know what I have decided?"
    if _VOUCH.search(said):
        return "Whom else should I hear before I decide, and may I say that you sent me?"
    named = _TAKEN_ON.search(said)
    who = next((words for start, words in _AS if named and named["what"].lower().startswith(start)), "a beginner")
    return f"What do you look for when you take on {who}?"


def _until(words: str) -> str:
    """A wish without what one adds to it ("... one day", "... if you are hiring")."""
    return re.split(r"\b(?:one day|some ?day|if|when|because|and|so|after|this|next)\b", words)[0]


def _opened(evidence: Evidence, seen: Seen, said: str) -> tuple[str, str] | None:
    form = form_of(said)
    looked_up = evidence.seen(Kind.ANSWERABLE_QUESTION)
    if form.is_powerful or any(one.turn == seen.turn for one in looked_up):
        return None
    because = "It can be answered in a word; this one can’t."
    asked = next((one for one in reversed(sentences(said)) if one.rstrip().endswith("?")), said)
    for pattern, made in _OPENED:
        if found := pattern.search(asked):
            return capital(_tidy(made(found))), because
    return wider(
        form.theme
    ), because if not form.is_open else f"{quoted(asked)} asks for a fact; ask for what is behind it."


def _plainly(adjective: str) -> str:
    return re.sub(r"^(?:very|really|too) ", "", adjective.lower())


def _tidy(text: str) -> str:
    return re.sub(r" +([?,])", r"\1", re.sub(r"\s+", " ", text))
