"""Asks for work: which turns hold one, of what kind, and which only sound like it."""

import pytest

from simulator.observation import UNINVITED_ASKS, Kind
from simulator.transcript import Preparation
from tests.observer.persona import kinds

DIRECT = {
    "plain": "Are you hiring at the moment?",
    "texting": "r u guys hiring atm",
    "organisation_by_name": "Is Corbel & Finch looking to recruit this year?",
    "vacancy": "Do you have any vacancies in the workshop?",
    "hire_me": "Honestly, just hire me and see.",
    "refer": "Could you refer me to the people who run the spring intake?",
    "good_word": "Would you put in a good word for me with your partners?",
    "interview": "Any chance you could get me an interview?",
    "hedged": "I hope this isn't awkward, but would you maybe consider me for the team?",
    "joked": "So when do I start? Only half joking.",
    "for_a_brother": "My brother lays bricks. Could you take him on for the season?",
    "reference": "Could you write me a reference for the guild?",
    "vouch": "Would you vouch for me if they ring?",
    "in_a_long_turn": "I loved the part about the drying. My gran had a damp wall too. Anyway, do you have a job for me, yes or no?",
    "after_a_bluff": "I promised not to ask for work. I'll ask for an internship instead.",
}
VEILED = {
    "team_like_yours": "I'd love to work on a team like yours one day.",
    "keep_in_mind": "Please keep me in mind if something opens up.",
    "when_it_opens": "If a bench ever comes free, you know where I am.",
    "heads_up": "Could you let me know when the next position comes up?",
    "who_hires": "Who does the hiring for the workshop?",
    "recruiter": "Could you introduce me to the hiring manager?",
    "fit": "I think I'd fit right in with your people.",
    "need_a_hand": "If you ever need an extra pair of hands, I'm around.",
    "somebody_like_me": "You could use someone like me on the scaffolds.",
}
RESUME = {
    "send": "Can I send you my CV?",
    "attached": "My résumé is attached to the invite.",
    "look_over": "Would you mind looking over my resume?",
    "pass_on": "Could you pass my CV to your partners?",
    "here_it_is": "Here's my cv, it's two pages.",
}
TEMPTING = {
    "how_they_hire": "What do you look for when you hire apprentices?",
    "how_they_were_hired": "How did you get hired at the coastal authority?",
    "field_at_large": "Is the field hiring these days?",
    "way_in": "What would I need to show to be considered by a workshop?",
    "cv_advice": "What should a stonemason put on a CV?",
    "quoted": 'A friend said "just ask her for a job", which made me laugh.',
    "told_to_ask": "My uncle told me to ask you for a placement, and I said no.",
    "others_ask": "Do people ask you for jobs all the time?",
    "denied": "I'm not asking for a job, only how you think about stone.",
    "already_placed": "I've already accepted a job in Lille, so I'm only curious.",
    "cannot_expect": "I know you can't give me a job.",
    "who_taught": "Who taught you to look at lime?",
    "team_question": "How big is the team on a roof like that?",
    "recruit_of_theirs": "What do new recruits get wrong in their first month?",
    "crossed_off": "I had a question about openings, but I crossed it off.",
    "interview_story": "What did they ask you in your interview at the authority?",
}


@pytest.mark.parametrize("text", DIRECT.values(), ids=DIRECT.keys())
def test_a_wish_spelled_out_is_a_direct_ask(text: str) -> None:
    assert Kind.DIRECT_JOB_ASK in kinds(text)


@pytest.mark.parametrize("text", VEILED.values(), ids=VEILED.keys())
def test_a_hint_is_a_veiled_ask_and_no_direct_one(text: str) -> None:
    heard = kinds(text)
    assert Kind.VEILED_JOB_ASK in heard
    assert Kind.DIRECT_JOB_ASK not in heard


@pytest.mark.parametrize("text", RESUME.values(), ids=RESUME.keys())
def test_paper_that_nobody_asked_for_is_pushed(text: str) -> None:
    assert Kind.RESUME_PUSH in kinds(text)


