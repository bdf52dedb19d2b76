"""Who uses the page in Spanish is refused, and asked to wait, in Spanish."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from simulator.accounts import throttle
from simulator.texts import Texts, texts
from simulator.web.limits import Limited
from tests.access.people import Here
from tests.serving import settings

T = texts("es")


def entering(here: Here, **form: str) -> tuple[int, str]:
    """What the form of the door is answered, on a first visit."""
    here.client.cookies.clear()
    token = re.findall(r'name="csrf" value="(\w+)"', here.client.get("/es/sign-in").text)[0]
    answer = here.client.post("/es/sign-in", data={"csrf": token, **form}, follow_redirects=False)
    return answer.status_code, answer.text


def test_a_wrong_password_and_then_too_many(here: Here) -> None:
    for _ in range(throttle.MOST_BY_NAME - 1):
        throttle.failed(here.school.register, "nadie", "another address", datetime.now(UTC))
    said = [entering(here, name="Nadie", password="not this one") for _ in range(2)]
    assert (said[0][0], T("account.refused.unknown") in said[0][1]) == (403, True)
    assert (said[-1][0], T("account.refused.too_many", minutes=15) in said[-1][1]) == (429, True)


def test_a_form_that_is_not_ours(here: Here) -> None:
    status, text = entering(here, csrf="of-somebody-else", name="Sam", password="x")
    assert (status, T("account.forged") in text) == (403, True)


@pytest.mark.parametrize(
    ("person", "path", "key"),
    [
        pytest.param("nobody", "/es/join?link=expired", "account.refused.link", id="an expired link"),
        pytest.param("sam", "/es/cohort", "cohort.gone", id="an adviser's screen for a learner"),
        pytest.param(
            "ola", "/es/shared?call={shown}&class={autumn}", "cohort.gone_words", id="a call of another class"
        ),
    ],
)
def test_what_is_not_there_or_not_for_them(here: Here, person: str, path: str, key: str) -> None:
    answer = here.get(person, here.fill(path))
    assert (answer.status_code, '<html lang="es">' in answer.text, T(key) in answer.text) == (404, True, True)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_too_much_at_once_on_a_page_and_on_the_line(tmp_path: Path, method: str) -> None:
    def of(path: str) -> Texts:
        return texts("es" if path.startswith("/es/") else "en")

    chosen = settings(tmp_path, shared=True, rate_person=1, rate_address=1)
    client = TestClient(Limited(PlainTextResponse("answered"), chosen, of, lambda why: None))
    path = "/es/call" if method == "GET" else "/es/line/a-call/say"
    answers = [client.request(method, path, headers={"accept": "text/html"}) for _ in range(9)]
    limited = next(answer for answer in answers if answer.status_code == 429)
    assert T.n("limits.wait", int(limited.headers["retry-after"])) in limited.text
