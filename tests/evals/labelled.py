"""Small labelled files, and observers that hear what they are told to."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulator.observation import Kind, Observation
from simulator.observer import Context
from tests.observer.persona import ILSE

PERSONA: dict[str, Any] = ILSE.model_dump(mode="json", exclude_defaults=True) | {"format": "persona/1"}


def single(id_: str, *held: str, text: str = "Hire me?", doubt: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """A labelled turn; each kind is quoted by the whole of it."""
    return {
        "id": id_, "persona": PERSONA, "before": [{"speaker": "professional", "text": "Go on."}], "text": text,
        "kinds": dict.fromkeys(held, text), "doubt": list(doubt), **more,
    }  # fmt: skip


def call(id_: str, *turns: str, **held: dict[str, str]) -> dict[str, Any]:
    """A labelled call. The professional begins, the turns go back and forth; `t1={kind: quote}` labels turn 1."""
    said = [{"speaker": ("professional", "learner")[number % 2], "text": text} for number, text in enumerate(turns)]
    return {
        "id": id_,
        "transcript": {"format": "transcript/1", "persona": PERSONA, "agreed_minutes": 15, "turns": said},
        "labels": [
            {"turn": number, "kinds": held.get(f"t{number}", {}), "doubt": []} for number in range(1, len(turns), 2)
        ],
    }


TURNS = (
    "Varga.",
    "Hi Ilse, it's Priya Raman. I'm a mason, and I want to move into lime work.",
    "Go on, Priya.",
    "What was the hardest tower that you dried?",
    "Damme, by a long way.",
    "Could you refer me to your director?",
)


def asking(id_: str = "c-1") -> dict[str, Any]:
    """A call with an introduction, a question and an ask."""
    return call(
        id_, *TURNS,
        t1={"introduces_background": "I'm a mason", "states_direction": "I want to move into lime work"},
        t3={"question": "What was the hardest tower that you dried?"},
        t5={"direct_job_ask": "Could you refer me to your director?"},
    )  # fmt: skip


def write(folder: Path, *rows: dict[str, Any], name: str = "labelled.jsonl") -> Path:
    """Rows as a labelled file."""
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


class Parrot:
    """Hears in every turn what it was told to, in the turn's first character."""

    name = "parrot"
    version = "1"

    def __init__(self, *told: Kind, confidence: float = 1.0) -> None:
        self._told, self._confidence = told, confidence

    def observe(self, turn: int, text: str, context: Context) -> list[Observation]:
        return [
            Observation.of(turn, kind, text, 0, 1, source="parrot", confidence=self._confidence)
            for kind in self._told
            if text
        ]


class Hears:
    """Hears one kind in the turns of which something is true."""

    name = "hears"
    version = "1"

    def __init__(self, kind: Kind, when: Callable[[str, Context], bool]) -> None:
        self._kind, self._when = kind, when

    def observe(self, turn: int, text: str, context: Context) -> list[Observation]:
        if not self._when(text, context):
            return []
        return [Observation.of(turn, self._kind, text, 0, len(text), source="test", confidence=1.0)]
