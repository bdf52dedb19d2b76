"""Does the professional conduct themselves? Eight scripted learners call every professional, and each reply is checked.

    python -m evals.conduct [--seed 0] [--persona ID ...] [--learner NAME ...] [-o FOLDER]

prints a table of calls and exceptions, and every exception with its turn. Exit status 1 if there is any. The learners
are `evals/learners/conduct/*.txt`: a turn a line, `!ask` before a turn that asks for a job.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from simulator.call import Calls
from simulator.clock import LEARNER_WORDS_PER_MINUTE, speech_seconds, words
from simulator.director import Act, Stage
from simulator.events import CallState, Event, Heard, Opened, Replied, Tree
from simulator.persona import LineUse, Persona, catalogue
from simulator.professional.lines import sentences, wording
from simulator.professional.offers import introduced, offered
from simulator.rehearsal import play
from simulator.settings import settings
from simulator.store import MemoryLog

LEARNERS = Path(__file__).parent / "learners" / "conduct"
ASK = "!ask "
LONGEST = 12
"""Minutes of a call, so that every learner with enough to ask gets to the end of the time."""
DECLINES: tuple[LineUse, ...] = ("decline", "decline_coolly", "hang_up", "resume_offer", "disclaimer")
DECLINING = {Act.DECLINE, Act.DECLINE_COOLLY, Act.HANG_UP}
DOORS: Mapping[Act, LineUse] = {Act.INVITE_RESUME: "invite_resume", Act.OPEN_DOOR: "open_door"}
"""What the director itself may hold out, unasked; the words for it, and no others, are no offer on the spot."""


@dataclass(frozen=True)
class Script:
    """A learner who says the same things to everybody, and which of them are asks."""

    name: str
    turns: tuple[str, ...]
    asks: frozenset[int]

    def told_to(self, persona: Persona) -> list[str]:
        """The turns as they are said to this professional."""
        public = persona.public
        known = {
            "first": persona.first_name,
            "name": persona.name,
            "organisation": persona.organisation,
            "field": persona.field,
            **{f"writing_{number}": piece.title for number, piece in enumerate(public.writing)},
        }
        return [turn.format(**known) for turn in self.turns]


@dataclass(frozen=True)
class Lapse:
    """Something that must not happen in any call."""

    check: str
    persona: str
    learner: str
    turn: int
    words: str


@dataclass(frozen=True)
class Spoken:
    """One reply, the direction it was given under, and which of the learner's turns it answers; the greeting none."""

    stage: Stage
    text: str
    answers: int | None
    elapsed: float
    """Seconds of the call's clock when the learner had finished."""


