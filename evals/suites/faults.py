"""Whatever fails, is nothing lost and everything said?

A model's server on loopback that is late, busy, cut off, refusing or talking nonsense, in mid-call and when it grades;
and a disk that is full. The call goes on with every word in the log, the reason is told in a line, no key is in it, and
the offline scorecard stands.
"""

import asyncio
import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from evals.bench import Bench
from evals.figures import Measure
from evals.loopback import Fault, Loopback
from evals.suite import Asked, Case, Result, means, sampled
from simulator import rehearsal
from simulator.call import Call, Calls
from simulator.errors import StoreError
from simulator.events import Event, ModelFailed, Replied, Said
from simulator.grading.scorecard import Scorecard
from simulator.scoring import score
from simulator.settings import Settings
from simulator.store import MemoryLog
from simulator.transcript import Transcript

TITLES: Mapping[str, str] = {
    "passed": "faults by which nothing was lost",
    "nothing_lost": "calls with every turn said and answered",
    "everything_said": "faults told in a line, without a secret",
    "offline_stands": "scorecards as offline, the reason told",
}
KEY = "sk-loopback-0123456789abcdef"
LINES = (
    "Hello, this is Sam Hale. I study economics and I am thinking about going into this field.",
    "What was the hardest part of the work in your first year?",
    "Thank you for your time, that helps me a lot.",
)
GOOD = Fault("words", "Go ahead, please.")


@dataclass(frozen=True)
class Trial:
    """A fault in the second reply of a call, or in a reading of it."""

    faults: tuple[Fault, ...]
    told: str | None
    """What the reason has to say; None: the call goes on with the model, and nobody is told of anything."""


DURING: Mapping[str, Trial] = {
    "429": Trial((Fault("status", code=429),), "429"),
    "429_then_well": Trial((Fault("status", code=429), Fault("words", "It was the nights.")), None),
    "500": Trial((Fault("status", code=500),), "500"),
    "503_then_well": Trial((Fault("status", code=503), Fault("words", "It was the nights.")), None),
    "401": Trial((Fault("status", code=401),), "key"),
    "404": Trial((Fault("status", code=404, text="no such model"),), "404"),
    "key_in_error": Trial((Fault("status", code=400, text=f"bad key {KEY} for you"),), "400"),
    "silent_at_once": Trial((Fault("silence"),), "silent"),
    "silent_midway": Trial((Fault("silence", "It was the nights. And then"),), "silent"),
    "cut_at_once": Trial((Fault("cut"),), ""),
    "cut_midway": Trial((Fault("cut", "It was the nights. And then I"),), "broke off"),
    "ended_without_reason": Trial((Fault("words", "It was the nights. And then I", finish=None),), "broke off"),
    "refusal": Trial((Fault("refusal", "I can't help with that."),), "empty"),
    "withheld": Trial((Fault("words", "It was the", finish="content_filter"),), "withheld"),
    "empty": Trial((Fault("empty"),), "empty"),
    "only_thoughts": Trial((Fault("words", "<think> what would Dana say </think>"),), "empty"),
    "broken_event": Trial((Fault("raw", '{"choices": [{"delta": {"conte'),), ""),
    "wrong_shape": Trial((Fault("raw", '{"choices": "none", "object": 7}'),), ""),
    "endless": Trial((Fault("endless", "It was the nights."),), None),
    "offers_twice": Trial((Fault("words", "Come work for us. You are hired."),), "offer"),
    "as_an_ai": Trial((Fault("words", "As an AI language model, I have no first year."),), "part"),
    "reads_direction": Trial(
        (Fault("words", "[act: answer] *sighs deeply* Stage direction: decline_coolly."),), "direction"
    ),
}
READING: Mapping[str, Trial] = {
    "429": Trial((Fault("status", code=429),), "429"),
    "401": Trial((Fault("status", code=401),), "key"),
    "silent": Trial((Fault("silence"),), "within"),
    "cut": Trial((Fault("cut"),), ""),
    "refusal": Trial((Fault("refusal", "I won't grade people."),), "refused"),
    "no_json": Trial((Fault("whole", "All five, I would say."),), ""),
    "broken_json": Trial((Fault("whole", '{"observations": [{"kind": "question", "tu'),), ""),
    "wrong_shape": Trial((Fault("whole", '{"grades": {"research": 5}}'),), ""),
    "page_of_html": Trial((Fault("raw", "<html>Bad gateway</html>"),), ""),
    "too_long": Trial((Fault("whole", '{"observations": [', finish="length"),), ""),
}
MADE_UP = json.dumps(
    {
        "observations": [
            {"kind": "direct_job_ask", "turn": 3, "quote": "give me a job right now"},
            {"kind": "builds_on_research", "turn": 1, "quote": "I read your article on cold miles"},
            {"kind": "rude", "turn": 99, "quote": "Hello"},
        ]
    }
)


