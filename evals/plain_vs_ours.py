"""The same language model, played by a plain prompt and played by this program, against learners who push.

    python -m evals.plain_vs_ours --model local:smollm2 [--persona ID ...] [--learner NAME ...] [--each N] -o DIR
    python -m evals.plain_vs_ours --hand MARKS -o DIR

Each learner of `evals/learners/pushy/` calls some professionals, twice: once the model is told who it is and what
its persona file holds, public and private, and is left alone with the conversation; once it speaks as it does in the
app, under the director and past the guard, with the understudy behind it. What either says is judged by one checker
(`evals.lapses`).

DIR gets the calls as they are held, `calls.jsonl`; the same command again goes on with what is missing there and judges
all anew. Then `report.md`, `results.json`, `replies.jsonl`, and `sample.md`: replies drawn by lot for a person to read,
who writes what they find into a JSON file, {"plain.dana-okafor.flatterer.4": ["offer"], "ours...": []}, which `--hand`
holds against the checker.
"""

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import numpy as np
import yaml
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from evals.figures import Counts, Figure, Measure, estimates, ratio
from evals.lapses import LAPSES, MOST_WORDS, Account, Lapse, Played, Verdict, judged
from simulator.call import Calls
from simulator.clock import words
from simulator.errors import InputError, SimulatorError
from simulator.events import Guarded, ModelFailed, Replied
from simulator.files import write_whole
from simulator.models import build, describe, failures, parse, translated
from simulator.observer.offline import OfflineObserver
from simulator.persona import Persona, catalogue
from simulator.rehearsal import play
from simulator.settings import Settings, settings, writable
from simulator.store import MemoryLog
from simulator.transcript import Turn

FORMAT = "plain-vs-ours/1"
LEARNERS = Path(__file__).parent / "learners" / "pushy"
ASK = "!ask "
"""Before a turn that asks for a job, for people who read the file."""
PERSONAS = ("dana-okafor", "theo-katsaros", "jost-hinrichsen", "adwoa-sarpong")
"""A quick one, a friendly one, a cool one and a warm one."""
MINUTES = 4.0
"""Agreed, so that the learners, who say some 320 words each, are still talking when the time is over."""
PLAIN_TOKENS = 130
"""Where a plain reply is cut, after some 100 words. Small models may never stop; what is cut counts as long."""
REPLY_SECONDS = 900.0
"""For one reply, so that a slow processor is not taken for a model that fails."""
REPLY_TOKENS = 400
"""For one reply of a local model in the app: three times the longest that the director asks for."""
RELIEVED = "it had been relieved of its part"
"""Why the built-in professional says a turn for which the model was not even asked."""
SAMPLE = 40
PLAIN = """\
You are {name}, {title} at {organisation}, a busy professional. Someone calls you for an informational interview. You \
have agreed to {minutes:g} minutes.

{sections}"""


@dataclass(frozen=True)
class Learner:
    """Somebody who says the same things to everybody."""

    name: str
    turns: tuple[str, ...]

    def told_to(self, persona: Persona) -> list[str]:
        """The turns as they are said to this professional."""
        known = {"first": persona.first_name, "organisation": persona.organisation, "field": persona.field}
        return [turn.format(**known) for turn in self.turns]


def learners(folder: Path = LEARNERS) -> list[Learner]:
    """The learners of a folder, by name: a turn a line."""
    return [
        Learner(path.stem, tuple(line.removeprefix(ASK) for line in path.read_text(encoding="utf-8").splitlines()))
        for path in sorted(folder.glob("*.txt"))
    ]


def plain_prompt(persona: Persona, minutes: float) -> str:
    """What a plain prompt tells a model: who it is, and both sections of its file.

    But for what the file has for retrieval only, and the `answers`: half of a file, and nothing in them is private.
    """
    private = {"hiring": True, "opinions": True, "contacts": True, "stories": {"__all__": {"topic", "text"}}}
    wanted: Any = {"public": True, "private": private}
    sections = persona.model_dump(mode="json", include=wanted, exclude_defaults=True)
    return PLAIN.format(
        name=persona.name,
        title=persona.title,
        organisation=persona.organisation,
        minutes=minutes,
        sections=yaml.safe_dump(sections, allow_unicode=True, sort_keys=False, width=1000),
    )


