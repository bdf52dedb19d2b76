"""What code knows better than any ear: whether a sentence cites the dossier, and whether it cites it wrongly.

    "In Follow the Freight it comes apart over the invoices."   cites a title   -> research_reference
    "When you left the regulator in 2019"                       it was 2018     -> wrong_fact

Evidence is added up fact by fact: a title, names, rare words, figures. What the professional has said on this call is
no evidence, but tells which fact an elliptical sentence ("Nine weeks early!") is about.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulator.observation import Kind
from simulator.observer import Context
from simulator.observer.candidate import Candidate
from simulator.observer.clauses import Sentence
from simulator.observer.contradiction import Contradiction, heard_or_lived, misnames
from simulator.observer.dossier import Dossier, Fact, dossier, overlap, stems_of, told
from simulator.observer.elsewhere import elsewhere
from simulator.observer.figures import SURE, Figure, agrees, differs, figures, near, within
from simulator.observer.misplaced import misplaced
from simulator.observer.words import Word, content, is_common, is_function, numbers, short_years, words
from simulator.persona import Persona, kept

_CITES = 1.9
"""Evidence from which a sentence counts as a citation."""
_TOPIC = 1.0
"""Evidence from which a sentence is about a fact, so that another figure in it contradicts the fact."""
_NAMED = 2.0
"""What two rare words of a fact count for: its name, as good as."""
_ADDRESSED = re.compile(r"\b(?:you|your|yours|u|ur|you're|you'd|you've|youve|yall|y'all|they|it|its|their|the|thi)\b")
_YOU = re.compile(r"\b(?:you|your|yours|u|ur|you're|you'd|you've|youve|yall|y'all)\b")
_TO_YOU = re.compile(
    r"\b(?:tell|have told|i told|telling|thank|thanks|show|promise|assure|mind|let)\syou\b|\byou\s(?:know|see)\b"
)
"""Said to the professional, and not of them."""
_FOUND = re.compile(
    r"\b(?:i|i've|i'd|we)\s+(?:\w+\s+)?(?:read|saw|see|watched|listened|heard|noticed|found|looked|know|gather|"
    r"understand|learned|"
    r"learnt|believe|loved|liked|enjoyed)\b|\bit says\b|\b(?:article|podcast|talk|piece|profile|page|website|op-ed)\b|"
    r"\b(?:ask|asking|hear|wondering|curious)\s(?:you\s)?(?:more\s)?about\b"
)
_YOUR_PIECE = re.compile(
    r"\byour\s(?P<what>(?:[\w'-]+\s){1,3})(?:article|piece|talk|podcast|column|paper|essay|post|episode|lecture|keynote|op-ed)\b"
)
_YOUR_DEGREE = re.compile(
    r"\b(?:your\s(?:[\w'-]+\s){0,3}"
    r"|you\s(?:did|took|got|finished|read for|started)\s(?:the|that|your|an?)\s(?:[\w'-]+\s)?)"
    r"(?:degree|master'?s|masters|phd|doctorate|diploma|bachelor'?s|ba|bsc|msc|ma|mba)\b"
)
"""A degree by what it was in or where it was taken: there is hardly another word to know it by."""
_DEGREES = frozenset(stems_of("degree master masters phd doctorate diploma bachelor bachelors ba bsc msc ma mba"))
_OWN = re.compile(r"\b(?:i|i'm|im|i've|ive|my|me|we|our|i'd|mine|i'll)\b")
_PRESUPPOSES = re.compile(
    r"\b(?:when|after|before|since|while|once|until|if|that|which|where|from|being|"
    r"having)\b[^,?]{0,20}\b(?:you|your|they|it|the)\b"
)
_NOT_THEN = re.compile(r"\bnow,?\s$|\bif\s(?:you|they|it)\s(?:were|had|was)\b")
"""Before a figure: it is today's, or one that is only imagined."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A fact that a sentence cites, and the words by which it does."""

    fact: Fact
    score: float
    start: int
    end: int
    sure: float = 0.0
    """Of a wrong one: how sure it is that it is wrong."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What has been said before: stems of the professional's, on the whole call and in the last turn, and figures."""

    ever: frozenset[str]
    last: frozenset[str]
    figures: frozenset[float]
    """Whatever number has come up, or is in what the professional knows privately: no research could be wrong there."""


def heard(context: Context) -> Heard:
    """What has been said so far."""
    turns = [
        frozenset(word.stem for word in content(words(turn.text)))
        for turn in context.before
        if turn.speaker == "professional"
    ]
    ever = frozenset().union(*turns)
    figures = _private(context.persona).union(*(_values(turn.text) for turn in context.before))
    return Heard(ever, turns[-1] if turns else frozenset(), figures)


@lru_cache(maxsize=2048)
def _values(text: str) -> frozenset[float]:
    years = (year.value for year in short_years(text))
    return frozenset(number.value for number in numbers(text) if not number.is_plain).union(years)


@kept
def _private(persona: Persona) -> frozenset[float]:
    told_of = [story.text for story in persona.private.stories] + list(persona.private.opinions)
    return frozenset().union(*map(_values, told_of))


