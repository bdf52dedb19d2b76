"""Cases over processes: this machine's cores, or the workers of a Dask cluster. No result depends on which.

    for line in spread(kit, jobs, Means(workers=2)): ...            lines come as cases are done, in any order
    for line in spread(kit, jobs, Means(scheduler="tcp://...")): ...

Who works on what is decided by `concurrent.futures` here and by `distributed` there, which has the same interface.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass

from evals.kit import Job, Kit, Line, failed, timed

IN_FLIGHT = 2
"""Cases that are handed out for each worker: one to work on, one so that it never waits."""
DEATHS = 2
"""Processes of its own that a case may take with it before it has failed."""
LOOK_SECONDS = 5.0
"""How often to look whether there is still somebody who works."""

MayGo = Callable[[Job], bool]
Submit = Callable[[Job], "Future[Line]"]


@dataclass(frozen=True)
class Means:
    """What does the work."""

    workers: int | None = None
    """Processes on this machine; by default one a core. A single one is this process itself."""
    scheduler: str | None = None
    """The address of a Dask scheduler, whose workers then do it."""

    @property
    def processes(self) -> int:
        """How many on this machine."""
        return self.workers if self.workers is not None else cores()


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(kit: Kit, jobs: Sequence[Job], means: Means, may_go: MayGo = lambda _: True) -> Iterator[Line]:
    """The line of every job, as each is done. `may_go` is asked before one is handed out; after a no, none is any more.

    Raises `InputError` for a cluster that can't be used, and `SimulatorError` for one that is lost. Whoever stops
    listening stops the work: what is under way is given up.
    """
    if means.scheduler:
        from evals.cluster import on_cluster

        yield from on_cluster(kit, deque(jobs), means.scheduler, may_go)
    elif means.processes <= 1:
        for job in jobs:
            if not may_go(job):
                return
            yield timed(kit, job)
    else:
        yield from _on_cores(kit, deque(jobs), means.processes, may_go)


def handed_out(
    submit: Submit, waiting: deque[Job], most: int, may_go: MayGo, look: Callable[[], None] = lambda: None
) -> "Iterator[tuple[Job, Future[Line]]]":
    """Every job with its future, as it is done; at most `most` are under way. `look` may raise if nobody works."""
    under_way: dict[Future[Line], Job] = {}
    try:
        while True:
            while waiting and len(under_way) < most and may_go(waiting[0]):
                job = waiting.popleft()
                under_way[submit(job)] = job
            if not under_way:
                return
            done = wait(under_way, LOOK_SECONDS, return_when=FIRST_COMPLETED).done
            if not done:
                look()
            for future in done:
                yield under_way.pop(future), future
    finally:
        for future in under_way:
            future.cancel()


def _on_cores(kit: Kit, waiting: deque[Job], processes: int, may_go: MayGo) -> Iterator[Line]:
    """When a process dies, its pool is of no more use: what was under way is tried again, each case by itself."""
    while True:
        suspects: list[Job] = []

        def may(job: Job, suspects: list[Job] = suspects) -> bool:
            return not suspects and may_go(job)

        with _pool(kit, min(processes, len(waiting) or 1)) as pool:
            for job, future in handed_out(_into(pool), waiting, IN_FLIGHT * processes, may):
                if isinstance(future.exception(), BrokenProcessPool):
                    suspects.append(job)
                else:
                    yield future.result()
        for job in suspects:
            yield _by_itself(kit, job)
        if not suspects:
            return


def _by_itself(kit: Kit, job: Job) -> Line:
    for _ in range(DEATHS):
        with _pool(kit, 1) as pool:
            future = _into(pool)(job)
            if not isinstance(error := future.exception(), BrokenProcessPool):
                return future.result()
    return failed(job, error)


def _into(pool: ProcessPoolExecutor) -> Submit:
    def submit(job: Job) -> "Future[Line]":
        try:
            return pool.submit(_in_process, job)
        except BrokenProcessPool as broken:  # a process died since the last look
            future: Future[Line] = Future()
            future.set_exception(broken)
            return future

    return submit


@contextmanager
def _pool(kit: Kit, processes: int) -> Iterator[ProcessPoolExecutor]:
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        # what takes seconds to import is imported once, and forked
        context.set_forkserver_preload(["evals.kit", "simulator.models"])
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(kit,))
    try:
        yield pool
    except BaseException:
        children = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for child in children:
            child.kill()
        raise
    pool.shutdown()


_kit: Kit | None = None


def _begin(kit: Kit) -> None:
    global _kit
    _kit = kit
    # Ctrl-C reaches every process of a terminal; what becomes of the cases is decided by the one that hands them out
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _in_process(job: Job) -> Line:
    assert _kit is not None
    return timed(_kit, job)
