"""A class as its adviser sees it: of what was shown, and of nothing else.

    overview([Shown(sam, call, (Kind.DIRECT_JOB_ASK,)), ...], members=[sam, ...]).learners[0].change  ->  "better"

Pure: values in, values out. A learner who shows nothing is a name in the list, as they are in the class's own.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from simulator.account import Account
from simulator.events import CallState
from simulator.grading.scorecard import GRADE_NAMES, GradeName
from simulator.observation import LAPSES, Kind
from simulator.progress import Change, Practised, practised, trend


@dataclass(frozen=True)
class Shown:
    """A call that a learner chose to show."""

    learner: Account
    call: Practised
    lapses: tuple[Kind, ...]
    """What counted against the learner, as it was heard on the call; each kind once."""


def shown(learner: Account, call_id: str, state: CallState) -> Shown:
    """A call as its log has it."""
    heard = {observation.kind for observation in state.observed}
    return Shown(learner, practised(call_id, state), tuple(kind for kind in Kind if kind in heard & LAPSES))


@dataclass(frozen=True)
class Learner:
    """One learner of a class."""

    account: Account
    calls: tuple[Practised, ...]
    """Those that they show, the latest first."""
    mean: float | None
    """Points (0 to 100) in the overall grade, on average of the last five."""
    change: Change
    weakest: GradeName | None
    """The grade with the fewest points of late."""
    lapse: Kind | None
    """What counted against them in most of their calls."""

    @property
    def latest(self) -> datetime | None:
        """When the latest of their calls began, UTC."""
        return self.calls[0].started_at if self.calls else None


@dataclass(frozen=True)
class Lapse:
    """Something that counts against a learner, and how common it is."""

    kind: Kind
    calls: int
    learners: int


@dataclass(frozen=True)
class Overview:
    """A class at a glance."""

    learners: tuple[Learner, ...]
    """By name."""
    calls: int
    means: tuple[tuple[GradeName, float, int], ...]
    """Each grade that was given: points on average of all calls that have it, and how many."""
    lapses: tuple[Lapse, ...]
    """The most common first."""


def overview(calls: Sequence[Shown], members: Iterable[Account]) -> Overview:
    """What a class has shown."""
    of = {account.id: [one for one in calls if one.learner.id == account.id] for account in members}
    everybody = {account.id: account for account in members} | {one.learner.id: one.learner for one in calls}
    learners = [_learner(everybody[id_], of.get(id_, [])) for id_ in everybody]
    return Overview(
        learners=tuple(sorted(learners, key=lambda one: (one.account.name.casefold(), one.account.id))),
        calls=len(calls),
        means=_means(calls),
        lapses=_lapses(calls),
    )


def _learner(account: Account, shown: Sequence[Shown]) -> Learner:
    calls = sorted((one.call for one in shown), key=lambda call: (call.started_at, call.id))
    overall = trend(calls, "overall")
    trends = [(name, found) for name in GRADE_NAMES if (found := trend(calls, name)).mean is not None]
    common = Counter(kind for one in shown for kind in one.lapses).most_common(1)
    return Learner(
        account=account,
        calls=tuple(reversed(calls)),
        mean=overall.mean,
        change=overall.change,
        weakest=min(trends, key=lambda one: one[1].mean or 0.0)[0] if trends else None,
        lapse=common[0][0] if common else None,
    )


def _means(calls: Sequence[Shown]) -> tuple[tuple[GradeName, float, int], ...]:
    found = []
    for name in GRADE_NAMES:
        points = [mark.points for one in calls if (mark := one.call.mark(name))]
        if points:
            found.append((name, round(fmean(points), 1), len(points)))
    return tuple(found)


def _lapses(calls: Sequence[Shown]) -> tuple[Lapse, ...]:
    by_call = Counter(kind for one in calls for kind in one.lapses)
    return tuple(
        Lapse(kind, count, len({one.learner.id for one in calls if kind in one.lapses}))
        for kind, count in by_call.most_common()
    )
