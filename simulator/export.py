"""Everything of a learner's, as one zip: a folder a call, with what is needed to read it without this program.

    2026-11-22-1504-dana-okafor-a1b2c3/
        transcript.json   scorecard.json   scorecard.md   scorecard.html   log.json

The transcript is the branch that counts; the log has every event of every branch. A call that is not over has no
scorecard. The scorecards are those that can be taken away one by one, with all that came after the call.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulator.events import CallState, Event
from simulator.grading.scorecard import Scorecard
from simulator.report import Beyond, to_html, to_json, to_markdown
from simulator.report.view import NOTHING
from simulator.texts import FIRST


@dataclass(frozen=True)
class Item:
    """One call to be taken along."""

    id: str
    state: CallState
    log: Sequence[Event]
    card: Scorecard | None = None
    beyond: Beyond = NOTHING
    """What the scorecard's readers are told besides."""


def bundle(items: Iterable[Item], *, language: str = FIRST, numbers: bool = True) -> bytes:
    """The zip. Every file in it is dated by its call, so that the same calls make the same zip.

    What is made to be read is in this language, and without `numbers` in words alone.
    """
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in items:
            for name, text in _files(item, language, numbers).items():
                at = item.state.opened.at
                stamp = (max(1980, at.year), at.month, at.day, at.hour, at.minute, at.second)
                info = zipfile.ZipInfo(f"{_folder(item)}/{name}", stamp)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, text.encode("utf-8"))
    return kept.getvalue()


def _folder(item: Item) -> str:
    safe = re.sub(r"[^A-Za-z0-9_-]", "", item.id)
    return f"{item.state.opened.at:%Y-%m-%d-%H%M}-{item.state.persona.id}-{safe}"


def _files(item: Item, language: str, numbers: bool) -> dict[str, str]:
    transcript, persona = item.state.transcript(item.id), item.state.persona
    # whose call it is stays with the server
    log = [event.model_dump(mode="json", exclude={"owner"}) for event in item.log]
    files = {
        "transcript.json": transcript.to_text(),
        "log.json": json.dumps(log, ensure_ascii=False, indent=1) + "\n",
    }
    if item.card:
        shown = (transcript, persona, item.card, item.beyond)
        files |= {
            "scorecard.json": to_json(item.card),
            "scorecard.md": to_markdown(*shown, language=language, numbers=numbers),
            "scorecard.html": to_html(*shown, language=language, numbers=numbers),
        }
    return files
