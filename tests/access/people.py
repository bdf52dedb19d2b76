"""Two learners, two advisers and nobody, before one application over real requests."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from simulator.account import Account, Cohort
from simulator.accounts.tokens import form_token
from simulator.settings import Settings
from simulator.web.serve import application
from tests.accounts.class_ import Class

PERSONS = ("nobody", "sam", "lee", "ada", "ola")
"""Sam's are the calls; Lee learns in the same class, which Ada advises; Ola advises another."""
SECRET = "The secret of Sam"


@dataclass
class Here:
    """The application, who is who in it, and the calls: one that Sam shows, one that they do not, one of Lee's."""

    client: TestClient
    school: Class
    accounts: dict[str, Account]
    autumn: Cohort
    hidden: str
    shown: str
    lees: str
    tokens: dict[str, str]

    def as_(self, person: str) -> dict[str, str]:
        """The headers of somebody's browser. Whatever key it says it has is of no account."""
        token = self.tokens.get(person)
        session = f"; sim-session={token}" if token else ""
        return {"cookie": f"sim-owner={self.accounts['sam'].key}{session}", "sec-fetch-site": "same-origin"}

    def get(self, person: str, path: str, **more: Any) -> Any:
        return self.client.get(path, headers=self.as_(person) | more.pop("headers", {}), follow_redirects=False, **more)

    def post(self, person: str, path: str, form: dict[str, str] | None = None, **more: Any) -> Any:
        """A form with its token, or whatever else is given."""
        token = self.tokens.get(person, "")
        data = {"csrf": form_token(token), **form} if form is not None else None
        headers = self.as_(person) | more.pop("headers", {})
        return self.client.post(path, data=data, headers=headers, follow_redirects=False, **more)

    def fill(self, path: str) -> str:
        """An address with this class and these calls in it."""
        return path.format(hidden=self.hidden, shown=self.shown, lees=self.lees, autumn=self.autumn.id)


@contextmanager
def at_home(data: Path, **settings: Any) -> Iterator[Here]:
    """Everybody, with a session each."""
    school = Class(data)
    autumn, spring = school.cohort("Autumn"), school.cohort("Spring")
    sam, lee = school.account("Sam", "learner", autumn), school.account("Lee", "learner", autumn)
    ada, ola = school.account("Ada", "adviser", autumn), school.account("Ola", "adviser", spring)
    hidden, shown, lees = school.call(sam), school.call(sam), school.call(lee)
    school.show(sam, shown, autumn)
    accounts = {"sam": sam, "lee": lee, "ada": ada, "ola": ola}
    chosen = Settings(_env_file=None, **{"data_dir": data, "sign_in": "accounts", **settings})  # type: ignore[call-arg]

    async def build() -> FastAPI:
        # inside a loop: outside of one Gradio makes several that nobody closes
        return application(chosen)

    with TestClient(asyncio.run(build())) as client:
        desk: Any = client.app.state.desk  # type: ignore[attr-defined]
        tokens = {name: desk.accounts.door.begin(account) for name, account in accounts.items()}
        yield Here(client, school, accounts, autumn, hidden, shown, lees, tokens)