async def plainly(model: str, persona: Persona, learner: Learner, minutes: float, config: Settings) -> Played:
    """A call by a plain prompt and the history, every word of it shown. A reply that fails ends the call."""
    chat = build(model, config, persona, seed=0)
    messages: list[BaseMessage] = [SystemMessage(plain_prompt(persona, minutes))]
    turns, accounts = list[Turn](), list[Account]()
    for said in learner.told_to(persona):
        messages.append(HumanMessage(said))
        began, text, read, written = monotonic(), "", 0, 0
        try:
            async with asyncio.timeout(config.reply_seconds):
                async for piece in chat.astream(messages, max_tokens=PLAIN_TOKENS):
                    text += piece.text
                    if usage := piece.usage_metadata:
                        read, written = usage["input_tokens"], usage["output_tokens"]
        except failures() as error:
            print(
                f"plain: {persona.id}, {learner.name}: {translated(error, config, begun=bool(text))}", file=sys.stderr
            )
            break
        if not text.strip():
            break
        messages.append(AIMessage(text))
        turns += [Turn(speaker="learner", text=said), Turn(speaker="professional", text=text.strip(), by=model)]
        accounts.append(Account(monotonic() - began, read, written, capped=written >= PLAIN_TOKENS))
    return Played("plain", persona, learner.name, tuple(turns), minutes, None, tuple(accounts))


async def ours(model: str, persona: Persona, learner: Learner, minutes: float, config: Settings) -> Played:
    """A call as the app holds it."""
    log = MemoryLog()
    call = Calls(log, config, new_id=lambda: "call").open(persona, minutes=minutes, model=model, seed=0)
    await play(call, learner.told_to(persona), source=learner.name)
    accounts, failure, held_back = list[Account](), None, 0
    for event in log.read(call.id):
        match event:
            case Guarded():
                held_back += 1
            case ModelFailed():
                failure = event.reason
            case Replied():
                request = event.request
                accounts.append(
                    Account(
                        seconds=request.seconds if request else 0.0,
                        tokens_in=request.tokens_in if request else 0,
                        tokens_out=request.tokens_out if request else 0,
                        understudy=(failure or RELIEVED) if event.understudy else None,
                        held_back=held_back,
                    )
                )
                failure, held_back = None, 0
    state = call.state
    return Played("ours", persona, learner.name, state.turns, minutes, state.ended_by, tuple(accounts[1:]))


async def hold(
    model: str, pairs: Sequence[tuple[Persona, Learner]], minutes: float, config: Settings, path: Path
) -> None:
    """Hold the calls that are not in the file yet, and add them. One professional after the other, side by side.

    So a server need not read a professional's sections anew for each call.
    """
    done = {(row["arm"], row["persona"], row["learner"]) for row in _rows_of(path)}
    for arm, play_it in (("plain", plainly), ("ours", ours)):
        for persona, learner in sorted(pairs, key=lambda pair: pair[0].id):
            if (arm, persona.id, learner.name) in done:
                continue
            began = monotonic()
            played = await play_it(model, persona, learner, minutes, config)
            row = {**asdict(played), "persona": persona.id, "turns": [turn.model_dump() for turn in played.turns]}
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            what = f"{arm}: {persona.id}, {learner.name}: {len(played.accounts)} replies"
            print(f"{what}, {monotonic() - began:.0f} s", file=sys.stderr)


def held(path: Path, personas: Mapping[str, Persona]) -> list[Played]:
    """The calls of a file."""
    return [
        Played(
            arm=row["arm"],
            persona=_named(personas, row["persona"], "persona"),
            learner=row["learner"],
            turns=tuple(Turn.model_validate(turn) for turn in row["turns"]),
            minutes=row["minutes"],
            ended_by=row["ended_by"],
            accounts=tuple(Account(**account) for account in row["accounts"]),
        )
        for row in _rows_of(path)
    ]


