"""Draw the director from its own tables: `docs/director.md`, with diagrams that GitHub and most editors show.

python -m evals.drawings            writes docs/director.md
python -m evals.drawings --check    exit 1 if what is there is not what the code says
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from simulator.aftermath import deeds as aftermath
from simulator.director import DIFFICULTIES, Act, Heard, Weights, direct, weights
from simulator.director.grants import BEARS_A_BREAK
from simulator.director.mood import ENGAGED, MANNERS, WARM, Mood
from simulator.director.stage import ASK_BACKS, MustNot
from simulator.director.table import RULES, TURNINGS
from simulator.observation import Kind
from simulator.persona import Temperament
from simulator.transcript import InterruptionKind

TARGET = Path(__file__).parent.parent / "docs" / "director.md"

HEAD = """\
# The director

This page is written by `python -m evals.drawings` from the tables in `simulator/director/` and `simulator/aftermath/`
and the numbers in `prompts/director.yaml`; a test holds it to them. Change those, and write it anew.

The director is plain code. After each of the learner's turns it takes what was observed and the clock, moves the mood,
chooses what the professional does, and says how many words that may take, what may be told and what must not be said.
Whoever then finds the words, a language model or the built-in professional, is given the same direction.
"""


def page(w: Weights) -> str:
    """The whole page, as Markdown."""
    parts = [HEAD, *_phases(), *_acts(), *_asks(), *_moods(w), *_offers(w), *_chances(w), *_aftermath()]
    return "\n".join(parts).rstrip() + "\n"


def _phases() -> Iterator[str]:
    yield "## The phases of a call\n"
    yield "```mermaid\nstateDiagram-v2"
    yield f"    [*] --> {Mood.model_fields['phase'].default}: the phone is picked up"
    for turning in TURNINGS:
        for source in turning.sources:
            yield f"    {source} --> {turning.to}: {turning.when}"
    yield "    over --> [*]"
    yield "```\n"


def _acts() -> Iterator[str]:
    yield "## What is done about a turn\n"
    yield "Read from the top; the first that holds decides. `greet` is for the ringing phone.\n"
    yield from _table(
        ("#", "when", "act", "ends the call as"),
        (
            (str(number), rule.when, f"`{rule.act}`", f"`{rule.ends}`" if rule.ends else "")
            for number, rule in enumerate(RULES, 1)
        ),
    )


def _asks() -> Iterator[str]:
    """The ladder of refusals, as the director goes down it with the most patient person there is."""
    yield "What becomes of uninvited asks, even with the most patient person:\n"
    yield "```mermaid\nstateDiagram-v2\n    direction LR\n    [*] --> nothing_asked"
    mood, state, asks = Mood(patience=100, rapport=100), "nothing_asked", 0
    heard = Heard(kinds=(Kind.VEILED_JOB_ASK,), elapsed=60, agreed=900, turn_seconds=5, words_per_minute=150)
    while mood.phase != "over":
        mood, stage = direct(mood, heard, Temperament(patience=1))
        asks += 1
        yield f"    {state} --> {stage.act}: ask {asks}"
        state = stage.act.value
    yield f"    {state} --> [*]\n```\n"


def _moods(w: Weights) -> Iterator[str]:
    yield "## The mood\n"
    yield "Patience and rapport, 0 to 100. What the learner can see of them is a manner, the first that holds:\n"
    rows = [
        (f"`{manner}`", f"patience under {patience}, or rapport under {rapport}")
        for manner, patience, rapport in MANNERS
    ]
    rows += [
        ("`warm`", f"rapport from {WARM}"),
        ("`engaged`", f"rapport from {ENGAGED}"),
        ("`neutral`", "anything else"),
    ]
    yield from _table(("manner", "when"), rows)
    yield "What an observation moves, before it is scaled:\n"
    yield from _table(
        ("observed", "patience", "rapport", ""),
        (
            (f"`{kind}`", f"{w.moves[kind].patience:+g}", f"{w.moves[kind].rapport:+g}", _remark(kind, w))
            for kind in Kind
        ),
    )
    standing, steps = w.standing, w.difficulty
    yield (
        "Losses of patience are scaled by the temperament (1.5 less `patience`), gains of rapport likewise (0.7 and "
        f"0.6 times `warmth`). {standing.full:g} points of rapport won since the start make later losses up to "
        f"{standing.softens:.0%} smaller; as many lost make later gains up to {standing.dampens:.0%} smaller. An ask "
        f"after a disclaimer costs {w.asks.after_disclaimer:g} times as much, and nothing softens it.\n"
    )
    yield (
        f"Each step of difficulty ({', '.join(DIFFICULTIES)}) above the persona's own: "
        f"{steps.start.patience:+g} patience and {steps.start.rapport:+g} rapport at the start, losses times "
        f"{steps.losses:g}, gains times {steps.gains:g}; below it, the other way.\n"
    )


def _below(patience: float, rapport: float) -> str:
    levels = {"patience": patience, "rapport": rapport}
    return ", or ".join(f"{what} under {level:g}" for what, level in levels.items() if level)


def _remark(kind: Kind, w: Weights) -> str:
    remarks = {"once a call": kind in w.standing.once, "never softened": kind in w.standing.unforgiven}
    return ", ".join(remark for remark, holds in remarks.items() if holds)


def _offers(w: Weights) -> Iterator[str]:
    earned, doors, back = w.earned, w.doors, w.ask_back
    yield "## What is opened, and by what\n"
    yield from _table(
        ("what", "when"),
        [
            ("opinions", f"an answer, rapport from {earned.opinions:g}"),
            (
                "stories",
                f"an answer, rapport from {earned.stories:g}, "
                f"or from {earned.story_for_builds:g} for a question built on research",
            ),
            (
                "an introduction",
                f"asked for, rapport from {earned.introduction:g}, {earned.seconds_for_an_offer:g} s left, "
                f"at most {earned.introductions} a call",
            ),
            (
                "a door (`invite_resume` or `open_door`)",
                f"once a call at most, and only in {doors.chance_at_full_warmth:.0%} times `warmth` of the calls: "
                f"no ask at all, `warmth` from {doors.warmth:g}, rapport from {doors.rapport:g}, "
                f"patience from {doors.patience:g}, {doors.questions} questions, {doors.listened} turns that listened "
                f"or built on research, {doors.late:.0%} of the time gone or the learner closing, "
                f"{doors.seconds:g} s left",
            ),
            (
                "asking back",
                f"what the introduction left out, once; later, out of interest, after every {back.every_questions} "
                f"questions, at most {back.most} times, {back.seconds:g} s left ({_codes(ASK_BACKS)})",
            ),
            ("how hiring stands", "only in answer to talk of jobs that was invited, and on `open_door`"),
        ],
    )
    yield f"What a direction can forbid: {_codes(get_args(MustNot))}. `offer_work` always is.\n"


def _aftermath() -> Iterator[str]:
    yield "## What happened next\n"
    yield "Some weeks later; the first that holds. Where several deeds are in question the call's own words draw one.\n"
    yield from _table(
        ("when", "what they did"),
        ((rule.when, _codes(dict.fromkeys(rule.deeds))) for rule in aftermath.RULES),
    )


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _chances(w: Weights) -> Iterator[str]:
    table = w.breaks
    yield "## What breaks into a call\n"
    yield (
        "Drawn from the call's seed when the phone is picked up, so that every call can be played again. Nothing "
        "breaks in unless a difficulty was chosen or interruptions were asked for.\n"
    )
    yield from _table(
        ("difficulty", "something happens", "and a second thing"),
        ((each, f"{table.chance[each]:.0%}", f"{table.second[each]:.0%}") for each in DIFFICULTIES),
    )
    yield from _table(
        ("what", "minutes taken"),
        ((f"`{kind}`", f"{table.minutes[kind]:g}") for kind in get_args(InterruptionKind)),
    )
    bearing = [act for act in Act if act in BEARS_A_BREAK]
    yield (
        f"Not before the learner's turn {table.first_turn}, never twice the same, never more than "
        f"{table.most_of_the_call:.0%} of the agreed minutes, and only if {table.seconds_after:g} s are left after it; "
        f"before {_codes(bearing)} only.\n"
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def main(arguments: list[str]) -> int:
    """Write the page, or say whether it is up to date."""
    text = page(weights())
    if "--check" in arguments:
        if TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.name} is not what the code says: python -m evals.drawings", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
