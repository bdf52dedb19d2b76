"""Prompt files: text for a model, with a version, placeholders and a fingerprint.

    ---
    format: prompt/1
    version: 3
    purpose: what this text is for
    ---
    You are {{ name }}.

    load("professional").render(name="Dana Okafor")

A prompt refuses a value that it has no place for as well as a place without a value: a placeholder that went missing in
an edit would otherwise drop half of a persona in silence. Whatever is put in is neutralised on its way, so that nothing
but the file itself can write a delimiter.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import jinja2
import jinja2.meta
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulator.document import first_problem, read_document, read_text
from simulator.errors import InputError
from simulator.resources import prompts_dir

_FRONT = re.compile(r"\A---\n(?P<head>.*?\n)---\n(?P<body>.*)\Z", re.DOTALL)
_LIKE_LESS, _LIKE_GREATER = "‹〈⟨❬❮⟪˂ᐸ⧼", "›〉⟩❭❯⟫˃ᐳ⧽"
_ENTITY = re.compile(r"(?:&(?:(?P<lt>lt|#0*60|#x0*3c)|gt|#0*62|#x0*3e);?|\\(?:u00|x)3(?:(?P<c>c)|e))", re.IGNORECASE)
_MARKER = re.compile(r"\[(\s*/?\s*[A-Z_]{3,}\s*)\]")
_SUSPECT = re.compile(r"[^\t\n -~]|[<>&\\\[]")
"""What a text has none of that is left as it is: anything but plain characters, and those with which a delimiter, its
spelling as an entity or a marker begins. Most texts have none, and all of them are looked at on every turn."""
_KEPT_FORMATS = "\u200c\u200d"
"""Two invisible characters that Persian, Indic scripts and composed emoji are written with."""


class _Head(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["prompt/1"]
    version: Annotated[int, Field(ge=1)]
    purpose: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True)
class Prompt:
    """One prompt file, read and checked."""

    name: str
    version: int
    purpose: str
    variables: frozenset[str]
    fingerprint: str
    """The first twelve hexadecimal digits of the file's sha256."""
    _template: jinja2.Template

    def render(self, **values: object) -> str:
        """The text with its values. Raises `InputError` for one missing, one too many, or one of the wrong shape."""
        missing, unused = self.variables - values.keys(), values.keys() - self.variables
        if missing or unused:
            wrong = {"missing": missing, "unused": unused}
            said = "; ".join(f"{what}: {', '.join(sorted(names))}" for what, names in wrong.items() if names)
            raise InputError(f"prompt {self.name}: {said}")
        try:
            return self._template.render(values).strip()
        except jinja2.UndefinedError as error:
            raise InputError(f"prompt {self.name}: {error.message}") from None


@cache
def load(name: str) -> Prompt:
    """The prompt of that name that came with the program. Raises `InputError`, one line."""
    return read(prompts_dir() / f"{name}.md")


def read(path: Path) -> Prompt:
    """The prompt in a file. Raises `InputError`, one line, that says what and where."""
    text = read_text(path)
    parts = _FRONT.match(text)
    if not parts:
        raise InputError(f"{path}: a prompt begins with its format, version and purpose between two lines of ---")
    document = read_document(parts["head"], str(path))
    try:
        head = _Head.model_validate(document.value)
    except ValidationError as error:
        raise InputError(document.complain(*first_problem(error))) from None
    try:
        variables = jinja2.meta.find_undeclared_variables(_environment().parse(parts["body"]))
        template = _environment().from_string(parts["body"])
    except jinja2.TemplateSyntaxError as error:
        line = error.lineno + parts["head"].count("\n") + 2
        raise InputError(f"{path}:{line}: {error.message}") from None
    return Prompt(path.stem, head.version, head.purpose, frozenset(variables), fingerprint(text), template)


def fingerprint(*texts: str) -> str:
    """Twelve hexadecimal digits that change when any of the texts does."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()[:12]


def neutralised(text: str) -> str:
    """`text` without anything that could pass for a delimiter of a prompt or of a model's own chat format.

    Angle brackets and all that looks like one, or is read as one when decoded, become round ones; so do the square ones
    of markers like [INST]. Characters that can't be seen or said go. The words stay as they are.
    """
    if not _SUSPECT.search(text):
        return text
    text = text.translate(_PLAIN)
    text = _ENTITY.sub(lambda found: "(" if found["lt"] or found["c"] else ")", text)
    return _MARKER.sub(r"(\1)", text)


class _Plain(dict[int, str]):
    """What each character is put as, found out when it is first met; a table, because `str.translate` is quick."""

    def __missing__(self, code: int) -> str:
        self[code] = put = _plain(chr(code))
        return put


_PLAIN = _Plain()


def _plain(character: str) -> str:
    if character in "\n\t" or character in _KEPT_FORMATS:
        return character
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return ""
    decomposed = unicodedata.normalize("NFKD", character)
    if "<" in decomposed or character in _LIKE_LESS:
        return "("
    if ">" in decomposed or character in _LIKE_GREATER:
        return ")"
    return character


def _finalize(value: object) -> object:
    return neutralised(value) if isinstance(value, str) else value


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        undefined=jinja2.StrictUndefined, finalize=_finalize, trim_blocks=True, lstrip_blocks=True,
        autoescape=False,  # noqa: S701  (text for a model, not a page; `neutralised` does what escaping would)
    )  # fmt: skip
