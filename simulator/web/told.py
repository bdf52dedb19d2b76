"""What the page is told of a call: the parts that changed, drawn and escaped, and how the call stands.

    telling.whole(call)      every part that can change
    telling.moving(moment)   what moves while somebody speaks: their words so far, and the clock
    telling.told(call, slots, took=True)   -> {"slots": {...}, "place": "0.4.on", "speaking": True, ...}

The page is drawn once; what changes is told piece by piece, so that nothing jumps and little is sent.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.clock import speech_seconds
from simulator.drills import drill_of
from simulator.texts import Texts
from simulator.web import pieces
from simulator.web.portrait import portrait
from simulator.web.shell import address

if TYPE_CHECKING:
    from simulator.call import Call, Moment

Slots = dict[str, str]
Told = dict[str, Any]


class Telling:
    """What is told in one language."""

    def __init__(self, t: Texts) -> None:
        self.t = t

    def told(self, call: "Call", slots: Slots, **more: object) -> Told:
        """The parts that changed, and how the call stands."""
        state = call.state
        return {
            "slots": slots,
            "place": state.place,
            "over": state.over,
            "speaking": call.moment.speaking,
            "stuck": not call.moment.speaking and not state.answered and not state.over,
            "on_hold": call.moment.on_hold,
            "coached": state.coached,
            "timing": state.opened.timing,
            "elapsed": call.elapsed(),
            "agreed": state.agreed,
            **more,
        }

    async def whole(self, call: "Call", **more: object) -> Told:
        """Everything that can change, all of one moment: what takes its time is worked out first."""
        beside = await self.beside(call)
        return self.told(call, {**self.standing(call), **beside}, turns=self.turns(call), **more)

    def turns(self, call: "Call", first: int = 0) -> Told:
        """What has been said, from a turn on; the page has what was before."""
        state = call.state
        numbered = list(enumerate(state.turns))[first:]
        html = pieces.piece("log", t=self.t, turns=numbered, name=state.persona.first_name) if numbered else ""
        return {"from": first, "html": html}

    def standing(self, call: "Call") -> Slots:
        """What stands there while nobody speaks, but for the turns."""
        moment, state = call.moment, call.state
        return {
            **self.moving(moment),
            "head": self._head(moment),
            "notice": self._notice(moment),
            "bar": pieces.piece("bar", t=self.t, number=state.branch + 1, all=len(call.branches)),
            "over": self._over(call),
        }

    def _notice(self, moment: "Moment") -> str:
        """What the learner has to know. Who keeps the line from now on is told in the page's language, and once."""
        said = pieces.Said(moment.notice) if moment.notice else None
        if moment.state.just_relieved and not moment.speaking:
            said = pieces.Said(self.t("call.relieved_notice", name=moment.state.persona.first_name), own=False)
        return pieces.piece("told", said=[said], bad=False) if said else ""

    def moving(self, moment: "Moment") -> Slots:
        """What moves while somebody speaks."""
        state = moment.state
        now = pieces.piece(
            "now",
            t=self.t,
            speaking=moment.speaking and not state.answered,
            name=state.persona.first_name,
            turns=len(state.turns),
            words=" ".join(moment.sentences),
            on_hold=moment.on_hold,
        )
        return {"now": now, "clock": self._clock(moment)}

    async def beside(self, call: "Call") -> Slots:
        """One's own list, ticked off, and the coach's hint. What takes a moment to work out."""
        coached = call.state.coached and not call.moment.speaking
        hint = await asyncio.to_thread(lambda: call.hint) if coached else None
        preparation, drill = call.state.opened.preparation, call.state.opened.drill
        asks = preparation is not None and bool(preparation.questions)
        ticked: Sequence[Any] = await asyncio.to_thread(lambda: call.ticked) if asks else ()
        notes = pieces.piece(
            "notes",
            t=self.t,
            drill=drill_of(drill) if drill else None,
            goal=preparation.goal if preparation else None,
            ticked=ticked,
            asked=sum(one.turn is not None for one in ticked),
            notes=preparation.notes if preparation else None,
        )
        return {"notes": notes, "hint": pieces.piece("hint", t=self.t, hint=hint.text if hint else None)}

    def comparison(self, call: "Call", sides: Sequence[int]) -> Slots:
        """Two attempts, side by side. Raises `InputError`."""
        compared = call.compare(*sides)
        rows = compared.rows[compared.shared :]
        slot = pieces.piece(
            "comparison",
            t=self.t,
            name=call.state.persona.first_name,
            numbers=[branch.number for branch in call.branches],
            first=sides[0],
            second=sides[1],
            # the greeting is a row, but no turn of the learner's
            shared=max(0, compared.shared - 1),
            counts=call.state.branch,
            coached=call.state.coached,
            sides=[(sides[0], [row.first for row in rows]), (sides[1], [row.second for row in rows])],
        )
        return {"comparison": slot}

    def _over(self, call: "Call") -> str:
        state, t = call.state, self.t
        name = {"name": state.persona.first_name} if state.ended_by == "professional" else {}
        return pieces.piece(
            "over",
            t=t,
            over=state.over,
            ended=t(f"call.ended.{state.ended_by}", **name) if state.ended_by else "",
            thank=None if state.opened.drill else address("thank", call=call.id),
            debrief=address("debrief", call=call.id),
        )

    def _clock(self, moment: "Moment") -> str:
        from simulator.report.marks import minutes_and_seconds  # with the report come its charts: not at the start

        state = moment.state
        elapsed, agreed = state.elapsed, state.agreed
        if state.opened.timing == "speech" and moment.speaking:
            elapsed += speech_seconds(" ".join(moment.sentences), state.persona.voice.words_per_minute)
        left = max(0.0, agreed - elapsed)
        return pieces.piece(
            "clock",
            t=self.t,
            now=minutes_and_seconds(elapsed),
            agreed=minutes_and_seconds(agreed),
            minutes=f"{agreed / 60:g}",
            left=left,
            left_said=minutes_and_seconds(left),
            share=round(min(100.0, 100 * elapsed / agreed), 1),
            timing=state.opened.timing,
            next=state.persona.schedule.next,
        )

    def _numbers(self, numbers: Sequence[float]) -> list[tuple[str, int, str]]:
        """Patience and rapport: what each is called, how much of a hundred, and the same without figures."""
        from simulator.report.charts import HIGH, LOW

        named = zip((self.t("call.coach.patience"), self.t("call.coach.rapport")), numbers, strict=True)
        how = {value: "low" if value < LOW else "high" if value > HIGH else "middling" for value in numbers}
        return [(name, round(value), self.t(f"report.pictures.{how[value]}")) for name, value in named]

    def _head(self, moment: "Moment") -> str:
        state, t = moment.state, self.t
        model = state.opened.model
        played = [t("call.played_offline") if model == "offline" else t("call.played_model", model=model)]
        if state.relieved or state.failures:
            played.append(t("call.relieved" if state.relieved else "call.stood_in"))
        invented = f"{t('call.invented')} " if state.persona.invented else ""
        manner = f"{state.persona.first_name} {t(f'call.manner.{state.mood.manner}')}"
        return pieces.piece(
            "caller",
            t=t,
            p=state.persona,
            portrait=portrait(state.persona, 168),
            manner=t("call.over") if state.over else manner,
            played=f"{invented}{'; '.join(played)}",
            numbers=self._numbers(state.numbers) if state.numbers else (),
        )


class Aloud:
    """What a screen reader is told of a reply: whole sentences, all of them, and each once, however many come at once.

    aloud.more(("Nights.", "I read the board first."))   ->  "Dana: Nights. I read the board first."
    aloud.rest("Nights. I read the board first.")        ->  ""
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._told: tuple[str, ...] = ()

    def more(self, sentences: tuple[str, ...]) -> str:
        """What has come since; nothing if that is nothing."""
        if sentences[: len(self._told)] != self._told:
            self._told = ()  # somebody else took the turn, and began anew
        new, first = sentences[len(self._told) :], not self._told
        self._told = sentences
        return self._named(" ".join(new), first=first)

    def rest(self, reply: str) -> str:
        """What of the whole reply was not told yet: all of one that came whole."""
        said = " ".join(self._told)
        if not said or not reply.startswith(said):
            return self._named(reply, first=True)
        return reply[len(said) :].strip()

    def _named(self, words: str, *, first: bool) -> str:
        return f"{self._name}: {words}" if words and first else words
