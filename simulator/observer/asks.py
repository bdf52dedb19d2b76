"""Asks for work in one turn, and which doors the professional has opened on this call.

    "could you put in a good word for me?"          direct
    "keep me in mind if something opens"            veiled
    "here's my résumé"                              résumé
    "what do you look for when you hire juniors?"   none

Somebody else's words (in quotation marks, "people ask you for jobs") and denials ("I'm not asking for a job") are
blanked before asks are looked for. Whether an ask counts against the learner is not decided here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulator.observation import Kind
from simulator.observer import Context
from simulator.observer.candidate import Candidate
from simulator.observer.clauses import Sentence, sentences, without_quotes
from simulator.observer.lexicon import ORGANISATION, load
from simulator.observer.questions import Question
from simulator.observer.words import fold, is_common, words

_CV = re.compile(r"\b(?:cvs?|c\.v\.|resumes?|curriculum|portfolio|reel)\b")


def mask_organisation(folded: str, context: Context) -> str:
    """The same length, with the name of the professional's organisation masked, so that patterns can speak of it."""
    return _masked(folded, context.persona.organisation)


@lru_cache(maxsize=1024)
def _masked(folded: str, organisation: str) -> str:
    name = fold(organisation)
    parts = [word.text for word in words(name)]
    names = [name]
    if parts:
        if not is_common(words(name)[0].stem) and len(parts[0]) > 3:
            names.append(parts[0])
        if len(parts) > 2:
            names.append(" ".join(parts[:2]))
    for known in sorted(set(names), key=len, reverse=True):
        folded = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", lambda match: ORGANISATION * len(match[0]), folded)
    return folded


@dataclass(frozen=True, slots=True)
class Doors:
    """What the professional has invited on this call."""

    resume: bool = False
    role: bool = False
    openings: bool = False
    """Questions about openings were accepted: an honest seeker."""
    just_now: bool = False
    """The invitation is in the last turn, so that a plain "yes, please" answers it."""
    asked_for_openings: bool = False
    """The professional has just said that questions about openings are welcome."""


def doors(context: Context) -> Doors:
    """Which invitations stand."""
    spoken = [turn.text for turn in context.before if turn.speaker == "professional"]
    opened = [_invites(text) for text in spoken]
    return Doors(
        resume=any(resume for resume, _ in opened),
        role=any(role for _, role in opened),
        openings=_seeks_openly(context),
        just_now=bool(opened) and any(opened[-1]),
        asked_for_openings=bool(spoken) and _accepts_terms(spoken[-1]),
    )


@lru_cache(maxsize=2048)
def _invites(text: str) -> tuple[bool, bool]:
    """Whether a turn of the professional invites a résumé, and whether it offers a post or a word for one."""
    said = sentences(text)
    return (
        any(_opens("invites_resume", one) for one in said),
        any(_opens("invites_role", one) for one in said) or _offers_work(said),
    )


_LAST_WORDS = 4
"""Sentences at the end of a turn of the professional in which an offer is made: what comes before leads up to it."""
_NEAR = 24
"""Characters before an offer in which a "not" or a "they" makes it none."""


def _offers_work(said: Sequence[Sentence]) -> bool:
    """Whether the turn speaks of work to be had, and ends in asking whether the learner would want it."""
    lexicon = load("asks")
    return any(_speaks_of("offered", one.folded) for one in said) and any(
        not lexicon.find("shut", one.folded[max(0, match.start() - _NEAR) : match.start()])
        for one in said[-_LAST_WORDS:]
        if (match := lexicon.find("offers", one.folded)) and not lexicon.find("offers_other", one.folded)
    )


def _opens(group: str, sentence: Sentence) -> bool:
    lexicon = load("asks")
    folded = sentence.folded.rstrip(" ?!.")
    return any(
        not lexicon.find("shut", folded[max(0, match.start() - 40) : match.end()])
        for match in lexicon.all(group, folded)
    )


_OPENING = 3
"""Turns of the professional within which they say on what terms they took the call."""


