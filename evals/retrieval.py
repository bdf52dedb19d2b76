"""Does the offline professional find what they have to say, and say so when they have nothing?

    python -m evals.retrieval evals/labelled/questions-dev.jsonl
    python -m evals.retrieval --unfiled evals/labelled/questions.jsonl     as for somebody whom one has brought oneself

    {"persona": "dana-okafor", "before": ["How did you start?", "I had a history degree and ..."],
     "question": "And was the supervisor angry?", "pieces": ["The supervisor told me I should have woken him."]}

`before` is what was said, turn by turn, the professional's last; `pieces` are the beginnings (60 characters) of the
stories, answers, additions or opinions that a good reply would use, or nothing. Each question goes through the whole
offline professional, after a greeting, with room for anything and leave to tell it; what counts is the piece that is
said first.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from unittest.mock import patch

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.figures import Figure, Measure, estimates, ratio
from simulator.director import Act, Stage
from simulator.errors import InputError
from simulator.persona import Persona, catalogue, load_folder
from simulator.professional import Brief
from simulator.professional.lines import Said, sentences
from simulator.professional.offline import OfflineProfessional
from simulator.professional.prompted import script
from simulator.professional.retrieval import library
from simulator.transcript import Turn

OPENING = (
    Turn(speaker="professional", text="Hello?"),
    Turn(speaker="learner", text="Hello, thank you for taking my call."),
    Turn(speaker="professional", text="Good to hear you."),
    Turn(speaker="learner", text="Is it still a good time?"),
    Turn(speaker="professional", text="It is. What would you like to know?"),
)
"""What was said before everything: whoever asks at once is taken to introduce themselves."""
ROOM = 400
"""Words: more than any two pieces take together."""
FREELY = Stage(
    act=Act.TELL_STORY,
    budget_words=ROOM,
    manner="engaged",
    phase="questions",
    minutes_left=9.0,
    may_tell=("opinions", "stories"),
)
"""With room for anything, and leave to tell it."""


class Case(BaseModel):
    """A question, what went before it, and what would be a good answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    persona: str
    question: str
    before: tuple[str, ...] = ()
    pieces: tuple[Annotated[str, Field(min_length=8)], ...]
    """How each of the acceptable pieces begins; none, if this person has nothing on it."""


@dataclass(frozen=True)
class Verdict:
    """What a case brought."""

    case: Case
    said: str
    """The whole reply."""
    piece: str | None
    """The piece that was said first, if any."""

    @property
    def right(self) -> bool:
        """Whether the first piece is one of the acceptable ones, or nothing was told where there is nothing."""
        if self.piece is None or not self.case.pieces:
            return self.piece is None and not self.case.pieces
        return self.piece.startswith(self.case.pieces)


def read(path: Path) -> list[Case]:
    """The cases of a file, one JSON object a line. Raises `InputError`, with the line."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                cases.append(Case.model_validate_json(line))
            except ValidationError as error:
                raise InputError(f"{path}:{number}: {error.errors()[0]['msg']}") from None
    return cases


def unknown(cases: Iterable[Case], personas: Mapping[str, Persona]) -> list[str]:
    """What the cases name and the personas don't have."""
    found = []
    for case in cases:
        if case.persona not in personas:
            found.append(f"no persona {case.persona!r}")
            continue
        persona = personas[case.persona]
        texts = [piece.text for piece in library(persona.private, persona.field).pieces]
        found += [
            f"{case.persona} says nothing that begins {piece!r}"
            for piece in case.pieces
            if not any(text.startswith(piece) for text in texts)
        ]
    return found


def ask(case: Case, persona: Persona, seed: int = 0) -> Verdict:
    """One question through the offline professional."""
    said = answer(case, persona, FREELY, seed)
    return Verdict(case, said, _first_piece(said, persona))


def answer(case: Case, persona: Persona, stage: Stage, seed: int = 0) -> str:
    """What the offline professional says to a question under a direction."""
    before = [
        Turn(speaker="professional" if number % 2 else "learner", text=text)
        for number, text in enumerate(case.before, start=len(case.before) % 2)
    ]
    turns = [*OPENING, *before, Turn(speaker="learner", text=case.question)]
    return OfflineProfessional(persona=persona, seed=seed).invoke(script(Brief(persona, turns, stage))).text


def _first_piece(said: str, persona: Persona) -> str | None:
    pieces = [(piece.text, Said([piece.text])) for piece in library(persona.private, persona.field).pieces]
    return next((text for sentence in sentences(said) for text, own in pieces if own.knows(sentence)), None)


def figures(verdicts: Sequence[Verdict]) -> list[Figure]:
    """The two shares that matter, with their intervals: questions are resampled."""
    return estimates(
        [
            _share("right piece first", [verdict for verdict in verdicts if verdict.case.pieces]),
            _share("nothing, rightly", [verdict for verdict in verdicts if not verdict.case.pieces]),
        ]
    )


def _share(name: str, verdicts: Sequence[Verdict]) -> Measure:
    counts = np.array([[verdict.right, 1.0] for verdict in verdicts], dtype=np.float64).reshape(-1, 2)
    return Measure(name, counts, ratio, len(verdicts))


def _report(verdicts: Sequence[Verdict]) -> Iterable[str]:
    for verdict in verdicts:
        if not verdict.right:
            case = verdict.case
            yield f"{case.persona}: {case.question}"
            yield f"    wanted  {' | '.join(piece[:60] for piece in case.pieces) or 'nothing'}"
            yield f"    said    {verdict.piece[:60] if verdict.piece else 'nothing: ' + verdict.said}"
    for figure in figures(verdicts):
        yield f"{figure.name:20} {figure}   of {figure.cases}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what failed and the figures."""
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--personas", type=Path, help="a folder of persona files, in place of the catalogue")
    parser.add_argument("--unfiled", action="store_true", help="as if no questions were filed for anybody")
    given = parser.parse_args(arguments)
    cases = read(given.file)
    personas = load_folder(given.personas) if given.personas else catalogue()
    with patch("simulator.professional.retrieval.filed", return_value=None) if given.unfiled else nullcontext():
        if problems := unknown(cases, personas):
            raise SystemExit("\n".join(problems))
        verdicts = [ask(case, personas[case.persona]) for case in cases]
    print("\n".join(_report(verdicts)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
