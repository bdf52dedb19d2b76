"""What learners show to their advisers, and what those say about it.

    desk = Advising(register, calls)
    desk.decide(sam, call, "c1", shared=True)
    desk.overview(adviser, "c1").learners[0].mean
    desk.comment(adviser, call, "c1", "Look at the second question.")

Every question that an adviser asks goes through `_see`: what it does not give is not there.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from simulator.account import Account, Cohort, Comment, Decision, Membership
from simulator.accounts.cohort import Overview, Shown, overview, shown
from simulator.accounts.refused import Refused
from simulator.accounts.sharing import visible
from simulator.errors import UnknownCall
from simulator.events import CallState, Event, Tree
from simulator.progress import Practised, practised
from simulator.store.accounts import Register

MOST_CHARACTERS = 4000
"""In a comment."""
MOST_AT_HAND = 5000
"""Calls whose log was read once and need not be read again while nothing is added to it."""


class Logs(Protocol):
    """What is asked of the call log."""

    def read(self, call: str) -> list[Event]:
        """Every event of a call. Raises `UnknownCall`."""
        ...

    def length(self, call: str) -> int:
        """How many events a call has."""
        ...

    def calls(self, owner: str) -> list[str]:
        """Every call of one owner."""
        ...


@dataclass(frozen=True)
class Showing:
    """A call of one's own, and a class that may see it or not."""

    cohort: Cohort
    shared: bool


