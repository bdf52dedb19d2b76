"""Where there is no page to give: an address that leads nowhere, and a server that can't reach what it keeps."""

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from simulator.store import Database
from simulator.texts import texts
from simulator.watch.logs import Lines
from simulator.web.guards import APART, HEADERS
from tests.access.people import Here, at_home
from tests.browser.held import LINES, Calling
from tests.serving import serving
from tests.store.test_faults import held

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SECRET, PLACE = "a-password-of-the-database", "the-place-of-the-database"
HERE = {"sec-fetch-site": "same-origin"}


def warmed(here: Here) -> Here:
    """A server whose database is open."""
    assert here.client.app.state.desk.warmed.wait(60)  # type: ignore[attr-defined]
    return here


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    with at_home(tmp_path_factory.mktemp("class")) as here:
        yield warmed(here)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """Another server vouches there for who signs in; it need not be asked for this."""
    chosen = {"sign_in": "oidc", "oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "practice"}
    with at_home(tmp_path_factory.mktemp("oidc"), **chosen) as here:
        yield warmed(here)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(tmp_path_factory.mktemp("alone"), shared=False) as client:
        assert client.app.state.desk.warmed.wait(60)  # type: ignore[attr-defined]
        yield client


@contextmanager
def gone() -> Iterator[None]:
    """The database does not answer any more, and what it says of that is nobody's business."""

    def fails(*_: object) -> None:
        raise OperationalError(f"SELECT '{SECRET}'", {"it": SECRET}, Exception(f"unable to open {PLACE}\nmore"))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Database, "_once", fails)
        yield


@pytest.fixture
def down(here: Here, elsewhere: Here, alone: TestClient) -> Iterator[None]:
    """That, for servers that are up already."""
    with gone():
        yield


def headed(answer: Any, *, apart: bool = True) -> None:
    """A browser is told of a page of this kind what it is told of every other."""
    for name, value in {**HEADERS, **(APART if apart else {})}.items():
        assert answer.headers[name] == value
    assert answer.headers["cache-control"] == "no-store"


def out_of_reach(answer: Any, language: str = "en", *, again: str = "") -> None:
    """The page that says so, with the way to try again."""
    t = texts(language)
    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (503, True), answer.text[:300]
    assert f'<html lang="{language}">' in answer.text
    assert f">{t('shell.unreached')}</h1>" in answer.text
    assert t("shell.unreached_words").replace("'", "&#39;") in answer.text
    assert f'<a class="sim-button sim-first" href="{again}">{t("limits.again")}</a>' in answer.text
    assert answer.headers["content-language"] == language


