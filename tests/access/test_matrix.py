"""Every route of the application, asked by everybody: who gets what, and whose words are in it.

The routes are those of the application's own table. One that is new fails here until it is placed.
"""

import re
from dataclasses import dataclass

import pytest

from simulator.web.serve import ROUTES
from tests.access.people import PERSONS, SECRET, Here
from tests.test_routes import example, paths_of

_LISTED = re.compile("|".join(f"(?:{route})" for route in ROUTES))


@dataclass(frozen=True)
class Row:
    """One request: what nobody, Sam, Lee, Ada and Ola are answered, and who of them finds Sam's words in it."""

    request: str
    answers: tuple[int | None, int | None, int | None, int | None, int | None]
    words: frozenset[str] = frozenset()
    form: dict[str, str] | None = None
    json: dict[str, object] | None = None
    route: str = ""
    """As it stands in the table, if it is not the request's own path."""

    @property
    def place(self) -> str:
        return self.route or self.request.split(" ")[1].split("?")[0]


SAM, ADA = frozenset({"sam"}), frozenset({"ada"})
EVERYBODY = (200, 200, 200, 200, 200)
INSIDE = (303, 200, 200, 200, 200)
"""A screen: who has not signed in is led to the door."""
FILES = (401, 200, 404, 404, 404)
"""What is one learner's; an adviser too has no other way to a call than the one made for it."""

SCREENS = [
    Row("GET /", INSIDE),
    Row("GET /bring", INSIDE),
    Row("GET /prepare?with=dana-okafor", INSIDE),
    Row("GET /progress", INSIDE),
    Row("GET /call?call={hidden}", (303, None, 200, 200, 200), SAM),
    Row("GET /thank?call={hidden}", (303, 303, 200, 200, 200)),
    Row("GET /debrief?call={hidden}", INSIDE, SAM),
    Row("GET /debrief?call={shown}", INSIDE, SAM),
]
DOWNLOADS = [
    *(
        Row(f"GET /calls/{call}/{name}", FILES, SAM if name != "scorecard.json" else frozenset(), route="/calls/{call_id}/{name}")
        for call in ("{hidden}", "{shown}")
        for name in ("transcript.json", "scorecard.html", "scorecard.md", "scorecard.json")
    ),
    Row("GET /calls.zip", (401, 200, 200, 200, 200)),
]  # fmt: skip
DOOR = [
    Row("GET /sign-in", (200, 303, 303, 303, 303)),
    Row("POST /sign-in", (403, 403, 403, 403, 403), form={"name": "Sam", "password": "not the password"}),
    Row("GET /join?link=none", (404, 404, 404, 404, 404)),
    Row("POST /join?link=none", (403, 404, 404, 404, 404), form={}),
    Row("POST /sign-out", (403, None, None, None, None), form={}),
]
OWN = [
    Row("GET /account", INSIDE),
    Row(
        "POST /account-password", (401, 403, 403, 403, 403), form={"old": "not it", "new": "a" * 12, "again": "a" * 12}
    ),
    Row("POST /account-everywhere", (401, None, None, None, None), form={}),
    Row("POST /account-erase", (401, 403, 403, 403, 403), form={"name": "somebody else"}),
    Row("POST /share", (401, 303, 404, 404, 404), form={"call": "{hidden}", "class": "{autumn}", "shared": "no"}),
    Row("POST /share", (401, 303, 404, 404, 404), form={"call": "{shown}", "class": "{autumn}", "shared": "yes"}),
    Row("POST /share", (401, 404, 404, 404, 404), form={"call": "{shown}", "class": "no-class", "shared": "yes"}),
    Row("POST /share-all", (401, 303, 303, 303, 404), form={"class": "{autumn}", "shared": "no"}),
]
ADVISING = [
    Row("GET /cohort?class={autumn}", (303, 404, 404, 200, 404)),
    Row("GET /cohort.csv?class={autumn}", (401, 404, 404, 200, 404)),
    Row("POST /cohort-links", (401, 404, 404, 200, 404), form={"class": "{autumn}", "count": "2"}),
    Row("POST /cohort-new", (401, 404, 404, 403, 403), form={"name": "AUTUMN"}),
    Row("GET /shared?call={shown}&class={autumn}", (303, 404, 404, 200, 404), ADA),
    Row("GET /shared?call={hidden}&class={autumn}", (303, 404, 404, 404, 404)),
    Row("GET /shared?call={lees}&class={autumn}", (303, 404, 404, 404, 404)),
    Row("POST /comment?call={shown}&class={autumn}", (401, 404, 404, 303, 404), form={"text": "Well begun."}),
    Row("POST /comment?call={hidden}&class={autumn}", (401, 404, 404, 404, 404), form={"text": "Well begun."}),
    Row("POST /comment-back?call={hidden}&class={autumn}", (401, 404, 404, 303, 303), form={"comment": "none"}),
]
SMALL = [
    *(Row(f"GET {path}", EVERYBODY) for path in ("/style.css", "/page.js", "/healthz", "/theme.css", "/robots.txt")),
    Row("GET /config", (401, 200, 200, 200, 200)),
    Row("GET /config/", (401, 200, 200, 200, 200)),
    Row("GET /gradio_api/startup-events", (401, 200, 200, 200, 200)),
]
GRADIO = [
    Row("POST /gradio_api/run/predict", (401, None, None, None, None), route="/gradio_api/run/{api_name}"),
    Row("POST /gradio_api/queue/join", (401, None, None, None, None)),
    Row("GET /gradio_api/queue/data?session_hash=x", (401, None, None, None, None)),
    Row("GET /gradio_api/heartbeat/abc", (401, None, None, None, None), route="/gradio_api/heartbeat/{session_hash}"),
    Row("POST /gradio_api/cancel", (401, None, None, None, None)),
    Row("POST /gradio_api/reset", (401, None, None, None, None)),
    Row("POST /gradio_api/reset/", (401, None, None, None, None)),
]
"""What these do for who has signed in is the matter of `test_by_hand.py`."""
LINE = [
    Row("GET /line/{hidden}/stream", FILES, SAM, route="/line/{call}/stream"),
    *(
        Row(f"POST /line/{{hidden}}/{act}", (401, None, 404, 404, 404), json=what, route=f"/line/{{call}}/{act}")
        for act, what in {
            "say": {"words": "Are you there?", "seen": "0.3.over"}, "resume": {}, "rewind": {"turn": 1}, "choose": {"branch": 0},
            "compare": {"sides": [0, 0]}, "coach": {"on": True}, "hang_up": {},
        }.items()
    ),
]  # fmt: skip
MATRIX = [*SCREENS, *DOWNLOADS, *LINE, *DOOR, *OWN, *ADVISING, *SMALL, *GRADIO]

