"""Where a sentence about the professional names what the dossier does not: another title, school, employer, role.

Figures are held against the facts in `figures.py`; here it is names. Only what is plainly said of the professional
counts, and only where the dossier would know.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from simulator.meaning import meaning
from simulator.observer import Context
from simulator.observer.clauses import Sentence
from simulator.observer.dossier import Dossier, Fact, capitalised, stems_of
from simulator.observer.words import is_common, is_function, words
from simulator.persona import Persona, kept

_YOU = re.compile(r"\b(?:you|your|yours|u|ur|you're|you'd|you've|youve)\b")
_LEARNER = re.compile(
    r"\b(?:i'm|im|i am|i was|i've been|i work|i worked|i study|i studied|i did|i got|i go|i went|my|we|me)\b"
)
_STUDIED = re.compile(
    r"\byou(?:'d|'ve| have| had)?\s(?:\w+\s)?(?:studied|majored in|did|read|(?:took|have|had|got)(?=\s[^,.;?]{0,30}"
    r"\b(?:degree|diploma|master|bachelor|phd|certificate)))\s(?:an?\s|your\s|a degree in\s)?"
    r"(?P<what>[a-z][a-z ]{3,40}?)\s(?:at|in college|at college|from|degree|in school|back at|up at)\b"
)
_NO_SUBJECT = re.compile(r"\b(?:doctor\w*|master\w*|bachelor\w*|ph\.?d|years?|months?|weeks?|days?|time|stint)\b")
"""A degree, whose kind is held against the dossier elsewhere, or a length of time, which nobody studies."""
_WAS_AT = re.compile(
    r"\b(?:you|your)\b[^.!?]{0,40}\b(?:were|was|worked|work|trained|spent|came|moved|left|joined|time|days|"
    r"years|stint|job|interned|"
    r"studied|degree|went|graduated|started|been|weren't)\b[^.!?]{0,25}\b(?:at|for|with|from|left|joined|join|"
    r"leave)\s(?:the\s|that\s)?$"
)
_RECALLS = re.compile(
    r"\b(?:right|i looked|i read|i saw|i think|i believe|wasn't it|isn't it|i heard|i gather|didn't you|"
    r"weren't you|wasn't she)\b|\?"
)
_PLACE = re.compile(r"(?:^|\b(?:at|from|for|in|with)\s)(?:the\s)?$")
_ROLE = re.compile(
    r"\b(?:you(?:'re|\sare|\swere|\sused to be|'d been|\shad been|\sbecame|'ve been|\shave been|"
    r"\sstarted(?: out)? as|\sbegan as|\sworked as|"
    r"\strained as)|(?:as|being|been)\s(?=[^,?]{0,30}\b(?:you|your)\b)|^as)\s(?P<role>(?:(?:an?|"
    r"the)\s)?(?:[a-z-]+\s){0,2}?[a-z-]+)"
    r"(?=\s(?:at|for|before|of|in|over|there|then|and|when|until|with|on|once|first|by|you|who)\b|[,.;:?!]|$)"
)
_PIECE = re.compile(
    r"\b(?:your|the)\s(?:\w+\s){0,3}?(?:piece|article|talk|post|podcast|column|paper|book|op-ed|essay|webinar|"
    r"lecture|blog|episode|"
    r"interview|keynote|report|story|chapter|memo|one)\b[^.!?]{0,14}?$"
)
_PIECE_ABOUT = re.compile(
    r"\byour\s(?:\w+\s){0,2}?(?:piece|article|talk|post|podcast|column|paper|book|op-ed|essay|webinar|lecture|blog|"
    r"episode|interview|keynote|report)\s(?:\w+\s){0,2}?(?:about|on)\s(?P<what>[^,.;:?!()]{3,70}?)"
    r"(?=\s(?:and|but|which|that|where|when|is|was|were|are|i|you|so|in|from|at)\b|[,.;:?!()]|$)"
)
_UNLIKE = 0.08
"""Cosine: a subject less like every piece of theirs is none of theirs. Of what a piece was called in other words than
its own, nothing that was tried came below 0.09; of other subjects two in three."""
_QUOTE = re.compile(r"[\"“]([^\"”]{3,80})[\"”]")
_BELOW = {"deputy", "vice", "assistant", "associate", "junior", "co"}
_TITLES = frozenset(
    {"director", "partner", "president", "chief", "manager", "head", "ceo", "chair", "dean", "principal", "editor"}
)
_ANYBODY = frozenset(
    stems_of(
        "kid child student young bit lot fan person man woman girl boy guy beginner big small able ready sorry "
        "right sure kind good "
        "great nervous busy happy new old little scared worried born there here about still really always only "
        "going talking saying "
        "looking trying doing making working running living getting supposed allowed asked told given hired "
        "offered promoted made "
        "used proud lucky tired afraid alone wrong interviewing starting sitting writing learner twenty thirty "
        "forty human model program "
        "bot ai computer hard tough free late quiet honest brave surprised done gone back away up down over "
        "out in on off stuck"
    )
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The words that are wrong, as offsets into the sentence, and the fact as it stands."""

    start: int
    end: int
    confidence: float
    fact: str


