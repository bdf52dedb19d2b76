"""One's own account: its classes, another password, out everywhere, gone."""

from collections.abc import Mapping

from starlette.responses import Response
from starlette.routing import Route

from simulator.accounts.passwords import LEAST_CHARACTERS
from simulator.accounts.refused import Refused
from simulator.web.signin import enter, leave, reason
from simulator.web.visit import Rooms, Visit


def routes(rooms: Rooms) -> list[Route]:
    """One's own account, and how a class is joined, in one language."""
    found = [
        rooms.shows("account", look),
        rooms.takes("account-everywhere", _everywhere),
        rooms.takes("account-erase", _erase),
        rooms.shows("join", _link),
        rooms.takes("join", _join),
    ]
    if rooms.desk.settings.sign_in == "accounts":
        found.append(rooms.takes("account-password", _password))
    return found


def look(visit: Visit, *, status: int = 200, said: str = "", wrong: str = "") -> Response:
    """The screen."""
    me = visit.me
    return visit.page(
        "account",
        visit.t("account.yours"),
        status,
        me=me,
        memberships=visit.desk.accounts.advising.memberships(me),
        least=LEAST_CHARACTERS,
        said=said or (visit.t("account.changed") if visit.query("changed") else ""),
        wrong=wrong,
    )


def _password(visit: Visit, form: Mapping[str, str]) -> Response:
    door, me = visit.desk.accounts.door, visit.me
    try:
        door.confirm(me, form.get("old", ""), visit.client)
        if form.get("new", "") != form.get("again", ""):
            raise Refused("differ")
        door.set_password(me, form.get("new", ""))
    except Refused as refused:
        return look(visit, status=403, wrong=reason(refused, visit.t))
    return enter(visit, door.begin(me), "account?changed=1")


def _everywhere(visit: Visit, _: Mapping[str, str]) -> Response:
    visit.desk.accounts.door.sign_out_everywhere(visit.me)
    return leave(visit, visit.to("sign-in", out="1"))


async def _erase(visit: Visit, form: Mapping[str, str]) -> Response:
    from simulator.accounts.erasing import erase
    from simulator.accounts.names import folded

    me, desk = visit.me, visit.desk
    if folded(form.get("name", "")) != folded(me.name):
        return look(visit, status=403, wrong=visit.t("account.erase_wrong"))
    folder = desk.settings.data_dir / "learners" / me.learner
    await erase(me, desk.accounts.register, desk.calls, desk.own(me.key), folder)
    desk.forget_erased()
    return leave(visit, visit.to("sign-in", erased="1"))


def _link(visit: Visit, *, status: int = 200, wrong: str = "", name: str = "") -> Response:
    """What a link leads to: a form for who is new, a button for who is signed in, a way in for who has to."""
    link = visit.query("link")
    try:
        invite = visit.desk.accounts.door.invited(link)
    except Refused as refused:
        return visit.page("join", visit.t("account.sign_in"), 404, invite=None, wrong=reason(refused, visit.t))
    return visit.page(
        "join",
        visit.t("account.join", name=invite.cohort.name),
        status,
        invite=invite,
        link=link,
        me=visit.account,
        with_password=visit.desk.settings.sign_in == "accounts",
        least=LEAST_CHARACTERS,
        wrong=wrong,
        name=name,
    )


def _join(visit: Visit, form: Mapping[str, str]) -> Response:
    door, link = visit.desk.accounts.door, visit.query("link")
    try:
        if visit.account:
            door.enter(link, visit.account)
            return visit.to("account")
        if visit.desk.settings.sign_in != "accounts":
            return visit.to("sign-in")
        if form.get("password", "") != form.get("again", ""):
            raise Refused("differ")
        account = door.join(link, form.get("name", ""), form.get("password", ""))
    except Refused as refused:
        return _link(visit, status=403, wrong=reason(refused, visit.t), name=form.get("name", ""))
    return enter(visit, door.begin(account), "./")
