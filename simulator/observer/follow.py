"""Does a turn pick up what the professional said, or go on to the next question of a list?

Signs are weighed up: shared words that not everybody says, words that point back ("that", "those two", "so you ..."),
and against it the signs of a list. The weights, in `prompts/observer/follow.yaml`, were fitted by logistic regression
on labelled turns. Praise and an echo alone are no follow-up: it takes a question or a thought.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from simulator.observation import Kind
from simulator.observer import Context
from simulator.observer.candidate import Candidate
from simulator.observer.clauses import Sentence
from simulator.observer.dossier import dossier, overlap
from simulator.observer.lexicon import load, weights
from simulator.observer.questions import Question
from simulator.observer.words import content, is_common, words

_SHORT = 4
"""Words up to which a sentence is an echo or a noise, and no thought."""


@lru_cache(maxsize=2048)
def _stems(text: str) -> Mapping[str, float]:
    return {word.stem: 0.35 if is_common(word.stem) else 1.0 for word in content(words(text))}


@lru_cache(maxsize=2048)
def _rare(text: str) -> frozenset[str]:
    return frozenset(stem for stem, weight in _stems(text).items() if weight == 1.0)


def signs(
    found: Sequence[Sentence], asked: Sequence[Question], busy: set[int], context: Context
) -> Mapping[str, float]:
    """What speaks for and against, by name. `busy` sentences are asks, closings and the like, and do not count."""
    lexicon = load("follow")
    spoken = [turn for turn in context.before if turn.speaker == "professional"]
    last = _stems(spoken[-1].text) if spoken else {}
    earlier = frozenset().union(*(_rare(turn.text) for turn in spoken[:-1])) - last.keys()
    own = set().union(*(_stems(turn.text) for turn in context.before if turn.speaker == "learner"))
    free = [
        sentence
        for sentence in found
        if sentence.number not in busy and not lexicon.find("no_thought", sentence.folded)
    ]
    asking = {question.sentence.number for question in asked}
    known = dossier(context.persona)

    def shared(sentences: Sequence[Sentence]) -> float:
        stems = {stem for sentence in sentences for stem in _stems(sentence.text)}
        # in whatever order a set has them: `fsum` gives the same of each
        return min(3.0, math.fsum(last.get(stem, 0.0) for stem in stems))

    def any_of(group: str, sentences: Sequence[Sentence]) -> float:
        return float(any(lexicon.find(group, sentence.folded) for sentence in sentences))

    questions = [sentence for sentence in free if sentence.number in asking]
    thoughts = [sentence for sentence in free if sentence.number not in asking and len(words(sentence.text)) > _SHORT]
    first = free[:1]
    fresh = frozenset(stem for sentence in free for stem in _stems(sentence.text)) - last.keys() - earlier
    heard = spoken[-1].text if spoken else ""
    return {
        "base": 1.0,
        "asks": float(bool(questions)),
        "thinks": float(bool(thoughts)),
        "question_shares": shared(questions),
        "thought_shares": shared(thoughts),
        "first_shares": shared(first),
        "shares_earlier": min(
            2.0, float(sum(stem in earlier and stem not in own for s in free for stem in _stems(s.text)))
        ),
        "question_points_back": any_of("points_back", questions),
        "thought_points_back": any_of("points_back", thoughts),
        "quotes_back": any_of("quotes_back", free),
        "takes_up": any_of("takes_up", first),
        "short_question": float(bool(questions) and len(words(questions[0].text)) <= 8),
        "question_first": float(bool(questions) and questions[0] is found[0]),
        "next_on_the_list": any_of("next_on_the_list", free),
        "brings_facts": min(3.0, max((overlap(fresh, fact) for fact in known.facts), default=0.0)),
        "answers": float(heard.rstrip().endswith("?")),
        "opening": float(len(spoken) == 1 and len(context.before) <= 2 and len(words(heard)) < 14),
        "heard": math.log1p(len(words(heard))),
        "busy": float(bool(busy)),
        "own_background": any_of("own_background", thoughts),
        "talks_of_them": any_of("talks_of_them", questions),
    }


def follow_up(
    found: Sequence[Sentence], asked: Sequence[Question], busy: set[int], context: Context
) -> Candidate | None:
    """The sentence that follows up, if one does."""
    if not any(turn.speaker == "professional" for turn in context.before):
        return None
    seen, weighed = signs(found, asked, busy, context), weights("follow")
    if not (seen["asks"] or seen["thinks"]):
        return None
    logit = sum(weighed[name] * value for name, value in seen.items())
    sure = 1 / (1 + math.exp(-logit))
    if sure < 0.5:
        return None
    heard = _stems(context.before[-1].text) if context.before else {}
    free = [sentence for sentence in found if sentence.number not in busy]
    best = max(
        free, key=lambda sentence: (math.fsum(heard.get(stem, 0.0) for stem in _stems(sentence.text)), -sentence.number)
    )
    return Candidate(Kind.FOLLOW_UP, best.start, best.end, round(sure, 3))
