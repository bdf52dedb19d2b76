"""`simulator erase`: what is kept of learners, gone for good."""

import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from simulator.errors import InputError

OlderThan = Annotated[
    float | None, typer.Option(min=0, max=36_500, metavar="DAYS", help="Erase the calls that began longer ago.")
]
All = Annotated[bool, typer.Option("--all", help="Erase every call, and everybody whom learners brought.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def erase(older_than: OlderThan = None, everything: All = False, yes: Yes = False) -> int:
    """Erase calls for good: from the database, its write-ahead file and whoever has them in hand."""
    from simulator.settings import settings
    from simulator.store import Database, Store
    from simulator.store.erasing import erase_everything

    if (older_than is None) == (not everything):
        raise InputError("say what to erase: either --older-than DAYS or --all")
    chosen = settings()
    store = Store(Database(chosen.data_dir, chosen.database_url))
    old = [] if older_than is None else store.older_than(datetime.now(UTC) - timedelta(days=older_than))
    count = store.count() if everything else len(old)
    what = f"{count} call{'' if count == 1 else 's'}" + (" and everybody whom learners brought" if everything else "")
    if not yes and not _sure(f"Erase {what} for good?"):
        print("Nothing was erased.")  # noqa: T201
        return 1
    if everything:
        erase_everything(store.database)
        for folder in (chosen.own_personas, chosen.data_dir / "learners"):
            _remove(folder)
    else:
        store.delete(old)
    store.close()
    print(f"Erased: {what}.")  # noqa: T201
    return 0


def _sure(question: str) -> bool:
    if not sys.stdin.isatty():
        raise InputError("nobody is there to be asked: add --yes")
    return typer.confirm(question)


def _remove(path: Path) -> None:
    try:
        if path.is_dir():
            shutil.rmtree(path)
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from None