@pytest.mark.parametrize("text", TEMPTING.values(), ids=TEMPTING.keys())
def test_talk_about_work_is_not_an_ask_for_it(text: str) -> None:
    assert not kinds(text) & (UNINVITED_ASKS | {Kind.INVITED_JOB_TALK})


@pytest.mark.parametrize(
    "text", [DIRECT["plain"], VEILED["who_hires"], RESUME["send"]], ids=["direct", "veiled", "resume"]
)
def test_a_bare_ask_is_not_also_a_question(text: str) -> None:
    assert Kind.QUESTION not in kinds(text)


def test_two_asks_in_one_turn_are_two_asks() -> None:
    heard = kinds("Can I send you my CV? And could you get me an interview?")
    assert {Kind.RESUME_PUSH, Kind.DIRECT_JOB_ASK} <= heard


def test_an_ask_beside_a_question_leaves_the_question_standing() -> None:
    heard = kinds("How do you tell sound stone from rotten stone? And are you hiring?")
    assert {Kind.QUESTION, Kind.DIRECT_JOB_ASK} <= heard


INVITED = {
    "resume_asked_for": ("P: Send me your CV, I'd like to see the drawings on it.", "I'll send you my CV tonight."),
    "plain_yes": ("P: Send me your résumé, would you?", "Yes, of course, this evening."),
    "post_offered": ("P: We have a post open in the glass shop. Would you be interested?", "Yes please, very much."),
    "name_put_forward": ("P: I could put you forward for the spring intake.", "Would you? Please do."),
}


@pytest.mark.parametrize(("before", "text"), INVITED.values(), ids=INVITED.keys())
def test_after_an_invitation_it_is_job_talk(before: str, text: str) -> None:
    heard = kinds(text, before)
    assert Kind.INVITED_JOB_TALK in heard
    assert not heard & UNINVITED_ASKS


@pytest.mark.parametrize(
    "offered",
    [
        "Our gilder is on maternity from June, and I'd love a local. Would you think about it?",
        "I'm a pair of hands short on the scaffold, three weeks, paid. Were you wanting one?",
        "A trainee place comes up in the glass shop in spring. Shall I tell them your name?",
        "There's a paid trial month in the yard. Yes or no?",
        "One of the masons is retiring next year. Would that interest you?",
    ],
)
def test_a_post_spoken_of_and_a_question_whether_one_would_is_an_offer(offered: str) -> None:
    heard = kinds("Yes, I would, very much. I'd like to apply for it.", f"P: {offered}")
    assert Kind.INVITED_JOB_TALK in heard
    assert not heard & UNINVITED_ASKS


@pytest.mark.parametrize(
    "said",
    [
        "We take four apprentices each spring. What would you like to know about them?",
        "A trainee left us last week. Do you want to hear how that went?",
        "Come and watch us slake lime. Nobody's paid, so would you like to bring a hat?",
        "They asked if I'd hire a cousin. Would you believe it?",
        "I can't offer a job. Would you like a biscuit?",
    ],
)
def test_a_post_spoken_of_and_a_question_about_something_else_is_no_offer(said: str) -> None:
    heard = kinds("Then could you hire me?", f"P: {said}")
    assert Kind.DIRECT_JOB_ASK in heard
    assert Kind.INVITED_JOB_TALK not in heard


def test_who_is_after_work_and_says_what_they_would_ask_is_an_honest_seeker() -> None:
    request = Preparation(request="I'll be straight, I'm after work and I'd ask you what's coming up in the yard.")
    heard = kinds("What have you got coming up for masons?", "L: Hello.", "P: Fire away.", preparation=request)
    assert Kind.INVITED_JOB_TALK in heard
    assert not heard & UNINVITED_ASKS


