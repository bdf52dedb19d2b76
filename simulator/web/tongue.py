"""Which language a request is answered in: its address says so, or what the person behind it chose.

/es/call        ->  ("es", "/call")
"""

import re

from starlette.requests import Request

from simulator.texts import FIRST, languages

LANGUAGE_COOKIE = "sim-language"
"""A choice that was made by a link."""


def split(path: str) -> tuple[str, str]:
    """The language that a path is in, and the path without it."""
    first, _, rest = path.lstrip("/").partition("/")
    return (first, f"/{rest}") if first in languages() and first != FIRST else (FIRST, path)


def wanted(request: Request, language: str, setting: str | None) -> str:
    """By link, by address, by an earlier choice, by setting, by the browser: the first of these that says one.

    `language` is that of the address.
    """
    accepted = re.findall(r"(?:^|,)\s*([a-z]{2})", request.headers.get("accept-language", "").lower())
    asked = [request.query_params.get("lang"), language if language != FIRST else None]
    asked = [*asked, request.cookies.get(LANGUAGE_COOKIE), setting, *accepted]
    return next((tongue for tongue in asked if tongue and tongue in languages()), FIRST)