# --- what is kept can't be reached --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("down")
@pytest.mark.parametrize(
    ("path", "language"),
    [
        *(
            (path, "en")
            for path in (
                "/", "/prepare?with=dana-okafor", "/progress", "/debrief?call={hidden}", "/account", "/sign-in", "/join?link=none",
                "/cohort?class={autumn}", "/shared?call={shown}&class={autumn}",
            )
        ),
        *((path, "es") for path in ("/es/", "/es/progress", "/es/account", "/account?lang=es")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["here", "elsewhere"])
def test_a_page_that_takes_a_database_that_is_away_says_so_and_how_to_try_again(
    request: pytest.FixtureRequest, kind: str, path: str, language: str
) -> None:
    here: Here = request.getfixturevalue(kind)
    answer = here.get("ada", here.fill(path))
    out_of_reach(answer, language)
    headed(answer)
    for word in (SECRET, PLACE, str(here.school.store.path.parent)):
        assert word not in answer.text


@pytest.mark.usefixtures("down")
def test_it_is_said_in_the_language_of_the_browser_or_of_an_earlier_choice(here: Here) -> None:
    out_of_reach(here.get("sam", "/account", headers={"accept-language": "es-MX,es;q=0.9"}), "es")
    cookie = {"cookie": f"sim-language=es; sim-session={here.tokens['sam']}", "accept-language": "en"}
    out_of_reach(here.get("sam", "/account", headers=cookie), "es")


def test_who_signs_in_while_the_database_is_held_is_told_to_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.store.database.BUSY_SECONDS", 1)
    with at_home(tmp_path) as here:
        form = here.client.get("/sign-in")
        token = re.findall(r'name="csrf" value="(\w+)"', form.text)[0]
        with held(here.school.store.database):
            sent = {"csrf": token, "name": "Sam", "password": "not the password"}
            answer = here.client.post("/sign-in", data=sent, headers=HERE, follow_redirects=False)
            assert here.client.get("/sign-in").status_code == 200
    out_of_reach(answer)
    headed(answer)
    assert "sim-session" not in answer.cookies
    assert texts("en")("shell.unreached_sent") not in answer.text


@pytest.mark.usefixtures("down")
@pytest.mark.parametrize("path", ["/signed-in?code=a&state=b", "/sign-in-with"])
def test_who_comes_back_from_the_server_that_vouches_is_told_to_sign_in_again(elsewhere: Here, path: str) -> None:
    # a session that they may still have is looked for first
    out_of_reach(elsewhere.get("sam", path), again="sign-in")
    if path.startswith("/signed-in"):
        out_of_reach(elsewhere.get("nobody", path), again="sign-in")
        spanish = {"accept-language": "es"}
        out_of_reach(elsewhere.get("nobody", path, headers=spanish), "es", again="es/sign-in")


@pytest.mark.usefixtures("down")
@pytest.mark.parametrize(
    ("path", "again"),
    [
        ("/share", "progress"),
        ("/account-password", "account"),
        ("/cohort-links", "cohort"),
        ("/comment?call=x&class=%22y%22", "shared?call=x&amp;class=%22y%22"),
        ("/join?link=none", ""),
    ],
)
def test_a_form_that_may_not_have_arrived_says_so_and_where_to_look(here: Here, path: str, again: str) -> None:
    answer = here.post("sam", path, {})
    out_of_reach(answer, again=again)
    assert texts("en")("shell.unreached_sent") in answer.text
    spanish = here.post("sam", f"/es{path}", {})
    out_of_reach(spanish, "es", again=f"../es/{again}" if again else "")


@pytest.mark.usefixtures("down")
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "request_",
    [
        "GET /calls.zip", "GET /calls/{hidden}/transcript.json", "GET /cohort.csv?class={autumn}", "GET /line/{hidden}/stream",
        "POST /line/{hidden}/say", "POST /gradio_api/run/predict", "GET /gradio_api/queue/data?session_hash=x", "GET /config",
    ],
)  # fmt: skip
def test_what_is_no_page_is_answered_in_one_line(here: Here, request_: str, language: str) -> None:
    method, path = request_.split(" ")
    path = ("" if language == "en" else f"/{language}") + here.fill(path)
    answer = here.get("ada", path, headers=BROWSER) if method == "GET" else here.post("ada", path, json={})
    assert (answer.status_code, answer.text) == (503, texts(language)("guards.unreached"))
    assert answer.headers["content-type"].startswith("text/plain")
    assert (answer.headers["content-language"], "retry-after" in answer.headers) == (language, True)
    headed(answer)


@pytest.mark.usefixtures("down")
def test_what_is_the_same_for_everybody_is_there_without_the_database(here: Here) -> None:
    page = here.get("sam", "/progress")
    parts = re.findall(r'(?:href|src)="((?:style\.css|page\.js)[^"]*)"', page.text)
    assert len(parts) == 2
    for part in ("healthz", "robots.txt", *(one.replace("&amp;", "&") for one in parts)):
        assert here.get("sam", f"/{part}").status_code == 200, part


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """What a server would write, at any level."""
    kept, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(Lines(as_json=True))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield kept
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.usefixtures("down")
def test_the_log_has_one_line_of_it_beside_the_requests_own_and_no_trace(here: Here) -> None:
    with logged() as lines:
        here.get("sam", "/progress?with=quokka")
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    told = [line for line in told if line["logger"].startswith("simulator.") or line["level"] != "info"]
    assert [line["event"] for line in told] == ["what is kept can't be reached", "answered"]
    assert told[0]["why"].endswith(f"unable to open {PLACE}")
    assert (told[1]["status"], told[0]["request"]) == (503, told[1]["request"])
    for secret in (SECRET, here.tokens["sam"], here.accounts["sam"].key, "quokka", "Traceback"):
        assert secret not in lines.getvalue()


@pytest.mark.usefixtures("down")
@pytest.mark.parametrize("path", ["/progress", "/debrief?call=none-of-this-name", "/call?call=none-of-this-name"])
def test_on_ones_own_machine_it_is_the_same_page_with_the_reason(alone: TestClient, path: str) -> None:
    for language, prefix in (("en", ""), ("es", "/es")):
        answer = alone.get(prefix + path)
        out_of_reach(answer, language)
        headed(answer, apart=False)
        assert re.search(rf'<p lang="en">Call log /\S+: unable to open {PLACE}\.</p>', answer.text)


def test_on_a_shared_server_without_accounts_the_reason_stays_in_the_log(tmp_path: Path) -> None:
    with serving(tmp_path, shared=True) as client:
        assert client.app.state.desk.warmed.wait(60)  # type: ignore[attr-defined]
        with gone():
            answer = client.get("/progress")
    out_of_reach(answer)
    assert PLACE not in answer.text
    assert str(tmp_path) not in answer.text


def test_a_page_that_stands_there_already_is_told_in_its_place_and_is_not_taken_away(tmp_path: Path) -> None:
    call = Calling(tmp_path)(*LINES)
    with serving(tmp_path, shared=False) as client:
        assert client.app.state.desk.warmed.wait(60)  # type: ignore[attr-defined]
        config = client.get("/config").json()
        ids = {one["props"].get("elem_id"): one["id"] for one in config["components"]}
        late = next(one for one in config["dependencies"] if [ids["sim-thanks"], "late"] in one["targets"])
        body = {"fn_index": late["id"], "data": [], "session_hash": "browser0", "event_data": {"late": ""}}
        with gone():
            answer = client.post(f"/gradio_api/run/predict?call={call}", json=body)
    assert answer.status_code == 200
    assert f"unable to open {PLACE}." in answer.text


# --- an address that leads nowhere --------------------------------------------------------------------------------------


def no_such_page(answer: Any, language: str = "en") -> dict[str, str]:
    """The page that says so; where its links lead, by their words."""
    t = texts(language)
    assert (answer.status_code, answer.headers["content-language"]) == (404, language)
    assert f'<html lang="{language}">' in answer.text
    assert f">{t('shell.nowhere')}</h1>" in answer.text
    links = re.findall(r'<a class="sim-button[^"]*" href="([^"]+)">([^<]+)</a>', answer.text)
    return {words: urljoin(str(answer.url), address) for address, words in links}


NOWHERE = [
    ("/prepar", "en"),
    ("/nothing/here", "en"),
    ("/prepare/", "en"),
    ("/a%2Fb/c//d", "en"),
    ("/es/nada", "es"),
    ("/es/nada/de/nada", "es"),
    ("/prepar?lang=es", "es"),
    ("/es/nada?lang=en", "en"),
    ("/calls/nobody-nobody-nobody/scorecard.pdf", "en"),
]


@pytest.mark.parametrize(("path", "language"), NOWHERE)
def test_an_address_that_is_none_says_so_and_leads_to_the_people_and_to_progress(
    alone: TestClient, path: str, language: str
) -> None:
    alone.cookies.clear()
    answer = alone.get(path, headers=BROWSER, follow_redirects=False)
    t, root = texts(language), "http://testserver/" + ("" if language == "en" else f"{language}/")
    assert no_such_page(answer, language) == {
        t("shell.to_people"): root,
        t("shell.screen.progress"): f"{root}progress",
    }
    headed(answer, apart=False)
    for address in re.findall(r'(?:href|src)="([^"#]*(?:style\.css|page\.js)[^"]*)"', answer.text):
        part = urljoin(str(answer.url), address.replace("&amp;", "&"))
        assert alone.get(part).status_code == 200, part


def test_on_a_server_with_accounts_nobody_is_asked_who_they_are_for_it(here: Here, down: None) -> None:
    for person in ("nobody", "sam"):
        answer = here.get(person, "/prepar", headers=BROWSER | {"accept-language": "es"})
        no_such_page(answer, "es")
        headed(answer)
        assert "Sam" not in answer.text


def test_whoever_asks_without_looking_is_told_as_much(alone: TestClient) -> None:
    answer = alone.head("/prepar", headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    headed(answer, apart=False)


def test_nothing_of_an_address_comes_back_in_its_page(alone: TestClient) -> None:
    marked = alone.get("/%3Cscript%3Equokka/x?quokka=%22%3E%3Cscript%3E&lang=quokka", headers=BROWSER)
    no_such_page(marked)
    assert "quokka" not in marked.text


@pytest.mark.parametrize(
    ("method", "path", "accept"),
    [
        pytest.param("GET", "/prepar", "*/*", id="a program"),
        pytest.param("GET", "/prepar.png", "image/png,image/*;q=0.8", id="a part of a page"),
        pytest.param("POST", "/prepar", BROWSER["accept"], id="a form"),
        pytest.param("PUT", "/prepar", BROWSER["accept"], id="another method"),
        pytest.param("GET", "/gradio_api/upload", BROWSER["accept"], id="what Gradio would have"),
        pytest.param("GET", "/gradio_api", BROWSER["accept"], id="the root of that"),
        pytest.param("GET", "/static", BROWSER["accept"], id="the root of the files"),
    ],
)
def test_what_looks_for_no_page_gets_a_line(alone: TestClient, method: str, path: str, accept: str) -> None:
    answer = alone.request(method, path, headers={"accept": accept})
    assert (answer.status_code, answer.text) == (404, texts("en")("guards.route"))


def test_a_file_that_is_not_there_is_answered_as_before(alone: TestClient) -> None:
    answer = alone.get("/static/none.png", headers=BROWSER)
    assert (answer.status_code, "<html" in answer.text) == (404, False)


@pytest.mark.parametrize("path", ["/share", "/account-password", "/es/share-all", "/signed-in"])
def test_an_address_of_forms_alone_is_no_page_to_look_at(here: Here, path: str) -> None:
    no_such_page(here.get("sam", path, headers=BROWSER), "es" if path.startswith("/es") else "en")
    assert here.get("sam", path).headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", ["/sign-in", "/account", "/cohort"])
def test_where_nobody_signs_in_the_pages_of_that_are_none(alone: TestClient, path: str) -> None:
    no_such_page(alone.get(path, headers=BROWSER))


def test_a_language_alone_leads_to_its_first_screen(alone: TestClient) -> None:
    answer = alone.get("/es?numbers=no", headers=BROWSER, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "es/?numbers=no")
    assert alone.get("/es", headers=BROWSER).status_code == 200
