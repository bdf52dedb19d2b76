"""Labelled turns told otherwise, so that the encoder learns what does not matter and what does.

    slipped     the same labels: articles, endings and letters lost, as by haste or by a language learned late
    contradicted other labels: the dossier says another year, number or name now, so the citation is a wrong fact
    misplaced    other labels: it was said to somebody else's reply, so nothing is picked up

The lists are not those that robustness is measured with (`evals/variants.toml`).
"""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from evals.train.data import Labelled
from simulator.observation import Kind
from simulator.observer.rewriting import rewritten
from simulator.persona import Persona

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LOST = {
    **dict.fromkeys(("a", "an", "the"), 0.3),
    **dict.fromkeys(("is", "are", "am", "do", "does", "did", "been", "would", "have", "has"), 0.12),
    **dict.fromkeys(("to", "of", "for", "in", "at", "on", "it", "that", "so", "with"), 0.08),
}
"""Chances that a word is left out."""
_PAIRS = (
    "went>go did>do was>is were>are has>have had>have made>make took>take saw>see came>come said>say got>get "
    "told>tell thought>think knew>know found>find gave>give wrote>write ran>run began>begin grew>grow "
    "became>become chose>choose felt>feel kept>keep led>lead met>meet paid>pay spent>spend taught>teach "
    "built>build brought>bring is>are are>is have>has do>does does>do"
)
_FORMS = dict(pair.split(">") for pair in _PAIRS.split())
OTHER_FORM, NO_ENDING, NO_PLURAL, LETTERS = 0.2, 0.15, 0.08, 0.04
ALL_LOWER, NO_POINTS = 0.25, 0.15
"""Chances that a turn is all in lower case, and without its points and commas."""


def slipped(case: Labelled, chance: random.Random) -> Labelled:
    """The turn with slips; a quote that got lost in them takes its kind along."""
    changes: list[tuple[int, int, str]] = []
    for found in _WORD.finditer(case.text):
        put = _slip(found[0], chance)
        if put is not None:
            # a lost word takes the blank after it along
            end = found.end() + (not put and case.text[found.end() : found.end() + 1] == " ")
            changes.append((found.start(), end, put))
    if chance.random() < NO_POINTS:
        points = [(at.start(), at.end(), "") for at in re.finditer(r"[,.;!](?=\s)", case.text)]
        changes = sorted([*changes, *points])
    told = rewritten(case.text, changes)
    if not told.text.strip():
        return case
    text = told.text.lower() if chance.random() < ALL_LOWER and len(told.text.lower()) == len(told.text) else told.text
    spans = {kind: told.place(*span) for kind, span in case.spans.items()}
    lost = frozenset(kind for kind, (start, end) in spans.items() if start >= end)
    kept = {kind: span for kind, span in spans.items() if kind not in lost}
    return replace(case, text=text, spans=kept, doubtful=case.doubtful | lost)


def _slip(word: str, chance: random.Random) -> str | None:
    low = word.lower()
    if chance.random() < _LOST.get(low, 0.0):
        return ""
    if low in _FORMS and chance.random() < OTHER_FORM:
        return _FORMS[low]
    if not word.islower() or len(word) < 4:
        return None
    if word.endswith("ed") and len(word) > 5 and chance.random() < NO_ENDING:
        return word[:-2] if not word.endswith(("ied", "eed")) else None
    if word.endswith("s") and not word.endswith("ss") and len(word) > 4 and chance.random() < NO_PLURAL:
        return word[:-1]
    if chance.random() < LETTERS:
        at = chance.randrange(1, len(word) - 1)
        match chance.randrange(3):
            case 0:
                return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            case 1:
                return word[:at] + word[at + 1 :]
            case _:
                return word[:at] + word[at] + word[at:]
    return None


_BY_THEMSELVES = frozenset(
    [
        Kind.INTRODUCES_BACKGROUND, Kind.STATES_DIRECTION, Kind.STATES_PURPOSE, Kind.QUESTION, Kind.NO_JOB_DISCLAIMER,
        Kind.CONTACT_ASK, Kind.STAY_IN_TOUCH, Kind.TIME_CHECK, Kind.OFF_SCRIPT, Kind.FOLLOW_UP,
    ]
)  # fmt: skip
"""Kinds for which it does not matter what the professional has just said, and the one that can't hold any more."""
LONG_ENOUGH = 8
"""Words of a reply that somebody could pick something up from."""