def scripts() -> list[Script]:
    """The learners of the folder, by name."""
    found = []
    for path in sorted(LEARNERS.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        asks = frozenset(number for number, line in enumerate(lines) if line.startswith(ASK))
        found.append(Script(path.stem, tuple(line.removeprefix(ASK) for line in lines), asks))
    return found


def call_of(persona: Persona, script: Script, seed: int) -> tuple[CallState, list[Spoken]]:
    """Play one call offline."""
    log = MemoryLog()
    call = Calls(log, settings(), new_id=lambda: "call").open(
        persona, minutes=float(min(LONGEST, persona.schedule.minutes)), model="offline", seed=seed
    )
    asyncio.run(play(call, script.told_to(persona), source=script.name))
    return call.state, list(spoken(log.read(call.id)))


def spoken(log: Sequence[Event]) -> Iterator[Spoken]:
    """The replies of a call, by the events of its log."""
    opened, *events = log
    if not isinstance(opened, Opened):
        raise ValueError(f"a call begins with opened, not with {opened.kind}")
    tree, stage = Tree.of([opened]), opened.stage
    answers, elapsed = None, 0.0
    for event in events:
        tree = tree.after(event)
        match event:
            case Heard():
                stage, answers = event.stage, 0 if answers is None else answers + 1
                elapsed = tree.state.clock.elapsed
            case Replied():
                yield Spoken(stage, event.text, answers, elapsed)


def lapses(persona: Persona, script: Script, state: CallState, spoken: Sequence[Spoken]) -> Iterator[Lapse]:
    """All that must not happen and did."""

    def lapse(check: str, reply: Spoken, what: str = "") -> Lapse:
        return Lapse(
            check, persona.id, script.name, reply.answers if reply.answers is not None else -1, what or reply.text
        )

    names = [contact.name for contact in persona.private.contacts]
    said: set[str] = set()
    asks = warned = 0
    agreed = state.clock.agreed
    for number, reply in enumerate(spoken):
        for sentence in sentences(reply.text):
            key = " ".join(sentence.lower().split())
            if key in said:
                yield lapse("a sentence twice", reply, sentence)
            said.add(key)
        if words(reply.text) > reply.stage.budget_words:
            yield lapse("over the budget", reply, f"{words(reply.text)} of {reply.stage.budget_words}: {reply.text}")
        for sentence in sentences(reply.text):
            told_of = "hiring" in reply.stage.may_tell
            offer = offered(sentence, asked=reply.answers in script.asks, may_tell_of_openings=told_of)
            if offer and not (asks == 0 and _opens(reply.stage.act, sentence, persona)):
                yield lapse("an offer on the spot", reply, sentence)
            if reply.stage.act is not Act.OFFER_INTRODUCTION and introduced(sentence, names=names):
                yield lapse("an introduction not earned", reply, sentence)
        if reply.answers in script.asks:
            asks += 1
            if reply.stage.act not in DECLINING:
                yield lapse("an ask not declined", reply, f"{reply.stage.act}: {reply.text}")
            elif not _declines(reply.text, persona):
                yield lapse("declined in words that don't", reply)
            if asks >= 3 and reply.stage.ends != "professional":
                yield lapse("the third ask went on", reply)
        warned += "two_minutes" in reply.stage.remarks
        last = number == len(spoken) - 1
        if reply.elapsed >= agreed and not last:
            yield lapse("past the hard stop", reply)
        if last and state.ended_by == "time" and not warned:
            yield lapse("time up without a warning", reply)
    longest = max((speech_seconds(turn, LEARNER_WORDS_PER_MINUTE) for turn in script.told_to(persona)), default=0)
    if state.clock.elapsed > agreed + longest + 30:
        yield lapse("overran", spoken[-1], f"{state.clock.elapsed:.0f} s of {agreed:.0f} s")


def _opens(act: Act, sentence: str, persona: Persona) -> bool:
    """Whether a sentence is one of those with which this professional opens the door that the director opened."""
    use = DOORS.get(act)
    if use is None:
        return False
    return any(sentence in sentences(line) for line in (*persona.voice.lines.get(use, ()), *_shared(use)))


def _declines(text: str, persona: Persona) -> bool:
    known = [line for use in DECLINES for line in (*persona.voice.lines.get(use, ()), *_shared(use))]
    first = {sentences(line)[0].split("{")[0].strip() for line in known if sentences(line)}
    return any(start and start in text for start in first)


def _shared(use: LineUse) -> Iterator[str]:
    pool = wording().lines[use]
    return (line for lines in (pool.any, pool.friendly, pool.tough) for line in lines)


def main(
    persona: Annotated[list[str] | None, typer.Option(help="Only these professionals.")] = None,
    learner: Annotated[list[str] | None, typer.Option(help="Only these learners.")] = None,
    seed: Annotated[int, typer.Option(help="Of the built-in professional.")] = 0,
    output: Annotated[Path | None, typer.Option("-o", help="Folder for transcripts and exceptions.")] = None,
) -> None:
    """Play every learner with every professional, and check each reply."""
    console = Console()
    people = [one for one in catalogue().values() if not persona or one.id in persona]
    learners = [one for one in scripts() if not learner or one.name in learner]
    found: list[Lapse] = []
    ended: Counter[tuple[str, str]] = Counter()
    replies = 0
    pairs = [(one, script) for one in people for script in learners]
    for one, script in track(pairs, "calls", console=Console(stderr=True)):
        state, spoken = call_of(one, script, seed)
        replies += len(spoken)
        ended[script.name, state.ended_by or "nobody"] += 1
        found += lapses(one, script, state, spoken)
        if output:
            output.mkdir(parents=True, exist_ok=True)
            text = json.dumps(state.transcript("call").model_copy(update={"id": None}).to_json(), ensure_ascii=False)
            (output / f"{one.id}.{script.name}.json").write_text(text + "\n", encoding="utf-8")
    table = Table(
        "learner", "ended by", "calls", title=f"{len(pairs)} calls, {replies} replies, {len(found)} exceptions"
    )
    for (name, by), count in sorted(ended.items()):
        table.add_row(name, by, str(count))
    console.print(table)
    for lapse in found:
        console.print(
            f"{lapse.check}: {lapse.learner} with {lapse.persona}, turn {lapse.turn}: {lapse.words}",
            soft_wrap=True,
            markup=False,
        )
    if output:
        rows = "".join(json.dumps(asdict(lapse), ensure_ascii=False) + "\n" for lapse in found)
        (output / "exceptions.jsonl").write_text(rows, encoding="utf-8")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    typer.run(main)
