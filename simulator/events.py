"""The call as the fold of what happened in it (`happened.py`).

    replay(log)  ->  CallState(turns=(...), mood=Mood(...), ended_by="learner", ...)

The events are the truth and are only ever appended; a `CallState` is what one gets by adding them up. So a reload, a
crash or another server needs nothing but the log. A call that was rewound has several branches, each with a state of
its own; the newest counts, until another is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from simulator.clock import LEARNER_WORDS_PER_MINUTE, Timeline, speech_seconds, timeline
from simulator.course import Course, Step
from simulator.director import Mood, Stage
from simulator.happened import (
    Chose,
    Coached,
    Ended,
    Event,
    Graded,
    Guarded,
    Heard,
    Judged,
    Mark,
    ModelFailed,
    ModelRequest,
    Noted,
    Opened,
    Replied,
    Rewound,
    Said,
    Timing,
    Update,
    Updated,
    events,
)
from simulator.observation import Observation
from simulator.persona import Persona, catalogue
from simulator.transcript import FORMAT, EndedBy, FollowUp, Interruption, Transcript, Turn

__all__ = [
    "Branch",
    "CallState",
    "Chose",
    "Coached",
    "Ended",
    "Event",
    "Graded",
    "Guarded",
    "Heard",
    "Judged",
    "Mark",
    "ModelFailed",
    "ModelRequest",
    "Noted",
    "Opened",
    "Replied",
    "Rewound",
    "Said",
    "Timing",
    "Tree",
    "Update",
    "Updated",
    "events",
    "replay",
]


MOST_HELD_BACK = 3
"""So often a model may be stopped on one call for what a professional does not say; then it is relieved of the part.