class Faults:
    """Everything that can fail from outside."""

    name = "faults"
    about = (
        "When a model is late, busy, cut off, refusing or broken, or the disk is full, is nothing lost and all said?"
    )
    titles = TITLES

    def cases(self, asked: Asked) -> list[Case]:
        """Each fault once, in a call and in a reading, and a full disk at every event."""
        who = asked.personas[asked.seed % len(asked.personas)].id
        names = [
            *(("during", name) for name in DURING),
            *(("reading", name) for name in (*READING, "made_up_quotes")),
            *(("disk", str(event)) for event in range(1, 7)),
        ]
        cases = [
            Case(f"{where}.{name}", f"{where}.{name}", asked.seed, {"persona": who, "where": where, "fault": name})
            for where, name in names
        ]
        return sampled(cases, asked.size(len(cases), len(cases)), asked.seed)

    def run(self, case: Case, bench: Bench) -> Result:
        """One fault."""
        match case.given["where"]:
            case "during":
                return _during(case, bench, DURING[case.given["fault"]])
            case "disk":
                return _disk(case, bench, int(case.given["fault"]))
        return _reading(case, bench)

    def measures(self, results: Sequence[Result]) -> list[Measure]:
        """The means."""
        return means(results)


def _settings(bench: Bench, server: Loopback, *, retries: int) -> Settings:
    return bench.settings.model_copy(
        update={
            "base_url": server.base_url, "api_key": SecretStr(KEY), "first_token_seconds": 0.4, "reply_seconds": 4.0,
            "grading_seconds": 0.8, "retries": retries,
        }
    )  # fmt: skip


def _open(bench: Bench, config: Settings, case: Case, log: MemoryLog, model: str) -> Call:
    calls = Calls(log, config, observer=bench.observer, new_id=lambda: "fault")
    return calls.open(bench.persona(case.given["persona"]), minutes=8, model=model, seed=case.seed)


def _during(case: Case, bench: Bench, trial: Trial) -> Result:
    # the last of a script is played again: a server that has failed goes on failing, unless it is well again
    with Loopback([GOOD, *trial.faults]) as server, _quietly():
        log = MemoryLog()
        retries = int(len(trial.faults) > 1)
        call = _open(bench, _settings(bench, server, retries=retries), case, log, "openai:loopback")
        asyncio.run(rehearsal.play(call, list(LINES[:2])))
    events = log.read(call.id)
    lost = list(_lost(call, LINES[:2]))
    failed = [one for one in events if isinstance(one, ModelFailed)]
    replies = [one for one in events if isinstance(one, Replied)]
    unsaid = list(_unsaid([one.reason for one in failed], trial, [one.understudy for one in replies]))
    return Result(
        case.id, {"nothing_lost": float(not lost), "everything_said": float(not unsaid)}, (*lost, *unsaid),
        transcript=bench.paper(call) if lost or unsaid else None,
    )  # fmt: skip


