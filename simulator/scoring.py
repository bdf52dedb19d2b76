"""Transcript -> scorecard: the observer listens through the whole call, and the grades are counted up.

The one way to a scorecard: the page, the command line and `simulator.score` all come through here.

    score(transcript, name="c7")                                     graded offline
    score(transcript, name="c7", grader="openai:NAME", readings=3)   a language model reads the call as well

Where a model can't be had or makes no sense, the offline scorecard stands, and its grader says why.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.arranging import answered_by, asks_in_writing
from simulator.errors import InputError
from simulator.grading import LEAST_TURNS, grade, refuse
from simulator.grading.scorecard import Grader, Scorecard
from simulator.observation import Observation
from simulator.observer import Observer, observe_call
from simulator.observer.offline import OfflineObserver
from simulator.observer.reconcile import POLICY, reconciled, speaks_to_the_grader
from simulator.observer.tongue import is_english
from simulator.persona import Persona
from simulator.settings import Settings, settings
from simulator.transcript import Transcript

if TYPE_CHECKING:
    from simulator.observer.model import ModelReader, Reading

OFFLINE = "offline"
"""What the grader is called that needs no model."""

_FOREIGN = "the call was not held in English, and only English is graded so far"


def observer_of(grader: str) -> Observer:
    """What listens for a grader's name, beside a model if it names one. Raises `InputError` for one not to be had."""
    _check(grader)
    return OfflineObserver()


def reader_of(grader: str, readings: int = 1, config: Settings | None = None) -> "ModelReader | None":
    """The model that reads calls for a grader's name; none for `offline`. Opens no connection. Raises `InputError`."""
    _check(grader)
    if grader == OFFLINE:
        if readings != 1:
            raise InputError(f"readings {readings}: the offline grader reads once; several are for openai:NAME")
        return None
    from simulator.observer.model import ModelReader

    return ModelReader(grader, config or settings(), readings=readings)


def score(
    transcript: Transcript,
    *,
    name: str,
    persona: Persona | None = None,
    folder: Path | None = None,
    grader: str = OFFLINE,
    readings: int = 1,
    config: Settings | None = None,
    observer: Observer | None = None,
    reader: "ModelReader | None" = None,
) -> Scorecard:
    """Grade a call. `name` is what the scorecard calls the transcript: its file or the call's id.

    `observer` and `reader` are for those who grade many calls: what `observer_of` and `reader_of` gave for this grader.
    Blocks; with a model, for as long as that takes. Offline the same transcript gives the same scorecard. Raises
    `InputError` for an unknown persona or grader.
    """
    who = persona or transcript.who(folder, own=(config or settings()).own_personas)
    listening = observer or observer_of(grader)
    reading_too = reader or reader_of(grader, readings, config)
    observations = observe_call(listening, transcript, who)
    signed = Grader(name=listening.name, version=listening.version, model=None)
    if reading_too:
        english = is_english(transcript)
        if not english or len(transcript.learner_turns) < LEAST_TURNS:
            reason = "there is nothing to grade" if english else _FOREIGN
            signed = signed.model_copy(update={"asked": reading_too.name, "unused_because": reason})
        else:
            reading = asyncio.run(reading_too.read(transcript, who))
            signed = _signed(signed, reading)
            if reading.failure is None:
                observations = reconciled(
                    observations, reading.observations, whole=reading.parts <= 1, wary=speaks_to_the_grader(transcript)
                )
    return count_up(transcript, who, observations, name=name, grader=signed)


def count_up(
    transcript: Transcript, persona: Persona, observations: Sequence[Observation], *, name: str, grader: Grader
) -> Scorecard:
    """The scorecard that follows from observations, whoever made them, or left some of them out.

    `name` is what it calls the transcript, `grader` who signs. Raises `ValueError` for an observation that is not in
    the transcript.
    """
    if not is_english(transcript):
        return refuse(transcript, persona, observations, _FOREIGN, transcript_name=name, grader=grader)
    return grade(
        transcript,
        persona,
        observations,
        transcript_name=name,
        grader=grader,
        asks_in=partial(asks_in_writing, persona=persona),
        answerable=lambda question: answered_by(question, persona) is not None,
    )


def _check(grader: str) -> None:
    if grader == OFFLINE:
        return
    # only here, as it brings in what speaks with models: grading offline begins half a second sooner
    from simulator.models import parse

    try:
        parse(grader)
    except InputError as error:
        raise InputError(f"grader: {error}") from None


def _signed(offline: Grader, reading: "Reading") -> Grader:
    used = reading.failure is None
    return Grader(
        name=reading.name if used else offline.name,
        version=offline.version,
        model=reading.model if used else None,
        asked=reading.name,
        unused_because=reading.failure,
        policy=POLICY if used else None,
        temperature=reading.temperature,
        readings=reading.readings,
        parts=reading.parts,
        prompt=reading.prompt,
        requests=reading.requests,
        tokens_in=reading.tokens_in,
        tokens_out=reading.tokens_out,
        tokens_estimated=reading.tokens_estimated,
        cached_prefix_share=reading.cached_prefix_share,
        cached_tokens=reading.cached_tokens,
        seconds=reading.seconds,
        dropped=reading.dropped,
    )
