"""How many wrong passwords are one too many: for one name, wherever they come from, and from one address.

A whole class may sit behind one address, so that it may err more often; and whoever errs on purpose under somebody
else's name keeps them out for a quarter of an hour at most.
"""

import hashlib
from datetime import datetime, timedelta

from simulator.accounts.refused import Refused
from simulator.store.accounts import Register

WINDOW = timedelta(minutes=15)
MOST_BY_NAME = 10
MOST_BY_ADDRESS = 100


def admit(register: Register, name: str, address: str, now: datetime) -> None:
    """Raises `Refused` while there were too many."""
    for who, most in zip(_who(name, address), (MOST_BY_NAME, MOST_BY_ADDRESS), strict=True):
        if register.failures(who, now - WINDOW) >= most:
            raise Refused("too_many", minutes=int(WINDOW.total_seconds() // 60))


def failed(register: Register, name: str, address: str, now: datetime) -> None:
    """One more."""
    register.failed(_who(name, address), now, now - WINDOW)


def succeeded(register: Register, name: str, address: str) -> None:
    """Who knows their password has erred by mistake. The address stays as it is: many share it."""
    register.forgive(_who(name, address)[0])


def _who(name: str, address: str) -> tuple[str, str]:
    return hashlib.sha256(f"name {name}".encode()).hexdigest(), hashlib.sha256(
        f"address {address}".encode()
    ).hexdigest()
