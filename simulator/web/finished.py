"""A call that is over, as the screens after it show it: graded, with all that the learner did about it since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.grading.scorecard import Scorecard
from simulator.persona import Persona
from simulator.transcript import Transcript
from simulator.verdicts import verdicts_on, without_disputed
from simulator.web.desk import Desk

if TYPE_CHECKING:
    from simulator.branches import Comparison
    from simulator.call import Call
    from simulator.events import Judged
    from simulator.report.marks import Judgement
    from simulator.report.view import Beyond


@dataclass(frozen=True)
class Finished:
    """A graded call."""

    call: "Call"
    transcript: Transcript
    persona: Persona
    card: Scorecard
    beyond: "Beyond"


def finished(desk: Desk, call: "Call") -> Finished:
    """A call as it is graded now, with the learner's verdicts, the other tries and what was written since."""
    from simulator.report.view import Beyond

    transcript, persona, card = desk.graded(call)
    state = call.state
    beyond = Beyond(
        course=state.course,
        judged=_judged(card, state.judged),
        second=without_disputed(transcript, persona, card, state.judged),
        tries=_tries(call),
        update=state.update,
    )
    return Finished(call, transcript, persona, card, beyond)


def _judged(card: Scorecard, judged: "Sequence[Judged]") -> "dict[int, Judgement]":
    from simulator.report.marks import Judgement

    return {
        number: Judgement("agree" if verdict.agrees else "dispute", verdict.why)
        for number, verdict in verdicts_on(card.observations, judged).items()
    }


def _tries(call: "Call") -> "tuple[tuple[int, Comparison], ...]":
    counts = call.state.branch
    return tuple(
        (branch.number, call.compare(counts, branch.number)) for branch in call.branches if branch.number != counts
    )