class Advising:
    """One per server."""

    def __init__(self, register: Register, logs: Logs, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._register, self._logs, self._now = register, logs, now
        self._read: OrderedDict[tuple[str, int], Shown] = OrderedDict()

    # the learner's side

    def memberships(self, account: Account) -> list[Membership]:
        """The classes that somebody is in."""
        return self._register.memberships(account=account.id)

    def showings(self, account: Account, call: str, state: CallState) -> list[Showing]:
        """To which of one's classes a call of one's own is shown. Raises `UnknownCall` for another's."""
        self._own(account, state)
        return [Showing(one.cohort, self._shown(one, call, state)) for one in self.memberships(account)]

    def decide(self, account: Account, call: str, state: CallState, cohort: str, *, shared: bool) -> None:
        """Show a call of one's own to a class, or take it back. Raises `UnknownCall` and `Refused`."""
        self._own(account, state)
        self._member(account, cohort)
        self._register.decide(account.id, Decision(call, cohort, shared))

    def share_all(self, account: Account, cohort: str, *, shared: bool) -> None:
        """Show all calls from now on, or no more; calls that were shown one by one stay so. Raises `Refused`."""
        self._member(account, cohort)
        self._register.share_all(account.id, cohort, self._now() if shared else None)

    def said(self, account: Account, call: str, state: CallState) -> list[Comment]:
        """What advisers said about a call of one's own."""
        self._own(account, state)
        return self._register.comments([call])

    def said_of_all(self, account: Account) -> list[Comment]:
        """What advisers said about any call of one's own."""
        return self._register.comments(self._logs.calls(account.learner))

    # the adviser's side

    def cohorts(self, adviser: Account) -> list[Cohort]:
        """The classes that somebody advises."""
        if adviser.role != "adviser":
            return []
        return [one.cohort for one in self._register.memberships(account=adviser.id)]

    def cohort(self, adviser: Account, cohort: str) -> Cohort:
        """One of them. Raises `Refused`."""
        found = next((one for one in self.cohorts(adviser) if one.id == cohort), None)
        if found is None:
            raise Refused("no_class")
        return found

    def calls(self, adviser: Account, cohort: str) -> list[Shown]:
        """Every call that the learners of a class show, by learner, the earliest first. Raises `Refused`."""
        self.cohort(adviser, cohort)
        decided = {one.call: one.shared for one in self._register.decisions(cohort=cohort)}
        found = []
        for member in self._learners(cohort):
            for call in self._logs.calls(member.account.learner):
                decision = decided.get(call)
                # of what can't be shown not even the log is opened
                if decision is False or (decision is None and member.sharing_since is None):
                    continue
                seen = self._look(member.account, call)
                if seen and _visible(seen.call, decision, member):
                    found.append(seen)
        return found

    def overview(self, adviser: Account, cohort: str) -> Overview:
        """A class at a glance. Raises `Refused`."""
        return overview(self.calls(adviser, cohort), [member.account for member in self._learners(cohort)])

    def see(self, adviser: Account, call: str, cohort: str) -> Account:
        """Whose call it is that is shown to a class. Raises `UnknownCall`, for whatever is not shown alike."""
        member, _ = self._see(adviser, call, cohort)
        return member.account

    def comments(self, adviser: Account, call: str, cohort: str) -> list[Comment]:
        """What was said in a class about a call that is shown to it. Raises `UnknownCall`."""
        self._see(adviser, call, cohort)
        return [one for one in self._register.comments([call]) if one.cohort == cohort]

    def comment(self, adviser: Account, call: str, cohort: str, text: object) -> None:
        """Say something about a call, for its learner to read. Raises `UnknownCall` and `Refused`."""
        self._see(adviser, call, cohort)
        words = str(text).replace("\r\n", "\n").replace("\0", "").strip()
        if not words:
            raise Refused("empty")
        if len(words) > MOST_CHARACTERS:
            raise Refused("too_long", most=MOST_CHARACTERS)
        self._register.comment(
            Comment(secrets.token_hex(8), call, cohort, adviser.id, adviser.name, words, self._now())
        )

    def take_back(self, adviser: Account, comment: str) -> None:
        """Forget a comment of one's own; another's stays."""
        self._register.take_back(comment, adviser.id)

    def _see(self, adviser: Account, call: str, cohort: str) -> tuple[Membership, Shown]:
        gone = UnknownCall(f"there is no call {call!r}")
        if cohort not in {one.id for one in self.cohorts(adviser)}:
            raise gone
        decision = next((one.shared for one in self._register.decisions(cohort=cohort) if one.call == call), None)
        if decision is False:
            raise gone
        for member in self._learners(cohort):
            if (decision or member.sharing_since) and call in self._logs.calls(member.account.learner):
                seen = self._look(member.account, call)
                if seen and _visible(seen.call, decision, member):
                    return member, seen
        raise gone

    def _learners(self, cohort: str) -> list[Membership]:
        return [one for one in self._register.memberships(cohort=cohort) if one.account.role == "learner"]

    def _look(self, learner: Account, call: str) -> Shown | None:
        length = self._logs.length(call)
        known = self._read.get((call, length))
        if known is None:
            try:
                known = shown(learner, call, Tree.of(self._logs.read(call)).state)
            except UnknownCall:
                return None  # deleted since it was listed
            self._read[call, length] = known
            while len(self._read) > MOST_AT_HAND:
                self._read.popitem(last=False)
        return known

    def _shown(self, member: Membership, call: str, state: CallState) -> bool:
        decisions = self._register.decisions(account=member.account.id)
        decision = next((one.shared for one in decisions if (one.call, one.cohort) == (call, member.cohort.id)), None)
        return _visible(practised(call, state), decision, member)

    def _member(self, account: Account, cohort: str) -> None:
        if cohort not in {one.cohort.id for one in self.memberships(account)}:
            raise Refused("no_class")

    def _own(self, account: Account, state: CallState) -> None:
        if state.opened.owner != account.learner:
            raise UnknownCall("there is no such call")


def _visible(call: Practised, decision: bool | None, member: Membership) -> bool:
    return visible(call.started_at, over=call.over, decision=decision, since=member.sharing_since)


def by_learner(calls: Sequence[Shown]) -> list[Shown]:
    """In the order of a table: by name, then by time."""
    return sorted(calls, key=lambda one: (one.learner.name.casefold(), one.learner.id, one.call.started_at))
