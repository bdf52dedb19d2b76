"""Where a sentence puts together what the dossier keeps apart: a degree they never took, a role held elsewhere, a piece
that appeared in another place.

    "your doctorate at Leicester"             an MA at Leicester, no doctorate anywhere
    "at Trellick as chief security officer"   Trellick knew them as an incident responder
    "Fewer, Later, in Drapery Week"           that was the other piece
"""

import re
from collections.abc import Iterator

from simulator.observer.clauses import Sentence
from simulator.observer.contradiction import Contradiction
from simulator.observer.dossier import Dossier, Fact, stems_of
from simulator.observer.words import is_common, is_function, words

_DEGREES = {
    "doctorate": r"ph\.?\s?d|doctorate|doctoral|d\.?phil",
    "master": r"master'?s|masters|msc|m\.sc|mba|mphil|meng|llm|mfa",
    "bachelor": r"bachelor'?s|bachelors|bsc|b\.sc|undergraduate degree|first degree",
}
_HELD = {
    "doctorate": r"\b(?:ph\.?\s?d|doctor\w*|d\.?phil|dr)\b",
    "master": r"\b(?:master\w*|m\.?(?:sc|a|ba|phil|eng|res|ed|s|pt|arch|pp|ph|ch)|mba|ll\.?m|mfa)\b",
    "bachelor": r"\b(?:bachelor\w*|b\.?(?:sc|a|eng|s|ed|arch|com|tech|pt|mus|n)|ll\.?b|bfa|degree|diploma)\b",
}
_CLAIM = (
    r"\b(?:your|you(?:'d|'ve| have| had| did| do| were| got| took| finished| completed)?)"
    r"\s(?:\w+\s){{0,4}}?(?:{degree})\b"
)
_BELOW = frozenset(stems_of("deputy vice assistant associate junior"))
_AS = re.compile(
    r"\bas\s(?:an?\s|the\s|their\s)?(?P<role>(?:[a-z-]+\s){0,3}?[a-z-]+)(?=[,.;:?!]|\s(?:right|there|back|then|and|in|at)\b|$)"
)


def misplaced(sentence: Sentence, known: Dossier) -> Iterator[Contradiction]:
    """Every such place in a sentence about the professional."""
    yield from _degrees(sentence, known)
    yield from _roles(sentence, known)
    yield from _outlets(sentence, known)


def _degrees(sentence: Sentence, known: Dossier) -> Iterator[Contradiction]:
    schools = known.of("education")
    text = " ".join(fact.text.lower() for fact in (*schools, *known.of("career"), *known.of("profile")))
    if not schools or re.search(r"\b(?:my|i'm|i am|i was|mine)\b", sentence.folded):
        return
    for degree, said in _DEGREES.items():
        found = re.search(_CLAIM.format(degree=said), sentence.folded)
        if found and not re.search(_HELD[degree], text):
            yield Contradiction(found.start(), found.end(), 0.7, schools[-1].text)


def _roles(sentence: Sentence, known: Dossier) -> Iterator[Contradiction]:
    """A role said of a place where they had another."""
    said = frozenset(stems_of(sentence.text))
    for line in known.of("career"):
        place = {stem for stem in line.organisation if not is_function(stem) and not is_common(stem)}
        if not place & said - known.organisation:
            continue
        for found in _AS.finditer(sentence.folded):
            if re.search(r"\bme\s*$", sentence.folded[: found.start()]):
                continue
            role = {word.stem for word in words(found["role"]) if not is_function(word.stem)}
            others = {stem for other in known.of("career") for stem in other.role}
            if len(role) >= 2 and len(role & set(line.role)) * 2 < len(role) and role - others:
                yield Contradiction(found.start(), found.end(), 0.65, line.text)
                return
            if _above(stems_of(found["role"]), line) or (
                len(role) == 1 and not role & others and not any(map(is_common, role))
            ):
                yield Contradiction(found.start(), found.end(), 0.6, line.text)
                return


def _above(role: tuple[str, ...], line: Fact) -> bool:
    """Whether a role is the one that they were the deputy of, at that place."""
    role = tuple(stem for stem in role if not is_function(stem))
    places = [at for at in range(len(line.role)) if line.role[at : at + len(role)] == role]
    return bool(role) and bool(places) and all(at and line.role[at - 1] in _BELOW for at in places)


def _outlets(sentence: Sentence, known: Dossier) -> Iterator[Contradiction]:
    """A title beside the name of the place where the other piece appeared."""
    said = frozenset(stems_of(sentence.text))
    pieces = [(fact, _outlet(fact)) for fact in known.of("writing")]
    for fact, place in pieces:
        title = {stem for stem in fact.title if not is_function(stem)}
        if not title or not title <= said or not place:
            continue
        for other, elsewhere in pieces:
            apart = elsewhere - place - title - fact.stems
            if other is not fact and len(apart) >= 1 and apart <= said and not place & said - title:
                yield Contradiction(0, len(sentence.text), 0.7, fact.text)
                return


def _outlet(fact: Fact) -> frozenset[str]:
    """Stems of where a piece appeared: what stands between its title and its summary, without what any outlet is."""
    after = fact.text.split(". ", 1)[1] if ". " in fact.text else ""
    where = after.split(",", 1)[0]
    return frozenset(stem for stem in stems_of(where) if not is_function(stem) and stem not in _ANY)


_ANY = frozenset(
    stems_of(
        "talk article column essay episode podcast post blog interview lecture keynote paper report magazine journal "
        "company piece"
    )
)