PUBLIC_ELSEWHERE = {
    "/favicon.ico", "/manifest.json", "/pwa_icon", "/pwa_icon/{size}", "/readyz", "/metrics", "/gradio_api/theme.css",
    "/assets/{path:path}", "/static/{path:path}", "/svelte/{path:path}",
}  # fmt: skip
"""Files that come with Gradio, and what watches the server: they know of nobody."""


def ids(row: Row) -> str:
    return row.request + (f" {row.form}" if row.form else "")


def without_language(path: str) -> str:
    return path.removeprefix("/es") or "/"


def test_every_route_is_placed(here: Here) -> None:
    placed = {row.place for row in MATRIX} | PUBLIC_ELSEWHERE
    listed = {
        path
        for path in {without_language(path) for path in paths_of(here.client.app) if path}
        if _LISTED.fullmatch(example(path)) or _LISTED.fullmatch(example(path).replace("predict", "predict"))
    }
    # what a page of Gradio's is called is in its own table
    screens = {f"/{name}" for name in ("", "bring", "prepare", "call", "thank", "debrief", "progress")}
    assert {path for path in listed if path not in placed and "{page}" not in path} == set()
    assert screens <= placed


CASES = [
    *(pytest.param(row, "", id=ids(row)) for row in MATRIX),
    *(
        pytest.param(row, "/es", id=f"{ids(row)}, in Spanish")
        for row in (*SCREENS[-2:], *DOWNLOADS, *LINE, *OWN, *ADVISING, *GRADIO)
    ),
]


@pytest.mark.parametrize(("row", "language"), CASES)
def test_everybody_is_answered_as_they_may_be(here: Here, row: Row, language: str) -> None:
    method, path = row.request.split(" ")
    path = language + here.fill(path)
    form = {key: here.fill(value) for key, value in row.form.items()} if row.form is not None else None
    for person, expected in zip(PERSONS, row.answers, strict=True):
        if expected is None:
            continue
        if method == "GET":
            answer = here.get(person, path)
        elif row.json is not None:
            answer = here.post(person, path, json=row.json)
        else:
            answer = here.post(person, path, form or {})
        assert answer.status_code == expected, (person, answer.status_code, answer.text[:300])
        assert (SECRET in answer.text) is (person in row.words), person


