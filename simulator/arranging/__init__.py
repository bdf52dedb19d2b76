"""Before the call: the written request and its answer, the questions, the days until then. Pure, save for the encoder.

    answer_request(dana, "Dear Dana, ...", minutes=15, seed=7).verdict   ->  "coolly"
    check_questions("Where did you study?", dana).checks[0].answered_by  ->  "BA in History, ..., 2006"

    request.py    what a request is like, by the rubric
    answer.py     what the professional makes of it, in their own voice
    questions.py  each prepared question: looked up, open, of which kind; and which kinds are missing
    days.py       the simulated calendar, and the confirmation
    asks.py       whether a written text asks for a job, for the grades and for the answer alike

The values are in `simulator/appointment.py`, the words in `prompts/arranging.yaml`.
"""

from simulator.appointment import (
    Appointment,
    Arrangement,
    Chance,
    Check,
    RequestTry,
    Verdict,
    chances_to_confirm,
    chances_to_thank,
    chances_to_update,
)
from simulator.arranging.answer import MOST_TRIES, answer_request
from simulator.arranging.asks import asks_in_writing
from simulator.arranging.days import confirm, plan, prepared
from simulator.arranging.questions import (
    KINDS,
    QuestionCheck,
    QuestionKind,
    QuestionList,
    answered_by,
    check_questions,
    kind_of,
)
from simulator.arranging.request import RequestReading, read_request

__all__ = [
    "KINDS",
    "MOST_TRIES",
    "Appointment",
    "Arrangement",
    "Chance",
    "Check",
    "QuestionCheck",
    "QuestionKind",
    "QuestionList",
    "RequestReading",
    "RequestTry",
    "Verdict",
    "answer_request",
    "answered_by",
    "asks_in_writing",
    "chances_to_confirm",
    "chances_to_thank",
    "chances_to_update",
    "check_questions",
    "confirm",
    "kind_of",
    "plan",
    "prepared",
    "read_request",
]