def _title(spoken: Sequence[Word], fact: Fact) -> tuple[float, list[Word]]:
    """How much of a title is there, as one stretch of the sentence."""
    telling = {stemmed for stemmed in fact.title if not is_function(stemmed)} or set(fact.title)
    places = [index for index, word in enumerate(spoken) if word.stem in telling]
    if not places:
        return 0.0, []
    best: list[int] = []
    for first, place in enumerate(places):
        window = [other for other in places[first:] if other - place <= len(fact.title) + 1]
        if len({spoken[other].stem for other in window}) > len({spoken[other].stem for other in best}):
            best = window
    hit = [spoken[place] for place in best]
    share = len({word.stem for word in hit}) / len(telling) if telling else 0.0
    capitals = sum(word.capital for word in hit)
    if share == 1 and (len(telling) >= 2 or capitals):
        return (2.2 if capitals >= 2 or not all(map(is_common, telling)) else 1.4), hit
    if share >= 0.6 and len(hit) >= 2:
        return (1.4 if capitals >= 2 else 0.9), hit
    return 0.0, []


def _stance(sentence: Sentence) -> float:
    """Whether a sentence speaks of the professional or of the learner."""
    stance = 0.4 if _ADDRESSED.search(sentence.folded) else 0.0
    if _FOUND.search(sentence.folded):
        return stance + 0.5
    if _OWN.search(sentence.folded) and not _YOU.search(_TO_YOU.sub(" ", sentence.folded)):
        stance -= 1.2
    if sentence.asks and not _PRESUPPOSES.search(sentence.folded):
        stance -= 0.5
    return stance


def cite(sentence: Sentence, known: Dossier, before: Heard) -> tuple[Citation | None, Citation | None]:
    """The fact that a sentence cites best, and the fact that it gets wrong in a figure, where it does either."""
    spoken = words(sentence.text)
    said = frozenset(word.stem for word in spoken)
    fresh, stated = said - before.ever, figures(sentence)
    stance = _stance(sentence)
    right: Citation | None = None
    wrong: Citation | None = None
    echoed = said & before.ever | (before.last - fresh)
    theirs = _YOUR_PIECE.search(sentence.folded)
    piece = frozenset(stems_of(theirs["what"])) if theirs else frozenset()
    degree = bool(_YOUR_DEGREE.search(sentence.folded))
    for fact in known.facts:
        score = overlap(fresh, fact)
        if piece and fact.sort == "writing" and told(piece, fact) >= 1:
            score += 1.0
        if degree and fact.sort == "education" and told(fresh - _DEGREES, fact) >= 1:
            score += 0.6
        title, hit = _title(spoken, fact) if fact.title else (0.0, [])
        if title:
            score = max(score, title + 0.3 * score)
        # what has been said before only tells which fact a figure is about
        topic = score + 0.6 * min(1.5, overlap(echoed, fact)) if stated else score
        matched = [figure for figure in stated if agrees(figure, fact)]
        for figure in matched:
            score += (1.0 if figure.year or near(figure, fact) else 0.6) + 0.5 * min(1.0, topic - score)
        score += stance
        if score >= _CITES and score > (right.score if right else 0.0):
            right = Citation(fact, score, *_span([*_shared(spoken, fresh, fact), *hit, *matched], sentence))
        if stated and stance > -0.5:
            named = bool(title) or told(said, fact) >= _NAMED
            off = _off(sentence, stated, matched, fact, known, before, named, topic + min(stance, 0.4))
            if off and (off[1], topic) > ((wrong.sure, wrong.score) if wrong else (0.0, 0.0)):
                start, end = _span([*_shared(spoken, fresh, fact), *hit], sentence)
                wrong = Citation(fact, topic, min(off[0].start, start), max(off[0].end, end), off[1])
    return right, wrong


def _off(
    sentence: Sentence,
    stated: Sequence[Figure],
    matched: Sequence[Figure],
    fact: Fact,
    known: Dossier,
    before: Heard,
    named: bool,
    topic: float,
) -> tuple[Figure, float] | None:
    """The surest figure that the sentence gives to a fact that has another. `matched` are those that are right, `named`
    is whether the sentence names the fact, `topic` how much it is about it."""
    found: list[tuple[Figure, float]] = []
    for figure in stated:
        sure = differs(figure, fact, known)
        if not sure or figure.value in before.figures:
            continue
        # where one figure is right, another is wrong that is a year too many, or of the very same noun
        if matched and sure < SURE and not (figure.year and _spare_year(matched, fact)):
            continue
        if topic + (_sole(figure, fact, known) if sure >= SURE else 0.0) < _TOPIC:
            continue
        if fact.sort == "education" and not _YOU.search(sentence.folded):
            continue  # it may well be the learner's own
        if _NOT_THEN.search(sentence.folded[: figure.start]) or (fact.until and not _of_line(figure, sentence, fact)):
            continue
        if not any(
            other is not fact and _speaks_of(figure, sentence, other, fact, before, named) for other in known.facts
        ):
            found.append((figure, sure))
    return max(found, key=lambda one: one[1], default=None)