def _seeks_openly(context: Context) -> bool:
    request = fold(context.preparation.request or "") if context.preparation else ""
    said = " ".join(fold(turn.text) for turn in [t for t in context.before if t.speaker == "learner"][:2])
    heard = [turn.text for turn in context.before if turn.speaker == "professional"][:_OPENING]
    told = any(_speaks_of("looking_for_work", one) and load("asks").find("seeker", one) for one in (request, said))
    return told or any(map(_accepts_terms, heard))


@lru_cache(maxsize=2048)
def _accepts_terms(text: str) -> bool:
    """Whether the professional says that they know what the call is for, which is work, and that they don't mind."""
    folded = fold(text)
    return _speaks_of("terms", folded) and bool(load("asks").find("terms_accepted", folded))


_NOT = re.compile(
    r"(?:\b(?:not|never|no|nor|without|hardly|(?:do|does|did|is|are|am|was|were|wo|ca|have|has)nt)\b|n't\b)[^.!?;]{0,24}$"
)


_NOT_IN = re.compile(r"\b(?:not|never|no|nor)\b|n't\b")


def _speaks_of(group: str, folded: str) -> bool:
    """Whether something is said, and not denied: "I'm not looking for a job, I'd ask about yours"."""
    return any(
        not (_NOT.search(folded[max(0, match.start() - 40) : match.start()]) or _NOT_IN.search(match[0]))
        for match in load("asks").all(group, folded)
    )


def _sentence_asks(folded: str) -> Iterator[tuple[Kind, int, int, float]]:
    lexicon = load("asks")
    for kind, group, sure in (
        (Kind.RESUME_PUSH, "resume", 0.9),
        (Kind.DIRECT_JOB_ASK, "direct", 0.9),
        (Kind.VEILED_JOB_ASK, "veiled", 0.8),
    ):
        match = lexicon.find(group, folded)
        if match:
            yield kind, match.start(), match.end(), sure


_SAYING = 4
"""Words in quotation marks from which somebody says something: fewer are a name, or are meant with a wink."""


def for_work(text: str, context: Context) -> str:
    """The same length, without what asks for no work, whatever it sounds like: somebody else's words, a request for a
    number or for an acquaintance, a life that might have been."""
    heard = context.before[-1].text if context.before and context.before[-1].speaker == "professional" else ""
    meeting = not load("asks").find("who_hires", fold(heard))
    folded = fold(text)
    own = without_quotes(folded)
    if len(folded.split()) - len(own.split()) < _SAYING:
        own = folded
    kept = "".join(letter if said == left else " " for letter, said, left in zip(text, folded, own, strict=True))
    for sentence in sentences(text):
        if _for_something_else(sentence.folded, meeting):
            kept = kept[: sentence.start] + " " * (sentence.end - sentence.start) + kept[sentence.end :]
    return kept


def _for_something_else(folded: str, meeting: bool) -> bool:
    lexicon = load("asks")
    return bool(lexicon.find("other_than_work", folded) or (meeting and lexicon.find("somebody_to_meet", folded)))


def _blank(folded: str, *groups: str) -> str:
    lexicon = load("asks")
    for group in groups:
        # dots, because no pattern reaches across them
        folded = lexicon.groups[group].sub(lambda match: "." * len(match[0]), folded)
    return folded


