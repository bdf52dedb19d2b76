"""Which stretches of a turn ask something: with a question mark, without one, or in the form of a wish to hear.

"ok so like what do u do exactly"          asks
"Walk me through how you got that past finance."   asks
"what I mean is, it's late"                does not
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.observer.clauses import Sentence, without_quotes
from simulator.observer.lexicon import load

_WH = (
    r"(?:what|why|how|where|when|who|whom|which|whose|what's|whats|how's|hows|where's|wheres|who's|whos|where'd|how'd|why'd|"
    r"what'd)"
)
_AUX = (
    r"(?:do|does|did|is|are|was|were|have|has|had|would|could|should|can|will|might|r|'s|'d|'re|don't|didn't|"
    r"isn't|aren't|"
    r"wasn't|won't|doesn't|haven't|may)"
)
_WHOM = (
    r"(?:you|u|it|they|he|she|we|i|there|that|this|these|those|the|a|an|my|your|ur|people|someone|somebody|"
    r"anyone|anybody|"
    r"any|most|one|y'all|yall|some|everyone|everybody|folks|nobody|her|his|their|ya)"
)
_OPENING = (
    r"(?:so|and|but|ok|okay|um|uh|er|well|like|then|now|right|yeah|hm|hmm|oh|also|alright|aight|cool|great|"
    r"sure|wait|anyway|"
    r"first|next|huh|or|because|cause|cuz|plus|my question is|question|one question|quick one|next one|"
    r"the first one is|curious|"
    r"honestly|ha|haha|lol|wow|see|look)"
)
_BARE = re.compile(
    rf"(?:^|[,:;-]\s*|\s(?:so|and|but|or|ok|okay|um|like|then|cuz|well|wait)\s+)(?:{_OPENING}[\s,]+){{0,4}}"
    rf"(?P<ask>{_WH}(?:\s[\w']+){{0,4}}?\s{_AUX}\s+{_WHOM}\b|{_WH}\s(?:u|you|y'all)\s(?:do|did|got|been|think|"
    rf"study|get)\b"
    rf"|(?:where|how|why|what|who)'?d\s+(?:u|you|they|it|he|she)\b|{_AUX}\s+{_WHOM}\s+[\w']+|what if\s|"
    rf"how long\s|how come\s"
    rf"|(?:why|how|what|which|who)\s(?:is|was|are|were|does|did|made|makes|happened|happens|got|comes|came)\b)"
)
_STATEMENT = re.compile(
    r"^(?:what (?:i|we|a|an)\b|how (?:funny|nice|kind|lovely|cool|interesting)|who knows|which (?:is|was|i)\b|when i\b)"
)
_START = re.compile(rf"(?:^|[,:;.-]\s*|\s)(?P<ask>{_WH}\b|{_AUX}\s+{_WHOM}\b)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its place in the turn."""

    sentence: Sentence
    folded: str
    start: int
    end: int
    marked: bool
    """Has its question mark, or is in so many words a request to be told."""


def _tail(sentence: Sentence, at: int) -> Question:
    start, end = sentence.span(at, len(sentence.text))
    return Question(sentence, sentence.folded[at:], start, end, sentence.asks)


def questions(found: Sequence[Sentence]) -> list[Question]:
    """The questions of a turn, small talk included, in order."""
    lexicon = load("questions")
    asked = []
    for sentence in found:
        folded = without_quotes(sentence.folded)
        indirect = lexicon.find("indirect", folded)
        if sentence.asks:
            opening = _START.search(folded) if len(folded) > 60 else None
            at = opening.start("ask") if opening and opening.start("ask") < len(folded) * 0.7 else 0
            asked.append(_tail(sentence, at))
        elif indirect and not lexicon.find("not_indirect", folded):
            start, end = sentence.span(indirect.start(), len(sentence.text))
            asked.append(Question(sentence, sentence.folded[indirect.start() :], start, end, True))
        else:
            bare = _BARE.search(folded)
            if bare and not _STATEMENT.search(folded[bare.start("ask") :]):
                asked.append(_tail(sentence, bare.start("ask")))
    return asked
