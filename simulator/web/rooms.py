"""All that is there where learners sign in: the door, the screens without Gradio, and who may be in which."""

from fastapi import FastAPI
from starlette.routing import BaseRoute

from simulator.accounts import passwords
from simulator.web import account, cohort, shared, sharing, signin
from simulator.web.desk import Desk
from simulator.web.signin import Split
from simulator.web.streams import OnePersonsStreams
from simulator.web.visit import Rooms


def routes(desk: Desk, language: str) -> list[BaseRoute]:
    """The routes of one language; none where nobody signs in. Raises `InputError` if a library for it is missing."""
    if desk.settings.sign_in == "none":
        return []
    rooms = Rooms(desk, language)
    if desk.settings.sign_in == "accounts":
        passwords.require()
    found = [*signin.routes(rooms), *account.routes(rooms), *sharing.routes(rooms)]
    found += [*cohort.routes(rooms), *shared.routes(rooms)]
    if desk.settings.sign_in == "oidc":
        from simulator.web import oidc

        found += oidc.routes(rooms)
    return list(found)


def guard(app: FastAPI, desk: Desk, split: Split) -> None:
    """Put the door before everything that is in the app so far."""
    if desk.settings.shared:
        app.add_middleware(OnePersonsStreams, split=split)
    if desk.settings.sign_in != "none":
        app.add_middleware(signin.SignedIn, desk=desk, split=split)
