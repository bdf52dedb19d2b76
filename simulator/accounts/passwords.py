"""Passwords: kept as argon2id hashes, with what argon2-cffi recommends (RFC 9106, low memory: 64 MiB, 3 passes).

Hashing is dear on purpose, so no more than two are under way at a time: a class that signs in at once waits a little,
and does not bring the machine down.
"""

import threading
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from simulator.accounts.names import folded
from simulator.accounts.refused import Refused
from simulator.errors import InputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST_CHARACTERS = 10
MOST_CHARACTERS = 200
LEAST_DIFFERENT = 4
_AT_ONCE = threading.BoundedSemaphore(2)


def require() -> None:
    """Raises `InputError` where the library that hashes is not installed."""
    if find_spec("argon2") is None:
        raise InputError("accounts need the extra `class`: pip install 'interview-simulator[class]'")


def check(password: str, name: str) -> None:
    """Raises `Refused` for a password that is too easily guessed. Length is what counts (NIST SP 800-63B)."""
    if len(password) < LEAST_CHARACTERS:
        raise Refused("short", least=LEAST_CHARACTERS)
    if len(password) > MOST_CHARACTERS:
        raise Refused("long", most=MOST_CHARACTERS)
    if folded(password) == folded(name) or len(set(password)) < LEAST_DIFFERENT:
        raise Refused("guessable")


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return str(_hasher().hash(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether it is the password. Without one to compare with it takes as long, and is not."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    if len(password) > MOST_CHARACTERS:
        password, kept = "", None
    with _AT_ONCE:
        try:
            return bool(_hasher().verify(kept or _nobodys(), password)) and kept is not None
        except (Argon2Error, InvalidHashError):
            return False


def stale(kept: str) -> bool:
    """Whether it was hashed with less than is recommended now."""
    return bool(_hasher().check_needs_rehash(kept))


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return str(_hasher().hash("the password of an account that does not exist"))
