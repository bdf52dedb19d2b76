"""The ear: what a turn says, by its wording. One narrow function, so that another ear can take its place.

`detect` proposes; it knows nothing of invitations that turn an ask into job talk, nor of which kind excludes which.
That policy is in `offline.py` and holds whatever found the candidates.
"""

from collections.abc import Sequence

from simulator.observation import Kind
from simulator.observer import Context
from simulator.observer.asks import answers_invitation, asks, seeks
from simulator.observer.candidate import Candidate
from simulator.observer.clauses import Sentence, sentences
from simulator.observer.follow import follow_up
from simulator.observer.lexicon import load
from simulator.observer.moves import moves
from simulator.observer.questions import Question, questions

_NO_THOUGHT = frozenset(
    {
        Kind.DIRECT_JOB_ASK,
        Kind.VEILED_JOB_ASK,
        Kind.RESUME_PUSH,
        Kind.CONTACT_ASK,
        Kind.STAY_IN_TOUCH,
        Kind.TIME_CHECK,
        Kind.THANKS,
        Kind.WRAP_UP,
        Kind.OFF_SCRIPT,
        Kind.NO_JOB_DISCLAIMER,
    }
)


def substantive(found: Sequence[Sentence]) -> list[Question]:
    """The questions of a turn without small talk."""
    small = load("questions").groups["no_content"]
    return [question for question in questions(found) if not small.fullmatch(question.folded.rstrip(" ?!."))]


def busy_sentences(found: Sequence[Sentence], candidates: Sequence[Candidate]) -> set[int]:
    """Numbers of the sentences that are asks, closings and the like, and no thought about what was said."""
    return {
        sentence.number
        for sentence in found
        for candidate in candidates
        if candidate.kind in _NO_THOUGHT and candidate.start < sentence.end and sentence.start < candidate.end
    }


def detect(text: str, context: Context) -> list[Candidate]:
    """Candidates for everything that can be told from the wording of a turn and of the turns before it."""
    found = sentences(text)
    candidates = [*asks(found, context), *moves(found, context)]
    asked = substantive(found)
    busy = busy_sentences(found, candidates)
    candidates += [
        Candidate(Kind.QUESTION, question.start, question.end, 0.9 if question.marked else 0.7) for question in asked
    ]
    for single in (answers_invitation(found, context), seeks(asked, context), follow_up(found, asked, busy, context)):
        if single:
            candidates.append(single)
    return candidates
