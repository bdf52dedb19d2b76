"""What is on a persona's public page -> whether it is any answer to what the learner has just said.

    wants_more(question("How did you get used to the nights?"))  ->  True
    wants_more(question("Where did you start?"))                 ->  False

The observer finds the public fact that lies nearest to a turn. That one lies near does not make it an answer: nobody
says "it's on my page" to somebody who asks what it was like.
"""

import re

from simulator.persona import Persona
from simulator.professional.hearing import Question

_WHAT_IT_WAS_LIKE = re.compile(
    r"\bhow (?:did|do|does|would|can|could|is|was|were|has|have|had)\b(?! (?:you|one|i) (?:spell|pronounce))"
    r"|\bhow come\b|\bwhy\b|\bwhat (?:made|makes|makes it|keeps|surprise[sd]|changed|went wrong)\b|\blike\W*$"
    r"|\bwhat(?:'s| is| was| were) (?:it|that|they|he|she|there|the \w+(?: \w+)?) like\b"
    r"|\b(?:do|did|does|would|are|were|have) (?:you|they|people|he|she|any(?:one|body)) (?:\w+ )?"
    r"(?:ever|still|miss|like|love|hate|enjoy|mind|feel|think|find|believe|regret|worry|talk|afraid|proud|sorry|happy"
    r"|sleep|cope|trust|agree|fight|listen|wish|expect|hope|want)\b"
    r"|\bwhat (?:do|did|would|does) (?:you|they|people|your \w+|the \w+) (?:\w+ )?"
    r"(?:miss|like|love|hate|enjoy|feel|think|find|fear|regret|wish|say|learn|teach|look for|want|expect|tell|notice"
    r"|see|hear|mean|change|lose|gain|bring|take)\b"
    r"|\b(?:hardest|toughest|worst|best|proudest|most difficult|favou?rite|boring|surprising)\b",
    re.IGNORECASE,
)


def wants_more(question: Question) -> bool:
    """Whether a question asks for what no page can hold: how it was, why, what one makes of it."""
    return bool(_WHAT_IT_WAS_LIKE.search(question.text))


def corrects(fact: str | None, said: str, persona: Persona) -> bool:
    """Whether a fact can put right what was said: the title of a piece can't, where another was named by its own."""
    titles = [piece.title for piece in persona.public.writing]
    meant = next((title for title in titles if fact and fact.startswith(title)), None)
    return meant is None or not any(title.lower() in said.lower() for title in titles if title != meant)
