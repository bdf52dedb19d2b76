"""What a learner shows to their advisers: beside a call on Debrief, for all calls on Progress; the forms of both."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import gradio as gr
from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route

from simulator.accounts.refused import Refused
from simulator.accounts.tokens import form_token
from simulator.errors import UnknownCall
from simulator.texts import Texts
from simulator.web import pieces
from simulator.web.desk import Desk
from simulator.web.shell import OWNER_COOKIE, address
from simulator.web.visit import SESSION_COOKIE, Rooms, Visit, cookie_name

if TYPE_CHECKING:
    from simulator.account import Account
    from simulator.call import Call
    from simulator.progress import Practised

_BACK = {"progress": "progress", "account": "account"}
"""Where a form may lead back to."""


def routes(rooms: Rooms) -> list[Route]:
    """The forms, in one language."""
    return [rooms.takes("share", _share), rooms.takes("share-all", _share_all)]


def of_call(desk: Desk, request: gr.Request, call: "Call", t: Texts) -> Markup:
    """Beside a call: who sees it, and what was said about it. Nothing where nobody signs in."""
    me = _me(desk, request)
    if me is None:
        return Markup("")
    advising = desk.accounts.advising
    return pieces.safe(
        "share_one",
        t=t,
        csrf=form_token(_session(request)),
        call=call.id,
        showings=advising.showings(me, call.id, call.state),
        comments=advising.said(me, call.id, call.state),
    )


def of_all(desk: Desk, request: gr.Request, calls: "Sequence[Practised]", t: Texts) -> Markup:
    """On Progress: what is shown from now on, and on which of the learner's calls somebody wrote something.

    Nothing where nobody signs in.
    """
    me = _me(desk, request)
    if me is None:
        return Markup("")
    advising = desk.accounts.advising
    said = Counter(comment.call for comment in advising.said_of_all(me))
    return pieces.safe(
        "share_all",
        t=t,
        csrf=form_token(_session(request)),
        memberships=advising.memberships(me),
        back="progress",
        said=[(address("debrief", call=call.id), said[call.id], call) for call in calls if call.id in said],
    )


def _share(visit: Visit, form: Mapping[str, str]) -> Response:
    """Show one call, or take it back."""
    call_id = form.get("call", "")
    try:
        call = visit.desk.calls.get(call_id, visit.me.learner)
        advising = visit.desk.accounts.advising
        advising.decide(visit.me, call.id, call.state, form.get("class", ""), shared=form.get("shared") == "yes")
    except (UnknownCall, Refused):
        return visit.gone()
    return visit.to("debrief", call=call.id)


def _share_all(visit: Visit, form: Mapping[str, str]) -> Response:
    """Show every call from now on, or no more."""
    try:
        visit.desk.accounts.advising.share_all(visit.me, form.get("class", ""), shared=form.get("shared") == "yes")
    except Refused:
        return visit.gone()
    return visit.to(_BACK.get(form.get("back", ""), "progress"))


def _me(desk: Desk, request: gr.Request) -> "Account | None":
    if desk.settings.sign_in == "none":
        return None
    return desk.accounts.register.owner(request.cookies.get(OWNER_COOKIE, ""))


def _session(request: gr.Request) -> str:
    names = (cookie_name(SESSION_COOKIE, is_secure=True), SESSION_COOKIE)
    return next((str(value) for name in names if (value := request.cookies.get(name))), "")
