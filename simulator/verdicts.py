"""The learner's say: observations agreed with or disputed, what the grades are without the disputed ones, and labels.

A dispute changes nothing that was found: the first scorecard stays, and the second, without what was disputed, stands
beside it. Both verdicts together are labelled turns, with which an observer can be trained and tested.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from simulator.events import CallState, Judged
from simulator.grading import grade
from simulator.grading.scorecard import Scorecard
from simulator.observation import Observation
from simulator.persona import Persona
from simulator.transcript import Transcript

Key = tuple[int, str, int, int]


def key_of(seen: Observation | Judged) -> Key:
    """What tells one observation of a call from another: turn, kind, and where in the turn."""
    kind = seen.seen if isinstance(seen, Judged) else seen.kind
    return seen.turn, kind.value, seen.start, seen.end


def latest(judged: Iterable[Judged]) -> dict[Key, Judged]:
    """The last verdict on each observation."""
    return {key_of(verdict): verdict for verdict in judged}


def without_disputed(
    transcript: Transcript, persona: Persona, card: Scorecard, judged: Sequence[Judged]
) -> Scorecard | None:
    """The scorecard without what the learner disputes; None if nothing is disputed or nothing was graded."""
    disputed = {key for key, verdict in latest(judged).items() if not verdict.agrees}
    kept = [seen for seen in card.observations if key_of(seen) not in disputed]
    if card.overall is None or len(kept) == len(card.observations):
        return None
    return grade(transcript, persona, kept, transcript_name=card.transcript, grader=card.grader)


def labelled_turns(call_id: str, state: CallState, card: Scorecard) -> Iterator[dict[str, Any]]:
    """The turns with a verdict, as labelled single turns: `{"id", "persona", "before", "text", "kinds", "doubt"}`.

    What was agreed with is a label, what was disputed is none, and what nobody judged is in `doubt`.
    """
    verdicts = latest(state.judged)
    for number in sorted({turn for turn, *_ in verdicts}):
        kinds: dict[str, str] = {}
        doubt: list[str] = []
        why: dict[str, str] = {}
        for seen in card.observations:
            if seen.turn != number:
                continue
            verdict = verdicts.get(key_of(seen))
            if verdict is None:
                doubt.append(seen.kind.value)
            elif verdict.agrees:
                kinds.setdefault(seen.kind.value, seen.quote)
            if verdict is not None and verdict.why:
                why[seen.kind.value] = verdict.why
        before = [turn.model_dump(include={"speaker", "text"}) for turn in state.turns[max(0, number - 3) : number]]
        yield {
            "id": f"{call_id}:{number}",
            "persona": state.persona.model_dump(mode="json", exclude_defaults=True),
            "before": before,
            "text": state.turns[number].text,
            "kinds": kinds,
            "doubt": sorted(set(doubt) - set(kinds)),
            **({"why": why} if why else {}),
        }
