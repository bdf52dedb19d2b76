"""Who signs in, and what they chose to show: the values. What may be done with them is in `accounts/`.

    Account(id="k2v9...", key="...", name="Sam Reyes", role="learner", at=...).learner   ->  "9f86d081..."

Pure: nothing here knows of storage, of passwords or of the page.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Role = Literal["learner", "adviser"]


def learner_of(key: str) -> str:
    """What tells learners apart on disk: of their key the disk knows a digest only.

    So whoever reads a backup can't pass for the learner.
    """
    return hashlib.sha256(key.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in."""

    id: str
    """Public: it may stand in an address."""
    key: str = field(repr=False)
    """Whose the calls are; never leaves the server."""
    name: str
    role: Role
    at: datetime
    """Since when, UTC."""
    local: bool = True
    """Whether they sign in with a password of ours; else another server vouches for them."""

    @property
    def learner(self) -> str:
        """Under what their calls are kept."""
        return learner_of(self.key)


@dataclass(frozen=True)
class Cohort:
    """A class: learners, and the advisers to whom they may show calls."""

    id: str
    name: str


@dataclass(frozen=True)
class Membership:
    """Somebody in a class."""

    account: Account
    cohort: Cohort
    sharing_since: datetime | None
    """From when on their calls are shown to the advisers of the class, UTC; None: only those that they choose."""


@dataclass(frozen=True)
class Decision:
    """What a learner decided about one call and one class; it goes before what holds for all their calls."""

    call: str
    cohort: str
    shared: bool


@dataclass(frozen=True)
class Comment:
    """What an adviser wrote about a call."""

    id: str
    call: str
    cohort: str
    author: str
    """The account's id."""
    author_name: str
    text: str
    at: datetime
    """UTC."""


@dataclass(frozen=True)
class Invite:
    """A link by which somebody joins a class."""

    cohort: Cohort
    role: Role
    left: int
    """How many may still use it."""
    until: datetime
    """UTC."""
