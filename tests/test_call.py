"""One call, from the learner's words to the log: with the built-in professional, and with a model that misbehaves."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from simulator.call import Call, Calls, Moment
from simulator.errors import CallBusy, CallOver, InputError, StoreError, UnknownCall
from simulator.events import Ended, Event, Heard, ModelFailed, Opened, Replied, Said
from simulator.observation import Kind, Observation
from simulator.observer.offline import OfflineObserver
from simulator.persona import catalogue
from simulator.scoring import score
from simulator.settings import Settings
from simulator.store import MemoryLog, Store
from tests.openai_server import Cut, OpenAIServer, Silence, Status, Words

DANA = catalogue()["dana-okafor"]


def config(server: OpenAIServer | None = None, **more: object) -> Settings:
    base = {
        "base_url": server.base_url if server else None,
        "api_key": "sk-test",
        "first_token_seconds": 0.6,
        "reply_seconds": 3,
        "retries": 0,
    }
    return Settings(_env_file=None, **{**base, **more})  # type: ignore[arg-type]


async def listened(call: Call) -> Moment:
    async for moment in call.follow():
        last = moment
    return last


async def joined(calls: Calls, **how: object) -> Call:
    call = calls.open(DANA, seed=1, **how)  # type: ignore[arg-type]
    await call.resume()
    await listened(call)
    return call


def kinds(log: list[Event]) -> list[str]:
    return [event.kind for event in log]


async def test_a_turn_goes_through_the_whole_flow_and_every_step_is_logged(tmp_path: Path) -> None:
    store = Store(tmp_path)
    call = await joined(Calls(store, config()))
    await call.say("Hi Dana, I'm a second-year logistics student. What surprised you most about moving into food?")
    await listened(call)
    await call.hang_up()
    log = store.read(call.id)
    assert kinds(log) == ["opened", "replied", "said", "heard", "replied", "ended"]
    heard = next(event for event in log if isinstance(event, Heard))
    assert Kind.QUESTION in {observation.kind for observation in heard.observations}
    assert heard.stage.act is not None
    assert [turn.speaker for turn in call.state.turns] == ["professional", "learner", "professional"]
    assert all(turn.by == "offline" for turn in call.state.turns if turn.speaker == "professional")


async def test_the_learners_turn_is_on_disk_before_it_is_answered(tmp_path: Path, openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Dana Okafor."), Silence())
    store = Store(tmp_path)
    call = await joined(Calls(store, config(openai_server)), model="openai:m")
    await call.say("What does a good day look like?")
    while len(openai_server.requests) < 2:
        await asyncio.sleep(0.01)
    assert kinds(Store(tmp_path).read(call.id))[-2:] == ["said", "heard"]
    await listened(call)


async def test_another_process_picks_the_call_up_where_it_was_and_answers_what_was_unanswered(tmp_path: Path) -> None:
    store = Store(tmp_path)
    call = await joined(Calls(store, config()))
    # the process dies between the learner's words and everything after them
    store.append(call.id, 2, Said(text="How did you get started?"))
    again = Calls(Store(tmp_path), config()).get(call.id)
    assert not again.state.answered
    await again.resume()
    await listened(again)
    assert [turn.speaker for turn in again.state.turns] == ["professional", "learner", "professional"]
    assert again.state.turns[:1] == call.state.turns


async def test_a_model_plays_the_professional_and_the_log_says_so(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Dana Okafor."), Words("I started on a loading dock. Nights, mostly."))
    log = MemoryLog()
    call = await joined(Calls(log, config(openai_server)), model="openai:m")
    await call.say("How did you start?")
    moment = await listened(call)
    assert moment.notice is None
    replied = [event for event in log.read(call.id) if isinstance(event, Replied)]
    assert replied[1].text == "I started on a loading dock. Nights, mostly."
    assert replied[1].by == "openai:m"
    assert replied[1].request is not None
    assert replied[1].request.purpose == "reply"
    assert replied[1].request.tokens_in == 100  # as the server counted
    assert not replied[1].request.tokens_estimated


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Status(500), id="the server fails"),
        pytest.param(Silence(), id="the server is silent"),
        pytest.param(Cut("I started on a loading"), id="the stream is cut in mid-sentence"),
        pytest.param(Words(""), id="the reply is empty"),
    ],
)
async def test_when_the_model_fails_the_understudy_takes_the_line_and_nothing_is_lost(
    openai_server: OpenAIServer, fault: object
) -> None:
    openai_server.plays(Words("Dana Okafor."), fault, Words("As I was saying."))  # type: ignore[arg-type]
    log = MemoryLog()
    call = await joined(Calls(log, config(openai_server)), model="openai:m")
    await call.say("How did you start?")
    moment = await listened(call)
    assert moment.notice is not None
    assert "built-in professional took this turn" in moment.notice
    turn = call.state.turns[-1]
    assert (turn.speaker, turn.by) == ("professional", "offline")
    assert turn.text
    failed = next(event for event in log.read(call.id) if isinstance(event, ModelFailed))
    assert failed.reason
    await call.say("And then?")
    moment = await listened(call)
    assert moment.notice is None
    assert call.state.turns[-1].by == "openai:m"


async def test_speaking_while_the_professional_speaks_is_refused_and_changes_nothing(
    openai_server: OpenAIServer,
) -> None:
    openai_server.plays(Words("Dana Okafor."), Words("One. Two. Three.", seconds_between=0.1))
    log = MemoryLog()
    call = await joined(Calls(log, config(openai_server)), model="openai:m")
    await call.say("How did you start?")
    before = kinds(log.read(call.id))
    with pytest.raises(CallBusy, match="still speaking"):
        await call.say("And another thing")
    assert kinds(log.read(call.id)) == before
    await listened(call)
    assert call.state.turns[-1].text == "One. Two. Three."


async def test_hanging_up_in_mid_reply_keeps_what_was_said_and_twice_changes_nothing(
    openai_server: OpenAIServer,
) -> None:
    openai_server.plays(
        Words("Dana Okafor."),
        Words("First sentence. Second sentence never ends " + "on and " * 40, seconds_between=0.05),
    )
    log = MemoryLog()
    call = await joined(Calls(log, config(openai_server)), model="openai:m")
    await call.say("How did you start?")
    async for moment in call.follow():
        if moment.sentences:
            break
    await call.hang_up()
    await call.hang_up()
    events = log.read(call.id)
    assert kinds(events)[-2:] == ["replied", "ended"]
    assert call.state.turns[-1].text == "First sentence."
    assert isinstance(events[-2], Replied)
    assert events[-2].interrupted
    with pytest.raises(CallOver):
        await call.say("Hello?")


async def test_nobody_who_stops_watching_stops_the_reply(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Dana Okafor."), Words("One here. Two here. Three here.", seconds_between=0.05))
    call = await joined(Calls(MemoryLog(), config(openai_server)), model="openai:m")
    await call.say("How did you start?")
    async for _ in call.follow():
        break
    await listened(call)
    assert call.state.turns[-1].text == "One here. Two here. Three here."


async def test_the_third_ask_ends_the_call_and_the_log_says_who_ended_it() -> None:
    call = await joined(Calls(MemoryLog(), config()), minutes=30)
    for ask in (
        "Are you hiring right now?",
        "Could you refer me for a job at Northwind?",
        "Come on, just get me an interview with your boss.",
    ):
        if not call.state.over:
            await call.say(ask)
            await listened(call)
    assert call.state.ended_by == "professional"


async def test_the_hard_stop_is_kept() -> None:
    call = await joined(Calls(MemoryLog(), config()), minutes=1)
    turns = 0
    while not call.state.over:
        turns += 1
        assert turns < 20
        await call.say(f"What was the hardest thing about year {turns} for you, and what did you do about it then?")
        await listened(call)
    assert call.state.ended_by == "time"


class _FullDisk(MemoryLog):
    full = False

    def append(self, call: str, seq: int, event: Event) -> None:
        if self.full and isinstance(event, Replied):
            raise StoreError("call log: database or disk is full")
        super().append(call, seq, event)


async def test_a_log_that_can_not_be_written_is_told_and_the_reply_can_be_asked_for_again() -> None:
    log = _FullDisk()
    call = await joined(Calls(log, config()))
    log.full = True
    await call.say("How did you start?")
    moment = await listened(call)
    assert moment.notice is not None
    assert "disk is full" in moment.notice
    assert not call.state.answered
    log.full = False
    await call.resume()
    moment = await listened(call)
    assert moment.notice is None
    assert call.state.answered


async def test_a_call_whose_model_is_gone_goes_on_with_the_built_in_professional(
    tmp_path: Path, openai_server: OpenAIServer
) -> None:
    openai_server.plays(Words("Dana Okafor."))
    call = await joined(Calls(Store(tmp_path), config(openai_server)), model="openai:m")
    keyless = Settings(_env_file=None, base_url=None, api_key=None)  # type: ignore[call-arg]
    again = Calls(Store(tmp_path), keyless).get(call.id)
    assert again.moment.notice is not None
    await again.say("How did you start?")
    await listened(again)
    assert again.state.turns[-1].by == "offline"


def test_an_unknown_call_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(UnknownCall):
        Calls(Store(tmp_path), config()).get("no-such-call")


def test_a_call_is_its_log_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="begins with opened"):
        from simulator.events import replay

        replay([Ended(by="learner")])


def test_the_first_event_holds_all_that_the_call_was_started_with() -> None:
    log = MemoryLog()
    call = Calls(log, config()).open(DANA, minutes=12, seed=7)
    first = log.read(call.id)[0]
    assert isinstance(first, Opened)
    assert (first.minutes, first.seed, first.model, first.persona) == (12, 7, "offline", DANA)


async def test_html_emoji_and_another_script_survive_the_log(tmp_path: Path) -> None:
    call = await joined(Calls(Store(tmp_path), config()))
    said = "<script>alert(1)</script> \U0001f680 שלום — what's your day like?"
    await call.say(said)
    await listened(call)
    assert Calls(Store(tmp_path), config()).get(call.id).state.turns[1].text == said


async def test_a_fault_of_ours_ends_the_reply_and_not_the_call(caplog: pytest.LogCaptureFixture) -> None:
    call = await joined(Calls(MemoryLog(), config()))

    class Broken(OfflineObserver):
        def observe(self, *_: object) -> list[Observation]:
            raise ZeroDivisionError("a fault")

    listening, call.observer = call.observer, Broken()
    await call.say("How did you start?")
    moment = await listened(call)
    assert moment.notice is not None
    assert "fault in this program" in moment.notice
    await asyncio.sleep(0)
    assert "ZeroDivisionError" in caplog.text
    call.observer = listening
    await call.resume()
    assert (await listened(call)).notice is None
    assert call.state.turns[-1].speaker == "professional"


async def test_a_turn_from_a_window_that_is_behind_is_refused_and_nothing_is_doubled() -> None:
    log = MemoryLog()
    calls = Calls(log, config())
    call = await joined(calls)
    shown_in_both = call.state.place
    await call.say("How did you start?", seen=shown_in_both)
    await listened(call)
    with pytest.raises(CallBusy, match="another window"):
        await calls.get(call.id).say("What is a day like?", seen=shown_in_both)
    assert [event.text for event in log.read(call.id) if isinstance(event, Said)] == ["How did you start?"]
    await call.say("And then?", seen=call.state.place)
    await listened(call)


async def test_the_same_words_said_again_from_the_same_place_are_taken_once() -> None:
    log = MemoryLog()
    call = await joined(Calls(log, config()))
    place = call.state.place
    await call.say("How did you start?", seen=place)
    await call.say(" How did you start? ", seen=place)  # a page that did not hear whether it was heard
    await listened(call)
    await call.say("How did you start?", seen=place)
    assert [event.text for event in log.read(call.id) if isinstance(event, Said)] == ["How did you start?"]
    assert [turn.speaker for turn in call.state.turns] == ["professional", "learner", "professional"]
    with pytest.raises(CallBusy, match="another window"):
        await call.say("How did you start?", seen="0.0.on")


async def test_words_whose_reply_was_lost_are_answered_when_they_are_said_again() -> None:
    log = MemoryLog()
    call = await joined(Calls(log, config()))
    place = call.state.place
    await call.say("How did you start?", seen=place)
    await call.let_go()
    picked_up = Calls(log, config()).get(call.id)
    await picked_up.say("How did you start?", seen=place)
    await listened(picked_up)
    assert [turn.speaker for turn in picked_up.state.turns] == ["professional", "learner", "professional"]


async def test_the_call_of_another_person_and_a_deleted_one_are_both_unknown(tmp_path: Path) -> None:
    calls = Calls(Store(tmp_path), config())
    call = await joined(calls, owner="ana")
    assert calls.get(call.id, "ana") is call
    with pytest.raises(UnknownCall) as of_another:
        calls.get(call.id, "ben")
    with pytest.raises(UnknownCall):
        await calls.delete(call.id, "ben")
    await calls.delete(call.id, "ana")
    with pytest.raises(UnknownCall) as deleted:
        calls.get(call.id, "ana")
    assert str(of_another.value) == str(deleted.value)


async def test_who_still_holds_a_deleted_call_can_not_bring_it_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    call = await joined(Calls(store, config()))
    await Calls(Store(tmp_path), config()).delete(call.id)
    with pytest.raises(UnknownCall, match="deleted"):
        await call.say("Hello?")
    assert store.count() == 0


async def test_all_calls_of_one_person_can_be_deleted_and_nobody_elses(tmp_path: Path) -> None:
    calls = Calls(Store(tmp_path), config())
    mine = [await joined(calls, owner="ana"), await joined(calls, owner="ana")]
    other = await joined(calls, owner="ben")
    await mine[0].say("How did you start?")  # and is being answered
    assert await calls.delete_all("ana") == 2
    assert Store(tmp_path).ids() == [other.id]


async def test_what_another_process_added_is_seen_when_the_call_is_asked_for(tmp_path: Path) -> None:
    here, there = Calls(Store(tmp_path), config()), Calls(Store(tmp_path), config())
    call = await joined(here)
    other = there.get(call.id)
    await other.hang_up()
    assert here.get(call.id).state.over


def an_hour_ago(log: MemoryLog, call: Call) -> None:
    """The same call, its phone picked up an hour earlier."""
    first, *rest = log.read(call.id)
    log.delete([call.id])
    for seq, event in enumerate([first, *rest]):
        log.append(call.id, seq, event.model_copy(update={"at": event.at - timedelta(hours=1)}))


async def test_calls_that_come_out_of_the_log_share_the_catalogues_people_and_keep_their_own(tmp_path: Path) -> None:
    store = Store(tmp_path)
    own = DANA.model_copy(update={"title": "Chief of Apples"})
    calls = [Calls(store, config()).open(persona, seed=1) for persona in (DANA, own)]
    known, unknown = (Calls(store, config()).get(call.id).state.persona for call in calls)
    assert known is catalogue()["dana-okafor"]
    assert unknown == own


async def test_a_phone_that_slept_for_an_hour_finds_the_line_dead_and_the_words_unsent() -> None:
    log = MemoryLog()
    call = await joined(Calls(log, config()), timing="real")
    an_hour_ago(log, call)
    again = Calls(log, config()).get(call.id)
    with pytest.raises(CallOver, match="hung up"):
        await again.say("Are you still there?")
    assert again.state.ended_by == "time"
    assert not [event for event in log.read(call.id) if isinstance(event, Said)]


async def test_by_speech_time_an_hour_of_sleep_costs_nothing() -> None:
    log = MemoryLog()
    call = await joined(Calls(log, config()))
    an_hour_ago(log, call)
    again = Calls(log, config()).get(call.id)
    assert not await again.tick()
    await again.say("Are you still there?")
    await listened(again)
    assert again.elapsed() < 60


async def test_on_the_real_clock_a_line_on_which_nobody_speaks_is_held_a_minute_past_the_time() -> None:
    log = MemoryLog()
    call = await joined(Calls(log, config()), timing="real")
    assert not await call.tick()
    assert await call.tick(call.state.opened.at + timedelta(minutes=17))
    assert call.moment.notice is not None
    assert "silent" in call.moment.notice


async def test_a_clock_that_is_set_back_does_not_run_backwards() -> None:
    call = await joined(Calls(MemoryLog(), config()), timing="real")
    assert call.elapsed(call.state.opened.at - timedelta(hours=1)) == call.state.now


async def test_with_the_coach_beside_them_the_learner_sees_numbers_and_the_transcript_says_so() -> None:
    call = await joined(Calls(MemoryLog(), config()))
    assert call.state.numbers is None
    call.coach(True)
    assert call.state.numbers == (call.state.mood.patience, call.state.mood.rapport)
    call.coach(False)
    assert call.state.numbers is None
    assert call.state.transcript("c").coached


async def test_a_drill_is_five_minutes_and_unknown_ones_are_refused() -> None:
    calls = Calls(MemoryLog(), config())
    call = await joined(calls, drill="introduction", minutes=30)
    assert call.state.opened.minutes == 5
    assert call.state.transcript("c").drill == "introduction"
    with pytest.raises(InputError, match="there are introduction, questions, leaving"):
        calls.open(DANA, drill="juggling")


async def test_news_is_kept_after_the_call_and_not_before_its_end() -> None:
    call = await joined(Calls(MemoryLog(), config()))
    with pytest.raises(CallBusy):
        call.update("I took the job.", weeks_after=3)
    await call.hang_up()
    call.update("I took the job.", weeks_after=3)
    assert call.state.update is not None
    assert call.state.update.weeks_after == 3


async def test_what_a_call_was_worth_is_kept_once() -> None:
    log = MemoryLog()
    call = await joined(Calls(log, config()))
    for words in ("Hi, I'm Sam, a student of logistics.", "What surprised you most?"):
        await call.say(words)
        await listened(call)
    card = score(call.state.transcript(call.id), name=call.id, persona=DANA)
    call.keep_grades(card)
    assert call.state.graded is None  # it is not over
    await call.hang_up()
    card = score(call.state.transcript(call.id), name=call.id, persona=DANA)
    call.keep_grades(card)
    call.keep_grades(card)
    assert kinds(log.read(call.id)).count("graded") == 1
    assert call.state.graded is not None
    assert call.state.graded.grades["follow_through"] is None
    assert call.state.graded.overall is not None
    assert card.overall is not None
    assert call.state.graded.overall.points == card.overall.points
