"""What is taken away from a debrief is written as the page is read."""

import re
from pathlib import Path

from simulator.call import Calls
from simulator.persona import catalogue
from tests.serving import serving
from tests.talking import talk

LINES = ("Hi Dana, I'm Sam, a student of logistics.", "What was the hardest week?", "Thanks for the time.")


async def _played(calls: Calls) -> str:
    call = calls.open(catalogue()["dana-okafor"], minutes=15, seed=1)
    await talk(call, LINES)
    return call.id


def test_a_scorecard_for_who_wants_no_numbers_has_no_points(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        call = client.portal.call(_played, client.app.state.desk.calls)
        page, plain_page = (client.get(f"/calls/{call}/scorecard.html{query}").text for query in ("", "?numbers=no"))
        text, plain = (client.get(f"/calls/{call}/scorecard.md{query}").text for query in ("", "?numbers=no"))
    assert "points" in text
    assert "points" not in plain
    assert "hardest week" in plain
    root = re.compile(r"<html[^>]*sim-no-numbers")
    assert root.search(plain_page)
    assert not root.search(page)
