"""What else a learner does in a turn: who they are, why they call, the clock, thanks, the close, and bad manners."""

import re
from collections.abc import Sequence

from simulator.observation import Kind
from simulator.observer import Context
from simulator.observer.candidate import Candidate
from simulator.observer.clauses import Sentence, without_quotes
from simulator.observer.lexicon import Lexicon, load
from simulator.observer.words import fold, words

_PLAIN = (
    Kind.INTRODUCES_BACKGROUND,
    Kind.STATES_DIRECTION,
    Kind.STATES_PURPOSE,
    Kind.NO_JOB_DISCLAIMER,
    Kind.CONTACT_ASK,
    Kind.STAY_IN_TOUCH,
    Kind.TIME_CHECK,
    Kind.WRAP_UP,
    Kind.THANKS,
    Kind.RUDE,
)
UNMISTAKABLE = 0.95
"""Confidence in what is an insult whatever else is said."""
_OPENING = frozenset({Kind.INTRODUCES_BACKGROUND, Kind.STATES_DIRECTION, Kind.STATES_PURPOSE})
"""What belongs to an opening: said later, unasked, the same words mostly tell something else. Of what sounds like a
background after the opening, one in fifteen was one; in it, seven in ten."""
_EARLY = 2
"""Learner's turns up to which a call is still opening."""
_OF_THEM = re.compile(r"\b(?:you|your|yours|you're|you've|you'd)\b")
_OF_SELF = re.compile(r"\b(?:i|i'm|im|i've|ive|i'd|my|me|mine|we|we're|our)\b")
_ABOUT_LEARNER = re.compile(r"\b(?:you|your|yourself|yours)\b[^.!?]{0,90}\?")


def _room_to_introduce(context: Context) -> bool:
    """Whether the call is still opening, or the professional has just asked the learner about themselves."""
    if sum(turn.speaker == "learner" for turn in context.before) <= _EARLY:
        return True
    last = context.before[-1]
    return last.speaker == "professional" and bool(_ABOUT_LEARNER.search(fold(last.text)))


def _said(lexicon: Lexicon, kind: Kind, folded: str) -> bool:
    """Whether the words of a kind stand there in its sense: "I'm looking for a first post", not "I'm not looking"."""
    other = f"not_{kind}"
    if other not in lexicon.groups:
        return lexicon.find(kind, folded) is not None
    pattern, start = lexicon.groups[kind], 0
    while match := pattern.search(folded, start):
        instead = lexicon.find(other, match[0])
        if not instead:
            return True
        start = match.start() + instead.end()
    return False


def _boasts(found: Sequence[Sentence]) -> Candidate | None:
    lexicon = load("moves")
    hits = [(sentence, lexicon.all("boast", without_quotes(sentence.folded))) for sentence in found]
    hits = [(sentence, matches) for sentence, matches in hits if matches]
    count = sum(len(matches) for _, matches in hits)
    length = sum(len(words(sentence.text)) for sentence in found)
    boastful = sum(len(words(sentence.text)) for sentence, _ in hits)
    if count >= 2 and boastful >= 0.35 * length:
        sentence = max(hits, key=lambda hit: len(hit[1]))[0]
        return Candidate(Kind.SELF_PROMOTION, sentence.start, sentence.end, min(0.9, 0.5 + 0.1 * count))
    return None


def moves(found: Sequence[Sentence], context: Context) -> list[Candidate]:
    """Everything but questions, asks and follow-ups: at most one of a kind a turn, the first."""
    lexicon = load("moves")
    candidates: dict[Kind, Candidate] = {}
    opening = _room_to_introduce(context)
    for sentence in found:
        folded = without_quotes(sentence.folded)
        for kind in _PLAIN:
            if kind in candidates or (kind in _OPENING and not opening):
                continue
            if kind is Kind.INTRODUCES_BACKGROUND and _OF_THEM.search(folded) and not _OF_SELF.search(folded):
                continue  # "You were a tester yourself for six years"
            if _said(lexicon, kind, folded):
                candidates[kind] = Candidate(kind, sentence.start, sentence.end, 0.75)
        if lexicon.find("rude_sure", folded):
            candidates[Kind.RUDE] = Candidate(Kind.RUDE, sentence.start, sentence.end, UNMISTAKABLE)
        offer = lexicon.find(Kind.TWO_WAY_OFFER, folded)
        if offer and Kind.TWO_WAY_OFFER not in candidates:
            candidates[Kind.TWO_WAY_OFFER] = Candidate(Kind.TWO_WAY_OFFER, sentence.start, sentence.end, 0.7)
    boast = _boasts(found)
    if boast:
        candidates[boast.kind] = boast
    return list(candidates.values())
