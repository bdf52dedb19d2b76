"""Cases over the workers of a Dask cluster; the only module that knows `distributed`, and only on demand.

    simulator eval --scheduler tcp://127.0.0.1:8786

The kit goes to every worker, also to one that joins later; cases go one by one. A worker that dies loses nothing: the
scheduler gives its cases to another one.
"""

import hashlib
import pickle
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from typing import Any

from evals.fingerprints import software
from evals.kit import Job, Kit, Line, failed, timed
from evals.spreading import IN_FLIGHT, MayGo, handed_out
from simulator.errors import InputError, SimulatorError

CONNECT_SECONDS = 10
RETRIES = 3
"""How often a case is given out again that ended with an error of the cluster's own."""
PATIENCE = 12
"""Looks, five seconds each, for which a cluster may be without a worker."""

_kits: dict[str, Kit] = {}


def on_cluster(kit: Kit, waiting: deque[Job], address: str, may_go: MayGo) -> Iterator[Line]:
    """The line of every job, as each is done."""
    try:
        from distributed import Client, KilledWorker, WorkerPlugin
    except ModuleNotFoundError:
        raise InputError("--scheduler needs the extra `cluster`: pip install 'interview-simulator[cluster]'") from None

    class Unpacked(WorkerPlugin):
        """Puts the kit where the worker's tasks find it."""

        def __init__(self, name: str, kit: Kit) -> None:
            self.name, self.kit = name, kit

        def setup(self, worker: Any) -> None:  # noqa: ARG002
            _keep(self.name, self.kit)

    try:
        client: Any = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"--scheduler {address}: can't be reached ({_short(error)})") from None
    name = hashlib.sha256(pickle.dumps(kit)).hexdigest()[:16]
    missing = 0

    def look() -> None:
        nonlocal missing
        missing = 0 if client.scheduler_info(n_workers=-1)["workers"] else missing + 1
        if missing > PATIENCE:
            raise SimulatorError(f"the cluster at {address} has no worker any more")

    try:
        _same_software(client, address)
        client.register_plugin(Unpacked(name, kit), name=f"evals-{name}")
        threads = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
        with client.get_executor(pure=False, retries=RETRIES) as pool:

            def submit(job: Job) -> "Future[Line]":
                future: Future[Line] = pool.submit(_on_worker, name, job)
                return future

            for job, future in handed_out(submit, waiting, IN_FLIGHT * max(1, threads), may_go, look):
                if isinstance(future.exception(), KilledWorker):
                    yield failed(job, future.exception())
                else:
                    yield future.result()
    except (CancelledError, OSError) as error:
        raise SimulatorError(f"the cluster at {address} was lost ({_short(error)})") from None
    finally:
        client.close(timeout=CONNECT_SECONDS)


def _same_software(client: Any, address: str) -> None:
    """Other versions would give other results, and nobody would know."""
    try:
        theirs = client.run(software)
    except ModuleNotFoundError as error:
        raise InputError(f"--scheduler {address}: its workers don't have this program ({error})") from None
    if not theirs:
        raise InputError(f"--scheduler {address}: it has no workers")
    for worker, found in theirs.items():
        if differing := [part for part, version in software().items() if found.get(part) != version]:
            raise InputError(f"--scheduler {address}: worker {worker} has another {', '.join(differing)}")


def _keep(name: str, kit: Kit) -> None:
    _kits.clear()
    _kits[name] = kit


def _on_worker(name: str, job: Job) -> Line:
    return timed(_kits[name], job)


def _short(error: BaseException) -> str:
    return " ".join(f"{error}".split())[:200] or type(error).__name__
