"""`simulator accounts`: add, list, remove, password, links. For who keeps a server to which learners sign in."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.errors import InputError

if TYPE_CHECKING:
    from simulator.accounts.house import House

app = typer.Typer(help="Who can sign in: add, list, remove, password, links.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name that somebody signs in with.")]
Class = Annotated[str | None, typer.Option("--class", help="The class that they are in; made if there is none.")]


@app.command("add")
def add(
    name: Name,
    adviser: Annotated[bool, typer.Option("--adviser", help="Somebody who advises learners.")] = False,
    class_: Class = None,
) -> int:
    """A new account. Its password is asked for, or is the first line of standard input."""
    house = _house()
    account = house.door.add(name, _password(), "adviser" if adviser else "learner")
    if class_:
        house.register.enter(account.id, house.door.cohort(class_, new=True).id)
    _say(f"{account.name} can sign in.")
    return 0


@app.command("list")
def show_all() -> int:
    """Everybody, with their role and classes."""
    from rich.console import Console
    from rich.table import Table

    house = _house()
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "role", "classes", "signs in", "since", "id"):
        table.add_column(heading, no_wrap=True)
    for account in house.register.accounts():
        classes = ", ".join(one.cohort.name for one in house.register.memberships(account=account.id))
        way = "with a password" if account.local else "elsewhere"
        table.add_row(account.name, account.role, classes, way, f"{account.at:%Y-%m-%d}", account.id)
    Console(width=None if sys.stdout.isatty() else 200, markup=False).print(table)
    return 0


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="A name, or the id of somebody who signs in elsewhere.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> int:
    """Delete an account with all its calls, what was shown and said of them, and the people it brought."""
    from simulator.accounts.erasing import erase
    from simulator.accounts.refused import Refused
    from simulator.call import Calls
    from simulator.own import Own, OwnInDatabase
    from simulator.settings import settings
    from simulator.store import Database, Store

    chosen, house = settings(), _house()
    account = house.register.account(name)
    if account is None:
        try:
            account = house.door.named(name)
        except Refused:
            raise InputError(f"there is no account {name!r}") from None
    if not yes:
        typer.confirm(f"Delete {account.name} and all their calls for good?", abort=True, err=True)
    store = Store(Database(chosen.data_dir, chosen.database_url))
    folder = chosen.data_dir / "learners" / account.learner
    own = OwnInDatabase(store.database, account.learner) if store.database.shared else Own(folder / "personas")
    count = asyncio.run(erase(account, house.register, Calls(store, chosen), own, folder))
    _say(f"{account.name} is deleted, and {count} calls with them.")
    return 0


@app.command("password")
def password(name: Name) -> int:
    """Another password for somebody; they are signed out everywhere."""
    from simulator.accounts.refused import Refused

    house = _house()
    try:
        account = house.door.named(name)
    except Refused:
        raise InputError(f"there is no account {name!r} with a password") from None
    house.door.set_password(account, _password())
    _say(f"{account.name} has another password.")
    return 0


@app.command("links")
def links(
    class_: Annotated[str, typer.Argument(metavar="CLASS", help="The class; made if there is none.")],
    count: Annotated[int, typer.Option(min=1, max=500, help="How many links.")] = 1,
    uses: Annotated[int, typer.Option(min=1, max=500, help="How many people may use each.")] = 1,
    days: Annotated[float, typer.Option(min=0.01, max=365, help="For how many days they are good.")] = 30,
    adviser: Annotated[bool, typer.Option("--adviser", help="They make advisers of the class.")] = False,
    address: Annotated[
        str | None, typer.Option(help="The server's address; by default the setting PUBLIC_URL.")
    ] = None,
) -> int:
    """Links by which learners join a class and choose a name and a password of their own, one a line."""
    from simulator.settings import settings

    house = _house()
    root = (address or settings().public_url or "http://127.0.0.1:7860").rstrip("/")
    cohort = house.door.cohort(class_, new=True)
    for link in house.door.links(cohort, count, uses=uses, days=days, role="adviser" if adviser else "learner"):
        print(f"{root}/join?link={link}")  # noqa: T201
    return 0


def _house() -> "House":
    from simulator.settings import settings, writable

    chosen = settings()
    writable(chosen.data_dir)
    from simulator.accounts import passwords
    from simulator.accounts.house import House
    from simulator.store import Database, Store

    passwords.require()
    return House.of(Store(Database(chosen.data_dir, chosen.database_url)), chosen.session_hours)


def _password() -> str:
    """Never from the arguments: those stand in the shell's history, and in every list of processes."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first: str = typer.prompt("Password", hide_input=True, err=True)
    if typer.prompt("The same once more", hide_input=True, err=True) != first:
        raise InputError("the two passwords differ")
    return first


def _say(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201
