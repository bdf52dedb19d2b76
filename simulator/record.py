"""A call as it is kept: the log it is in, and what a learner may add to it without a word being spoken.

record.note("Dear Dana, ...", hours_after=3)
record.compare(0, 1).rows
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from simulator.branches import Comparison, compare
from simulator.coaching import Hint, hint
from simulator.errors import CallBusy, InputError
from simulator.events import (
    Branch,
    CallState,
    Coached,
    Event,
    Graded,
    Judged,
    Mark,
    Noted,
    Tree,
    Update,
    Updated,
)
from simulator.grading.scorecard import Scorecard
from simulator.observation import Observation
from simulator.store import Log
from simulator.ticking import Ticked, ticked
from simulator.transcript import FollowUp
from simulator.written import MAX_NOTE_CHARACTERS, MAX_WHY_CHARACTERS, learner_words


@dataclass(frozen=True)
class Moment:
    """What somebody who watches the call sees."""

    state: CallState
    speaking: bool = False
    sentences: tuple[str, ...] = ()
    """What has been said of the reply that is under way."""
    notice: str | None = None
    """What the learner has to know: that the model failed, that the log could not be written."""
    on_hold: bool = False
    """Whether the reply waits until the model has time for it. What is said is counted, not this."""


@dataclass(eq=False)
class Record:
    """A call and its log. All change goes through the log: an event is kept first, and only then known of."""

    id: str
    log: Log
    seq: int
    tree: Tree
    moment: Moment

    @property
    def state(self) -> CallState:
        """The call as the log has it."""
        return self.moment.state

    def note(self, note: object, *, hours_after: float, resume_attached: bool = False) -> None:
        """Keep the thank-you note. It may be written again; the last one counts."""
        words = learner_words(note, most=MAX_NOTE_CHARACTERS, what="a note")
        if not self.state.over:
            raise CallBusy("the note comes after the call")
        self._keep(Noted(follow_up=FollowUp(note=words, hours_after=hours_after, resume_attached=resume_attached)))

    def update(self, text: object, *, weeks_after: float) -> None:
        """Keep the news that the learner sent some weeks after the call. It may be written again."""
        words = learner_words(text, most=MAX_NOTE_CHARACTERS, what="an update")
        if not self.state.over:
            raise CallBusy("news comes after the call")
        self._keep(Updated(update=Update(text=words, weeks_after=weeks_after)))

    def judge(self, seen: Observation, *, agrees: bool, why: object = "") -> None:
        """Keep the learner's verdict on an observation of the scorecard. The last one counts."""
        word = learner_words(why, most=MAX_WHY_CHARACTERS, what="a reason") if why else ""
        verdict = Judged(turn=seen.turn, seen=seen.kind, start=seen.start, end=seen.end, agrees=agrees, why=word)
        self._keep(verdict)

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Every way that this call went, the first one first."""
        return self.tree.branches

    def compare(self, first: int, second: int) -> Comparison:
        """Two branches side by side. Raises `InputError` for one that is not there."""
        for branch in (first, second):
            if not 0 <= branch < len(self.tree.branches):
                raise InputError(f"there is no attempt {branch}; this call has {len(self.tree.branches)}")
        return compare(self.tree.branches[first].state, self.tree.branches[second].state)

    def coach(self, on: bool) -> None:
        """Ask the coach in, or out. A transcript says so if they were there."""
        if on != self.state.coached:
            self._keep(Coached(on=on))

    @property
    def hint(self) -> Hint | None:
        """What the coach has to say now; nothing without one, and nothing while the professional speaks."""
        if not self.state.coached or self.moment.speaking:
            return None
        mine = [state for _, state in self.tree.branches[self.tree.current].before]
        return hint([*mine, self.state], [one.question for one in self.ticked if one.turn is None])

    @property
    def ticked(self) -> tuple[Ticked, ...]:
        """The prepared questions, and where each was asked. Reads every new sentence, about 5 ms each."""
        preparation = self.state.opened.preparation
        return ticked(preparation.questions if preparation else (), self.state.turns)

    def keep_grades(self, card: Scorecard) -> None:
        """Keep what a finished call was worth, for whoever looks back on many. The same grades are kept once."""
        marks = {name: grade and Mark(level=grade.level, points=grade.points) for name, grade in card.grades.items()}
        overall = card.overall and Mark(level=card.overall.level, points=card.overall.points)
        graded = Graded(grades=marks, overall=overall, grader=f"{card.grader.name} {card.grader.version}")
        known = self.state.graded
        if self.state.over and (known is None or graded.model_copy(update={"at": known.at}) != known):
            self._keep(graded)

    def elapsed(self, now: datetime | None = None) -> float:
        """Seconds on the clock that was chosen; on the real one those of this moment, while the call lasts."""
        state = self.state
        if state.opened.timing == "speech" or state.over:
            return state.elapsed
        return max(state.now, state.since(now or datetime.now(UTC)))

    def _keep(self, event: Event) -> None:
        grown = self.tree.after(event)
        self.log.append(self.id, self.seq, event)
        self.seq += 1
        self.tree = grown
        self.moment = replace(self.moment, state=grown.state)
