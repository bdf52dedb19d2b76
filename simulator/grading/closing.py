"""The close: `thanks` for something particular, a `contact_ask`, a wish to `stay_in_touch`, all before the time is up.

Each of the three counts 2 when it came in time, 1 when it came late: in a turn that starts after the agreed time.
Thanks in the first half belong to the greeting and count 1 too.

| level | sum |
| --- | --- |
| 5 | 6, all three in time |
| 4 | 4 or 5 |
| 3 | 2 or 3 |
| 2 | 1 |
| 1 | 0 |

Points within the level: the higher sum has the higher half; a `wrap_up` of the learner's own adds to either.
"""

from simulator.grading.evidence import Evidence, Seen
from simulator.grading.scorecard import Grade, Ungraded
from simulator.grading.wording import bare, capital, listed, quoted, telling_sentence
from simulator.observation import Kind

PARTS = (Kind.THANKS, Kind.CONTACT_ASK, Kind.STAY_IN_TOUCH)
NAMES = {
    Kind.THANKS: "thanks for something particular",
    Kind.CONTACT_ASK: "a question about whom else to talk to",
    Kind.STAY_IN_TOUCH: "a word on staying in touch",
}


def grade_closing(evidence: Evidence) -> Grade | Ungraded:
    """The grade; always given."""
    best = {kind: max(seen, key=lambda one: _worth(evidence, one)) for kind in PARTS if (seen := evidence.seen(kind))}
    worth = {kind: _worth(evidence, one) for kind, one in best.items()}
    total = sum(worth.values())
    upper = 0.5 * (total in (3, 5, 6))
    fraction = upper + 0.5 * (evidence.wrap_up_turn is not None)
    rests_on = [*best.values(), *evidence.seen(Kind.WRAP_UP)]
    return Grade.of(
        level(total),
        fraction,
        _why(evidence, best, worth),
        tuple(one.index for one in rests_on),
        _try_instead(evidence, worth),
    )


def level(total: int) -> int:
    """The level from the sum of the three parts, 0 to 6."""
    return 5 if total == 6 else 4 if total >= 4 else 3 if total >= 2 else 2 if total else 1


def _is_late(evidence: Evidence, seen: Seen) -> bool:
    return evidence.start(seen.turn) >= evidence.timeline.agreed


def _worth(evidence: Evidence, seen: Seen) -> int:
    greeting = seen.kind is Kind.THANKS and evidence.in_first_half(seen.turn)
    return 1 if greeting or _is_late(evidence, seen) else 2


def _why(evidence: Evidence, best: dict[Kind, Seen], worth: dict[Kind, int]) -> str:
    had = [
        f"{NAMES[kind]} ({quoted(best[kind].quote, 80)}, turn {best[kind].turn})"
        for kind in PARTS
        if worth.get(kind) == 2
    ]
    late = [
        f"{NAMES[kind]} came {'when the time was up' if _is_late(evidence, best[kind]) else 'at the greeting only'} "
        f"(turn {best[kind].turn})"
        for kind in PARTS
        if worth.get(kind) == 1
    ]
    missing = [NAMES[kind] for kind in PARTS if kind not in worth]
    said = f"Your close had {listed(had)}." if had else "Your close had none of its three parts in time."
    rest = [*late, *([f"missing, so without words to point to: {listed(missing)}"] if missing else [])]
    return said + (f" {capital('; '.join(rest))}." if rest else "")


def _try_instead(evidence: Evidence, worth: dict[Kind, int]) -> str | None:
    lines = []
    if worth.get(Kind.THANKS, 0) < 2:
        said = [evidence.transcript.turns[turn].text for turn in evidence.professional_turns]
        remark = f"this in particular: ‘{bare(telling_sentence(max(said, key=len)))}’" if said else "… in particular"
        lines.append(f"Thank you for the time, and for {remark}.")
    if worth.get(Kind.CONTACT_ASK, 0) < 2:
        lines.append("Is there somebody else whom I should hear before I decide, and may I say that you sent me?")
    if worth.get(Kind.STAY_IN_TOUCH, 0) < 2:
        lines.append("May I write to you when I know how it turned out?")
    if not lines:
        return None
    return f"Before the time is up: “{' '.join(lines)}”"
