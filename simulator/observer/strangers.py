"""What is said of the professional that the dossier has never heard of: a year, a name, a number.

    "When you left Trellick in 2015 as head of security"     Trellick and 2016 are in the dossier  ->  a strange year

None of it is wrong by itself. It is weighed with what the encoder hears, which can tell a claim from a question but
cannot compare.
"""

import re

from simulator.observer import Context
from simulator.observer.clauses import Sentence, sentences
from simulator.observer.dossier import Dossier, capitalised, dossier, overlap, stems_of
from simulator.observer.words import is_function, numbers

_YOURS = re.compile(r"\b(?:you|your|yours|u|ur|you're|you'd|you've|they|their|its?|there)\b")
_MINE = re.compile(r"\b(?:i|i'm|im|i've|my|me|we|our|i'd)\b")


Strange = tuple[float, float, float, float, float]


def strangers(text: str, context: Context) -> Strange:
    """How many strange years, names and numbers are said of the professional or their organisation, how many years that
    the dossier knows, 2 at most each, and how much the nearest fact has in common with what is asked, 3 at most."""
    known = dossier(context.persona)
    heard = frozenset(stem for turn in context.before[-6:] for stem in stems_of(turn.text))
    years = names = counts = known_years = 0
    for sentence in sentences(text):
        if _YOURS.search(sentence.folded) or not _MINE.search(sentence.folded):
            one, two, three, four = _of(sentence, known, heard)
            years, names, counts, known_years = years + one, names + two, counts + three, known_years + four
    asked = [sentence for sentence in sentences(text) if sentence.asks] or sentences(text)
    wanted = [frozenset(stems_of(each.text)) for each in asked]
    near = max((overlap(said, fact) for said in wanted for fact in known.facts), default=0.0)
    return float(min(2, years)), float(min(2, names)), float(min(2, counts)), float(min(2, known_years)), min(3.0, near)


def _of(sentence: Sentence, known: Dossier, heard: frozenset[str]) -> tuple[int, int, int, int]:
    years = counts = known_years = 0
    for number in numbers(sentence.text):
        if sentence.text[number.start : number.end].lower() in heard or number.is_plain:
            continue
        if number.is_year:
            years += number.value not in known.years
            known_years += number.value in known.years
        else:
            counts += number.value not in known.numbers
    names = 0
    for start, end in capitalised(sentence.text):
        said = {stem for stem in stems_of(sentence.text[start:end]) if not is_function(stem) and not stem.isdigit()}
        strange = said.isdisjoint(known.known) and said.isdisjoint(heard) and said.isdisjoint(known.person)
        names += bool(start and said and strange and said != {"sam"})
    return years, names, counts, known_years
