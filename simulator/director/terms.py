"""On which terms a call was asked for: what the written request says of a job.

terms_of("I am looking for work now, and would like to ask what is open.")         ->  "openings"
terms_of("I am between jobs. This is for information, I won't ask you for one.")   ->  "information"
terms_of("May I have fifteen minutes?")                                            ->  None
"""

import re
from typing import Literal

Terms = Literal["openings", "information"]

_WORK = (
    r"(?:job|jobs|work|position|post|role|internship|placement|employment|referral|interview|vacanc(?:y|ies)|openings?)"
)
_DENIED = r"(?:not|never|no|nor|neither|without|rather than|instead of|isn't|aren't|don't|won't|wouldn't|can't|am not)"
_SOUGHT = re.compile(
    rf"\b(?:look|looking|search|searching|hunt|hunting|seek|seeking|need|after)\b(?: for)?(?: [\w'-]+){{0,4}} {_WORK}\b"
    rf"|\bjob[- ](?:hunting|seeking|seeker|hunter)\b|\bout of work\b|\bbetween jobs\b"
)
_OPEN = re.compile(r"\b(?:openings?|open (?:positions?|roles?|posts?|jobs?)|vacanc(?:y|ies)|what(?:'s| is) open)\b")
_DISCLAIMED = re.compile(
    rf"\b{_DENIED}\b(?: [\w'-]+){{0,6}}? (?:{_WORK}|one|job[- ]\w+|hire[ds]?|hiring)\b"
    r"|\b(?:only|just|purely)(?: [\w'-]+){0,3} (?:information|advice)\b|\b(?:information|advice) only\b"
)
_CLAUSE = re.compile(r"[.!?;:\n]+|,? \b(?:but|and)\b")


def terms_of(request: str | None) -> Terms | None:
    """What the request says of a job: nothing, that it is none, or openly that the learner looks for one.

    Whoever says that they won't ask is taken at their word, whatever else they say.
    """
    text = " ".join((request or "").lower().replace("’", "'").replace("‘", "'").split(" "))
    clauses = [" ".join(clause.split()) for clause in _CLAUSE.split(text) if clause and clause.strip()]
    if any(_DISCLAIMED.search(clause) for clause in clauses):
        return "information"
    if any(_SOUGHT.search(clause) for clause in clauses) and any(_OPEN.search(clause) for clause in clauses):
        return "openings"
    return None
