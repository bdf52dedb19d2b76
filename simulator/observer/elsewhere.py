"""Where a sentence gives something that the dossier knows to another place, another house, another kind of piece.

"You opened in Hanoi in 2022"                   the office is in Ho Chi Minh City
"as terminal manager at Corley Transport"       they were that at Gulf & Plains
"Nobody Reads the Sequence, that podcast"       it stood in a journal
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from simulator.observer.clauses import Sentence
from simulator.observer.contradiction import Contradiction
from simulator.observer.dossier import Dossier, Sort, stems_of, told
from simulator.observer.words import Word, is_common, is_function, stem, words

_PLACE = re.compile(r"\b(?P<before>[Ii]n|[Yy]our|[Tt]he|[Tt]hat)\s(?P<place>[A-Z][\w'-]+(?:\s[A-Z][\w'-]+){0,2})")
_OCCASION = re.compile(
    r"\s(?:\w+\s)?(?:hub|office|talk|conference|congress|forum|meeting|summit|branch|plant|event|festival|site|paper)\b"
)
_HELD_IN = re.compile(
    r"\b(?:(?:talk|lecture|keynote|speech|conference|forum|meet\w*|summit|congress|days?|expo|festival|spoke|speak|said|"
    r"gave|presented|paper|column|film|showed|shown)\W+(?:\w+\W+){0,3}|(?:was|were|one)\W+(?:\w+\W+)?)$"
)
"""Before the place of a piece: what takes place somewhere. A man whom a talk tells of may be from anywhere."""
_NO_PLACES = frozenset(
    stems_of(
        "january february march april may june july august september october november december monday tuesday "
        "wednesday thursday friday saturday sunday christmas easter english spanish french german latin"
    )
)
_MINE = re.compile(r"\b(?:i'm|i am|i was|i live|i work|i study|my|mine|me|we|our|us|here)\b")
_UNREAL = re.compile(r"\b(?:would|could|should|might|can|will|if|than|next|someone|somebody)\b")
_THERE = re.compile(
    r"\b[Ii]n (?:the )?((?:[A-Z][\w'-]+)(?: [A-Z][\w'-]+){0,3})|\bits ((?:[A-Z][\w'-]+ )+)(?:office|hub|branch)"
)
_ABOUT = 1.0
"""What of a fact has to be said, apart from the place, for a sentence to be about it."""
_THEN = stem("then")
_BETWEEN_SAID = "at with for in of the a an as over there that wasn't isn't weren't it right um uh your"
_BETWEEN = frozenset(_BETWEEN_SAID.split())
_KINDS = {
    "podcast": r"podcast|episode",
    "talk": r"talk|lecture|keynote|webinar|speech|panel|address|presentation|symposium",
    "film": r"film|documentary|movie",
}
_KIND_OF = {kind: re.compile(rf"\b(?:{said})s?\b") for kind, said in _KINDS.items()}
_CALLED = {
    kind: re.compile(rf"\b(?:your|the|that|a)\s(?:{said})\b(?!\s(?:about|on)\b)") for kind, said in _KINDS.items()
}


def elsewhere(sentence: Sentence, known: Dossier, heard: frozenset[str]) -> Iterator[Contradiction]:
    """Every such thing in a sentence; `heard` are stems of what has come up on the call."""
    if not known.facts:
        return
    yield from _places(sentence, known, heard)
    yield from _houses(sentence, known)
    yield from _kinds(sentence, known)


def _places(sentence: Sentence, known: Dossier, heard: frozenset[str]) -> Iterator[Contradiction]:
    if _UNREAL.search(sentence.folded) or _MINE.search(sentence.folded):
        return
    said = frozenset(stems_of(sentence.text))
    for found in _PLACE.finditer(sentence.text):
        (start, end), before = found.span("place"), sentence.folded[: found.start("place")]
        place = {each for each in stems_of(sentence.text[start:end]) if not is_function(each) and not each.isdigit()}
        inside = found["before"].casefold() == "in"
        if (
            not (inside or _OCCASION.match(sentence.folded, end))
            or not place
            or place & (_NO_PLACES | heard | known.organisation | known.person)
        ):
            continue
        rest = said - place
        fact = max(known.facts, key=lambda each: told(rest, each))
        home = _home(fact.text, fact.sort)
        if fact.sort == "writing" and inside and not _HELD_IN.search(before):
            continue
        if told(rest, fact) < _ABOUT or not home or home & said or place & fact.stems:
            continue
        if place & frozenset(stems_of(known.place)) or any(
            place & other.stems and told(rest, other) > 0 for other in known.facts if other is not fact
        ):
            continue
        yield Contradiction(start, end, 0.6 if place & known.known else 0.65, fact.text)


@lru_cache(maxsize=2048)
def _home(text: str, sort: Sort) -> frozenset[str]:
    """Stems of the place where a fact has it; empty, where it names none."""
    if sort == "organisation":
        named = [match[1] or match[2] for match in _THERE.finditer(text)]
        return frozenset(each for name in named for each in stems_of(name)) - _NO_PLACES
    line = text.split(". ", 1)[-1].split(". ", 1)[0] if sort == "writing" else text
    parts = [part.strip() for part in line.split(",") if part.strip() and not part.strip().isdigit()]
    if len(parts) < 3 or sort == "profile":
        return frozenset()
    last = parts[-1].split()
    return (
        frozenset(stems_of(parts[-1])) if len(last) <= 3 and all(part[:1].isupper() for part in last) else frozenset()
    )


def _houses(sentence: Sentence, known: Dossier) -> Iterator[Contradiction]:
    """A title that they held, at a house where they held another."""
    spoken = words(sentence.text)
    said = frozenset(word.stem for word in spoken)
    lines = known.of("career")
    named = [line for line in lines if _house(line.organisation) & said]
    if not named or len({_house(line.organisation) for line in named}) > 1:
        return
    there = {title for line in named for title in _titles(line.role)}
    for line in lines:
        if line in named:
            continue
        for title in _titles(line.role):
            at = _stretch(spoken, title)
            if at is None or any(
                set(title) & set(other) for other in there if len(title) == 1 or set(title) <= set(other)
            ):
                continue
            places = [number for number, word in enumerate(spoken) if word.stem in _house(named[0].organisation)]
            between = min((spoken[min(at[1], n + 1) : max(at[0], n)] for n in places), key=len)
            if len(between) <= 5 and all(word.text in _BETWEEN for word in between):
                yield Contradiction(spoken[at[0]].start, spoken[at[1] - 1].end, 0.65, line.text)
                return


@lru_cache(maxsize=2048)
def _house(organisation: tuple[str, ...]) -> frozenset[str]:
    return frozenset(each for each in organisation if not is_function(each) and not is_common(each))


@lru_cache(maxsize=2048)
def _titles(role: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The titles held, as stems that carry meaning; one of a single common word tells nothing."""
    titles: list[list[str]] = [[]]
    for each in role:
        if each == _THEN:
            titles.append([])
        elif not is_function(each):
            titles[-1].append(each)
    return tuple(tuple(title) for title in titles if len(title) >= 2 or (title and not is_common(title[0])))


def _stretch(spoken: Sequence[Word], title: tuple[str, ...]) -> tuple[int, int] | None:
    """Where the title is said, small words between its own allowed: first word and the one after its last."""
    for first in range(len(spoken)):
        at = first
        for wanted in title:
            while at < len(spoken) and at > first and is_function(spoken[at].stem):
                at += 1
            if at >= len(spoken) or spoken[at].stem != wanted:
                break
            at += 1
        else:
            return first, at
    return None


def _kinds(sentence: Sentence, known: Dossier) -> Iterator[Contradiction]:
    """A piece by its title, called a podcast or a talk or a film when it is none."""
    said = frozenset(stems_of(sentence.text))
    for fact in known.of("writing"):
        title = {each for each in fact.title if not is_function(each)}
        if len(title) < 2 or not title <= said:
            continue
        whole = fact.text.casefold()
        for kind, called in _CALLED.items():
            found = called.search(sentence.folded)
            others = [other for other in known.of("writing") if other is not fact and _KIND_OF[kind].search(other.text)]
            if found and not _KIND_OF[kind].search(whole) and not any(told(said, other) for other in others):
                yield Contradiction(found.start(), found.end(), 0.65, fact.text)
                return
