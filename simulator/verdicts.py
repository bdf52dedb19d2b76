"""The learner's say: observations agreed with or disputed, what the grades are without the disputed ones, and labels.

A dispute changes nothing that was found: the first scorecard stays, and the second, without what was disputed, stands
beside it. Both verdicts together are labelled turns, with which an observer can be trained and tested.

A verdict is on words of the learner's and on what they were taken for. Whoever grades the call again, a model or an
observer that has learned since, may quote a little more or less of them: the verdict is on those words all the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from simulator.events import CallState, Judged, Tree
from simulator.grading.scorecard import Scorecard
from simulator.observation import Kind, Observation
from simulator.persona import Persona
from simulator.transcript import Transcript

Key = tuple[int, str, int, int]


def key_of(seen: Observation | Judged) -> Key:
    """What tells one observation of a call from another: turn, kind, and where in the turn."""
    return seen.turn, _kind(seen).value, seen.start, seen.end


def latest(judged: Iterable[Judged]) -> dict[Key, Judged]:
    """The last verdict on each observation."""
    return {key_of(verdict): verdict for verdict in judged}


def verdicts_on(observations: Sequence[Observation], judged: Iterable[Judged]) -> dict[int, Judged]:
    """The verdict on each observation that has one, by its place in the list.

    It is the last one that was given on exactly this observation. Where there is none, it is the last one on the same
    words taken for the same thing, if the observation that it was given on is not itself in the list.
    """
    verdicts = latest(judged)
    listed = {key_of(seen) for seen in observations}
    moved = [verdict for key, verdict in verdicts.items() if key not in listed]
    found = {}
    for number, seen in enumerate(observations):
        near = [verdict for verdict in moved if _same_words(seen, verdict)]
        if verdict := verdicts.get(key_of(seen)) or max(near, key=lambda one: one.at, default=None):
            found[number] = verdict
    return found


def without_disputed(
    transcript: Transcript, persona: Persona, card: Scorecard, judged: Sequence[Judged]
) -> Scorecard | None:
    """The scorecard without what the learner disputes; None if nothing is disputed or nothing was graded."""
    verdicts = verdicts_on(card.observations, judged)
    disputed = {number for number, verdict in verdicts.items() if not verdict.agrees}
    if card.overall is None or not disputed:
        return None
    # only here, as it brings in what listens: the page is there a second sooner
    from simulator.scoring import count_up

    kept = [seen for number, seen in enumerate(card.observations) if number not in disputed]
    return count_up(transcript, persona, kept, name=card.transcript, grader=card.grader)


def labelled_turns(call_id: str, tree: Tree) -> Iterator[dict[str, Any]]:
    """The turns with a verdict, as labelled single turns: `{"id", "persona", "before", "text", "kinds", "doubt"}`.

    Made of the verdicts as they were given, whatever would be observed in the call today. What was agreed with is a
    label, with the words that it was given on. What was disputed is none, if all of its kind that was observed in the
    turn was disputed. Every other kind is in `doubt`: nobody said that it holds, and nobody that it does not. A turn
    without a verdict is left out.

    All branches count. `before` is all that was said before the turn, and `preparation` holds the written request: on
    either may hang whether an ask was invited.
    """
    given: dict[tuple[str, ...], list[Judged]] = {}
    home: dict[tuple[str, ...], CallState] = {}
    for branch in tree.branches:
        for verdict in branch.state.judged:
            # a turn that several branches share was said once, and is one turn
            said = tuple(turn.text for turn in branch.state.turns[: verdict.turn + 1])
            given.setdefault(said, []).append(verdict)
            home.setdefault(said, branch.state)
    for said, verdicts in given.items():
        yield _row(call_id, home[said], len(said) - 1, sorted(verdicts, key=lambda one: one.at))


def _row(call_id: str, state: CallState, number: int, judged: Sequence[Judged]) -> dict[str, Any]:
    text, prepared = state.turns[number].text, state.opened.preparation
    request = prepared.request if prepared else None
    verdicts = _standing(judged)
    observed = [seen for seen in state.observed if seen.turn == number]
    kinds: dict[Kind, str] = {}
    for verdict in verdicts:
        if verdict.agrees:
            kinds.setdefault(verdict.seen, text[verdict.start : verdict.end])
    open_to_doubt = {seen.kind for seen in observed if not any(_same_words(seen, verdict) for verdict in verdicts)}
    disputed = {verdict.seen for verdict in verdicts if not verdict.agrees} - open_to_doubt
    why: Mapping[str, str] = {verdict.seen.value: verdict.why for verdict in verdicts if verdict.why}
    return {
        "id": f"{call_id}:{number}" if not state.branch else f"{call_id}:{number}:{state.branch}",
        "persona": state.persona.model_dump(mode="json", exclude_defaults=True),
        **({"preparation": {"request": request}} if request else {}),
        "before": [turn.model_dump(include={"speaker", "text"}) for turn in state.turns[:number]],
        "text": text,
        "kinds": {kind.value: quote for kind, quote in kinds.items()},
        "doubt": [kind.value for kind in Kind if kind not in kinds and kind not in disputed],
        **({"why": why} if why else {}),
    }


def _standing(judged: Iterable[Judged]) -> list[Judged]:
    """The last verdict on each stretch of words, taken for one thing."""
    kept: list[Judged] = []
    for verdict in judged:
        kept = [*(one for one in kept if not _same_words(one, verdict)), verdict]
    return kept


def _same_words(one: Observation | Judged, other: Observation | Judged) -> bool:
    """Whether both take the same words for the same thing: at least half of the shorter quote is in both."""
    if (one.turn, _kind(one)) != (other.turn, _kind(other)):
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= min(one.end - one.start, other.end - other.start)


def _kind(seen: Observation | Judged) -> Kind:
    return seen.seen if isinstance(seen, Judged) else seen.kind
