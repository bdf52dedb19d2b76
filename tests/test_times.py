"""When something was: a page says it in UTC, and the browser in its own time."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.persona import catalogue
from simulator.web import pieces
from tests.serving import serving

TEMPLATES = sorted((Path(pieces.__file__).parent / "templates").glob("*.j2"))
OF_THE_LOG = re.compile(r"""\{\{[^}]*strftime\(['"]%Y-%m-%dT%H:%M['"]\) \}\}([^"{]*)""")


@pytest.mark.parametrize("piece", ["cohort", "account", "shared", "time"])
def test_a_time_of_the_log_is_written_as_utc(piece: str) -> None:
    # without it a browser takes the time for its own, hours off
    (template,) = [path for path in TEMPLATES if path.name == f"{piece}.html.j2"]
    zones = OF_THE_LOG.findall(template.read_text(encoding="utf-8"))
    assert set(zones) == {"Z"}


@pytest.mark.parametrize("screen", ["progress", "share_all", "share_one"])
def test_a_screen_leaves_times_of_the_log_to_what_writes_them_as_utc(screen: str) -> None:
    (template,) = [path for path in TEMPLATES if path.name == f"{screen}.html.j2"]
    text = template.read_text(encoding="utf-8")
    assert "time.html.j2" in text
    assert "datetime=" not in text


def test_a_call_of_this_minute_is_one_of_this_minute_on_the_page(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        call = client.app.state.desk.calls.open(catalogue()["dana-okafor"], minutes=15, seed=1)
        page = client.get("/progress").text
    (said,) = {said for said in re.findall(r'datetime=\\?"([^"\\]+)', page) if "T" in said}
    begun = datetime.fromisoformat(said)
    assert call.id in page
    assert abs(datetime.now(UTC) - begun) < timedelta(hours=1)
