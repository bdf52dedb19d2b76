"""The cookie, the door, joining, and going: over real requests."""

import re
from collections.abc import Iterator

import pytest

from simulator.accounts.tokens import form_token
from tests.access.people import Here, at_home

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """With https before it, as a class has it."""
    with at_home(tmp_path_factory.mktemp("door"), public_url="https://practice.example.edu") as here:
        here.client.base_url = "https://testserver"  # type: ignore[assignment]
        yield here


def token_of(here: Here) -> str:
    here.client.cookies.clear()
    page = here.client.get("/sign-in")
    found = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert found
    return found[1]


def test_a_link_makes_an_account_that_can_sign_in_and_out_again(here: Here) -> None:
    (link,) = here.school.door.links(here.autumn, 1, days=365)
    here.client.cookies.clear()
    page = here.client.get(f"/join?link={link}")
    assert "Autumn" in page.text
    form = {"csrf": re.findall(r'name="csrf" value="(\w+)"', page.text)[0], "name": "Kim Oh", "again": PASSWORD}
    bad = here.client.post(f"/join?link={link}", data={**form, "password": "another"}, follow_redirects=False)
    assert (bad.status_code, "differ" in bad.text, 'value="Kim Oh"' in bad.text) == (403, True, True)
    joined = here.client.post(f"/join?link={link}", data={**form, "password": PASSWORD}, follow_redirects=False)
    assert (joined.status_code, joined.headers["location"]) == (303, "./")
    cookie = next(line for line in joined.headers.get_list("set-cookie") if "sim-session" in line)
    for part in ("__Host-sim-session=", "HttpOnly", "SameSite=lax", "Secure", "Path=/", "Max-Age=43200"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "Kim Oh" in here.client.get("/account").text
    token = here.client.cookies["__Host-sim-session"]
    out = here.client.post("/sign-out", data={"csrf": form_token(token)}, follow_redirects=False)
    assert out.headers["clear-site-data"] == '"cache", "storage"'
    assert here.client.get("/account", follow_redirects=False).status_code == 303
    # the cookie by itself, kept aside, is worth nothing any more
    kept = here.client.get("/account", headers={"cookie": f"__Host-sim-session={token}"}, follow_redirects=False)
    assert kept.status_code == 303
    csrf = token_of(here)
    form = {"csrf": csrf, "name": "kim  OH", "password": PASSWORD, "next": "progress"}
    entered = here.client.post("/sign-in", data=form, follow_redirects=False)
    assert (entered.status_code, entered.headers["location"]) == (303, "progress")
    assert here.client.cookies["__Host-sim-session"] != token


def test_a_wrong_name_and_a_wrong_password_look_the_same(here: Here) -> None:
    answers = []
    for name in ("Sam", "Nobody Atall"):
        form = {"csrf": token_of(here), "name": name, "password": "not this one at all"}
        answer = here.client.post("/sign-in", data=form, follow_redirects=False)
        answers.append((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))
    assert answers[0] == answers[1]
    assert "Name or password is wrong." in answers[0][1]


@pytest.mark.parametrize(
    "there",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "progress\r\nX: y", "../x", "cohort/../../x"],
)  # fmt: skip
def test_the_door_leads_nowhere_but_inside(here: Here, there: str) -> None:
    here.client.cookies.clear()
    page = here.client.get("/sign-in", params={"next": there})
    assert 'name="next" value="./"' in page.text
    signed = here.client.get(
        "/sign-in",
        params={"next": there},
        headers={"cookie": f"__Host-sim-session={here.tokens['lee']}"},
        follow_redirects=False,
    )
    assert signed.headers["location"] == "./"


def test_the_way_back_leads_to_where_one_was_going(here: Here) -> None:
    here.client.cookies.clear()
    answer = here.client.get("/es/debrief?call=abc-DEF_1", follow_redirects=False)
    assert answer.headers["location"] == "/es/sign-in?next=debrief%3Fcall%3Dabc-DEF_1"
    assert 'name="next" value="debrief?call=abc-DEF_1"' in here.client.get(answer.headers["location"]).text


def test_another_sites_form_is_refused_whatever_it_carries(here: Here) -> None:
    headers = {"cookie": f"__Host-sim-session={here.tokens['lee']}", "sec-fetch-site": "cross-site"}
    form = {"csrf": form_token(here.tokens["lee"]), "class": here.autumn.id, "shared": "yes"}
    assert here.client.post("/share-all", data=form, headers=headers).status_code == 403


def test_a_name_is_text_wherever_it_is_shown(here: Here) -> None:
    evil = here.school.account("<img src=x onerror=alert(1)>", "learner", here.autumn)
    desk = here.client.app.state.desk  # type: ignore[attr-defined]
    for account, path in ((evil, "/account"), (here.accounts["ada"], f"/cohort?class={here.autumn.id}")):
        token = desk.accounts.door.begin(account)
        here.client.cookies.clear()
        text = here.client.get(path, headers={"cookie": f"__Host-sim-session={token}"}).text
        assert "&lt;img src=x" in text
        assert "<img" not in text


def test_who_deletes_their_account_takes_everything_along_and_is_out(here: Here) -> None:
    ben = here.school.account("Ben", "learner", here.autumn)
    call = here.school.call(ben)
    here.school.show(ben, call, here.autumn)
    here.school.advising.comment(here.accounts["ada"], call, here.autumn.id, "For Ben alone")
    desk = here.client.app.state.desk  # type: ignore[attr-defined]
    token = desk.accounts.door.begin(ben)
    headers = {"cookie": f"__Host-sim-session={token}"}
    here.client.cookies.clear()
    answer = here.client.post(
        "/account-erase", data={"csrf": form_token(token), "name": " ben "}, headers=headers, follow_redirects=False
    )
    assert answer.headers["location"] == "sign-in?erased=1"
    assert here.client.get("/account", headers=headers, follow_redirects=False).status_code == 303
    assert here.school.store.length(call) == 0
    kept = here.school.store.path.read_bytes()
    for trace in (b"The secret of Ben", b"For Ben alone", call.encode(), ben.key.encode()):
        assert trace not in kept
