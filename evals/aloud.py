"""Calls to read: natural learners, one for each professional, on the built-in professional.

    python -m evals.aloud [ID ...]        reads them out
    python -m evals.aloud --write         writes the two of `docs/calls/` anew

The learners are `evals/learners/aloud/ID.txt`, a turn a line. The same code gives the same calls; where it has changed
what is said, `--write` brings the two on paper up to date.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from simulator.files import write_whole
from simulator.persona import Persona, catalogue
from simulator.rehearsal import rehearse
from simulator.transcript import Transcript

LEARNERS = Path(__file__).parent / "learners" / "aloud"
CALLS = Path(__file__).parent.parent / "docs" / "calls"
ON_PAPER = ("iracema-queiroz", "morag-lindsay")
"""A warm one and a dry one."""
ENDS = {"learner": "The caller hangs up.", "professional": "{first} ends the call.", "time": "The time is up."}


def call(persona: Persona) -> Transcript:
    """The call of this professional's learner."""
    turns = (LEARNERS / f"{persona.id}.txt").read_text(encoding="utf-8").splitlines()
    return Transcript.model_validate_json(json.dumps(rehearse(persona.id, turns)))


def page(persona: Persona, transcript: Transcript) -> str:
    """A call as Markdown."""
    first = persona.first_name
    lines = [
        f"# {persona.name}, {persona.title}",
        f"{persona.organisation}, {persona.location}. {transcript.minutes(persona):g} agreed minutes, the built-in "
        "professional, no language model. Made by `python -m evals.aloud --write`.",
        *(f"**{first if turn.speaker == 'professional' else 'Caller'}:** {turn.text}" for turn in transcript.turns),
    ]
    if transcript.ended_by:
        lines.append(f"*{ENDS[transcript.ended_by].format(first=first)}*")
    return "\n\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.aloud", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("persona", nargs="*", help="whose call to read; else all")
    parser.add_argument("--write", action="store_true", help="write docs/calls anew")
    given = parser.parse_args(arguments)
    for id_ in ON_PAPER if given.write else given.persona or sorted(catalogue()):
        persona = catalogue()[id_]
        text = page(persona, call(persona))
        if given.write:
            CALLS.mkdir(parents=True, exist_ok=True)
            write_whole(CALLS / f"{id_}.md", text)
        else:
            print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
