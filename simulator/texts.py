"""The page's own words, one file a language: prompts/page/en.yaml, es.yaml -> a lookup.

    t = texts("es")
    t("choose.meet", name="Dana")   ->  'Preparar la llamada con Dana'
    t.n("choose.found", 1)          ->  'Una persona'

English is the measure: a file that lacks one of its texts, has one more, or has other placeholders is refused when it
is read; a lookup refuses a key that is not there, and a value that is missing or has no place. So no text goes missing,
and none is translated for nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simulator.document import Document, Loc, read_document, read_text
from simulator.errors import InputError
from simulator.resources import prompts_dir

FORMAT = "page/1"
FIRST = "en"
"""The language that the others are held against, and that is spoken where nothing else is asked for."""

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Texts:
    """All texts of one language, by dotted key."""

    language: str
    name: str
    """What the language calls itself."""
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key, with its values. Raises `InputError` for what does not fit."""
        text = self.texts.get(key)
        if text is None:
            raise InputError(f"page text {key!r} is unknown ({self.language})")
        places = set(_PLACE.findall(text))
        if places != values.keys():
            wrong = {"missing": places - values.keys(), "unused": values.keys() - places}
            said = "; ".join(f"{what}: {', '.join(sorted(names))}" for what, names in wrong.items() if names)
            raise InputError(f"page text {key!r} ({self.language}): {said}")
        return _PLACE.sub(lambda place: str(values[place[1]]), text)

    def n(self, key: str, number: int, /, **values: object) -> str:
        """The text for one or for several: `key.one` or `key.other`, in which `{n}` is the number."""
        key = f"{key}.{'one' if number == 1 else 'other'}"
        counted = {"n": f"{number:,}"} if "{n}" in self.texts.get(key, "") else {}
        return self(key, **counted, **values)


@cache
def languages() -> Mapping[str, str]:
    """The languages that there are, by code, each with its own name; English first."""
    codes = sorted((path.stem for path in _folder().glob("*.yaml")), key=lambda code: (code != FIRST, code))
    return {code: texts(code).name for code in codes}


@cache
def texts(language: str) -> Texts:
    """The texts of a language. Raises `InputError`, one line, if there are none or they are not complete."""
    path = _folder() / f"{language}.yaml"
    if not language.isalpha() or not path.is_file():
        raise InputError(f"the page does not speak {language!r}")
    return read(path, None if language == FIRST else texts(FIRST))


def read(path: Path, measure: Texts | None) -> Texts:
    """The texts in a file, held against those of another language. Raises `InputError`, one line."""
    document = read_document(read_text(path), str(path))
    if not isinstance(document.value, Mapping):
        raise InputError(document.complain((), "page texts are a mapping of keys to texts"))
    found = {".".join(map(str, loc)): (loc, text) for loc, text in _leaves(document, document.value, ())}
    head = {key: found.pop(key, ((), ""))[1] for key in ("format", "language")}
    if head["format"] != FORMAT:
        raise InputError(document.complain((), f"format {head['format']!r} is unknown; this program reads {FORMAT}"))
    if not head["language"]:
        raise InputError(document.complain((), "language: missing"))
    if measure:
        _compare(document, found, measure)
    return Texts(path.stem, head["language"], {key: text for key, (_, text) in found.items()})


def _compare(document: Document, found: Mapping[str, tuple[Loc, str]], measure: Texts) -> None:
    for key in measure.texts:
        if key not in found:
            raise InputError(document.complain((), f"{key}: missing"))
    for key, (loc, text) in found.items():
        if key not in measure.texts:
            raise InputError(document.complain(loc, "unknown key"))
        here, there = set(_PLACE.findall(text)), set(_PLACE.findall(measure.texts[key]))
        # a form for one may say the number in words
        if here != there and not (key.endswith(".one") and here ^ there == {"n"}):
            places = f"its places are {sorted(here)}, in {measure.language} {sorted(there)}"
            raise InputError(document.complain(loc, places))


def _leaves(document: Document, value: object, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(document, part, (*loc, str(key)))
    elif isinstance(value, str) and value.strip():
        yield loc, value.strip()
    else:
        raise InputError(document.complain(loc, f"a text, not {value!r}"))


def _folder() -> Path:
    return prompts_dir() / "page"
