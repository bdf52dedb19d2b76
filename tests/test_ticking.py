"""Prepared questions are ticked off when they are asked, in whatever words."""

from simulator.ticking import ticked
from simulator.transcript import Turn

ASKED = {
    "What was the hardest part of the no-peas year?": "So the year without peas, what was the toughest bit about it?",
    "How did you get into this line of work?": "How did you end up doing this?",
    "What makes a good planner?": "What do the best planners do that others don't?",
    "What would you do in my place?": "If you were me, what would you do first?",
    "How do people treat each other on the night desk?": "What's the atmosphere like on the night desk?",
    "What do you wish you had known at the start?": "Is there anything you'd have liked to know when you began?",
    "Why did you leave Prairie?": "What made you leave Prairie Cold Storage?",
    "Where is cold storage going in ten years?": "Where do you see the cold chain heading in the next ten years?",
    "What skills should I build?": "Which skills would you tell somebody like me to work on?",
    "What is the culture like?": "How would you describe the culture at Northwind?",
    "What did you learn from a failure?": "Can you tell me about a time something went wrong, and what it taught you?",
    "How did the drivers react to the door sensor?": "You write about the sensor. How did the drivers take it?",
    "What does a typical day look like?": "Walk me through a normal day for you.",
    "How do you decide what to cut when money is short?": "When the budget is tight, how do you choose what goes?",
    "Is a master's degree worth it?": "Do you think I should get a master's?",
    "What happened after the veto?": "And after Luis said no, what happened then?",
    "What surprised you most about moving into food?": "What was the biggest surprise when you moved into food?",
    "How do you keep good dispatchers?": "How do you hold on to good dispatchers on nights?",
    "What is the hardest conversation you have had?": "What was the toughest talk you ever had to have at work?",
    "Who taught you the most?": "Who did you learn most from?",
}
NOT_ASKED = (
    "Thank you, that is really helpful.",
    "Hi Dana, I'm Sam, a second-year logistics student, and I'm deciding between planning and operations.",
    "Do you have a minute more?",
    "Who else should I talk to?",
    "May I stay in touch?",
    "Are you hiring?",
)


def said(*words: str) -> list[Turn]:
    return [
        turn
        for one in words
        for turn in (Turn(speaker="professional", text="It depends."), Turn(speaker="learner", text=one))
    ]


def test_a_paraphrase_ticks_its_question() -> None:
    found = sum(ticked([question], said(words))[0].turn == 1 for question, words in ASKED.items())
    assert found >= 17


def test_hardly_a_question_is_ticked_by_other_words() -> None:
    others = [
        (question, words)
        for question, own in ASKED.items()
        for words in (*ASKED.values(), *NOT_ASKED)
        if words != own
    ]  # fmt: skip
    assert sum(ticked([question], said(words))[0].turn is not None for question, words in others) <= 5


def test_one_sentence_asks_one_question_and_two_sentences_two() -> None:
    questions = ["What makes a good planner?", "What makes a good dispatcher?", "Why did you leave Prairie?"]
    once = ticked(questions, said("What makes somebody a good planner?"))
    assert [one.turn for one in once] == [1, None, None]
    twice = ticked(questions, said("What makes somebody a good planner? And why did you leave Prairie?"))
    assert [one.turn for one in twice] == [1, None, 1]


def test_what_is_ticked_stays_ticked_where_it_was_first_asked() -> None:
    questions = ["Why did you leave Prairie?"]
    words = ["What made you leave Prairie Cold Storage?", "Why did you leave Prairie?"]
    assert ticked(questions, said(*words))[0].turn == 1


def test_what_the_professional_says_ticks_nothing() -> None:
    turns = [Turn(speaker="professional", text="Why did I leave Prairie? Why does anybody?")]
    assert ticked(["Why did you leave Prairie?"], turns)[0].turn is None