def asks(found: Sequence[Sentence], context: Context) -> list[Candidate]:
    """The asks of a turn, invited or not: at most one of a kind a sentence."""
    lexicon = load("asks")
    heard = fold(context.before[-1].text) if context.before and context.before[-1].speaker == "professional" else ""
    wanted = bool(lexicon.find("post", heard))
    candidates: list[Candidate] = []
    weak: list[Candidate] = []
    previous: Sentence | None = None
    for sentence in found:
        folded = mask_organisation(without_quotes(sentence.folded), context)
        clean = _blank(folded, "not_asking")
        general = any(lexicon.find(group, clean) for group in ("general", "way_in", "other_than_work"))
        taken: list[tuple[int, int]] = []
        for kind, start, end, sure in _sentence_asks(clean):
            if general and kind is not Kind.RESUME_PUSH:
                continue
            if kind is Kind.RESUME_PUSH and lexicon.find("way_in", clean):
                continue
            if any(start < right and left < end for left, right in taken):
                continue  # one wording, one ask
            taken.append((start, end))
            candidates.append(Candidate(kind, *sentence.span(*_clause(sentence.folded, start, end)), sure))
        spoken_of = _CV.search(sentence.folded) or _CV.search(heard) or (previous and _CV.search(previous.folded))
        previous = sentence
        if spoken_of and not taken and not general and not lexicon.find("keeps", clean):
            match = lexicon.find("hands_over", clean)
            if match:
                taken.append(match.span())
                span = sentence.span(*_clause(sentence.folded, *match.span()))
                candidates.append(Candidate(Kind.RESUME_PUSH, *span, 0.6))
        if not taken and not general:
            reached = _reaches_for_work(clean, wanted)
            if reached:
                span = sentence.span(*_clause(sentence.folded, *reached))
                candidates.append(Candidate(Kind.DIRECT_JOB_ASK, *span, 0.6))
            elif wanted and not sentence.asks and lexicon.find("veiled_weak", clean):
                weak.append(Candidate(Kind.VEILED_JOB_ASK, sentence.start, sentence.end, 0.55))
    if not candidates:
        candidates += weak[:1]
    return candidates


_ONESELF = re.compile(r"\b(?:me|us|mine|him|her|them|one|third|fourth|another|room|space)\b")
_BREATH = 16
"""Words up to which a request may rest on what the professional has just said of a post."""


def _reaches_for_work(clean: str, wanted: bool) -> tuple[int, int] | None:
    """A request for oneself that is one for work: by a word in it, or by what the professional has just spoken of."""
    lexicon = load("asks")
    if lexicon.groups["opens_with_wh"].match(clean) or lexicon.find("reach_for_words", clean):
        return None
    wish = lexicon.find("wish_for_work", clean) if wanted else None
    if wish:
        return wish.span()
    reach, work = lexicon.find("reach", clean), lexicon.find("work", clean)
    if reach is None:
        return None
    if work is not None and work.end() > reach.start():
        return min(reach.start(), work.start()), max(reach.end(), work.end())
    for_oneself = _ONESELF.search(reach[0])
    brief = len(clean.split()) <= _BREATH and clean.rstrip().endswith("?")
    return reach.span() if wanted and for_oneself and brief else None


_CUT = re.compile(r"[,;:]\s|\s-\s|\s(?:and|but|because|so)\s")


def _clause(folded: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a match, so that the quote can be read by itself."""
    left, right = 0, len(folded)
    for cut in _CUT.finditer(folded):
        if cut.end() <= start:
            left = cut.end()
        elif cut.start() >= end:
            right = cut.start()
            break
    return left, right


def answers_invitation(found: Sequence[Sentence], context: Context) -> Candidate | None:
    """A plain yes to what the professional has just offered or asked for."""
    if not found or not doors(context).just_now:
        return None
    lexicon = load("asks")
    whole = " ".join(sentence.folded for sentence in found)
    if lexicon.find("declines", whole):
        return None
    for sentence in found[:3]:
        if lexicon.find("accepts", sentence.folded):
            return Candidate(Kind.INVITED_JOB_TALK, sentence.start, sentence.end, 0.8)
    first = found[0]
    return None if first.asks else Candidate(Kind.INVITED_JOB_TALK, first.start, first.end, 0.55)


def seeks(asked: Sequence[Question], context: Context) -> Candidate | None:
    """A question about what is open, from a learner whose call was accepted on the terms that they look for work."""
    opened, lexicon = doors(context), load("asks")
    if not (opened.openings or opened.asked_for_openings):
        return None
    for question in asked:
        if opened.asked_for_openings or lexicon.find("about_openings", question.folded):
            return Candidate(Kind.INVITED_JOB_TALK, question.start, question.end, 0.7)
    return None


def reaches_past(words_: str) -> bool:
    """Whether an ask goes on from an invitation to something else ("and could you also ...")."""
    return bool(load("asks").find("also", fold(words_)))


def about_openings(words_: str) -> bool:
    """Whether an ask is a question about what is open, and not a demand to be hired."""
    folded = fold(words_)
    return bool(load("asks").find("about_openings", folded)) and not load("asks").find("on_the_spot", folded)
