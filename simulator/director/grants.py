"""What a turn has earned: how many words, what may be told, what must not be said, and what is asked back.

Never more than rapport and the time that is left allow, whatever the act.
"""

from simulator.director.mood import Given, Heard, Mood, Planned
from simulator.director.stage import Act, AskBack, Break, Manner, MustNot, Promise, Tellable
from simulator.director.table import Situation
from simulator.director.weights import Weights
from simulator.observation import Kind

_ANSWERS = frozenset({Act.ANSWER, Act.TELL_STORY, Act.ANSWER_SHORTLY})
BEARS_A_BREAK = _ANSWERS | {Act.ACKNOWLEDGE, Act.SMALL_TALK, Act.POINT_TO_PUBLIC, Act.CORRECT}
"""Acts before which somebody may come to the door. Nothing cuts into a refusal, a name or a goodbye."""

_PROMISES: dict[Act, Promise] = {
    Act.OFFER_INTRODUCTION: "introduction",
    Act.INVITE_RESUME: "read_resume",
    Act.OPEN_DOOR: "talk_of_openings",
    Act.KEEP_IN_TOUCH: "stay_in_touch",
}
_UNWILLING: frozenset[Manner] = frozenset({"cool", "impatient"})


def budget(act: Act, mood: Mood, left: float, heard: Heard, w: Weights, broken_into: Break | None) -> int:
    """How many words, never more than there is time for in the `left` seconds."""
    match act:
        case Act.ANSWER:
            most = w.words.answer + (w.words.answer_at_full_rapport - w.words.answer) * mood.rapport / 100
        case Act.TELL_STORY:
            most = float(w.words.story)
        case Act.ANSWER_SHORTLY:
            most = float(w.words.answer_shortly)
        case Act.INVITE_RESUME | Act.OPEN_DOOR:
            most = float(w.words.invitation)
        case _:
            most = float(w.words.brief)
    if broken_into:
        most += w.words.event
    room = max(left / 60 * heard.words_per_minute, w.words.answer_shortly)
    return int(min(most, room))


def may_tell(act: Act, mood: Mood, heard: Heard, w: Weights) -> tuple[Tellable, ...]:
    """What of the persona's private side may be told on this turn."""
    may: list[Tellable] = []
    if act in _ANSWERS:
        if mood.rapport >= w.earned.opinions:
            may.append("opinions")
        if act is Act.TELL_STORY:
            may.append("stories")
        if heard.has(Kind.INVITED_JOB_TALK):
            may.append("hiring")
    if act is Act.OFFER_INTRODUCTION:
        may.append("contacts")
    if act is Act.OPEN_DOOR:
        may.append("hiring")
    return tuple(may)


def must_not(act: Act, may: tuple[Tellable, ...], asks: AskBack | None) -> tuple[MustNot, ...]:
    """What must not be said on this turn."""
    banned: dict[MustNot, bool] = {
        "offer_work": True,
        "invite_resume": act is not Act.INVITE_RESUME,
        "talk_of_openings": "hiring" not in may,
        "introduce": "contacts" not in may,
        "tell_stories": "stories" not in may,
        "give_opinions": "opinions" not in may,
        "ask_back": asks is None,
        "begin_anew": act in {Act.CLOSE, Act.HANG_UP},
    }
    return tuple(what for what, is_banned in banned.items() if is_banned)


def asked_back(now: Situation, act: Act, left: float) -> AskBack | None:
    """What the learner is asked about themselves, if anything: their part of the introduction, or out of interest."""
    mood, w = now.mood, now.w
    if mood.phase == "closing" or mood.manner == "impatient":
        return None
    if act is Act.ACKNOWLEDGE and mood.questions == 0 and mood.asked_back == 0:
        # an introduction that leaves out what everybody would want to know
        if "background" in mood.known and "direction" not in mood.known:
            return "ask_direction"
        if "direction" in mood.known and "purpose" not in mood.known:
            return "ask_purpose"
        return None
    if act not in _ANSWERS:
        return None
    if not mood.known and mood.questions == 1 and mood.asked_back == 0 and now.heard.has(Kind.QUESTION):
        return "ask_background"
    rules = w.ask_back
    interested = mood.manner not in _UNWILLING and mood.manner != "neutral"
    due = mood.questions % rules.every_questions == 0 and now.heard.has(Kind.QUESTION)
    rested = not mood.asked_back_on or mood.turns - mood.asked_back_on >= rules.turns_between
    if interested and due and rested and mood.asked_back < rules.most and left >= rules.seconds:
        return "ask_back"
    return None


def breaks_in(mood: Mood, act: Act, heard: Heard, w: Weights) -> tuple[Break | None, tuple[Planned, ...]]:
    """What breaks in on this turn, and what then still lies ahead. `mood` is the one after the turn."""
    ahead = mood.ahead
    if not ahead or mood.turns < ahead[0].turn or act not in BEARS_A_BREAK or mood.phase == "closing":
        return None, ahead
    first, *rest = ahead
    if heard.left - first.what.minutes_taken * 60 < w.breaks.seconds_after:
        return None, tuple(rest)  # it would leave no call to speak of: the time for it has passed
    return first.what, tuple(rest)


def promised(act: Act, mood: Mood, manner: Manner) -> tuple[Promise, ...]:
    """All that was held out to the learner by now. Cool words about a note are none."""
    promise = _PROMISES.get(act)
    if promise is None or promise in mood.promised or (promise == "stay_in_touch" and manner in _UNWILLING):
        return mood.promised
    return (*mood.promised, promise)


def given(may: tuple[Tellable, ...], before: Given) -> Given:
    """The count of what was told, with this turn."""
    counts = before.model_dump()
    return Given(**{what: count + (what in may) for what, count in counts.items()})