def _spare_year(matched: Sequence[Figure], fact: Fact) -> bool:
    """Whether the fact has a year that none of the right figures is."""
    right = [figure for figure in matched if figure.year]
    return len(right) < max(len(fact.years), 1 + (fact.until is None and not right))


def _sole(figure: Figure, fact: Fact, known: Dossier) -> float:
    """What it counts that this fact alone counts what the figure counts."""
    noun = figure.measure.noun if figure.measure else ""
    if any(noun in one.after for other in known.facts if other is not fact for one in other.measures):
        return 0.0
    return 0.2 if is_common(noun) else 0.6


def _of_line(figure: Figure, sentence: Sentence, fact: Fact) -> bool:
    """Whether a figure is said of a career line: its place or its title are named, for a length of time in the same
    breath."""
    names = {stem for stem in (*fact.organisation, *fact.role) if not is_function(stem) and not is_common(stem)}
    start, end = (0, len(sentence.text)) if figure.year else _widen(sentence, figure.start, figure.end)
    return any(word.stem in names for word in words(sentence.text) if start <= word.start and word.end <= end)


def _speaks_of(figure: Figure, sentence: Sentence, other: Fact, fact: Fact, before: Heard, named: bool) -> bool:
    """Whether a figure belongs to another fact that has it. `named` is whether the sentence names this one."""
    spoken = words(sentence.text)
    if not agrees(figure, other):
        # a year within a career line is of that line only where something else of it is said
        return within(figure, other) and told(frozenset(word.stem for word in spoken) | before.last, other) > 0
    if not (figure.year and named):
        return overlap(frozenset(word.stem for word in spoken) | before.last, other) >= 0.3
    # a year beside the name of what it is said of is the other's only if its own clause speaks of that
    start, end = _narrow(sentence, figure)
    clause = frozenset(
        word.stem
        for word in spoken
        if start <= word.start and word.end <= end and not (figure.start <= word.start < figure.end)
    )
    if not told(clause, fact) and not any(word.end <= figure.start and word.stem in fact.telling for word in spoken):
        return True  # what is named comes after it, in a clause of its own
    return told(clause, other) >= max(0.5 * told(clause, fact), 0.5)


def _shared(spoken: Sequence[Word], fresh: frozenset[str], fact: Fact) -> list[Word]:
    return [word for word in spoken if word.stem in fact.stems and word.stem in fresh]


def _span(anchors: Sequence[Word | Figure], sentence: Sentence) -> tuple[int, int]:
    """From the first to the last of them; all of the sentence, if there are none."""
    if not anchors:
        return 0, len(sentence.text)
    return min(anchor.start for anchor in anchors), max(anchor.end for anchor in anchors)


def _misplaced(sentence: Sentence, known: Dossier, came_up: frozenset[str]) -> Iterator[Contradiction]:
    if _YOU.search(sentence.folded):
        yield from misplaced(sentence, known)
    yield from elsewhere(sentence, known, came_up)


def citations(found: Sequence[Sentence], context: Context) -> list[Candidate]:
    """Right and wrong citations of a turn, the right ones one a fact."""
    known, before, came_up = dossier(context.persona), heard(context), heard_or_lived(context)
    candidates: list[Candidate] = []
    cited: set[str] = set()
    for sentence in found:
        right, wrong = cite(sentence, known, before)
        misnamed = misnames(sentence, known, came_up) or next(_misplaced(sentence, known, came_up), None)
        if misnamed:
            start, end = sentence.span(*_widen(sentence, misnamed.start, misnamed.end))
            candidates.append(Candidate(Kind.WRONG_FACT, start, end, misnamed.confidence, misnamed.fact))
        elif wrong:
            start, end = sentence.span(*_widen(sentence, wrong.start, wrong.end))
            candidates.append(Candidate(Kind.WRONG_FACT, start, end, wrong.sure, wrong.fact.text))
        elif right and right.fact.text not in cited:
            cited.add(right.fact.text)
            start, end = sentence.span(*_widen(sentence, right.start, right.end))
            sure = min(0.95, 0.4 + 0.15 * right.score)
            candidates.append(Candidate(Kind.RESEARCH_REFERENCE, start, end, sure, right.fact.text))
    return candidates


_AND = re.compile(r"\b(?:and|then|but|when|while|before|after)\s")


def _narrow(sentence: Sentence, figure: Figure) -> tuple[int, int]:
    """The clause around a figure, from the last "and" or "when" before it to the next one after it."""
    start, end = _widen(sentence, figure.start, figure.end)
    before = [match.end() for match in _AND.finditer(sentence.folded, start, figure.start)]
    after = _AND.search(sentence.folded, figure.end, end)
    return before[-1] if before else start, after.start() if after else end


_CUT = re.compile(r"[,;:]\s|\s-\s")


def _widen(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The clause around a citation, so that the quote can be read by itself."""
    left, right = 0, len(sentence.text)
    for cut in _CUT.finditer(sentence.folded):
        if cut.end() <= start:
            left = cut.end()
        elif cut.start() >= end:
            right = cut.start()
            break
    return left, right
