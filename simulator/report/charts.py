"""What the pictures of a call show, beside each the same in words.

pictures_of(transcript, persona, card, None, say)[0]
->  PictureView(key="talk", title="Who spoke when", svg="<svg ...", said="You spoke 32 % of the time. ...", ...)
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from simulator.clock import Timeline, timeline_of
from simulator.course import Course, course
from simulator.grading.question_form import Theme, form_of
from simulator.grading.scorecard import Scorecard
from simulator.observation import Kind, Observation
from simulator.persona import Persona
from simulator.report import pictures
from simulator.report.marks import TONES, minutes_and_seconds, tone
from simulator.report.plainly import when_of
from simulator.texts import Texts
from simulator.transcript import Transcript

MOST_MOMENTS = 4
"""How many of the moments that moved the professional are told of."""
MOST_KINDS = 3
"""How many kinds are told of with a moment."""
LEAST_MOVE = 4.0
"""Points of patience and rapport together, below which a turn moved nothing worth telling."""
HARDLY = 3.0
"""Points; a change up to so much is none."""
LOW, HIGH = 35.0, 65.0
"""Points of patience or rapport, below and above which a word for them is low or high."""
MANY = 4
"""Questions of one sort, from which on they are called many."""
_LONG = ((8.0, "brief"), (40.0, "while"), (float("inf"), "length"))
"""Seconds of a turn, up to which it counts as what."""


@dataclass(frozen=True)
class Moved:
    """One of the learner's turns that moved the professional. Changes are points of 100."""

    number: int
    turn: int
    minute: float
    patience: float
    rapport: float
    kinds: tuple[str, ...]
    quote: str

    @property
    def size(self) -> float:
        """How much it moved, both together."""
        return abs(self.patience) + abs(self.rapport)


@dataclass(frozen=True)
class PictureView:
    """A picture and its equivalent in words."""

    key: str
    title: str
    svg: Markup
    said: str
    said_plainly: str
    """The same without figures."""
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    heads_plainly: tuple[str, ...]
    rows_plainly: tuple[tuple[str, ...], ...]
    """The table without figures."""
    moments: tuple[Moved, ...] = ()


def pictures_of(
    transcript: Transcript, persona: Persona, card: Scorecard, moods: Course | None, say: Texts
) -> tuple[PictureView, ...]:
    """The pictures of a call; none of a call in which nobody spoke."""
    if not transcript.learner_turns:
        return ()
    timeline = timeline_of(transcript, persona)
    return (
        _talk(timeline, persona, card, say),
        _moods(timeline, transcript, persona, card, moods or course(transcript, persona, card.observations), say),
        _questions(card, say),
    )


def _talk(timeline: Timeline, persona: Persona, card: Scorecard, say: Texts) -> PictureView:
    percent = round(100 * card.time.learner_share)
    you, they = say("report.you"), persona.first_name
    plainly = (
        say("report.pictures.talk_plain_listening", name=they)
        if percent < pictures.LISTENING
        else say("report.pictures.talk_plain_talking", name=they)
    )
    late = [say("report.pictures.overrun")] if timeline.elapsed > timeline.agreed else []
    return PictureView(
        key="talk",
        title=say("report.pictures.talk_title"),
        svg=_svg(pictures.talk_share(timeline, you, they, say("report.pictures.minutes"), _ends(say))),
        said=" ".join([say("report.pictures.talk", share=percent), *late]),
        said_plainly=" ".join([plainly, *late]),
        heads=tuple(say(f"report.pictures.{head}") for head in ("turn", "who", "from", "seconds")),
        rows=tuple(
            (
                str(spoken.turn),
                you if spoken.speaker == "learner" else they,
                minutes_and_seconds(spoken.start),
                str(round(spoken.seconds)),
            )
            for spoken in timeline.spoken
        ),
        heads_plainly=tuple(say(f"report.pictures.{head}") for head in ("who", "when", "how_long")),
        rows_plainly=tuple(
            (
                you if spoken.speaker == "learner" else they,
                when_of(timeline, spoken.turn, say),
                say(f"report.pictures.long.{next(word for until, word in _LONG if spoken.seconds < until)}"),
            )
            for spoken in timeline.spoken
        ),
    )


def _ends(say: Texts) -> tuple[str, str]:
    return say("report.pictures.from_start"), say("report.pictures.to_end")