A turn that is lost to the understudy counts for two, one that is mended for one. SmolLM2-135M has to be stopped once or
twice a turn, and is known by it after two. A model that has to be stopped on one turn in twenty comes to three on one
call of a dozen turns in forty.
"""


class CallState(BaseModel):
    """A call at one moment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opened: Opened
    turns: tuple[Turn, ...] = ()
    observed: tuple[Observation, ...] = ()
    mood: Mood
    stage: Stage
    interruptions: tuple[Interruption, ...] = ()
    heard: bool = True
    """Whether the last of the learner's turns has been through observer and director."""
    answered: bool = False
    """Whether the last of the learner's turns, or the ringing phone, has been answered."""
    guarded: tuple[Guarded, ...] = ()
    """Every sentence of the model's that was held back."""
    relieved_on: int | None = None
    """The professional's turn on which the model was stopped once too often; what comes after it is not the model's."""
    failures: tuple[ModelFailed, ...] = ()
    ended_by: EndedBy | None = None
    follow_up: FollowUp | None = None
    judged: tuple[Judged, ...] = ()
    update: Update | None = None
    graded: Graded | None = None
    coached: bool = False
    ever_coached: bool = False
    """Whether the coach was there at any time of the call."""
    steps: tuple[Step, ...] = ()
    """The mood after each of the learner's turns, and what the director made of it."""
    branch: int = 0
    """Which branch of the call this is."""
    rewinds: tuple[int, ...] = ()
    """The turns that were taken back, in the call as a whole, before the last words of this branch were said."""
    now: float = 0.0
    """On the real clock: seconds since the phone was picked up, at the last words."""
    lost: float = 0.0
    """On the real clock: seconds that do not count, because they were taken back."""

    @property
    def persona(self) -> Persona:
        """Who answers the phone."""
        return self.opened.persona

    @property
    def over(self) -> bool:
        """Whether the call has ended."""
        return self.ended_by is not None

    @property
    def relieved(self) -> bool:
        """Whether the built-in professional keeps the line for the rest of the call, in a model's place."""
        return self.relieved_on is not None and len(self.turns) > self.relieved_on

    @property
    def held_back_left(self) -> int:
        """How often the model may still be stopped; the last time ends its turn as well."""
        return max(0, MOST_HELD_BACK - _stopped(self.guarded))

    @property
    def just_relieved(self) -> bool:
        """Whether that was so for the first time after the last words: this is when it is told."""
        return self.relieved and len(self.turns) - 1 == self.relieved_on and not self.over

    @property
    def minutes(self) -> float:
        """What is left of the agreed ones after those that lateness and something unforeseen took."""
        return self.opened.minutes - self.mood.minutes_taken

    @property
    def agreed(self) -> float:
        """The same, in seconds."""
        return self.minutes * 60.0

    @property
    def clock(self) -> Timeline:
        """The call so far on the clock of speech time, against the minutes that are left of the agreed ones."""
        return timeline(self.turns, self.persona.voice.words_per_minute, self.minutes)

    @property
    def elapsed(self) -> float:
        """Seconds of the agreed time that are gone, on the clock that was chosen, at the last words."""
        return self.now if self.opened.timing == "real" else self.clock.elapsed

    @property
    def place(self) -> str:
        """Where the call is; who wants to add to it says where they believe it to be."""
        return f"{self.branch}.{len(self.turns)}.{'over' if self.over else 'on'}"

    @property
    def numbers(self) -> tuple[float, float] | None:
        """Patience and rapport, 0 to 100, for a learner with the coach beside them; nobody else sees numbers."""
        return (self.mood.patience, self.mood.rapport) if self.coached else None

    @property
    def course(self) -> Course:
        """The moods of the call as they were."""
        return Course(self.opened.mood, self.steps)

    def since(self, at: datetime) -> float:
        """On the real clock: seconds since the phone was picked up. A clock that was set back makes it 0, not less."""
        return max(0.0, (at - self.opened.at).total_seconds() - self.lost)

    def taken_up(self, at: datetime) -> "CallState":
        """The same, gone on with at another time: on the real clock, too, it goes on at the second where it stood."""
        return self.model_copy(update={"lost": max(0.0, (at - self.opened.at).total_seconds() - self.now)})

    def after(self, event: Event) -> "CallState":
        """The call once this has happened too. Going from branch to branch is not for one state to do."""
        match event:
            case Said():
                turn = self._timed(Turn(speaker="learner", text=event.text), event.at)
                change: dict[str, Any] = {"turns": (*self.turns, turn), "heard": False, "answered": False}
                change |= {"now": max(self.now, self.since(event.at))}
            case Heard():
                change = {
                    "observed": (*self.observed, *event.observations),
                    "mood": event.mood,
                    "stage": event.stage,
                    "steps": (*self.steps, Step(len(self.turns) - 1, event.mood, event.stage)),
                    "interruptions": (*self.interruptions, *self._interrupted_by(event.stage)),
                    "heard": True,
                }
            case Replied():
                turn = self._timed(Turn(speaker="professional", text=event.text, by=event.by), event.at)
                change = {"turns": (*self.turns, turn), "answered": True, "now": max(self.now, self.since(event.at))}
            case Guarded():
                change = {"guarded": (*self.guarded, event)}
                if self.relieved_on is None and _stopped(change["guarded"]) >= MOST_HELD_BACK:
                    change |= {"relieved_on": len(self.turns)}
            case ModelFailed():
                change = {"failures": (*self.failures, event)}
            case Ended():
                change = {"ended_by": event.by, "mood": self.mood.model_copy(update={"phase": "over"})}
            case Noted():
                change = {"follow_up": event.follow_up}
            case Judged():
                change = {"judged": (*self.judged, event)}
            case Coached():
                during = event.on and not self.over
                change = {"coached": event.on, "ever_coached": self.ever_coached or during}
            case Updated():
                change = {"update": event.update}
            case Graded():
                change = {"graded": event}
            case Opened() | Rewound() | Chose():
                raise ValueError(f"{event.kind} is no step of one branch")
        return self.model_copy(update=change)

    def _timed(self, turn: Turn, at: datetime) -> Turn:
        """On the real clock a turn has its real beginning; how long it takes to say stays a matter of its words.

        The professional begins when the learner has finished. The learner has finished when they send, and began as
        much earlier as their words take, but not before the professional did.
        """
        if self.opened.timing == "speech":
            return turn
        began = self.now
        if turn.speaker == "learner":
            heard_from = self.turns[-1].at or 0.0 if self.turns else 0.0
            began = max(heard_from, self.since(at) - speech_seconds(turn.text, LEARNER_WORDS_PER_MINUTE))
        return turn.model_copy(update={"at": round(began, 3)})

    def _interrupted_by(self, stage: Stage) -> tuple[Interruption, ...]:
        """What breaks in with the reply that this stage is for: the next turn of the call."""
        if stage.event is None:
            return ()
        return (Interruption(turn=len(self.turns), kind=stage.event.kind, minutes_taken=stage.event.minutes_taken),)

    def transcript(self, call_id: str) -> Transcript:
        """The call on paper. The persona goes along whole unless it is one of the catalogue's, unchanged."""
        persona = self.persona
        known = catalogue().get(persona.id) == persona
        return Transcript(
            format=FORMAT,
            id=call_id,
            persona=persona.id if known else persona.model_dump(mode="json", exclude_defaults=True),
            agreed_minutes=self.opened.minutes,
            joined_late_seconds=self.opened.joined_late_seconds,
            ended_by=self.ended_by,
            preparation=self.opened.preparation,
            turns=self.turns,
            follow_up=self.follow_up,
            interruptions=self.interruptions or None,
            rewinds=self.rewinds or None,
            coached=self.ever_coached or None,
            drill=self.opened.drill,
        )