def _first(known: Dossier, sort: str) -> str:
    return next((fact.text for fact in known.facts if fact.sort == sort), known.facts[0].text if known.facts else "")


def heard_or_lived(context: Context) -> frozenset[str]:
    """Stems of everything that has been said, and of what the persona knows privately: no research could be wrong
    there."""
    return _private(context.persona).union(*(_stems(turn.text) for turn in context.before))


@lru_cache(maxsize=2048)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems_of(text))


@kept
def _private(persona: Persona) -> frozenset[str]:
    private = persona.private
    texts = [story.text for story in private.stories] + list(private.opinions)
    texts += [f"{contact.name} {contact.role} {contact.why}" for contact in private.contacts]
    return frozenset(stem for text in texts for stem in stems_of(text))


def _spans_of_names(sentence: Sentence) -> list[tuple[int, int]]:
    quoted = [match.span(1) for match in _QUOTE.finditer(sentence.text)]
    loose = [
        (start, end)
        for start, end in capitalised(sentence.text)
        if not any(left < end and start < right for left, right in quoted)
        and any(map(str.isupper, sentence.text[start:end]))
    ]
    return quoted + loose


def _nearly(said: tuple[str, ...], known: Dossier) -> Fact | None:
    """The fact whose title or name is said with a word changed: as long, more than half of the words right and in
    place."""
    if len(said) < 3 or said in known.phrases:
        return None
    for phrase in known.phrases:
        if len(phrase) != len(said):
            continue
        other = [left for left, right in zip(said, phrase, strict=True) if left != right]
        if 0 < len(other) <= len(said) / 2 and len(said) - len(other) >= 2 and not all(map(is_function, other)):
            return next((fact for fact in known.facts if set(phrase) <= set(stems_of(fact.text))), None)
    return None


def _names(sentence: Sentence, known: Dossier, heard: frozenset[str]) -> Iterator[Contradiction]:
    about_learner = bool(_LEARNER.search(sentence.folded))
    for start, end in _spans_of_names(sentence):
        said = stems_of(sentence.text[start:end])
        name = {stem for stem in said if not is_function(stem)}
        before = sentence.folded[:start].rstrip("\"'") if start else ""
        if not name or name & known.person:
            continue
        near = _nearly(said, known)
        if near:
            yield Contradiction(start, end, 0.7, near.text)
        elif len(name) >= 2 and _PIECE.search(before) and not _is_title(name, known, heard):
            yield Contradiction(start, end, 0.7, _first(known, "writing"))
        elif _WAS_AT.search(before) and not about_learner:
            if not name & known.known and not name & heard:
                yield Contradiction(start, end, 0.6, _first(known, "career"))
            elif not name & known.lived and not name & heard:
                near = next((fact for fact in known.facts if name & fact.stems), None)
                # who joined up with a firm that the news says it joined up with has read the news
                if near is None or near.sort != "organisation":
                    yield Contradiction(start, end, 0.55, near.text if near else _first(known, "career"))
        elif (
            start
            and _PLACE.search(before)
            and not about_learner
            and _RECALLS.search(sentence.folded)
            and len(words(sentence.text)) <= 12
            and sentence.number == 0
            and not name & known.known
            and not name & heard
        ):
            yield Contradiction(start, end, 0.5, _first(known, "education"))


