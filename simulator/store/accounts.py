"""Accounts, classes, and what was shown to whom, in a database.

Of what proves who somebody is (sessions, join links, the halves of a sign-in elsewhere) only digests are kept, of
passwords only their hashes.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from simulator.account import Account, Cohort, Comment, Decision, Invite, Membership, Role
from simulator.store.database import Database
from simulator.store.schema import (
    ACCOUNTS,
    ATTEMPTS,
    COHORTS,
    COMMENTS,
    DECISIONS,
    FLOWS,
    INVITES,
    MEMBERS,
    SESSIONS,
)


class Register:
    """Who can sign in, who is in which class, and what was decided and said there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # accounts

    def add(
        self, account: Account, *, login: str | None = None, password: str | None = None, subject: str | None = None
    ) -> bool:
        """Keep a new account; whether its login and its subject were free."""
        row = _row(account, login, password, subject)
        return self._new(lambda connection: connection.execute(insert(ACCOUNTS).values(row)))

    def account(self, id_: str) -> Account | None:
        """An account by its id."""
        return self._account(select(ACCOUNTS).where(ACCOUNTS.c.id == id_))

    def owner(self, key: str) -> Account | None:
        """An account by the key of its calls."""
        return self._account(select(ACCOUNTS).where(ACCOUNTS.c.owner == key))

    def vouched(self, subject: str) -> Account | None:
        """The account of somebody for whom another server vouches."""
        return self._account(select(ACCOUNTS).where(ACCOUNTS.c.subject == subject))

    def login(self, login: str) -> tuple[Account, str | None] | None:
        """An account by its folded name, and what is kept of its password."""
        row = self._one(select(ACCOUNTS).where(ACCOUNTS.c.login == login))
        return (_account(row), row.password) if row else None

    def accounts(self) -> list[Account]:
        """Everybody, by name."""
        query = select(ACCOUNTS).order_by(ACCOUNTS.c.name, ACCOUNTS.c.id)
        return [_account(row) for row in self._all(query)]

    def change(self, id_: str, **columns: object) -> None:
        """Change an account's name, role or password."""
        self._do(update(ACCOUNTS).where(ACCOUNTS.c.id == id_).values(columns))

    def erase(self, id_: str) -> None:
        """Forget an account, and all that it decided, said and belonged to."""

        def gone(connection: Connection) -> None:
            for column in (
                SESSIONS.c.account, DECISIONS.c.account, COMMENTS.c.author, MEMBERS.c.account, ACCOUNTS.c.id,
            ):  # fmt: skip
                connection.execute(delete(column.table).where(column == id_))

        self._database.run(gone)
        self._database.after_erasing()

    # sessions, and sign-ins under way elsewhere

    def begin(self, digest: str, account: str, until: datetime, now: datetime, before: str | None = None) -> None:
        """Keep a session in place of the one before; those that have run out are forgotten."""

        def begun(connection: Connection) -> None:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.until <= _utc(now)))
            connection.execute(delete(SESSIONS).where(SESSIONS.c.digest.in_((digest, before or digest))))
            connection.execute(insert(SESSIONS).values(digest=digest, account=account, until=_utc(until)))

        self._database.run(begun)

    def session(self, digest: str, now: datetime) -> Account | None:
        """Whose session it is, while it lasts."""
        return self._account(
            select(ACCOUNTS)
            .join(SESSIONS, SESSIONS.c.account == ACCOUNTS.c.id)
            .where(SESSIONS.c.digest == digest, SESSIONS.c.until > _utc(now))
        )

    def end(self, digest: str) -> None:
        """End one session."""
        self._do(delete(SESSIONS).where(SESSIONS.c.digest == digest))

    def end_all(self, account: str) -> None:
        """End every session of an account."""
        self._do(delete(SESSIONS).where(SESSIONS.c.account == account))

    def keep_flow(self, digest: str, body: Mapping[str, Any], until: datetime, now: datetime) -> None:
        """Keep what a sign-in elsewhere has to be held against when it comes back."""

        def kept(connection: Connection) -> None:
            connection.execute(delete(FLOWS).where((FLOWS.c.until <= _utc(now)) | (FLOWS.c.digest == digest)))
            connection.execute(insert(FLOWS).values(digest=digest, body=json.dumps(body), until=_utc(until)))

        self._database.run(kept)

    def take_flow(self, digest: str, now: datetime) -> dict[str, Any] | None:
        """Give it back, once."""

        def taken(connection: Connection) -> str | None:
            query = select(FLOWS.c.body).where(FLOWS.c.digest == digest, FLOWS.c.until > _utc(now))
            body = connection.execute(query).scalar_one_or_none()
            # of two who come at once, one has deleted it
            gone = connection.execute(delete(FLOWS).where(FLOWS.c.digest == digest)).rowcount
            return body if gone else None

        body = self._database.run(taken)
        return json.loads(body) if body else None

    # attempts

    def failed(self, who: Sequence[str], at: datetime, forget_before: datetime) -> None:
        """Keep that a sign-in failed, under each of these digests."""

        def kept(connection: Connection) -> None:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.at < _utc(forget_before)))
            connection.execute(insert(ATTEMPTS), [{"who": one, "at": _utc(at)} for one in who])

        self._database.run(kept)

    def failures(self, who: str, since: datetime) -> int:
        """How many failed under a digest since then."""
        query = select(func.count()).select_from(ATTEMPTS).where(ATTEMPTS.c.who == who, ATTEMPTS.c.at >= _utc(since))
        return self._database.run(lambda connection: connection.execute(query).scalar_one())

    def forgive(self, who: str) -> None:
        """Forget those of a digest."""
        self._do(delete(ATTEMPTS).where(ATTEMPTS.c.who == who))

    # classes, and the links that lead into them

    def add_cohort(self, cohort: Cohort, folded: str) -> bool:
        """Keep a new class; whether its name was free."""
        row = {"id": cohort.id, "name": cohort.name, "folded": folded}
        return self._new(lambda connection: connection.execute(insert(COHORTS).values(row)))

    def cohort(self, folded: str) -> Cohort | None:
        """A class by its folded name."""
        row = self._one(select(COHORTS).where(COHORTS.c.folded == folded))
        return Cohort(row.id, row.name) if row else None

    def cohorts(self) -> list[Cohort]:
        """Every class, by name."""
        return [Cohort(row.id, row.name) for row in self._all(select(COHORTS).order_by(COHORTS.c.name))]

    def enter(self, account: str, cohort: str) -> None:
        """Put somebody into a class; once is enough."""
        row = {"account": account, "cohort": cohort}
        self._new(lambda connection: connection.execute(insert(MEMBERS).values(row)))

    def memberships(self, *, account: str | None = None, cohort: str | None = None) -> list[Membership]:
        """Of one account, or of one class, by name."""
        query = (
            select(
                ACCOUNTS, MEMBERS.c.sharing_since, COHORTS.c.id.label("cohort_id"), COHORTS.c.name.label("cohort_name")
            )
            .join(MEMBERS, MEMBERS.c.account == ACCOUNTS.c.id)
            .join(COHORTS, MEMBERS.c.cohort == COHORTS.c.id)
            .order_by(COHORTS.c.name, ACCOUNTS.c.name, ACCOUNTS.c.id)
        )
        if account is not None:
            query = query.where(MEMBERS.c.account == account)
        if cohort is not None:
            query = query.where(MEMBERS.c.cohort == cohort)
        return [
            Membership(_account(row), Cohort(row.cohort_id, row.cohort_name), _aware(row.sharing_since))
            for row in self._all(query)
        ]

    def invite(self, digests: Sequence[str], invite: Invite) -> None:
        """Keep join links, all alike."""
        row = {
            "cohort": invite.cohort.id, "role": invite.role, "uses": invite.left, "until": _utc(invite.until),
        }  # fmt: skip
        self._do(insert(INVITES), [{"digest": digest, **row} for digest in digests])

    def invited(self, digest: str, now: datetime) -> Invite | None:
        """What a join link is good for, if it still is."""
        row = self._one(
            select(INVITES, COHORTS.c.name)
            .join(COHORTS, COHORTS.c.id == INVITES.c.cohort)
            .where(INVITES.c.digest == digest, INVITES.c.uses > 0, INVITES.c.until > _utc(now))
        )
        return (
            Invite(Cohort(row.cohort, row.name), _role(row.role), row.uses, _aware(row.until) or now) if row else None
        )

    def accept(
        self, digest: str, now: datetime, account: Account, *, login: str | None = None, password: str | None = None
    ) -> bool | None:
        """Use a join link: who has no account yet gets one, in the same step.

        Whether the login was free; None if the link is good no more. Either way nothing was used up.
        """

        def accepted(connection: Connection) -> bool | None:
            good = (INVITES.c.digest == digest, INVITES.c.uses > 0, INVITES.c.until > _utc(now))
            cohort = connection.execute(select(INVITES.c.cohort).where(*good)).scalar_one_or_none()
            used = connection.execute(update(INVITES).where(*good).values(uses=INVITES.c.uses - 1)).rowcount
            if not used:
                return None
            if login is not None:
                connection.execute(insert(ACCOUNTS).values(_row(account, login, password, None)))
            mine = (MEMBERS.c.account == account.id, MEMBERS.c.cohort == cohort)
            if connection.execute(select(func.count()).select_from(MEMBERS).where(*mine)).scalar_one():
                connection.execute(update(INVITES).where(INVITES.c.digest == digest).values(uses=INVITES.c.uses + 1))
            else:
                connection.execute(insert(MEMBERS).values(account=account.id, cohort=cohort))
            return True

        try:
            return self._database.run(accepted)
        except IntegrityError:
            return False

    # what was decided, and what was said

    def share_all(self, account: str, cohort: str, since: datetime | None) -> None:
        """From when on all calls of somebody are shown to a class; None: no more."""
        mine = (MEMBERS.c.account == account, MEMBERS.c.cohort == cohort)
        self._do(update(MEMBERS).where(*mine).values(sharing_since=_utc(since) if since else None))

    def decide(self, account: str, decision: Decision) -> None:
        """Keep what was decided about one call; the last word counts."""

        def decided(connection: Connection) -> None:
            same = (DECISIONS.c.call == decision.call, DECISIONS.c.cohort == decision.cohort)
            connection.execute(delete(DECISIONS).where(*same))
            connection.execute(
                insert(DECISIONS).values(
                    call=decision.call, cohort=decision.cohort, account=account, shared=decision.shared
                )
            )

        self._database.run(decided)

    def decisions(self, *, account: str | None = None, cohort: str | None = None) -> list[Decision]:
        """Of one account, or for one class."""
        query = select(DECISIONS).order_by(DECISIONS.c.call)
        if account is not None:
            query = query.where(DECISIONS.c.account == account)
        if cohort is not None:
            query = query.where(DECISIONS.c.cohort == cohort)
        return [Decision(row.call, row.cohort, row.shared) for row in self._all(query)]

    def comment(self, comment: Comment) -> None:
        """Keep a comment."""
        row = {
            "id": comment.id, "call": comment.call, "cohort": comment.cohort, "author": comment.author,
            "text": comment.text, "at": _utc(comment.at),
        }  # fmt: skip
        self._new(lambda connection: connection.execute(insert(COMMENTS).values(row)))

    def comments(self, calls: Sequence[str]) -> list[Comment]:
        """Those about some calls, the earliest first."""
        query = (
            select(COMMENTS, ACCOUNTS.c.name)
            .join(ACCOUNTS, ACCOUNTS.c.id == COMMENTS.c.author)
            .where(COMMENTS.c.call.in_(list(calls)))
            .order_by(COMMENTS.c.at, COMMENTS.c.id)
        )
        return [
            Comment(row.id, row.call, row.cohort, row.author, row.name, row.text, _aware(row.at) or datetime.now(UTC))
            for row in self._all(query)
        ]

    def take_back(self, comment: str, author: str) -> None:
        """Forget a comment of one's own."""
        self._do(delete(COMMENTS).where(COMMENTS.c.id == comment, COMMENTS.c.author == author))
        self._database.after_erasing()

    # how it is done

    def _all(self, query: "Select[Any]") -> "Sequence[Row[Any]]":
        return self._database.run(lambda connection: connection.execute(query).all())

    def _one(self, query: "Select[Any]") -> "Row[Any] | None":
        return self._database.run(lambda connection: connection.execute(query).first())

    def _account(self, query: "Select[Any]") -> Account | None:
        row = self._one(query)
        return _account(row) if row else None

    def _do(self, statement: Any, rows: Sequence[Mapping[str, object]] | None = None) -> None:
        self._database.run(lambda connection: connection.execute(statement, rows))

    def _new(self, work: Any) -> bool:
        try:
            self._database.run(work)
        except IntegrityError:
            return False
        return True


def _row(account: Account, login: str | None, password: str | None, subject: str | None) -> dict[str, object]:
    return {
        "id": account.id, "owner": account.key, "name": account.name, "login": login, "subject": subject,
        "role": account.role, "password": password, "at": _utc(account.at),
    }  # fmt: skip


def _account(row: "Row[Any]") -> Account:
    at = _aware(row.at) or datetime.now(UTC)
    return Account(row.id, row.owner, row.name, _role(row.role), at, local=row.subject is None)


def _role(word: str) -> Role:
    return "adviser" if word == "adviser" else "learner"


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _aware(moment: datetime | None) -> datetime | None:
    """SQLite keeps no time zone; what we put in is UTC."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