def _stopped(guarded: Sequence[Guarded]) -> int:
    """How often a model was stopped for what it said. Many a good one sighs between asterisks, and talks too long."""
    return sum(one.remedy != "taken_out" and one.violation != "over_budget" for one in guarded)


@dataclass(frozen=True)
class Branch:
    """One way that a call went."""

    number: int
    state: CallState
    parent: int | None = None
    """The branch that it left; none for the first."""
    turn: int | None = None
    """The learner's turn from which on it differs from its parent."""
    before: tuple[tuple[int, CallState], ...] = ()
    """Each of the learner's turns, and the call as it was before it."""

    def after(self, event: Event) -> "Branch":
        """The branch once this has happened on it."""
        before = self.before
        if isinstance(event, Said):
            before = (*before, (len(self.state.turns), self.state))
        return replace(self, state=self.state.after(event), before=before)


@dataclass(frozen=True)
class Tree:
    """A call with all its branches. Whatever happens, happens to the one that counts: the newest, or a chosen one."""

    branches: tuple[Branch, ...]
    current: int = 0
    rewinds: tuple[int, ...] = ()

    @classmethod
    def of(cls, log: Sequence[Event]) -> "Tree":
        """The call that a log adds up to. The log must begin with `Opened`."""
        first = log[0]
        if not isinstance(first, Opened):
            raise ValueError(f"a call begins with opened, not with {first.kind}")
        coached = first.coached
        state = CallState(opened=first, mood=first.mood, stage=first.stage, coached=coached, ever_coached=coached)
        tree = cls((Branch(0, state),))
        for event in log[1:]:
            tree = tree.after(event)
        return tree

    @property
    def state(self) -> CallState:
        """The branch that counts, as it is."""
        return self.branches[self.current].state

    def before(self, turn: int) -> CallState | None:
        """The call that counts, as it was before one of the learner's turns; nothing if that is none of theirs."""
        return dict(self.branches[self.current].before).get(turn)

    def after(self, event: Event) -> "Tree":
        """The call once this has happened too."""
        match event:
            case Rewound():
                return self._rewound(event)
            case Chose():
                if event.branch >= len(self.branches):
                    raise ValueError(f"there is no branch {event.branch}")
                chosen = self.branches[event.branch]
                chosen = replace(chosen, state=chosen.state.taken_up(event.at))
                branches = (*self.branches[: event.branch], chosen, *self.branches[event.branch + 1 :])
                return replace(self, branches=branches, current=event.branch)
        grown = self.branches[self.current].after(event)
        if isinstance(event, Said):
            # whoever goes on here knows of all that was tried elsewhere
            grown = replace(grown, state=grown.state.model_copy(update={"rewinds": self.rewinds}))
        branches = (*self.branches[: self.current], grown, *self.branches[self.current + 1 :])
        return replace(self, branches=branches)

    def _rewound(self, event: Rewound) -> "Tree":
        left, then = self.branches[self.current], self.before(event.turn)
        if then is None:
            raise ValueError(f"turn {event.turn} is not one of the learner's")
        rewinds = (*self.rewinds, event.turn)
        change = {
            "branch": len(self.branches),
            "rewinds": rewinds,
            "coached": left.state.coached,
            "ever_coached": left.state.ever_coached,
        }
        branch = Branch(
            number=len(self.branches),
            state=then.taken_up(event.at).model_copy(update=change),
            parent=left.number,
            turn=event.turn,
            before=tuple((turn, state) for turn, state in left.before if turn < event.turn),
        )
        return Tree((*self.branches, branch), branch.number, rewinds)


def replay(log: Sequence[Event]) -> CallState:
    """The call that a log adds up to, on the branch that counts. The log must begin with `Opened`."""
    return Tree.of(log).state