@contextmanager
def _quietly() -> Iterator[None]:
    """Without what pydantic has to say to a shape that is meant to be wrong."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Pydantic serializer warnings", category=UserWarning)
        yield


def _lost(call: Call, said: Sequence[str]) -> Iterator[str]:
    turns = call.state.turns
    learner = [turn.text for turn in turns if turn.speaker == "learner"]
    if learner != list(said):
        yield f"{len(said)} turns were said and {len(learner)} are in the log"
    if len(turns) != 2 * len(said) + 1 or not all(turn.text.strip() for turn in turns):
        yield f"not every turn was answered: {len(turns)} in all"
    if not call.state.over or call.moment.speaking:
        yield "the call did not end"


def _unsaid(reasons: Sequence[str], trial: Trial, took_over: Sequence[bool]) -> Iterator[str]:
    if trial.told is None:
        if reasons:
            yield f"the model was well again, and it is said that {reasons[0]}"
        return
    if not reasons or not any(took_over):
        yield "the model failed and nobody was told"
    for reason in reasons:
        if trial.told not in reason:
            yield f"the reason is {reason!r}, and not a word of {trial.told!r}"
        if KEY in reason or "\n" in reason or not 3 <= len(reason.split()) <= 45:
            yield f"not a line that can be shown: {reason[:200]!r}"


def _reading(case: Case, bench: Bench) -> Result:
    name = case.given["fault"]
    turns = [{"speaker": "professional", "text": "Hello."}]
    for line in LINES:
        turns += [
            {"speaker": "learner", "text": line},
            {"speaker": "professional", "text": "It was the nights, mostly."},
        ]
    paper = Transcript.model_validate(
        {"format": "transcript/1", "persona": case.given["persona"], "agreed_minutes": 8, "turns": turns}
    )
    who = bench.persona(case.given["persona"])
    offline = score(paper, name="fault", persona=who, observer=bench.observer)
    faults = READING[name].faults if name in READING else (Fault("whole", MADE_UP),)
    with Loopback(faults) as server, _quietly():
        card = score(
            paper, name="fault", persona=who, grader="openai:loopback", config=_settings(bench, server, retries=0),
            observer=bench.observer,
        )  # fmt: skip
    wrong = list(_not_standing(card, offline, READING.get(name)))
    return Result(
        case.id, {"offline_stands": float(not wrong)}, tuple(wrong), transcript=paper.to_json() if wrong else None
    )


def _not_standing(card: Scorecard, offline: Scorecard, trial: Trial | None) -> Iterator[str]:
    if trial is None:
        made_up = [one.quote for one in card.observations if not any(one.quote in line for line in LINES)]
        if made_up:
            yield f"a quote that nobody said: {made_up[0]!r}"
        if not card.grader.dropped:
            yield "quotes were made up and none is counted as dropped"
        asks = [one for one in card.observations if one.kind == "direct_job_ask"]
        if asks:
            yield "an ask that nobody made"
        return
    if card.grades != offline.grades or card.observations != offline.observations:
        yield "the scorecard is not the offline one"
    reason = card.grader.unused_because
    if not reason:
        yield "nobody is told that the model's reading was not used"
    elif trial.told not in (None, "") and str(trial.told) not in reason:
        yield f"the reason is {reason!r}, and not a word of {trial.told!r}"
    elif KEY in reason or "\n" in reason:
        yield "the reason is no line that can be shown"


class _Full(MemoryLog):
    """A log whose disk is full for one event."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at

    def append(self, call_id: str, seq: int, event: Event) -> None:
        """Keep an event, or fail once."""
        if seq == self._at:
            self._at = -1
            raise StoreError("the log can't be written: no space left on device")
        super().append(call_id, seq, event)


def _disk(case: Case, bench: Bench, at: int) -> Result:
    """The disk is full for the event of that number: it is said, and the call can go on from where it was."""
    log = _Full(at)
    call = _open(bench, bench.settings, case, log, "offline")
    told = asyncio.run(_through(call))
    lost = list(_lost(call, LINES[:2]))
    told = [one for one in told if "no space left" in one and "\n" not in one]
    failures = [*lost, *([] if told else ["the disk was full and nobody was told"])]
    doubled = [event for event in log.read(call.id) if isinstance(event, Said)]
    if len(doubled) != 2:
        failures.append(f"{len(doubled)} turns in the log of 2")
    return Result(case.id, {"nothing_lost": float(not lost), "everything_said": float(bool(told))}, tuple(failures))


async def _through(call: Call) -> list[str]:
    """Two turns, each tried again as a person would who was told that it was not kept."""
    told: list[str] = []
    for line in (None, *LINES[:2]):
        for _ in range(3):
            try:
                await (call.resume() if line is None or not call.state.answered else call.say(line))
                async for moment in call.follow():
                    if moment.notice:
                        told.append(moment.notice)
            except StoreError as error:
                told.append(str(error))
                continue
            if call.state.answered:
                break
    for _ in range(2):
        try:
            await call.hang_up()
        except StoreError as error:
            told.append(str(error))
    return told


SUITE = Faults()
