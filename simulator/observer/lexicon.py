"""Patterns as data -> one matcher. The little language that the files in `prompts/observer/` are written in.

A pattern is written as it is said: `(can|could) {you} [please] <3> refer me`. In it

- a blank is any blank or comma, and an apostrophe may be missing (`i'm` finds "im");
- `{name}` stands for the list `name` under `words`, of the same file or of `common.yaml`; lists may use other lists;
- `[words]` may be missing, `<3>` is a gap of up to three words;
- the rest is a regular expression over folded text, on whole words. There are no character classes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from simulator.observer.words import stem
from simulator.resources import prompts_dir

_NAME = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(r" <(\d)>(?=[ )|\]]|$)")
_BLANK, _ANYTHING = "\0", "\1"

ORGANISATION = "þ"
"""The letter that names of the professional's organisation are masked with, so that patterns can speak of `{org}`."""


@dataclass(frozen=True)
class Lexicon:
    """Named groups of patterns, each compiled to one alternation."""

    version: int
    groups: Mapping[str, re.Pattern[str]]

    def find(self, group: str, folded: str) -> re.Match[str] | None:
        """The first place where a pattern of the group stands."""
        return self.groups[group].search(folded)

    def all(self, group: str, folded: str) -> list[re.Match[str]]:
        """Every place where one does."""
        return list(self.groups[group].finditer(folded))


def _expand(pattern: str, lists: Mapping[str, str], depth: int = 0) -> str:
    if depth > 8:
        raise ValueError(f"word lists that refer to each other in a circle: {pattern}")
    return _NAME.sub(lambda name: f"({_expand(lists[name[1]], lists, depth + 1)})", pattern)


def compile_pattern(pattern: str, lists: Mapping[str, str]) -> str:
    """One line of the little language, as a regular expression."""
    written = _expand(pattern.strip(), lists)
    written = (
        written.replace(" [", f"({_BLANK}(").replace("[", "((").replace("] ", f")){_ANYTHING}").replace("]", "))?")
    )
    # an optional first word brings its blank along; all others carry theirs in front
    written = written.replace(_ANYTHING, "? ")
    written = _GAP.sub(lambda gap: rf"({_BLANK}{_ANYTHING}){{0,{gap[1]}}}?", written)
    if written.endswith("}?"):
        written = written[
            :-1
        ]  # a gap that ends a pattern takes all it can: it is there for the quote, or to be blanked
    written = re.sub(r"(?<!\\)\((?!\?)", "(?:", written).replace("'", "'?").replace(" ", _BLANK)
    return written.replace(_BLANK, r"[\s,]+").replace(_ANYTHING, r"[^\s,.;:!?]+[.;:]?")


@cache
def document(name: str) -> Mapping[str, Any]:
    """A file of `prompts/observer`, read."""
    found: Mapping[str, Any] = yaml.safe_load((prompts_dir() / "observer" / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@cache
def load(name: str) -> Lexicon:
    """The lexicon in `prompts/observer/NAME.yaml`."""
    own = document(name)
    words = {**document("common")["words"], **own.get("words", {}), "org": f"{ORGANISATION}+"}
    lists = {key: value if isinstance(value, str) else "|".join(map(str, value)) for key, value in words.items()}
    groups = {
        group: re.compile(rf"(?<!\w)(?:{'|'.join(compile_pattern(pattern, lists) for pattern in patterns)})(?!\w)")
        for group, patterns in own.get("groups", {}).items()
    }
    return Lexicon(own["version"], groups)


@cache
def kin(name: str) -> tuple[frozenset[str], ...]:
    """The groups of stems that stand for one thing, from the same file."""
    return tuple(frozenset(map(stem, group.split())) for group in document(name)["kin"])


@cache
def weights(name: str) -> Mapping[str, float]:
    """The fitted weights in the same file, by the name of the sign."""
    return {sign: float(weight) for sign, weight in document(name)["weights"].items()}


@cache
def alike(group: str) -> Mapping[str, str]:
    """Words and what they are put as, from `plain.yaml`."""
    return {str(word): str(put) for word, put in document("plain")[group].items()}