def replies_of(cases: Sequence[Labelled]) -> list[tuple[str, str]]:
    """What professionals said, each with whose words they are."""
    said = {
        (case.context.persona.id, turn.text)
        for case in cases
        for turn in case.context.before
        if turn.speaker == "professional" and len(turn.text.split()) >= LONG_ENOUGH
    }
    return sorted(said)


def misplaced(case: Labelled, chance: random.Random, replies: Sequence[tuple[str, str]]) -> Labelled | None:
    """The turn after a reply from another call; nothing where it answers no reply, or asks and thinks nothing.

    Most questions after a long reply do follow it up, and so a question off a list would be taken for one that does.
    """
    before = case.context.before
    if (
        not before
        or before[-1].speaker != "professional"
        or case.spans.keys().isdisjoint({Kind.QUESTION, Kind.FOLLOW_UP})
    ):
        return None
    whose, text = chance.choice(replies)
    if whose == case.context.persona.id:
        return None
    spans = {kind: span for kind, span in case.spans.items() if kind in _BY_THEMSELVES and kind is not Kind.FOLLOW_UP}
    heard = (*before[:-1], before[-1].model_copy(update={"text": text}))
    return replace(
        case,
        context=replace(case.context, before=heard),
        spans=spans,
        doubtful=(case.doubtful | (frozenset(Kind) - _BY_THEMSELVES)) - {Kind.FOLLOW_UP},
    )


_FIGURE = re.compile(r"\d[\d,]*\d|\d")
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-z]{3,}\b")


def names_of(personas: Sequence[Persona]) -> list[str]:
    """Names that stand in public sections, to put in place of others."""
    return sorted({name for persona in personas for text in _texts(persona) for name in _NAME.findall(text)})


def contradicted(case: Labelled, chance: random.Random, names: Sequence[str]) -> Labelled | None:
    """The turn against a dossier that says otherwise; nothing where it cites no figure or name of the dossier."""
    if Kind.RESEARCH_REFERENCE not in case.spans or Kind.WRONG_FACT in case.spans or case.doubtful:
        return None
    start, end = case.spans[Kind.RESEARCH_REFERENCE]
    quote, public = case.text[start:end], "\n".join(_texts(case.context.persona))
    heard = " ".join(turn.text for turn in case.context.before)
    own = f"{case.context.persona.name} {case.context.persona.organisation}"
    said = [word for word in _FIGURE.findall(quote) + _NAME.findall(" " + quote) if word not in own]
    shared = [word for word in said if re.search(rf"\b{re.escape(word)}\b", public) and word not in heard]
    if not shared:
        return None
    word = chance.choice(shared)
    put = _other_figure(word, chance) if word[0].isdigit() else chance.choice(names)
    persona = _with(case.context.persona, word, put)
    spans = {kind: span for kind, span in case.spans.items() if kind not in _RESTS_ON_IT}
    # another citation of the same turn may still hold, and what is built on it
    doubtful = frozenset({Kind.RESEARCH_REFERENCE, Kind.BUILDS_ON_RESEARCH})
    return replace(
        case,
        context=replace(case.context, persona=persona),
        spans={**spans, Kind.WRONG_FACT: (start, end)},
        doubtful=doubtful,
    )


_RESTS_ON_IT = (Kind.RESEARCH_REFERENCE, Kind.BUILDS_ON_RESEARCH)


def _texts(persona: Persona) -> list[str]:
    public = persona.public
    pieces = [f"{piece.title}. {piece.where}, {piece.year}. {piece.summary}" for piece in public.writing]
    return [public.profile, *public.career, *public.education, *pieces, *public.organisation_facts]


def _other_figure(word: str, chance: random.Random) -> str:
    value = int(word.replace(",", ""))
    if 1900 <= value <= 2060:
        return str(value + chance.choice([-7, -4, -3, -2, -1, 1, 2, 3, 4]))
    other = max(1, round(value * chance.choice([0.4, 0.5, 0.7, 1.4, 1.8, 2.5])))
    return f"{other if other != value else value + 3:,}" if "," in word else str(other if other != value else value + 3)


def _with(persona: Persona, word: str, put: str) -> Persona:
    def swap(value: Any) -> Any:
        match value:
            case str():
                return re.sub(rf"\b{re.escape(word)}\b", put, value)
            case list():
                return [swap(each) for each in value]
            case dict():
                return {key: swap(each) for key, each in value.items()}
        return int(put) if isinstance(value, int) and str(value) == word else value

    return Persona.model_validate(
        {**persona.model_dump(mode="json"), "public": swap(persona.public.model_dump(mode="json"))}
    )
