"""Practise informational interviews, and get a scored transcript that quotes your own words.

The flow, in one direction:

    learner's words -> observations -> director -> professional's reply -> call log -> scorecard -> report
                       observer/       director/   professional/           store.py   grading/     report/

Two functions for scripts and notebooks, both blocking, both in the JSON forms `transcript/1` and `scorecard/1`:

    transcript = simulator.rehearse("dana-okafor", learner=["Hi Dana, ...", "..."], minutes=15)
    card = simulator.score(transcript)
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["rehearse", "score"]


def rehearse(
    persona: "str | Path | Mapping[str, Any]",
    learner: Any,
    minutes: float | None = None,
    model: str = "offline",
    seed: int = 0,
    **more: Any,
) -> dict[str, Any]:
    """Play a whole call and give its transcript. See `simulator.rehearsal.rehearse`.

    `persona` is an id, a path or a mapping; `learner` an iterable of turns, or a callable that is given the transcript
    so far and returns the next turn or `None`; `minutes` the agreed ones, the persona's own if not given.
    """
    from simulator.rehearsal import rehearse as play

    return play(persona, learner, minutes, model, seed, **more)


def score(
    transcript: Mapping[str, Any], grader: str = "offline", *, personas: Path | None = None, readings: int = 1
) -> dict[str, Any]:
    """Grade a transcript. Raises `simulator.errors.InputError`, one line, for one that can't be read.

    `grader` is `offline` or `openai:NAME`, a language model that reads the call as well, `readings` times. If it can't
    be had, the offline scorecard stands, and `grader.unused_because` in it says why.
    """
    from simulator.document import Document
    from simulator.scoring import score as graded
    from simulator.transcript import Transcript

    parsed = Transcript.parse(Document(transcript, "transcript", {}))
    return graded(parsed, name=parsed.id or "transcript", folder=personas, grader=grader, readings=readings).to_json()