def _moods(
    timeline: Timeline, transcript: Transcript, persona: Persona, card: Scorecard, moods: Course, say: Texts
) -> PictureView:
    start, end = moods.start, moods.end
    moments = _moments(timeline, transcript, card, moods, say)
    marks = {moment.turn: moment.number for moment in moments}
    points = (
        pictures.MoodAt(0, start.patience, start.rapport),
        *(
            pictures.MoodAt(
                timeline.spoken[step.turn].end / 60, step.mood.patience, step.mood.rapport, marks.get(step.turn)
            )
            for step in moods.steps
        ),
    )
    words = ("patience", "rapport", "high", "low", "minutes")
    svg = pictures.moods(points, *(say(f"report.pictures.{word}") for word in words), ends=_ends(say))
    rows = [
        (say("report.pictures.greeting"), f"{start.patience:.0f}", f"{start.rapport:.0f}"),
        *((str(step.turn), f"{step.mood.patience:.0f}", f"{step.mood.rapport:.0f}") for step in moods.steps),
    ]
    return PictureView(
        key="moods",
        title=say("report.pictures.mood_title", name=persona.first_name),
        svg=_svg(svg),
        said=say(
            "report.pictures.mood",
            patience_was=f"{start.patience:.0f}",
            patience_is=f"{end.patience:.0f}",
            rapport_was=f"{start.rapport:.0f}",
            rapport_is=f"{end.rapport:.0f}",
        ),
        said_plainly=say(
            "report.pictures.mood_plain",
            patience=_went(end.patience - start.patience, say),
            rapport=_went(end.rapport - start.rapport, say),
        ),
        heads=tuple(say(f"report.pictures.{head}") for head in ("turn", "patience", "rapport")),
        rows=tuple(rows),
        heads_plainly=tuple(say(f"report.pictures.{head}") for head in ("when", "patience", "rapport")),
        rows_plainly=(
            (say("report.pictures.greeting"), _high(start.patience, say), _high(start.rapport, say)),
            *(
                (
                    when_of(timeline, step.turn, say),
                    _high(step.mood.patience, say),
                    _high(step.mood.rapport, say),
                )
                for step in moods.steps
            ),
        ),
        moments=moments,
    )


def _moments(
    timeline: Timeline, transcript: Transcript, card: Scorecard, moods: Course, say: Texts
) -> tuple[Moved, ...]:
    """The turns that moved the professional most, in the order of the call."""
    before, found = moods.start, []
    for step in moods.steps:
        patience, rapport = step.mood.patience - before.patience, step.mood.rapport - before.rapport
        here = [seen for seen in card.observations if seen.turn == step.turn]
        found.append(
            Moved(
                number=0,
                turn=step.turn,
                minute=timeline.spoken[step.turn].end / 60,
                patience=patience,
                rapport=rapport,
                kinds=tuple(say(f"report.kinds.{kind.value}") for kind in _telling(here)),
                quote=here[0].quote if here else transcript.turns[step.turn].text,
            )
        )
        before = step.mood
    largest = sorted((each for each in found if each.size >= LEAST_MOVE), key=lambda each: -each.size)[:MOST_MOMENTS]
    in_order = sorted(largest, key=lambda each: each.turn)
    return tuple(
        Moved(number, each.turn, each.minute, each.patience, each.rapport, each.kinds, each.quote)
        for number, each in enumerate(in_order, 1)
    )


def _telling(seen: Sequence[Observation]) -> list[Kind]:
    """What was observed in a turn, the gravest first; that it held a question, too, is no news."""
    kinds = dict.fromkeys(one.kind for one in seen)
    return sorted(kinds, key=lambda kind: TONES.index(tone(kind)))[:MOST_KINDS]


def _questions(card: Scorecard, say: Texts) -> PictureView:
    forms = [form_of(seen.quote) for seen in card.observations if seen.kind is Kind.QUESTION]
    # the themes that are good to ask about are shown even where nobody asked: the gap is the news
    asked_about = {form.theme for form in forms}
    themes = [theme for theme in Theme if theme not in {Theme.OTHER, Theme.FACT} or theme in asked_about]
    asked = tuple(
        pictures.Asked(
            say(f"report.themes.{theme.value}"),
            open=sum(form.is_open for form in forms if form.theme is theme),
            closed=sum(not form.is_open for form in forms if form.theme is theme),
        )
        for theme in themes
    )
    opened, closed = say("report.pictures.open"), say("report.pictures.closed")
    return PictureView(
        key="questions",
        title=say("report.pictures.questions_title"),
        svg=_svg(pictures.questions(asked, opened, closed)),
        said=_asked(len(forms), sum(form.is_open for form in forms), say),
        said_plainly=_asked_plainly(len(forms), sum(form.is_open for form in forms), say),
        heads=(say("report.pictures.theme"), opened, closed),
        rows=tuple((one.theme, str(one.open), str(one.closed)) for one in asked),
        heads_plainly=(say("report.pictures.theme"), opened, closed),
        rows_plainly=tuple((one.theme, _how_many(one.open, say), _how_many(one.closed, say)) for one in asked),
    )


def _asked(count: int, opened: int, say: Texts) -> str:
    if not count:
        return say("report.pictures.questions.none")
    if count == 1:
        return say("report.pictures.questions.one_open" if opened else "report.pictures.questions.one_closed")
    if not opened:
        return say("report.pictures.questions.none_open", count=count)
    return say("report.pictures.questions.several", count=count, open=opened)


def _asked_plainly(count: int, opened: int, say: Texts) -> str:
    if count < 2:
        return _asked(count, opened, say)
    how = "all" if opened == count else "none" if not opened else "most" if opened * 2 > count else "some"
    return say(f"report.pictures.questions_plainly.{how}")


def _how_many(count: int, say: Texts) -> str:
    how = "none" if not count else "one" if count == 1 else "few" if count < MANY else "many"
    return say(f"report.pictures.how_many.{how}")


def _high(points: float, say: Texts) -> str:
    how = "low" if points < LOW else "high" if points > HIGH else "middling"
    return say(f"report.pictures.{how}")


def _went(change: float, say: Texts) -> str:
    return say(f"report.pictures.went.{'flat' if abs(change) <= HARDLY else 'up' if change > 0 else 'down'}")


def _svg(picture: str) -> Markup:
    # matplotlib escapes what it is given, and names are escaped where they go in; nothing else is in the picture
    return Markup(picture)  # noqa: S704
