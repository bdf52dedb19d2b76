"""What a log of calls is, and one that ends with the process."""

from collections.abc import Sequence
from typing import Protocol

from simulator.errors import CallBusy, UnknownCall
from simulator.events import Event, Opened

WENT_ON = "this call went on elsewhere; reload to see it"
DELETED = "this call has been deleted"


class Log(Protocol):
    """Where the events of calls are kept."""

    def append(self, call: str, seq: int, event: Event) -> None:
        """Keep one event as number `seq` of the call.

        Raises `CallBusy` if that number is taken, `UnknownCall` if the call has been deleted.
        """
        ...

    def read(self, call: str) -> list[Event]:
        """Every event of a call, in order. Raises `UnknownCall`."""
        ...

    def length(self, call: str) -> int:
        """How many events a call has; none if there is no such call."""
        ...

    def calls(self, owner: str) -> list[str]:
        """Every call of one owner, the earliest first."""
        ...

    def delete(self, calls: Sequence[str]) -> None:
        """Forget these calls for good. Those that are not there are forgotten already."""
        ...

    def check(self) -> None:
        """Raises `StoreError` if nothing can be kept or read now."""
        ...


class MemoryLog:
    """A log that ends with the process, for rehearsals and evals."""

    def __init__(self) -> None:
        self._calls: dict[str, list[Event]] = {}

    def append(self, call: str, seq: int, event: Event) -> None:
        """Keep one event."""
        log = self._calls.get(call, [])
        if seq > len(log):
            raise UnknownCall(DELETED)
        if seq < len(log):
            raise CallBusy(WENT_ON)
        self._calls[call] = [*log, event]

    def read(self, call: str) -> list[Event]:
        """Every event of a call, in order."""
        if call not in self._calls:
            raise UnknownCall(f"there is no call {call!r}")
        return list(self._calls[call])

    def length(self, call: str) -> int:
        """How many events a call has."""
        return len(self._calls.get(call, ()))

    def calls(self, owner: str) -> list[str]:
        """Every call of one owner."""
        return [call for call, (first, *_) in self._calls.items() if isinstance(first, Opened) and first.owner == owner]

    def delete(self, calls: Sequence[str]) -> None:
        """Forget these calls."""
        for call in calls:
            self._calls.pop(call, None)

    def check(self) -> None:
        """Memory is always there."""