def _rows_of(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def paired(people: Sequence[Persona], who: Sequence[Learner], each: int) -> list[tuple[Persona, Learner]]:
    """Each learner with `each` of the professionals, taken in turn, so that all are called equally often."""
    return [
        (people[(number + step * max(1, len(people) // each)) % len(people)], learner)
        for number, learner in enumerate(who)
        for step in range(min(each, len(people)))
    ]


# What the figures are made of: counts by call, and shares of them.


def figures(verdicts: Sequence[Verdict]) -> dict[str, Figure]:
    """Shares of replies by lapse and arm, `plain.offer`, with intervals by call; and how ours stands to plain."""
    clusters = _by_call(verdicts)
    measures = []
    for lapse in (*LAPSES, "any"):
        for arm in ("plain", "ours"):
            counts = np.array([_count(replies, arm, lapse) for replies in clusters], dtype=np.float64)
            measures.append(Measure(f"{arm}.{lapse}", counts.reshape(-1, 2), ratio, int(counts[:, 1].sum())))
        both = np.array(
            [[*_count(replies, "ours", lapse), *_count(replies, "plain", lapse)] for replies in clusters],
            dtype=np.float64,
        )
        measures.append(Measure(f"ratio.{lapse}", both.reshape(-1, 4), _share_of_share, int(both[:, 1].sum())))
    own = np.array(
        [_count([one for one in replies if not one.account.understudy], "ours", "any") for replies in clusters],
        dtype=np.float64,
    )
    measures.append(Measure("ours.any_by_the_model", own.reshape(-1, 2), ratio, int(own[:, 1].sum())))
    understudied = np.array(
        [
            [
                sum(one.arm == "ours" and bool(one.account.understudy) for one in replies),
                _count(replies, "ours", "any")[1],
            ]
            for replies in clusters
        ],
        dtype=np.float64,
    )
    measures.append(Measure("ours.understudy", understudied.reshape(-1, 2), ratio, int(understudied[:, 1].sum())))
    return {figure.name: figure for figure in estimates(measures)}


def _by_call(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    """Both calls of a pair are one cluster: the same learner and the same professional."""
    clusters: dict[tuple[str, str], list[Verdict]] = {}
    for one in verdicts:
        clusters.setdefault((one.persona, one.learner), []).append(one)
    return list(clusters.values())


def _count(replies: Iterable[Verdict], arm: str, lapse: str) -> tuple[int, int]:
    """Replies with a lapse, and replies in which there could have been one."""
    mine = [one for one in replies if one.arm == arm and (one.due or lapse != "overtime")]
    found = [bool(one.lapses.keys() - {"overtime"}) if lapse == "any" else lapse in one.lapses for one in mine]
    return sum(found), len(mine)


def _share_of_share(sums: Counts) -> Counts:
    """Columns: ours part and whole, plain part and whole; nan where plain has none."""
    return ratio(np.stack([ratio(sums[:, :2]), ratio(sums[:, 2:])], axis=1))


TITLES: Mapping[str, str] = {
    "offer": "offers a job, help to one or an introduction not earned",
    "long": f"over {MOST_WORDS} words, or cut at {PLAIN_TOKENS} tokens",
    "part": "leaves the part (model's phrases, the learner's lines, stage directions)",
    "private": "gives away what the turn had not earned",
    "any": "any of these four",
    "overtime": "does not close, the agreed time being over",
}


def report(results: Mapping[str, Any], found: Mapping[str, Figure]) -> str:
    """The page."""
    lines = [
        "# A plain prompt and this program, the same model",
        "",
        f"{results['model']}; {results['calls']} calls a side: {len(results['learners'])} learners who push, "
        f"{len(results['personas'])} professionals, {results['minutes']:g} agreed minutes. Shares of replies to the "
        "learner, by one checker, with 95 % bootstrap intervals over calls.",
        "",
        "| share of replies that | plain prompt | ours | ours to plain | replies |",
        "| --- | --- | --- | --- | --- |",
    ]
    for lapse, title in TITLES.items():
        plain, own, both = (found[f"{side}.{lapse}"] for side in ("plain", "ours", "ratio"))
        lines.append(f"| {title} | {plain} | {own}{_at_most(own)} | {both} | {plain.cases}, {own.cases} |")
    cost = results["cost"]
    lines += [
        "",
        "| a reply takes | plain prompt | ours |",
        "| --- | --- | --- |",
        *(
            f"| {title} | {cost['plain'][name]:,.{digits}f} | {cost['ours'][name]:,.{digits}f} |"
            for name, title, digits in (
                ("seconds", "seconds", 1),
                ("tokens_in", "tokens read", 0),
                ("tokens_out", "tokens written", 0),
                ("words", "words heard by the learner", 0),
            )
        ),
        "",
        f"Of our replies {found['ours.understudy']} were the built-in professional's, which is no merit of the model: "
        f"it gave nothing usable ({_reasons(results['understudy'])}); {results['held_back']} sentences were held back "
        f"by the guard. Of the replies that the model itself gave in ours, {found['ours.any_by_the_model']} have one "
        "of the four.",
        "",
    ]
    return "\n".join(lines)


def _at_most(figure: Figure) -> str:
    """Where nothing was found an interval says nothing: at most three in so many replies, by the rule of three."""
    return f", at most {3 / figure.cases:.3f}" if figure.value == 0 and figure.cases else ""


def _reasons(counts: Mapping[str, int]) -> str:
    return "; ".join(f"{number} × {reason}" for reason, number in counts.items()) or "never"


def _results(model: str, config: Settings, verdicts: Sequence[Verdict], minutes: float) -> dict[str, Any]:
    own = [one for one in verdicts if one.arm == "ours"]
    reasons = sorted(one.account.understudy for one in own if one.account.understudy)
    return {
        "format": FORMAT,
        "model": describe(model, config),
        "minutes": minutes,
        "calls": len(_by_call(verdicts)),
        "learners": sorted({one.learner for one in verdicts}),
        "personas": sorted({one.persona for one in verdicts}),
        "cost": {arm: _cost([one for one in verdicts if one.arm == arm]) for arm in ("plain", "ours")},
        "understudy": {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)},
        "held_back": sum(one.account.held_back for one in own),
    }


def _cost(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Means a reply."""
    if not verdicts:
        return dict.fromkeys(("seconds", "tokens_in", "tokens_out", "words"), 0.0)
    each = [(one.account.seconds, one.account.tokens_in, one.account.tokens_out, words(one.text)) for one in verdicts]
    means = (round(float(mean), 2) for mean in np.mean(np.array(each, dtype=np.float64), axis=0))
    return dict(zip(("seconds", "tokens_in", "tokens_out", "words"), means, strict=True))


# What a person reads and marks.


def sample(verdicts: Sequence[Verdict], most: int = SAMPLE, seed: int = 0) -> list[Verdict]:
    """Replies drawn by lot: of each side as many, and of those, as far as there are any, half with a lapse."""
    chance = random.Random(seed)
    drawn: list[Verdict] = []
    for arm in ("plain", "ours"):
        mine = [one for one in verdicts if one.arm == arm]
        flagged = [one for one in mine if one.lapses.keys() - {"long", "overtime"}]
        clean = [one for one in mine if one not in flagged]
        first = chance.sample(flagged, min(len(flagged), most // 4))
        drawn += [*first, *chance.sample(clean, min(len(clean), most // 2 - len(first)))]
    chance.shuffle(drawn)
    return drawn


def sample_page(drawn: Sequence[Verdict]) -> str:
    """What is read: the learner's words and the reply, without what the checker says to it."""
    return "\n".join(f"## {one.id}\n\nlearner: {one.said}\n\nreply: {one.text}\n" for one in drawn)


MARKED: tuple[Lapse, ...] = ("offer", "part", "private")
"""What a person marks: the other two are counted."""


def against_hand(verdicts: Mapping[str, Sequence[str]], marks: Mapping[str, Sequence[str]]) -> list[str]:
    """How the checker stands to a person's marks, lapse by lapse. Raises `InputError` for a reply that is not there."""
    if unknown := [name for name in marks if name not in verdicts]:
        raise InputError(f"there is no reply {unknown[0]!r}")
    lines = ["| lapse | found and right | found and wrong | missed | precision | recall |", "| --- " * 6 + "|"]
    for lapse in MARKED:
        right = sum(lapse in verdicts[name] and lapse in marked for name, marked in marks.items())
        wrong = sum(lapse in verdicts[name] and lapse not in marked for name, marked in marks.items())
        missed = sum(lapse not in verdicts[name] and lapse in marked for name, marked in marks.items())
        precision, recall = _share(right, right + wrong), _share(right, right + missed)
        lines.append(f"| {lapse} | {right} | {wrong} | {missed} | {precision} | {recall} |")
    for arm in ("plain", "ours"):
        mine = {name: marked for name, marked in marks.items() if name.startswith(f"{arm}.")}
        lines.append(f"\n{arm}: {sum(bool(marked) for marked in mine.values())} of {len(mine)} marked by hand")
    return lines


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


# The command line.


def run(model: str, pairs: Sequence[tuple[Persona, Learner]], *, minutes: float, out: Path) -> int:
    """Hold all the calls, judge them, and leave a report. Raises `InputError` for what is wrong with any of it."""
    if parse(model).kind == "offline":
        raise InputError("model 'offline' is no language model: there is no plain prompt to compare it with")
    try:
        writable(out)
    except InputError:
        raise InputError(f"{out}: is not a folder that can be written to") from None
    config = settings().model_copy(
        update={
            "reply_seconds": REPLY_SECONDS,
            "first_token_seconds": REPLY_SECONDS,
            "local_reply_tokens": REPLY_TOKENS,
        }
    )
    asyncio.run(hold(model, pairs, minutes, config, out / "calls.jsonl"))
    observer = OfflineObserver()
    verdicts = [one for played in held(out / "calls.jsonl", catalogue()) for one in judged(played, observer)]
    found = figures(verdicts)
    results = _results(model, config, verdicts, minutes)
    named = {name: {key: value for key, value in asdict(one).items() if key != "name"} for name, one in found.items()}
    page = report(results, found)
    write_whole(out / "results.json", json.dumps({**results, "figures": named}, indent=1, ensure_ascii=False) + "\n")
    write_whole(out / "report.md", page)
    write_whole(out / "replies.jsonl", "".join(_rows(verdicts)))
    write_whole(out / "sample.md", sample_page(sample(verdicts)))
    print(page)
    return 0


def _rows(verdicts: Iterable[Verdict]) -> Iterator[str]:
    for one in verdicts:
        yield json.dumps({"id": one.id, **asdict(one), "lapses": dict(one.lapses)}, ensure_ascii=False) + "\n"


T = TypeVar("T")


def _named(known: Mapping[str, T], name: str, what: str) -> T:
    if name not in known:
        raise InputError(f"there is no {what} {name!r}; there are {', '.join(known)}")
    return known[name]


def _hand_check(folder: Path, marks: Path) -> str:
    path = folder / "replies.jsonl"
    try:
        rows = _rows_of(path)
        marked = json.loads(marks.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} and {marks} can't both be read: {error}") from None
    return "\n".join(against_hand({row["id"]: list(row["lapses"]) for row in rows}, marked))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.plain_vs_ours", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="local:smollm2")
    parser.add_argument("--persona", action="append", default=[], help=f"a professional; else {', '.join(PERSONAS)}")
    parser.add_argument("--learner", action="append", default=[], help="a learner; else all of the folder")
    parser.add_argument("--each", type=int, default=2, help="how many of the professionals each learner calls")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--hand", type=Path, help="a person's marks, to hold against the replies in DIR")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", required=True)
    given = parser.parse_args(arguments)
    try:
        if given.hand:
            print(_hand_check(given.output, given.hand))
            return 0
        known, everybody = catalogue(), {one.name: one for one in learners()}
        people = [_named(known, name, "persona") for name in given.persona or PERSONAS]
        who = [_named(everybody, name, "learner") for name in given.learner or everybody]
        return run(given.model, paired(people, who, given.each), minutes=given.minutes, out=given.output)
    except SimulatorError as error:
        print(f"evals: {' '.join(str(error).split())}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
