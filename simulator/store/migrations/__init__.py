"""From every earlier schema to the present one, by Alembic. Imported only where there is something to do."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from simulator.store.revisions import REVISION


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration: the steps beside this file, on a connection that is in a transaction of ours."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, known: str | None) -> None:
    """Take every step that is missing; all of them or, if one fails, none.

    `known` is the state of a database from before states were written down.
    """
    config = configuration(connection)
    if known is not None:
        command.stamp(config, known)
    command.upgrade(config, REVISION)
