"""A class at a glance, for its adviser: of what learners showed; links to join; the same as a table."""

from collections.abc import Mapping

from starlette.responses import Response
from starlette.routing import Route

from simulator.accounts.advising import by_learner
from simulator.accounts.door import MOST_LINKS, MOST_USES
from simulator.accounts.refused import Refused
from simulator.grading.scorecard import level_of
from simulator.web.signin import reason
from simulator.web.visit import Rooms, Visit

MOST_DAYS = 365


def routes(rooms: Rooms) -> list[Route]:
    """Everything about classes, in one language; for anybody but advisers none of it is there."""
    return [
        rooms.shows("cohort", look, for_="adviser"),
        rooms.takes("cohort-new", _new, for_="adviser"),
        rooms.takes("cohort-links", _links, for_="adviser"),
        rooms.shows("cohort.csv", _table, for_="adviser"),
    ]


def look(visit: Visit, *, status: int = 200, wrong: str = "") -> Response:
    """A class: the one that is asked for, or the first."""
    advising = visit.desk.accounts.advising
    mine = advising.cohorts(visit.me)
    asked = visit.query("class")
    chosen = next((one for one in mine if one.id == asked), None) if asked else next(iter(mine), None)
    if asked and chosen is None:
        return visit.gone()
    return visit.page(
        "cohort",
        visit.t("cohort.title"),
        status,
        cohorts=mine,
        chosen=chosen,
        found=advising.overview(visit.me, chosen.id) if chosen else None,
        level_of=level_of,
        most_links=MOST_LINKS,
        most_uses=MOST_USES,
        most_days=MOST_DAYS,
        wrong=wrong,
    )


def _new(visit: Visit, form: Mapping[str, str]) -> Response:
    house = visit.desk.accounts
    try:
        cohort = house.door.found(form.get("name", ""), visit.me)
    except Refused as refused:
        return look(visit, status=403, wrong=reason(refused, visit.t))
    return visit.to("cohort", **{"class": cohort.id})


def _links(visit: Visit, form: Mapping[str, str]) -> Response:
    """Links, shown once: what is kept of them can't be turned back into links."""
    house = visit.desk.accounts
    try:
        cohort = house.advising.cohort(visit.me, form.get("class", ""))
    except Refused:
        return visit.gone()
    made = house.door.links(
        cohort,
        _number(form, "count", MOST_LINKS),
        uses=_number(form, "uses", MOST_USES),
        days=_number(form, "days", MOST_DAYS),
    )
    root = (visit.desk.settings.public_url or str(visit.request.base_url)).rstrip("/")
    return visit.page(
        "cohort_links",
        visit.t("cohort.links"),
        cohort=cohort,
        links=[f"{root}/join?link={link}" for link in made],
    )


def _table(visit: Visit) -> Response:
    from simulator.accounts.table import table

    try:
        cohort = visit.desk.accounts.advising.cohort(visit.me, visit.query("class"))
        calls = by_learner(visit.desk.accounts.advising.calls(visit.me, cohort.id))
    except Refused:
        return visit.gone()
    headers = {
        "Content-Disposition": f'attachment; filename="class-{cohort.id}.csv"',
        "Cache-Control": "no-store",
    }
    # with a mark at its beginning, spreadsheets know that it is UTF-8
    return Response("\ufeff" + table(calls), media_type="text/csv; charset=utf-8", headers=headers)


def _number(form: Mapping[str, str], name: str, most: int) -> int:
    """A whole number from 1 to the most; one for what is none."""
    text = form.get(name, "")
    return max(1, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
