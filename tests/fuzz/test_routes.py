"""Whatever a program sends to whatever route: a page, a file or a refusal, and never a fault of ours."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.access.people import Here, at_home
from tests.access.test_by_hand import events_of
from tests.fuzz.profile import BOUNDED
from tests.serving import serving


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(tmp_path_factory.mktemp("data"), shared=True, rate_person=0, rate_address=0) as client:
        yield client


json_value = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-9, 99),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=12),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
event = st.fixed_dictionaries(
    {},
    optional={
        "data": json_value,
        "fn_index": st.one_of(st.integers(-5, 80), json_value),
        "session_hash": st.one_of(st.just("abcdef"), json_value),
        "event_data": json_value,
        "event_id": json_value,
        "trigger_id": json_value,
        "request": json_value,
        "simple_format": json_value,
        "batched": json_value,
    },
)
CALL = "nobody-nobody-nobody"
POSTS = [
    "/gradio_api/run/predict", "/gradio_api/queue/join", "/gradio_api/reset", "/gradio_api/cancel", "/es/gradio_api/run/predict",
    f"/line/{CALL}/say", f"/line/{CALL}/rewind", f"/es/line/{CALL}/choose", f"/line/{CALL}/hang_up", "/", "/call", f"/calls/{CALL}/scorecard.json",
]  # fmt: skip


def in_order(client: TestClient, method: str, path: str, **more: Any) -> None:
    """See that the server keeps its countenance."""
    response = client.request(method, path, follow_redirects=False, **more)
    assert "Traceback" not in response.text
    assert "site-packages" not in response.text
    assert "content-security-policy" in response.headers
    # what Gradio can't take of an event it answers with 500 and no more words than these; what is ours never does
    gradios = "/gradio_api/" in path
    assert response.status_code < 500 or (gradios and len(response.text) < 200), response.text


@given(path=st.sampled_from(POSTS), body=st.one_of(event, json_value))
@BOUNDED
def test_no_body_makes_a_route_fail(client: TestClient, path: str, body: Any) -> None:
    in_order(client, "POST", path, json=body)


@given(
    path=st.sampled_from(POSTS),
    body=st.binary(max_size=60),
    kind=st.sampled_from(["application/json", "text/plain", "multipart/form-data", "x"]),
)
@BOUNDED
def test_no_bytes_make_a_route_fail(client: TestClient, path: str, body: bytes, kind: str) -> None:
    in_order(client, "POST", path, content=body, headers={"content-type": kind})


pieces = st.sampled_from(
    [
        "es",
        "call",
        "calls",
        CALL,
        "..",
        "%2e%2e",
        "%00",
        "static",
        "assets",
        "gradio_api",
        "config",
        "prepare",
        "a" * 90,
        "ü",
        "",
        ";",
        "%ff",
    ]
)


@given(
    parts=st.lists(pieces, min_size=1, max_size=5),
    query=st.dictionaries(st.sampled_from(["call", "with", "lang", "edit", "x"]), st.text(max_size=12), max_size=3),
)
@BOUNDED
def test_no_address_makes_a_route_fail(client: TestClient, parts: list[str], query: dict[str, str]) -> None:
    in_order(
        client,
        "GET",
        # whole: of what begins with two slashes a client takes the first part for a server's name
        "http://testserver/" + "/".join(parts),
        params={key: value.encode("utf-8", "replace").decode() for key, value in query.items()},
    )


@given(
    cookie=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    language=st.text(alphabet="aesz-,;=q.0 9*", max_size=20),
)
@BOUNDED
def test_no_cookie_and_no_language_make_a_route_fail(client: TestClient, cookie: str, language: str) -> None:
    in_order(client, "GET", "/calls.zip", headers={"cookie": f"sim-owner={cookie}", "accept-language": language})
    in_order(client, "POST", "/gradio_api/reset", json={}, headers={"cookie": cookie})


# --- with accounts: a learner, their adviser, and a call that goes on ---------------------------------------------------

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """A class in which nobody is told that they ask too often. What fails in it fails the test that asked."""
    with at_home(tmp_path_factory.mktemp("class"), rate_person=0, rate_address=0) as here:
        here.school.door.set_password(here.accounts["sam"], PASSWORD)
        yield here


def enter(here: Here, person: str) -> None:
    """Sign in: what was tried before may have ended the session."""
    if person != "nobody":
        desk: Any = here.client.app.state.desk  # type: ignore[attr-defined]
        here.tokens[person] = desk.accounts.door.begin(here.accounts[person])


def well(answer: Any) -> None:
    """See that somebody was answered, and not told of a fault."""
    assert answer.status_code < 500, answer.text
    assert "Traceback" not in answer.text
    assert "site-packages" not in answer.text


PERSONS = st.sampled_from(["sam", "ada", "nobody"])
LANGUAGES = st.sampled_from(["", "/es"])
FORMS = [
    "/sign-in", "/sign-out", "/join", "/account-password", "/account-everywhere", "/account-erase", "/share", "/share-all", "/cohort-new",
    "/cohort-links", "/comment", "/comment-back",
]  # fmt: skip
SCREENS = [
    "/", "/bring", "/prepare", "/call", "/thank", "/debrief", "/progress", "/account", "/cohort", "/cohort.csv", "/shared", "/join", "/sign-in",
    "/calls.zip", "/calls/{shown}/scorecard.html", "/calls/{shown}/scorecard.md", "/calls/{hidden}/transcript.json",
]  # fmt: skip
OURS = [
    "{hidden}",
    "{shown}",
    "{autumn}",
    "dana-okafor",
    PASSWORD,
    "Sam",
    "Autumn",
    "yes",
    "no",
    "progress",
    "1",
    "-1",
    "1e9",
    "nan",
    "٣",
    "²",
]
"""What means something somewhere."""
words = st.one_of(
    st.sampled_from([*OURS, "x" * 5000, "\0", "<b>", "%s{}"]), st.text(st.characters(codec="utf-8"), max_size=24)
)
query = st.dictionaries(
    st.sampled_from(["call", "class", "link", "next", "with", "edit", "drill", "numbers", "lang", "out"]),
    words,
    max_size=3,
)
form = st.dictionaries(
    st.sampled_from(["name", "password", "again", "old", "new", "next", "call", "class", "shared", "back", "text", "comment", "count", "days"]),
    words,
    max_size=6,
)  # fmt: skip


def filled(here: Here, given: dict[str, str]) -> dict[str, str]:
    """With the class and the calls of this very database."""
    return {key: here.fill(text) if text in OURS else text for key, text in given.items()}


@given(person=PERSONS, root=LANGUAGES, path=st.sampled_from(FORMS), query=query, form=form, ours=st.booleans())
@BOUNDED
def test_no_form_makes_a_route_fail(
    here: Here, person: str, root: str, path: str, query: dict[str, str], form: dict[str, str], ours: bool
) -> None:
    enter(here, person)
    if path == "/account-erase":
        form = {**form, "name": "somebody else"}  # whoever asks next is to be there
    forged = {} if ours else {"csrf": "0" * 64}
    well(here.post(person, root + path, {**filled(here, form), **forged}, params=filled(here, query)))


@given(
    person=PERSONS,
    path=st.sampled_from(FORMS),
    body=st.one_of(st.binary(max_size=60), st.sampled_from([b"--x\r\n", b"csrf=%ff&csrf", b"--x\r\nContent-Disposition: form-data"])),
    kind=st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "x"]),
)  # fmt: skip
@BOUNDED
def test_no_bytes_make_a_form_fail(here: Here, person: str, path: str, body: bytes, kind: str) -> None:
    enter(here, person)
    well(here.post(person, path, content=body, headers={"content-type": kind}))


@given(person=PERSONS, root=LANGUAGES, path=st.sampled_from(SCREENS), query=query)
@BOUNDED
def test_no_query_makes_a_screen_fail(here: Here, person: str, root: str, path: str, query: dict[str, str]) -> None:
    enter(here, person)
    well(here.get(person, root + here.fill(path), params=filled(here, query)))


COUNT = count()
"""Each event is of a page of its own."""
number = st.one_of(st.integers(-2, 6), st.sampled_from([10**30, True, 1.5, "1", None, float("nan"), float("inf")]))
act = st.one_of(
    st.tuples(
        st.sampled_from(["say", "rewind", "choose", "compare", "coach", "hang_up", "resume"]),
        st.fixed_dictionaries(
            {},
            optional={
                "words": st.one_of(words, json_value),
                "seen": st.one_of(st.sampled_from(["0.3.on", "0.1.on", "0..", "9.9.over", "0.².on"]), json_value),
                "turn": number,
                "branch": number,
                "sides": st.one_of(st.lists(number, max_size=3), json_value),
                "on": json_value,
            },
        ),
    ),
    st.tuples(st.just("say"), st.fixed_dictionaries({"words": words})),
)


@given(person=PERSONS, root=LANGUAGES, acts=st.lists(act, min_size=1, max_size=3))
@BOUNDED
def test_no_body_makes_a_line_fail(here: Here, person: str, root: str, acts: list[tuple[str, dict[str, Any]]]) -> None:
    enter(here, person)
    call = here.school.call(here.accounts["sam"], over=False)
    for name, body in acts:
        content, kind = json.dumps(body), {"content-type": "application/json"}
        answer = here.post(person, f"{root}/line/{call}/{name}", content=content, headers=kind)
        well(answer)
        assert person != "sam" or '"last": true' in answer.text


@given(
    person=st.sampled_from(["sam", "ada"]),
    root=st.sampled_from(["", "es/"]),
    which=st.integers(0, 200),
    data=st.lists(st.one_of(words, json_value), max_size=12),
    sent=st.dictionaries(
        st.sampled_from(["which", "id", "number", "verdict", "why", "turn", "what", "text", "hours", "name"]), st.one_of(words, json_value)
    ),
    page=st.sampled_from(["?call={shown}", "?call={hidden}", "?with=dana-okafor", ""]),
)  # fmt: skip
@BOUNDED
def test_no_event_makes_a_route_fail(
    here: Here, person: str, root: str, which: int, data: list[Any], sent: dict[str, Any], page: str
) -> None:
    enter(here, person)
    enter(here, "sam")
    events = events_of(here, root)
    event = events[which % len(events)]
    body = {
        "fn_index": event["id"],
        "data": [*data, *[None] * len(event["inputs"])][: len(event["inputs"])],
        "session_hash": f"fuzz{next(COUNT)}",
        "event_data": sent,
    }
    for way in ("run/predict", "queue/join"):
        answer = here.post(person, f"/{root}gradio_api/{way}{here.fill(page)}", json=body)
        well(answer)
        if way == "queue/join" and answer.status_code == 200:
            well(here.get(person, f"/{root}gradio_api/queue/data?session_hash={body['session_hash']}"))


@pytest.mark.parametrize("page", ["?call={shown}", "?call=gone-gone-gone-gone", "?with=dana-okafor", ""])
def test_every_event_is_answered_whatever_its_page_is_about(here: Here, page: str) -> None:
    enter(here, "sam")
    for event in events_of(here, ""):
        body = {"fn_index": event["id"], "data": [None] * len(event["inputs"]), "session_hash": f"fuzz{next(COUNT)}"}
        path = f"/gradio_api/run/predict{here.fill(page)}"
        well(here.post("sam", path, json={**body, "event_data": {"turn": 1, "number": 0, "verdict": "agree"}}))


def test_a_zero_byte_never_reaches_the_database(tmp_path: Path) -> None:
    # SQLite looks for it, PostgreSQL does not: what is asked for has to be the same without it
    with at_home(tmp_path) as here:  # a class in which nothing has been fuzzed yet
        assert here.get("ada", here.fill("/shared?call={shown}%00&class=%00{autumn}")).status_code == 200
        form = {"call": f"{here.shown}\0", "class": f"\0{here.autumn.id}", "shared": "yes"}
        assert here.post("sam", "/share", form).status_code == 303
