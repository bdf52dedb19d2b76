"""What a sentence of the professional's holds out to the learner: a job, help with getting one, an introduction.

    offered("I'll pass your résumé on to HR.")             ->  "i'll pass your resume"
    offered("I can't pass your résumé on to anybody.")     ->  None
    offered('My boss said, "Come work for us."')           ->  None
    introduced("You should talk to my colleague Ines.")    ->  "you should talk to my colleague"

The phrases are in `prompts/guard.yaml`. Here is what takes them back: professionals talk of hiring all day long, and
what is denied, supposed, or told of somebody who said it is no offer. English only.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from simulator.professional.phrases import Section, found_in, phrases, plainly

_DENIED = re.compile(
    r"\b(?:not|never|no|nobody|no one|no-one|none|neither|nor|without|unable|cannot|[a-z]+n't|hardly|wish|refuse"
    r"|rather not|instead of|far from|too \w+ to|lying if|before|unless|pretend(?:ing)?|suppose"
    r"|ask(?:s|ed|ing)? (?:me )?(?:if|whether)"
    r"|(?:people|they|everyone|everybody|some|students|candidates) (?:think|believe|expect|hope|assume|want)s?)\b"
)
_NO_DENIAL = re.compile(r"\bwhy (?:not|don't)\b|\bno problem\b|\bdon't forget\b|\bshouldn't say\b")
_SUPPOSED = re.compile(
    r"\b(?:if|whether|as if|even if|supposing|when|whenever|until|once|after|as soon as|by the time)(?: \w+)?\s*$"
)
_IN_YOUR_PLACE = re.compile(r"\b(?:in your (?:place|shoes|position)|if i were you)\b")
_SAYS = re.compile(
    r"\b(?:said|says|saying|say|told|tells|tell|telling|asked|asks|goes|went|was like|called|wrote|writes|thought"
    r"|answered|shouted|offered|promised|promises)\b"
)
_SPEAKING = {"i", "i'd", "i'll", "i'm", "i've", "me", "let", "you", "you'd", "we"}
_REACH = 3
"""Words in front of a verb of saying in which its speaker is looked for."""
_BREAK = re.compile(r"[.;:!?,–—]|\s-\s|\b(?:but|though|however|still|yet)\b|\b(?:and|so|or) (?=(?:i|we|you)\b)")
_SOMEBODY = re.compile(r"(?<=\w )([A-ZÀ-Þ][a-zà-ÿ-]+)(?: [A-ZÀ-Þ][\w-]+)?(?=,? (?:he|she|they|who)\b)")
_OF_PAPERS = re.compile(r"\b(?:resumes?|cvs?|c\.v\.|portfolio|showreel|reel|folio|application|cover letter)\b")


def offered(sentence: str, *, after: str = "", asked: bool = False, may_tell_of_openings: bool = False) -> str | None:
    """What of a sentence offers a job or helps to get one.

    `after` is what was said just before, by either side; `asked`: whether it answers somebody who asked for a job.
    """
    said = plainly(sentence)
    sections: list[Section] = ["offer"]
    if not may_tell_of_openings:
        sections.append("openings")
    if asked:
        sections.append("when_asked")
    if _OF_PAPERS.search(said) or _OF_PAPERS.search(plainly(after)):
        sections.append("papers")
    return next(_held_out(said, (match for section in sections for match in found_in(said, section))), None)


def introduced(sentence: str, *, names: Collection[str] = ()) -> str | None:
    """What of a sentence introduces the learner to somebody. `names`: people whom the professional knows."""
    said = plainly(sentence)
    known = {plainly(name) for name in names if name in sentence} | set(map(plainly, _SOMEBODY.findall(sentence)))
    matches = (match for name in known for match in _to_somebody(name).finditer(said))
    return next(_held_out(said, (*found_in(said, "introduction"), *matches)), None)


@lru_cache(maxsize=1024)
def _to_somebody(name: str) -> re.Pattern[str]:
    return phrases().compiled(phrases().to_somebody, name=name)


def _held_out(said: str, matches: Iterable[re.Match[str]]) -> Iterator[str]:
    for match in matches:
        if not _taken_back(said[: match.start()], match[0]):
            yield match[0].strip(" ,.;:-–—!?")


def _taken_back(before: str, found: str) -> bool:
    """Whether a find is denied, supposed, or told of somebody who said it."""
    breaks = [end.end() for end in _BREAK.finditer(before)]
    clause = before[breaks[-1] if breaks else 0 :]
    if (
        _DENIED.search(_NO_DENIAL.sub("", clause))
        or _DENIED.search(_NO_DENIAL.sub("", found))
        or _SUPPOSED.search(clause)
    ):
        return True
    if _IN_YOUR_PLACE.search(before):
        return True
    return any(_by_somebody_else(before[: saying.start()]) for saying in _SAYS.finditer(before))


def _by_somebody_else(before: str) -> bool:
    """Whether what stands before a verb of saying makes it somebody else's: "he said", but not "I can only say"."""
    words = re.findall(r"[\w']+", before)[-_REACH:]
    return bool(words) and not _SPEAKING & set(words)
