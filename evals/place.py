"""Where in a line of JSON something stands, so that an error can point at it.

    column('{"id": "a", "kinds": {"questoin": "Why?"}}', ("kinds", "questoin"), key=True)   ->  23

Only looked for once something is wrong: reading well-formed files stays as quick as `json.loads`.
"""

import json
import re

from simulator.document import Loc

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def column(line: str, loc: Loc, *, key: bool = False) -> int:
    """The column (from 1, in characters) of the value at `loc`, or of its key; of what holds it where it is missing.

    `line` has to be valid JSON.
    """
    at = _skip(line, 0)
    for depth, part in enumerate(loc):
        found = _child(line, at, part)
        if found is None:
            break
        key_at, value_at = found
        at = key_at if key and depth == len(loc) - 1 else value_at
    return at + 1


def _skip(line: str, at: int) -> int:
    found = _SPACE.match(line, at)
    return found.end() if found else at


def _child(line: str, at: int, part: int | str) -> tuple[int, int] | None:
    """Where the key of a part (of a list: the part itself) and its value begin; none where there is no such part."""
    mapping = line[at] == "{"
    if not mapping and line[at] != "[":
        return None
    number, at = 0, _skip(line, at + 1)
    while line[at] not in "}]":
        name, key_at = number, at
        if mapping:
            name, after = _DECODER.raw_decode(line, at)
            at = _skip(line, _skip(line, after) + 1)
        if name == part and isinstance(name, str) == isinstance(part, str):
            return key_at, at
        at = _skip(line, _DECODER.raw_decode(line, at)[1])
        at = _skip(line, at + 1) if line[at] == "," else at
        number += 1
    return None