@pytest.mark.parametrize("row", [row for row in MATRIX if row.form is not None], ids=ids)
def test_a_form_without_its_token_changes_nothing(here: Here, row: Row) -> None:
    path = here.fill(row.request.split(" ")[1])
    before = here.school.register.decisions(cohort=here.autumn.id), here.school.register.comments([here.shown])
    form = {key: here.fill(value) for key, value in (row.form or {}).items()}
    for person in PERSONS[1:]:
        for forged in (
            {},
            {"csrf": ""},
            {"csrf": "0" * 64},
            {"csrf": here.tokens["lee" if person == "sam" else "sam"]},
        ):
            answer = here.post(person, path, {**form, "csrf": "", **forged})
            assert answer.status_code == 403, (person, forged)
    assert (
        here.school.register.decisions(cohort=here.autumn.id),
        here.school.register.comments([here.shown]),
    ) == before
    assert all(here.get(person, "/account").status_code == 200 for person in PERSONS[1:])


def test_what_an_adviser_sees_of_a_class_knows_nothing_of_a_call_that_is_not_shown(here: Here) -> None:
    for path in ("/cohort?class={autumn}", "/cohort.csv?class={autumn}", "/es/cohort?class={autumn}"):
        text = here.get("ada", here.fill(path)).text
        assert here.lees not in text
        assert here.hidden not in text
    page = here.get("ada", here.fill("/cohort?class={autumn}")).text
    assert page.count("shared?call=") == 1
    rows = here.get("ada", here.fill("/cohort.csv?class={autumn}")).text.strip().splitlines()
    assert len(rows) == 2


def test_a_call_that_is_not_shown_and_one_that_never_was_are_answered_alike(here: Here) -> None:
    hidden = here.get("ada", here.fill("/shared?call={hidden}&class={autumn}"))
    never = here.get("ada", here.fill("/shared?call=there-never-was-such-a-call&class={autumn}"))
    assert (hidden.status_code, never.status_code) == (404, 404)
    assert hidden.text.replace(here.hidden, "") == never.text.replace("there-never-was-such-a-call", "")


def test_the_zip_of_all_calls_is_ones_own(here: Here) -> None:
    import io
    import zipfile

    names = {}
    for person in PERSONS[1:]:
        with zipfile.ZipFile(io.BytesIO(here.get(person, "/calls.zip").content)) as archive:
            names[person] = " ".join(archive.namelist())
            assert (SECRET in "".join(archive.read(name).decode() for name in archive.namelist())) is (person == "sam")
    assert here.hidden in names["sam"]
    assert here.shown in names["sam"]
    assert here.lees in names["lee"]
    assert names["ada"] == names["ola"] == ""


def test_no_key_that_a_browser_makes_up_is_believed(here: Here) -> None:
    key = here.accounts["sam"].key
    for cookie in (f"sim-owner={key}", f'sim-owner="{key}"', f"sim-owner=x; sim-owner={key}", f"a=b;sim-owner={key}"):
        for session in ("", "; sim-session=made-up", f"; sim-session={here.tokens['lee']}"):
            answer = here.client.get(
                f"/calls/{here.hidden}/transcript.json", headers={"cookie": cookie + session}, follow_redirects=False
            )
            assert answer.status_code in {401, 404}
            twice = [("cookie", f"sim-session={here.tokens['lee']}"), ("cookie", cookie)]
            answer = here.client.get(f"/calls/{here.hidden}/transcript.json", headers=twice, follow_redirects=False)
            assert answer.status_code in {401, 404}


def test_where_nobody_signs_in_the_door_is_not_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.access.people import at_home

    with at_home(tmp_path_factory.mktemp("alone"), sign_in="none") as alone:
        for path in ("/sign-in", "/account", "/cohort", "/shared", "/share", "/join", "/cohort.csv", "/signed-in"):
            assert alone.client.get(path, follow_redirects=False).status_code == 404, path
            assert alone.client.post(path, data={"csrf": "x"}, follow_redirects=False).status_code in {404, 405}, path