def _is_title(name: set[str], known: Dossier, heard: frozenset[str]) -> bool:
    """Whether a name that is said of a piece of writing is a title of theirs, or something else that has come up."""
    return any(2 * len(name & set(phrase)) > len(name) for phrase in known.phrases) or name <= heard


def _schooling(sentence: Sentence, known: Dossier) -> Iterator[Contradiction]:
    education = [fact for fact in known.facts if fact.sort == "education"]
    match = _STUDIED.search(sentence.folded)
    if not match or not education or _NO_SUBJECT.search(match["what"]):
        return
    subject = {stem for stem in stems_of(match["what"]) if not is_function(stem) and not is_common(stem)}
    if subject and not subject & {stem for fact in education for stem in fact.stems}:
        yield Contradiction(match.start(), match.end(), 0.6, education[0].text)


def _no_such_piece(sentence: Sentence, known: Dossier, heard: frozenset[str]) -> Iterator[Contradiction]:
    """Something that they wrote, by a subject on which they wrote nothing."""
    for match in _PIECE_ABOUT.finditer(sentence.folded):
        said = {stem for stem in stems_of(match["what"]) if not is_function(stem) and not is_common(stem)}
        if said and not said & known.known and not said & heard and not _written_of(match["what"], known):
            yield Contradiction(match.start(), match.end(), 0.7, _first(known, "writing"))


def _written_of(subject: str, known: Dossier) -> bool:
    # as rare as this is, it may take some milliseconds: shared words have been looked for before
    asked, writing = meaning(subject).whole, [fact for fact in known.facts if fact.sort == "writing"]
    return any(float(asked @ meaning(fact.text).whole) >= _UNLIKE for fact in writing)


def _roles(sentence: Sentence, known: Dossier, heard: frozenset[str]) -> Iterator[Contradiction]:
    for match in _ROLE.finditer(sentence.folded):
        held = [word for word in words(match["role"]) if not is_function(word.stem)]
        article = re.match(r"(?:an?|the)\s", match["role"])
        if (
            not held
            or any(word.stem in _ANYBODY for word in held)
            or re.search(r"\bif\b", sentence.folded[: match.start()])
        ):
            continue
        last = held[-1]
        strange = [word.stem not in known.known and word.stem not in heard for word in held]
        if (last.text in _TITLES and any(strange)) or (
            last.text in _TITLES and len(held) == 1 and _only_below(last.text, known)
        ):
            yield Contradiction(match.start(), match.end(), 0.6, _first(known, "career"))
        elif (
            article
            and match["role"].startswith(("a ", "an "))
            and not is_common(last.stem)
            and strange[-1]
            and not _kin_of_a_role(last.text, known)
        ):
            yield Contradiction(match.start(), match.end(), 0.5, _first(known, "career"))


def _kin_of_a_role(role: str, known: Dossier) -> bool:
    """Whether the dossier has a role that begins alike: who was a fisher was a fisherman."""
    lines = [fact for fact in known.facts if fact.sort in {"career", "profile"}]
    return any(held.startswith(role[:4]) for fact in lines for held in fact.stems)


def _only_below(role: str, known: Dossier) -> bool:
    """Whether the dossier knows this title only with a "deputy" or the like in front of it."""
    before = [
        spoken[index - 1].text if index else ""
        for fact in known.facts
        if fact.sort in {"career", "profile"}
        for spoken in [words(fact.text)]
        for index, word in enumerate(spoken)
        if word.text == role
    ]
    return bool(before) and all(word in _BELOW for word in before)


def misnames(sentence: Sentence, known: Dossier, heard: frozenset[str]) -> Contradiction | None:
    """The surest wrong name, school or role in a sentence about the professional; `heard` is what has come up."""
    if not known.facts:
        return None
    found = [*_names(sentence, known, heard), *_no_such_piece(sentence, known, heard)]
    if _YOU.search(sentence.folded):
        found += [*_schooling(sentence, known), *_roles(sentence, known, heard)]
    return max(found, key=lambda wrong: wrong.confidence, default=None)
