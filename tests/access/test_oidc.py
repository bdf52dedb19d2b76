"""Signing in by a real OpenID provider on loopback, a process of its own: there, back, and every way to cheat at it."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from simulator.settings import Settings
from simulator.web.oidc import role_of
from tests.access.people import Here, at_home
from tests.ports import free_port

USERS = [
    {"sub": "17", "name": "Lee Park", "email": "lee@example.edu", "email_verified": True},
    {"sub": "18", "name": "Dr Ada Moss", "email": "ada@example.edu", "email_verified": True},
    {"sub": "19", "name": "Mallory", "email": "ada@example.edu", "email_verified": False},
]
HTTPS = "https://practice.example.edu"


@dataclass
class Provider:
    """The provider, and how its users let it know who they are."""

    url: str

    def says(self, address: str, sub: str | None) -> str:
        """Show the provider who one is, or refuse; where it sends the browser then."""
        form = {"sub": sub} if sub else {"action": "deny"}
        answer = httpx2.post(address, data=form, follow_redirects=False, trust_env=False)
        assert answer.status_code in {302, 303}, answer.text
        return str(answer.headers["location"])


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    port = free_port()
    users = [argument for user in USERS for argument in ("--user-claims", json.dumps(user))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true", *users]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        provider = Provider(f"http://127.0.0.1:{port}")
        for _ in range(300):
            try:
                httpx2.get(f"{provider.url}/.well-known/openid-configuration", trust_env=False)
                break
            except httpx2.ConnectError:
                time.sleep(0.2)
        yield provider
        process.terminate()


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Here]:
    settings = {
        "sign_in": "oidc", "oidc_issuer": provider.url, "oidc_client_id": "practice", "oidc_client_secret": "a secret",
        "oidc_name": "Example University", "oidc_advisers": "ADA@example.edu, 99", "public_url": HTTPS,
    }  # fmt: skip
    with at_home(tmp_path_factory.mktemp("oidc"), **settings) as here:
        here.client.base_url = "https://testserver"  # type: ignore[assignment]
        yield here


@pytest.fixture(autouse=True)
def _a_browser_of_its_own(request: pytest.FixtureRequest) -> None:
    if "here" in request.fixturenames:
        request.getfixturevalue("here").client.cookies.clear()


def there(here: Here, screen: str = "") -> str:
    """From the door to the provider."""
    page = here.client.get(f"/{screen}sign-in?next=progress")
    (link,) = re.findall(r'id="sim-elsewhere" href="([^"]+)"', page.text)
    answer = here.client.get(f"/{screen}{link}", follow_redirects=False)
    assert answer.status_code == 302
    return str(answer.headers["location"])


def back(here: Here, address: str) -> Any:
    assert address.startswith(f"{HTTPS}/signed-in?")
    return here.client.get(address.removeprefix(HTTPS), follow_redirects=False)


def test_who_the_provider_vouches_for_is_in_with_their_name_and_role(here: Here, provider: Provider) -> None:
    for sub, name, role in (
        ("17", "Lee Park", "Learner"),
        ("18", "Dr Ada Moss", "Adviser"),
        ("19", "Mallory", "Learner"),
    ):
        here.client.cookies.clear()
        asked = there(here)
        query = parse_qs(urlsplit(asked).query)
        assert (query["response_type"], query["code_challenge_method"]) == (["code"], ["S256"])
        assert query["redirect_uri"] == [f"{HTTPS}/signed-in"]
        assert len(query["state"][0]) >= 20
        assert len(query["nonce"][0]) >= 20
        assert len(query["code_challenge"][0]) == 43
        answer = back(here, provider.says(asked, sub))
        assert (answer.status_code, answer.headers["location"]) == (303, "progress")
        account = here.client.get("/account").text
        assert f"<h1>{name}</h1>" in account
        assert role in account
        assert "account-password" not in account


def test_the_same_person_is_the_same_account_and_keeps_their_language(here: Here, provider: Provider) -> None:
    for _ in range(2):
        here.client.cookies.clear()
        answer = back(here, provider.says(there(here, "es/"), "17"))
        assert answer.headers["location"] == "es/progress"
    names = [account.name for account in here.school.register.accounts() if not account.local]
    assert names.count("Lee Park") == 1


def refused(answer: Any) -> None:
    assert answer.status_code == 403
    assert "did not come about" in answer.text
    assert not any("sim-session" in line for line in answer.headers.get_list("set-cookie"))


def test_an_answer_can_be_used_once(here: Here, provider: Provider) -> None:
    address = provider.says(there(here), "17")
    assert back(here, address).status_code == 303
    for cookie in [name for name in here.client.cookies if "session" in name]:
        here.client.cookies.delete(cookie)
    refused(back(here, address))


def test_an_answer_is_worth_nothing_in_another_browser(here: Here, provider: Provider) -> None:
    address = provider.says(there(here), "17")
    here.client.cookies.clear()
    refused(back(here, address))
    # nor in one that has begun a sign-in of its own
    there(here)
    refused(back(here, address))


def test_another_state_is_refused(here: Here, provider: Provider) -> None:
    address = provider.says(there(here), "17")
    refused(back(here, re.sub(r"state=[^&]+", "state=made-up", address)))


def test_a_code_that_was_given_to_somebody_else_is_refused(here: Here, provider: Provider) -> None:
    theirs = parse_qs(urlsplit(provider.says(there(here), "18")).query)["code"][0]
    here.client.cookies.clear()
    mine = provider.says(there(here), "17")
    # the code is good, the state is this browser's, and the token's nonce is the other one's
    refused(back(here, re.sub(r"code=[^&]+", f"code={theirs}", mine)))


def test_who_says_no_there_is_not_in_here(here: Here, provider: Provider) -> None:
    there(here)
    refused(here.client.get("/signed-in?error=access_denied&error_description=%3Cb%3Eno", follow_redirects=False))


def test_there_is_no_way_in_with_a_password(here: Here) -> None:
    assert here.client.post("/sign-in", data={"name": "Sam"}, follow_redirects=False).status_code in {404, 405}


def test_a_provider_that_does_not_answer_is_said_to_be_so(tmp_path: Path) -> None:
    settings = {"sign_in": "oidc", "oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "practice"}
    with at_home(tmp_path, **settings) as lonely:
        answer = lonely.client.get("/sign-in-with", follow_redirects=False)
        assert answer.status_code == 502
        assert "does not answer" in answer.text


@pytest.mark.parametrize(
    ("claims", "settings", "role"),
    [
        pytest.param({"roles": ["staff", "adviser"]}, {"oidc_adviser_claim": "roles=adviser"}, "adviser", id="one of a list"),
        pytest.param({"role": "adviser"}, {"oidc_adviser_claim": "role=adviser"}, "adviser", id="a word"),
        pytest.param({"roles": "not-an-adviser"}, {"oidc_adviser_claim": "roles=adviser"}, "learner", id="part of a word"),
        pytest.param({"roles": ["student"]}, {"oidc_adviser_claim": "roles=adviser"}, "learner", id="another"),
        pytest.param({"roles": [""]}, {"oidc_adviser_claim": ""}, "learner", id="no claim is set"),
        pytest.param({"": ""}, {"oidc_adviser_claim": "="}, "learner", id="an empty claim"),
        pytest.param({"email": "a@x.edu", "email_verified": True}, {"oidc_advisers": "A@x.edu"}, "adviser", id="verified"),
        pytest.param({"email": "a@x.edu"}, {"oidc_advisers": "a@x.edu"}, "learner", id="not verified"),
        pytest.param({"email": "a@x.edu", "email_verified": "true"}, {"oidc_advisers": "a@x.edu"}, "learner", id="a word for it"),
        pytest.param({}, {"oidc_advisers": "17"}, "adviser", id="a subject"),
        pytest.param({}, {"oidc_advisers": " , "}, "learner", id="an empty list"),
    ],
)  # fmt: skip
def test_an_adviser_is_who_the_claim_or_the_list_says(
    claims: dict[str, Any], settings: dict[str, str], role: str
) -> None:
    assert role_of({"sub": "17", **claims}, Settings(_env_file=None, **settings)) == role  # type: ignore[arg-type, call-arg]
