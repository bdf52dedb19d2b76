"""The second screen: read what anybody can read, plan the call, ask for it, confirm it.

What is written stays in the browser; with each look the server gets all of it and says what it makes of it.
"""

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

import gradio as gr
from pydantic import BaseModel, ConfigDict, ValidationError

from simulator import arranging
from simulator.appointment import Appointment, Arrangement, chances_to_confirm
from simulator.errors import InputError, SimulatorError
from simulator.grading.preparation import CONFIRM_HOURS
from simulator.persona import Persona
from simulator.web import people, pieces
from simulator.web.goes import goes
from simulator.web.shell import Changes, Shell, html, problem, script, tell, which_look

if TYPE_CHECKING:
    from simulator.call import Call

MINUTES = (10, 15, 20, 30, 60)
"""What can be agreed on; the last is a lunch."""


class Draft(BaseModel):
    """All that is on the desk, as the browser sends it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    goal: str = ""
    questions: str = ""
    notes: str = ""
    request: str = ""
    referred_by: str = ""
    resume: str = ""
    difficulty: str = ""
    minutes: float = 15
    timing: str = "speech"
    late: float = 0
    coach: bool = False
    model: str = "offline"
    seed: int = 0
    arrangement: Arrangement = Arrangement()

    @property
    def lines(self) -> tuple[str, ...]:
        """The questions, one each."""
        return tuple(line.strip(" \t-*•") for line in self.questions.splitlines() if line.strip(" \t-*•"))


@dataclass(frozen=True)
class Prepare:
    """The screen's parts. Events of `desk`: look, ask, confirm, join; each carries the whole draft.

    What is told of one that changes something says which it is (`act`): the page does one after the other, each with
    what came of the one before.
    """

    dossier: gr.HTML
    desk: gr.HTML
    told: gr.HTML


def build(shell: Shell) -> Prepare:
    """Draw the screen."""
    with gr.Column(elem_id="sim-prepare", elem_classes="sim-screen"):
        with gr.Column(elem_id="sim-prepare-row"):
            dossier = html(elem_id="sim-dossier", js=script("dossier"))
            desk = html(elem_id="sim-desk", js=script("unsent") + script("prepare"))
        told = shell.told()
    return Prepare(dossier, desk, told)


class Preparing:
    """What happens on the screen."""

    def __init__(self, shell: Shell, parts: Prepare) -> None:
        self.shell, self.parts, self.t = shell, parts, shell.t

    def opened(self, request: gr.Request) -> Changes:
        """The dossier and an empty desk; the browser puts on it what it has kept."""
        persona = self._persona(request)
        if persona is None:
            return self.shell.nowhere(self.t("shell.gone.person"), self.t("shell.gone.person_words"))
        seed = secrets.randbelow(2**31)
        appointment = arranging.plan(persona, date.today(), seed)
        agreed = min(MINUTES, key=lambda minutes: abs(minutes - min(30, persona.schedule.minutes)))
        fresh = {
            "seed": seed,
            "minutes": str(agreed),
            "arrangement": Arrangement(appointment=appointment).model_dump(mode="json"),
        }
        desk = pieces.piece(
            "desk",
            t=self.t,
            p=persona,
            fresh=json.dumps(fresh),
            minutes=MINUTES,
            agreed=agreed,
            models=self._models(),
            goes=goes(self.shell.desk.settings, self.t, persona.first_name),
            home=self.shell.address("choose"),
        )
        return {self.parts.dossier: people.dossier(persona, self.t), self.parts.desk: desk}

    def look(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Read what is written so far. Which look it is, is told back: only the newest counts."""
        persona, draft = self._given(request, event)
        if persona is None:
            return {}
        which, asking = which_look(event), self._asking(draft.arrangement)
        return {self.parts.told: tell(slots=self._slots(persona, draft), **which, **asking)}

    def ask(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Send the request, and read the answer."""
        persona, draft = self._given(request, event)
        if persona is None:
            return self._gone("ask", "unsent")
        arrangement = draft.arrangement
        try:
            answered = arranging.answer_request(
                persona,
                draft.request,
                referred_by=draft.referred_by or None,
                minutes=draft.minutes,
                seed=draft.seed,
                difficulty=draft.difficulty or None,  # type: ignore[arg-type]
                earlier=arrangement.tries,
            )
        except SimulatorError as error:
            # the same is said once, beside the button
            slots = {**self._slots(persona, draft), "request": "", "unsent": problem(error)}
            return {self.parts.told: tell(act="ask", slots=slots, **self._asking(arrangement))}
        arrangement = arrangement.model_copy(update={"tries": (*arrangement.tries, answered)})
        return self._arranged(persona, draft, arrangement, act="ask", show="[data-slot=answer]")

    def confirm(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Write to confirm the call, at a moment of the simulated calendar."""
        persona, draft = self._given(request, event)
        appointment = draft.arrangement.appointment
        if persona is None or appointment is None:
            return self._gone("confirm", "unmoved")
        try:
            appointment = arranging.confirm(appointment, _moment(getattr(event, "at", "")), persona, draft.seed)
        except SimulatorError as error:
            return {self.parts.told: tell(act="confirm", slots={"unmoved": problem(error)})}
        arrangement = draft.arrangement.model_copy(update={"appointment": appointment})
        return self._arranged(persona, draft, arrangement, act="confirm", show="[data-slot=calendar]")

    async def join(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Pick up the phone."""
        persona, draft = self._given(request, event)
        if persona is None:
            return self._gone("join", "refused")
        try:
            call = await self._open(persona, draft, self.shell.place(request).owner)
        except SimulatorError as error:
            return {self.parts.told: tell(act="join", slots={"refused": problem(error)})}
        return self.shell.to("call", call=call.id)

    async def _open(self, persona: Persona, draft: Draft, owner: str) -> "Call":
        preparation = arranging.prepared(
            draft.arrangement,
            questions=draft.lines,
            goal=draft.goal or None,
            notes=draft.notes or None,
            referred_by=draft.referred_by or None,
            request=draft.request or None,
        )
        calls = await asyncio.to_thread(lambda: self.shell.desk.calls)
        return calls.open(
            persona,
            minutes=draft.minutes,
            model=draft.model if draft.model in dict(self._models()) else None,
            preparation=preparation,
            joined_late_seconds=60 * draft.late,
            difficulty=draft.difficulty or None,  # type: ignore[arg-type]
            timing=draft.timing,  # type: ignore[arg-type]
            owner=self.shell.desk.learner(owner),
            coached=draft.coach,
            resume_at_hand=bool(draft.resume.strip()),
            arrangement=draft.arrangement,
        )

    def _gone(self, act: str, slot: str) -> Changes:
        """What is told of an act when there is nobody to do it with any more."""
        said = pieces.piece("problem", said=[pieces.Said(self.t("shell.gone.person_words"), own=False)])
        return {self.parts.told: tell(act=act, slots={slot: said})}

    def _arranged(self, persona: Persona, draft: Draft, arrangement: Arrangement, *, act: str, show: str) -> Changes:
        draft = draft.model_copy(update={"arrangement": arrangement})
        return {
            self.parts.told: tell(
                slots=self._slots(persona, draft),
                arrangement=arrangement.model_dump(mode="json"),
                act=act,
                show=show,
                **self._asking(arrangement),
            )
        }

    def _asking(self, arrangement: Arrangement) -> dict[str, bool]:
        """Whether a request was sent, and whether another may be."""
        last = arrangement.last
        return {"asked": last is not None, "open": last is None or last.may_rewrite}

    def _slots(self, persona: Persona, draft: Draft) -> dict[str, str]:
        """What is to be said beside each part of the desk."""
        arrangement, name, t = draft.arrangement, persona.first_name, self.t
        last, appointment = arrangement.last, arrangement.appointment
        confirmed = appointment is not None and appointment.confirmed_at is not None
        questions, good = self._questions(persona, draft)
        asked = t(f"prepare.verdict.{last.verdict}") if last else t("prepare.none_yet")
        return {
            "questions": questions,
            "good": _chip(t("prepare.good", n=good) if good or draft.lines else t("prepare.none_yet"), good >= 3),
            "request": self._request(persona, draft),
            "earlier": pieces.piece("earlier", t=t, tries=arrangement.tries),
            "answer": pieces.piece("answer", t=t, name=name, last=last),
            "asked": _chip(asked, last is not None and last.verdict != "declined"),
            "calendar": self._calendar(name, appointment) if appointment else "",
            "confirmed": _chip(
                self._confirmed(appointment) if confirmed else t("prepare.unconfirmed"), _in_time(appointment)
            ),
            "ready": _chip(
                t(
                    "prepare.join_help",
                    request=asked.lower() if last else t("prepare.not_sent"),
                    confirmed=t("prepare.yes") if confirmed else t("prepare.no"),
                    questions=len(draft.lines),
                )
            ),
        }

    def _questions(self, persona: Persona, draft: Draft) -> tuple[str, int]:
        if not draft.lines:
            return pieces.piece("questions", t=self.t, checks=(), missing=()), 0
        try:
            found = arranging.check_questions(draft.lines, persona)
        except InputError as error:
            return problem(error), 0
        missing = [(kind, found.suggestions.get(kind)) for kind in found.missing]
        return pieces.piece("questions", t=self.t, checks=found.checks, missing=missing), found.worth_asking

    def _request(self, persona: Persona, draft: Draft) -> str:
        if not draft.request.strip():
            return ""
        try:
            reading = arranging.read_request(persona, draft.request, referred_by=draft.referred_by or None)
        except InputError as error:
            return problem(error)
        return pieces.piece("request", t=self.t, checks=reading.checks, reads_as=reading.reads_as)

    def _calendar(self, name: str, appointment: Appointment) -> str:
        chances = [chance.at.isoformat(timespec="minutes") for chance in chances_to_confirm(appointment)]
        return pieces.piece(
            "calendar",
            t=self.t,
            name=name,
            call_at=appointment.call_at.isoformat(timespec="minutes"),
            confirmed=appointment.confirmed_at is not None,
            confirmed_words=self._confirmed(appointment),
            in_time=_in_time(appointment),
            reply=appointment.confirmed_reply,
            days=[(day, list(moments)) for day, moments in groupby(chances, key=lambda at: at[:10])],
        )

    def _confirmed(self, appointment: Appointment | None) -> str:
        hours = appointment.confirmed_hours_before if appointment else None
        if hours is None:
            return ""
        # under a day the hours are what matters; past it nobody counts them
        if hours < CONFIRM_HOURS:
            return self.t.n("prepare.confirmed", max(1, round(hours)))
        return self.t.n("prepare.confirmed_days", round(hours / 24))

    def _models(self) -> list[tuple[str, str]]:
        offline = ("offline", self.t("prepare.offline"))
        chosen = self.shell.desk.settings.model
        return [offline] if chosen == "offline" else [(chosen, self.t("prepare.model", model=chosen)), offline]

    def _persona(self, request: gr.Request) -> Persona | None:
        place = self.shell.place(request)
        return self.shell.desk.people(place.owner).everybody.get(place.query.get("with", ""))

    def _given(self, request: gr.Request, event: gr.EventData) -> tuple[Persona | None, Draft]:
        """Whom it is about, and what is on the desk; what a browser brings that is none counts as an empty desk."""
        sent: Any = getattr(event, "draft", None)
        try:
            draft = Draft.model_validate(sent if isinstance(sent, Mapping) else {})
        except ValidationError:
            draft = Draft()
        return self._persona(request), draft


def _in_time(appointment: Appointment | None) -> bool:
    return appointment is not None and (appointment.confirmed_hours_before or 0.0) >= CONFIRM_HOURS


def _moment(said: object) -> datetime:
    """A moment of the simulated calendar, which knows no time zones. Raises `InputError` for what is none."""
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        raise InputError("that is no moment of the calendar; choose one of those that it shows")
    return at


def _chip(words: str, good: bool | None = None) -> str:
    return pieces.piece("chip", words=words, good=good)