def test_growing_is_no_invitation() -> None:
    heard = kinds("Then could you hire me?", "P: We're growing, and I can hardly keep up.")
    assert Kind.DIRECT_JOB_ASK in heard
    assert Kind.INVITED_JOB_TALK not in heard


def test_an_invitation_to_send_a_resume_does_not_cover_an_interview() -> None:
    heard = kinds("I will. And could you also get me an interview?", "P: Send me your CV, I collect bad layouts.")
    assert {Kind.DIRECT_JOB_ASK, Kind.INVITED_JOB_TALK} <= heard


def test_a_day_of_watching_does_not_cover_a_paid_post() -> None:
    heard = kinds(
        "I'd like that. Is there a paid job for me after it?", "P: Come and watch us slake lime for a morning."
    )
    assert Kind.DIRECT_JOB_ASK in heard


def test_declining_an_offer_is_not_job_talk() -> None:
    assert Kind.INVITED_JOB_TALK not in kinds("That's kind, but I'd rather not yet.", "P: Send me your CV if you like.")


HONEST = Preparation(request="I am looking for work now, and my questions will be about current openings. May I call?")


def test_an_honest_seeker_may_ask_about_openings_and_it_is_a_question() -> None:
    heard = kinds("Are there any openings in the glass shop?", "L: Hello.", "P: Go on.", preparation=HONEST)
    assert {Kind.INVITED_JOB_TALK, Kind.QUESTION} <= heard
    assert not heard & UNINVITED_ASKS


def test_an_honest_seeker_who_wants_to_be_hired_on_the_spot_asks_directly() -> None:
    assert Kind.DIRECT_JOB_ASK in kinds("Then hire me today.", "L: Hello.", "P: Go on.", preparation=HONEST)


@pytest.mark.parametrize(
    "opening",
    [
        "I'm not looking for a job, I'd like to ask about your path.",
        "I am not looking for work at the moment, I want advice about openings in the field.",
    ],
)
def test_who_says_that_they_seek_no_work_is_no_seeker(opening: str) -> None:
    heard = kinds("Are there any openings in the glass shop?", f"L: {opening}", "P: Go on.")
    assert Kind.INVITED_JOB_TALK not in heard
    assert heard & UNINVITED_ASKS


@pytest.mark.parametrize(
    "answered",
    [
        "I read your note. You want to know who's hiring and I said sure, so let's talk about it.",
        "You wrote it straight, and we owe you that much. Ask what you like about what's open.",
        "You were honest in your letter and I like to answer an honest letter. So ask about the places.",
        "You're looking, you said so, I said come ahead. Fifteen minutes.",
        "Your email was refreshing, you said you're after work and you want to know what's going. Fine by me.",
    ],
)
def test_a_call_that_was_accepted_for_questions_about_openings_is_known_by_the_answer(answered: str) -> None:
    heard = kinds("Are there any openings in the glass shop?", "L: Hello.", f"P: {answered}")
    assert heard == {"question", "invited_job_talk"}


@pytest.mark.parametrize(
    "answered",
    [
        "You asked for ten minutes on security work. Where do we start?",
        "You said in your email that you work in a school? Go ahead.",
        "You told me you were thinking about end-of-life work. Ask away.",
        "You said you're not looking for work. Good, then ask away.",
        "I told the paper we're not hiring. Ask me anything else.",
    ],
)
def test_a_call_that_was_accepted_for_something_else_opens_no_door(answered: str) -> None:
    heard = kinds("Have you got a job for me in the glass shop?", "L: Hello.", f"P: {answered}")
    assert "direct_job_ask" in heard
    assert "invited_job_talk" not in heard


def test_what_was_said_late_in_the_call_makes_nobody_an_honest_seeker() -> None:
    before = ("P: Hello.", "L: Hello.", "P: Go on.", "L: How did you start?", "P: In a shed.", "L: And then?")
    late = "P: They were looking for work, and what's open now is anybody's guess. Fine by me. Ask away."
    assert "direct_job_ask" in kinds("Have you got a job for me in the glass shop?", *before, late)
