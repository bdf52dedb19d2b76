"""A report for those whom numbers scare: when something was said, how much and how often, all without a figure.

    when_of(timeline, 5, say)                                   ->  "half-way through"
    without_figures("It came 20 hours later, “24/7”, turn 5.", when)
    ->  "It came twenty hours later, “24/7”, half-way through."

What somebody said or wrote stays as it is, figures and all: it is theirs. English only, as the engine's sentences are.
"""

import re
from collections.abc import Callable

from simulator.clock import Timeline
from simulator.grading.wording import in_words
from simulator.texts import Texts

_PARTS = ((0.1, "start"), (0.4, "early"), (0.62, "middle"), (0.88, "late"))
"""Up to which part of the call a turn counts as what; after the last it is near the end."""
_QUOTED = re.compile(r"(“[^”]*”|‘[^’]*’(?!\w))")
_LIST = r"\d+(?:, \d+)*(?: and \d+)?"
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBER = re.compile(r"(?<![\w.,:/-])(\d{1,3})(?:\.\d+)?(?![\w:/-]|[.,]\d)")
"""Not a year, a ratio or part of a name."""


def when_of(timeline: Timeline, turn: int, say: Texts) -> str:
    """When in a call a turn was said, in words."""
    share = timeline.spoken[turn].start / timeline.elapsed if timeline.elapsed else 0.0
    return say(f"report.when.{next((part for until, part in _PARTS if share < until), 'end')}")


def time_used(timeline: Timeline, say: Texts) -> str:
    """How much of the agreed time a call took, in words."""
    share = timeline.elapsed / timeline.agreed if timeline.agreed else 1.0
    how = "little" if share < 0.5 else "part" if share < 0.85 else "all" if share <= 1 else "over"
    return say(f"report.time_used.{how}")


def without_figures(text: str, when: Callable[[int], str]) -> str:
    """A grade's own sentence in words alone. `when` tells in English when a turn was said."""
    parts = _QUOTED.split(text)
    told = "".join(part if number % 2 else _told(part, when) for number, part in enumerate(parts))
    return told[:1].upper() + told[1:] if text[:1].isdigit() else told


def spelled(number: int) -> str:
    """0 to 999 in words: "no", "twelve", "forty-five", "two hundred"."""
    if number >= 100:
        rest = f" and {spelled(number % 100)}" if number % 100 else ""
        return f"{in_words(number // 100)} hundred{rest}"
    if number < 20:
        return in_words(number) if number < 13 else _TEENS[number - 13]
    return _TENS[number // 10 - 1] + (f"-{in_words(number % 10)}" if number % 10 else "")


def _told(text: str, when: Callable[[int], str]) -> str:
    for pattern, put in _SAID:
        text = re.sub(pattern, put, text)
    for pattern, made in _TURNS:
        text = re.sub(pattern, lambda found, made=made: made(when(_turn(found))), text)  # type: ignore[misc]
    for pattern, measured in _MEASURES:
        text = re.sub(pattern, measured, text)
    return _NUMBER.sub(lambda found: spelled(int(found[1])), text)


def _turn(found: re.Match[str]) -> int:
    return int(found[1])


_SAID = (
    # the years of a post, a degree, an article
    (r"\b(?:19|20)\d\d-(?:now|(?:19|20)\d\d) ", ""),
    (r", (?:19|20)\d\d(?=[).,;]|$)", ""),
    (rf"\bin turns {_LIST}", "more than once"),
    (rf"(?<=\()turns {_LIST}", "more than once"),
    (rf"\bturns {_LIST}", "others"),
)
_TURNS: tuple[tuple[str, Callable[[str], str]], ...] = (
    (r"\bIn turn (\d+)", lambda when: when[:1].upper() + when[1:]),
    (r"\bTurn (\d+)(?=,)", lambda when: when[:1].upper() + when[1:]),
    (r"\bin turn (\d+)", str),
    (r"(?:(?<=\()|(?<=, ))turn (\d+)", str),
    (r"\bTurn (\d+)", lambda when: f"The turn {when}"),
    (r"\bturn (\d+)", lambda when: f"the turn {when}"),
)


def _minutes(found: re.Match[str]) -> str:
    whole = int(found[1]) + (int(found[2] or 0) >= 30)
    return f"{spelled(whole)} minute{'' if whole == 1 else 's'}"


def _seconds(found: re.Match[str]) -> str:
    return "a few seconds" if int(found[1]) < 15 else "half a minute" if int(found[1]) < 45 else "a minute"


def _hours(found: re.Match[str]) -> str:
    hours = float(found[1])
    if hours < 1.5:
        return "half an hour" if hours < 0.75 else "an hour"
    if hours < 24:
        return f"{spelled(round(hours))} hours"
    days = round(hours / 24)
    return "a day" if days == 1 else f"{spelled(days)} days"


def _share(found: re.Match[str]) -> str:
    percent = int(found[1])
    return "little" if percent < 20 else "less than half" if percent < 45 else "half" if percent <= 55 else "most"


_MEASURES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"\b(\d+)% (?=of the talking)", lambda found: f"{_share(found)} "),
    (r"\b(\d+) min(?: (\d+) s)?\b", _minutes),
    (r"\b(\d+) s\b", _seconds),
    (r"\b(\d+(?:\.\d+)?) hours?\b", _hours),
    # "in the 12 s up to your first question"
    (r"\bthe half an?\b", lambda _: "the half"),
    (r"\bthe an? (?=few|half|minute|hour|day)", lambda _: "the "),
)
