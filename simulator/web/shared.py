"""One call that a learner showed, for an adviser of the class: the scorecard, the transcript marked, and comments."""

from collections.abc import Mapping

from starlette.responses import Response
from starlette.routing import Route

from simulator.accounts.advising import MOST_CHARACTERS
from simulator.accounts.refused import Refused
from simulator.errors import UnknownCall
from simulator.web.finished import finished
from simulator.web.signin import reason
from simulator.web.visit import Rooms, Visit

PARTS = ("scorecard", "pictures", "second", "transcript", "after", "account")
"""Of the report, what an adviser sees."""


def routes(rooms: Rooms) -> list[Route]:
    """The call, and what is said about it, in one language."""
    return [
        rooms.shows("shared", look, for_="adviser"),
        rooms.takes("comment", _comment, for_="adviser"),
        rooms.takes("comment-back", _back, for_="adviser"),
    ]


def look(visit: Visit, *, status: int = 200, wrong: str = "", words: str = "") -> Response:
    """The call of the page's address, if it is shown to a class of this adviser's."""
    from simulator.report import View, part

    t, desk = visit.t, visit.desk
    call_id, cohort_id = visit.query("call"), visit.query("class")
    advising = desk.accounts.advising
    try:
        learner = advising.see(visit.me, call_id, cohort_id)
        cohort = advising.cohort(visit.me, cohort_id)
        graded = finished(desk, desk.calls.get(call_id, learner.learner))
        comments = advising.comments(visit.me, call_id, cohort_id)
    except (UnknownCall, Refused):
        return visit.gone()
    view = View.of(graded.transcript, graded.persona, graded.card, graded.beyond, t)
    return visit.page(
        "shared",
        t("cohort.shared", name=learner.name),
        status,
        learner=learner,
        cohort=cohort,
        call=call_id,
        top=[part(name, view, t, others=True) for name in PARTS],
        comments=comments,
        me=visit.me,
        most=MOST_CHARACTERS,
        wrong=wrong,
        words=words,
    )


def _comment(visit: Visit, form: Mapping[str, str]) -> Response:
    call, cohort = visit.query("call"), visit.query("class")
    try:
        visit.desk.accounts.advising.comment(visit.me, call, cohort, form.get("text", ""))
    except UnknownCall:
        return visit.gone()
    except Refused as refused:
        return look(visit, status=403, wrong=reason(refused, visit.t), words=form.get("text", ""))
    return visit.to("shared", **{"call": call, "class": cohort})


def _back(visit: Visit, form: Mapping[str, str]) -> Response:
    """Take a comment of one's own back."""
    visit.desk.accounts.advising.take_back(visit.me, form.get("comment", ""))
    return visit.to("shared", **{"call": visit.query("call"), "class": visit.query("class")})
