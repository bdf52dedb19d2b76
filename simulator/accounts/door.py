"""Signing in and out, joining a class, passwords: who somebody is.

door = Door(register, hours=12)
token = door.sign_in("Sam Reyes", "correct horse battery", address="203.0.113.9")   # for the browser to keep
door.whose(token)                                                                   # ->  Account(name="Sam Reyes")
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from simulator.account import Account, Cohort, Invite, Role
from simulator.accounts import names, passwords, throttle
from simulator.accounts.refused import Refused
from simulator.accounts.tokens import digest, fresh
from simulator.store.accounts import Register

MOST_LINKS = 500
"""That are made at a time."""
MOST_USES = 500
"""Of one link."""


def _now() -> datetime:
    return datetime.now(UTC)


class Door:
    """Who comes in, and as whom."""

    def __init__(self, register: Register, *, hours: float, now: Callable[[], datetime] = _now) -> None:
        self._register = register
        self._lasts = timedelta(hours=hours)
        self._now = now

    # coming and going

    def sign_in(self, name: str, password: str, *, address: str, before: str | None = None) -> str:
        """A new session, in place of the one before. Raises `Refused`, the same for a wrong name and password."""
        login, now = names.folded(name), self._now()
        throttle.admit(self._register, login, address, now)
        known = self._register.login(login)
        account, kept = known or (None, None)
        if not passwords.fits(password, kept) or account is None or kept is None:
            throttle.failed(self._register, login, address, now)
            raise Refused("unknown")
        throttle.succeeded(self._register, login, address)
        if passwords.stale(kept):
            self._register.change(account.id, password=passwords.hashed(password))
        return self.begin(account, before)

    def begin(self, account: Account, before: str | None = None) -> str:
        """A new session for somebody who has shown who they are; the one before, if any, is over."""
        token, now = fresh(), self._now()
        self._register.begin(digest(token), account.id, now + self._lasts, now, digest(before) if before else None)
        return token

    def whose(self, token: str) -> Account | None:
        """Whose session it is, while it lasts."""
        return self._register.session(digest(token), self._now()) if token else None

    def sign_out(self, token: str) -> None:
        """End one session."""
        self._register.end(digest(token))

    def sign_out_everywhere(self, account: Account) -> None:
        """End every session of an account."""
        self._register.end_all(account.id)

    # accounts

    def add(self, name: str, password: str, role: Role = "learner") -> Account:
        """A new account with a password. Raises `Refused`."""
        account = self._new(names.shown(name), role)
        passwords.check(password, account.name)
        if not self._register.add(account, login=names.folded(account.name), password=passwords.hashed(password)):
            raise Refused("taken")
        return account

    def named(self, name: str) -> Account:
        """The account with a password of that name. Raises `Refused`."""
        known = self._register.login(names.folded(name))
        if known is None:
            raise Refused("unknown")
        return known[0]

    def vouched(self, subject: str, name: str, role: Role) -> Account:
        """The account of somebody for whom another server vouches, with what it says of them now.

        `subject` says who that is among all such servers: the issuer and its name for them.
        """
        known = self._register.vouched(digest(subject))
        if known is None:
            account = self._new(_presentable(name), role)
            if self._register.add(account, subject=digest(subject)):
                return self._register.vouched(digest(subject)) or account
            known = self._register.vouched(digest(subject))
        if known is None:
            raise Refused("elsewhere")
        if (known.name, known.role) != (_presentable(name), role):
            self._register.change(known.id, name=_presentable(name), role=role)
        return self._register.account(known.id) or known

    def set_password(self, account: Account, password: str) -> None:
        """Give an account another password; every session of it is over. Raises `Refused`."""
        passwords.check(password, account.name)
        self._register.change(account.id, password=passwords.hashed(password))
        self._register.end_all(account.id)

    def confirm(self, account: Account, password: str, address: str) -> None:
        """Raises `Refused` if it is not the account's password."""
        login, now = names.folded(account.name), self._now()
        throttle.admit(self._register, login, address, now)
        known = self._register.login(login)
        if known is None or known[0].id != account.id or not passwords.fits(password, known[1]):
            throttle.failed(self._register, login, address, now)
            raise Refused("unknown")

    # classes

    def cohort(self, name: str, *, new: bool = False) -> Cohort:
        """A class by its name; `new`: made if there is none. Raises `Refused`."""
        known = self._register.cohort(names.folded(name))
        if known or not new:
            if known is None:
                raise Refused("no_class")
            return known
        cohort = Cohort(_id(), names.shown(name))
        if not self._register.add_cohort(cohort, names.folded(cohort.name)):
            raise Refused("class_taken")
        return cohort

    def found(self, name: str, adviser: Account) -> Cohort:
        """Make a class with its adviser in it. Raises `Refused`."""
        if self._register.cohort(names.folded(name)):
            raise Refused("class_taken")
        cohort = self.cohort(name, new=True)
        self._register.enter(adviser.id, cohort.id)
        return cohort

    def links(
        self, cohort: Cohort, count: int, *, uses: int = 1, days: float = 30, role: Role = "learner"
    ) -> list[str]:
        """The secret halves of join links, each good for so many people and days."""
        until = self._now() + timedelta(days=days)
        made = [fresh() for _ in range(max(1, min(count, MOST_LINKS)))]
        invite = Invite(cohort, role, max(1, min(uses, MOST_USES)), until)
        self._register.invite([digest(token) for token in made], invite)
        return made

    def invited(self, link: str) -> Invite:
        """What a join link is good for. Raises `Refused` if it is good no more, or never was."""
        invite = self._register.invited(digest(link), self._now())
        if invite is None:
            raise Refused("link")
        return invite

    def join(self, link: str, name: str, password: str) -> Account:
        """Use a join link to make an account. Raises `Refused`, and then the link is as good as before."""
        invite = self.invited(link)
        account = self._new(names.shown(name), invite.role)
        passwords.check(password, account.name)
        login, kept = names.folded(account.name), passwords.hashed(password)
        done = self._register.accept(digest(link), self._now(), account, login=login, password=kept)
        if done is None:
            raise Refused("link")
        if not done:
            raise Refused("taken")
        return account

    def enter(self, link: str, account: Account) -> None:
        """Use a join link with an account that is there already. It makes no adviser of anybody. Raises `Refused`."""
        self.invited(link)
        if not self._register.accept(digest(link), self._now(), account):
            raise Refused("link")

    def _new(self, name: str, role: Role) -> Account:
        return Account(_id(), secrets.token_urlsafe(24), name, role, self._now())


def _id() -> str:
    return secrets.token_hex(8)


def _presentable(name: str) -> str:
    """What another server calls somebody, as far as it can be shown."""
    try:
        return names.shown(name[: names.MOST_CHARACTERS])
    except Refused:
        return "?"
