"""Transcript -> scorecard: the observer listens through the whole call, and the grades are counted up.

The one way to a scorecard: the page, the command line and `simulator.score` all come through here.
"""

from pathlib import Path

from simulator.errors import InputError
from simulator.grading import grade, refuse
from simulator.grading.scorecard import Grader, Scorecard
from simulator.observer import Observer, observe_call
from simulator.observer.offline import OfflineObserver
from simulator.observer.tongue import is_english
from simulator.persona import Persona
from simulator.transcript import Transcript


def observer_of(grader: str) -> Observer:
    """What listens for a grader's name. Raises `InputError` for one that is not to be had."""
    if grader == "offline":
        return OfflineObserver()
    raise InputError(f"grader {grader!r}: this version grades with 'offline' only")


def score(
    transcript: Transcript,
    *,
    name: str,
    persona: Persona | None = None,
    folder: Path | None = None,
    grader: str = "offline",
    observer: Observer | None = None,
) -> Scorecard:
    """Grade a call. `name` is what the scorecard calls the transcript: its file or the call's id.

    Raises `InputError` for an unknown persona or grader. The same transcript gives the same scorecard.
    """
    who = persona or transcript.who(folder)
    listening = observer or observer_of(grader)
    observations = observe_call(listening, transcript, who)
    signed = Grader(name=listening.name, version=listening.version, model=None)
    if not is_english(transcript):
        reason = "the call was not held in English, and only English is graded so far"
        return refuse(transcript, who, observations, reason, transcript_name=name, grader=signed)
    return grade(transcript, who, observations, transcript_name=name, grader=signed)
