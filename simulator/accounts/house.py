"""All of it on one database: the register, the door, and what is shown."""

from dataclasses import dataclass

from simulator.accounts.advising import Advising
from simulator.accounts.door import Door
from simulator.store import Register, Store


@dataclass(frozen=True)
class House:
    """One per server."""

    register: Register
    door: Door
    advising: Advising

    @classmethod
    def of(cls, store: Store, hours: float) -> "House":
        """On the database in which the calls are. A session lasts so many hours."""
        register = Register(store.database)
        return cls(register, Door(register, hours=hours), Advising(register, store))
