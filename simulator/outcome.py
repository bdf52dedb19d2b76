"""What a turn came to, in the words of the log; and what of it was there before."""

from collections.abc import Sequence

from simulator.events import CallState, Guarded, ModelRequest, Replied
from simulator.observation import Kind, Observation
from simulator.professional.understudy import HeldBack, Reply


def guarded(held: HeldBack, model: str) -> Guarded:
    """A sentence that was held back."""
    return Guarded(
        model=model,
        violation=held.violation.value,
        sentence=held.sentence,
        found=held.found,
        attempt=held.attempt,
        remedy=held.remedy,
    )


def replied(reply: Reply, model: str, *, asked: bool, relieved: bool = False) -> Replied:
    """A reply, with the account of its request if a model was to give it and had not been `relieved` of its part."""
    request = None
    if asked:
        request = ModelRequest(
            purpose="reply",
            model=reply.model or model,
            prompt=reply.prompt_fingerprint,
            seconds=reply.seconds,
            first_sentence_seconds=reply.first_sentence_seconds,
            tokens_in=reply.tokens_in,
            tokens_out=reply.tokens_out,
            tokens_estimated=reply.tokens_estimated,
            cut=reply.cut,
            attempts=max(1, reply.attempts),
        )
    return Replied(text=reply.text, by=reply.by, understudy=reply.understudy or relieved, request=request)


def said_from(state: CallState, seen: str, words: str) -> bool:
    """Whether the turn after a place of this call is the learner's and says just that."""
    branch, turns, *_ = (*seen.split("."), "", "")
    if branch != str(state.branch) or not turns.isdecimal() or len(turns) > len(str(len(state.turns))):
        return False
    said = state.turns[int(turns) : int(turns) + 1]
    return bool(said) and said[0].speaker == "learner" and said[0].text == words


def fact_of(observations: Sequence[Observation]) -> str | None:
    """The public fact that a turn is about, a wrong one first: it has to be put right."""
    for kind in (Kind.WRONG_FACT, Kind.ANSWERABLE_QUESTION, Kind.BUILDS_ON_RESEARCH, Kind.RESEARCH_REFERENCE):
        for observation in observations:
            if observation.kind is kind and observation.fact:
                return observation.fact
    return None
