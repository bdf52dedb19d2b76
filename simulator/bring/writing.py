"""What somebody published, read off a page: a list of titles, titles in quotation marks, an article pasted whole."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from simulator.bring.lines import CUT, MONTH, YEAR, Line
from simulator.bring.wordlists import published
from simulator.persona import sentences

MOST_SUMMARY_WORDS = 50
LONGEST_TITLE = 160
LONGEST_WHERE = 90
"""Characters, both."""

_QUOTED = re.compile(r"[“\"«„](?P<title>[^“”\"«»„\n]{4,120}?)[.,]?[”\"»“]")
_SPEECH = re.compile(r"[“”\"«»„]")
_BYLINE = re.compile(r"[Bb][Yy]:?\s+(?P<whom>[A-Z].{2,120})")
_DAY = re.compile(rf"{MONTH}\s*\d{{0,2}},?\s*$", re.IGNORECASE)
_PARTS = re.compile(r"\s+[-–—|·]\s+|,\s+(?=[A-Z\d])|\s*\((?=[^)]*\d{4})")
_PLACED = re.compile(
    r"\s*[,(]?\s*(?:(?:[a-z]+\s){0,3}(?:in|for|on|at|by)\s)?(?:the\s)?(?P<where>[A-Z][^.,;()]{2,60}?)?"
    r"(?:\s+in)?[ ,(]*(?:(?:19|20)\d\d|(?=[.,;()])|$)"
)
"""What follows a title in a sentence: ", Cold Chain Review, 2024", "appeared in Lending Today in 2021"."""
_SIGNS = ' \t,;:|·•-–—().“”"«»'


def byline(page: Sequence[Line]) -> tuple[int, str] | None:
    """At which of the first lines an article says who wrote it, and what it says after "by"."""
    head = [line.text for line in page if line.section == "head"][:10]
    found = ((number, _BYLINE.fullmatch(text)) for number, text in enumerate(head) if number)
    return next(((number, by["whom"]) for number, by in found if by), None)


def writing(page: Sequence[Line]) -> list[dict[str, Any]]:
    """What was published, as a persona file has it, each title once."""
    found = [*_article(page), *_listed([line for line in page if line.section == "writing"])]
    for line in page:
        if line.section in {"head", "about", "other", "organisation"}:
            found += _mentioned(line.text)
    once = {piece["title"].casefold(): piece for piece in reversed(found) if piece["title"]}
    return list(once.values())[::-1]


def first_sentences(said: Sequence[str], most: int) -> str:
    """As many sentences as fit into so many words."""
    kept: list[str] = []
    for sentence in said:
        if sum(len(one.split()) for one in [*kept, sentence]) > most:
            break
        kept.append(sentence)
    return " ".join(kept)


def _article(page: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """An article that was pasted whole: its headline, over the byline; of its text the beginning, without speech."""
    by = byline(page)
    if by is None:
        return
    head = [line.text for line in page if line.section == "head"]
    at = by[0]
    title = max((text for text in head[:at] if len(text) <= LONGEST_TITLE), key=len, default="")
    dates = (YEAR.search(text) for text in head[max(0, at - 1) : at + 3] if len(text) < LONGEST_WHERE)
    body = [one for text in head[at + 1 :] if len(text.split()) >= 8 for one in sentences(text)]
    if len(title.split()) >= 2:
        summary = first_sentences([one for one in body if not _SPEECH.search(one)], MOST_SUMMARY_WORDS)
        year = next((int(each[0]) for each in dates if each), None)
        yield {"title": title.rstrip("."), **({"year": year} if year else {}), "summary": summary}


def _listed(section: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """A list of publications: a line each, or a title over where and when it came out."""
    left = iter(enumerate(section, start=1))
    for number, line in left:
        text = line.text
        following = section[number] if number < len(section) else None
        if following and not following.starts and not YEAR.search(text) and YEAR.search(following.text):
            yield _piece(text, _DAY.sub("", YEAR.split(following.text)[0].rstrip(_SIGNS)), following.text)
            next(left)
        elif quoted := _QUOTED.search(text):
            yield _piece(quoted["title"], text[quoted.end() :], text)
        elif YEAR.search(text) or len(CUT.split(text)) > 1:
            title, *rest = _PARTS.split(text)
            yield _piece(title, ", ".join(rest), text)


def _mentioned(text: str) -> Iterator[dict[str, Any]]:
    """Titles in quotation marks, in a sentence that says that somebody wrote or gave them."""
    for sentence in sentences(text):
        if published().search(sentence):
            for quoted in _QUOTED.finditer(sentence):
                if _is_title(quoted["title"]):
                    placed = _PLACED.match(sentence[quoted.end() :])
                    yield _piece(
                        quoted["title"], (placed["where"] if placed else "") or "", placed[0] if placed else ""
                    )


def _is_title(text: str) -> bool:
    said = [word for word in text.split() if len(word) > 3]
    return bool(said) and sum(word[0].isupper() for word in said) * 2 > len(said)


def _piece(title: str, where: str, dated: str) -> dict[str, Any]:
    year = YEAR.search(dated)
    where = YEAR.sub("", where).strip(_SIGNS)
    piece = {"title": title.strip(_SIGNS), "where": where if len(where) <= LONGEST_WHERE else ""}
    return {**piece, **({"year": int(year[0])} if year else {})}
