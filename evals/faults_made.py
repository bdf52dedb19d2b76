"""The deliberate faults that `evals.mutations` puts into a copy of the program, and the cases that should notice.

Mutation("asks_forgotten", "the count of asks begins anew with each turn",
         (Edit("simulator/director/mood.py", '"asks": mood.asks + len(asks)', '"asks": len(asks)'),),
         (Trial("director", "terms"),))
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """A text that stands once in one of the files of a pattern, and what is put in its place."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Trial:
    """Cases of a suite by a pattern of their ids: the first few that fit."""

    suite: str
    cases: str
    most: int = 1
    by_gates: bool = False
    """Judged by the thresholds that their figures no longer reach, and not case by case: of labelled calls some are
    misheard without any fault too."""


@dataclass(frozen=True)
class Mutation:
    """One fault."""

    name: str
    about: str
    edits: tuple[Edit, ...]
    trials: tuple[Trial, ...]


_WEIGHTS = "prompts/director.yaml"
_MOVES, _TERMS = (Trial("director", "moves"),), (Trial("director", "terms"),)
_LABELLED = (Trial("observer", "*", 1000, by_gates=True),)
"""All labelled calls and turns that are held apart."""

MUTATIONS: Sequence[Mutation] = (
    Mutation(
        "reading_cools",
        "a weight's sign turned: a citation costs rapport",
        (Edit(_WEIGHTS, "research_reference: {rapport: 6,", "research_reference: {rapport: -6,"),),
        _MOVES,
    ),
    Mutation(
        "disclaimer_is_free",
        "a job call dressed up as a coffee costs no more than another",
        (Edit(_WEIGHTS, "after_disclaimer: 2.0", "after_disclaimer: 1.0"),),
        _MOVES,
    ),
    Mutation(
        "boasts_please",
        "a weight's sign turned: self-promotion wins rapport",
        (Edit(_WEIGHTS, "self_promotion: {rapport: -6, patience: -10}", "self_promotion: {rapport: 6, patience: 10}"),),
        _MOVES,
    ),
    Mutation(
        "asks_forever",
        "a rule dropped: the third ask no longer ends the call",
        (Edit(_WEIGHTS, "decline_coolly_up_to: 2", "decline_coolly_up_to: 99"),),
        _TERMS,
    ),
    Mutation(
        "no_hard_stop",
        "a rule dropped: the agreed time is over and nothing happens",
        (
            Edit(
                "simulator/director/table.py",
                '"the agreed time is over", lambda now: now.heard.elapsed >= now.heard.agreed',
                '"the agreed time is over", lambda now: False',
            ),
        ),
        _TERMS,
    ),
    Mutation(
        "asks_forgotten",
        "the count of asks begins anew with each turn",
        (Edit("simulator/director/mood.py", '"asks": mood.asks + len(asks)', '"asks": len(asks)'),),
        _TERMS,
    ),
    Mutation(
        "seeker_punished",
        "the honest seeker is treated like anybody who asks",
        (Edit("simulator/director/mood.py", "        if mood.seeker:\n", "        if False:\n"),),
        _TERMS,
    ),
    Mutation(
        "difficulty_ignored",
        "the learner's choice of difficulty changes nothing",
        (
            Edit(
                "simulator/director/__init__.py",
                "DIFFICULTIES.index(difficulty or persona.difficulty) - DIFFICULTIES",
                "DIFFICULTIES.index(persona.difficulty) - DIFFICULTIES",
            ),
        ),
        (Trial("director", "harder.*"),),
    ),
    Mutation(
        "seed_ignored",
        "the built-in professional gets the same seed in every call",
        (
            Edit(
                "simulator/call.py",
                "understudy = OfflineProfessional(persona=persona, seed=seed)",
                "understudy = OfflineProfessional(persona=persona, seed=0)",
            ),
        ),
        (Trial("director", "seed.*"),),
    ),
    Mutation(
        "clock_stopped",
        "speech takes no time",
        (
            Edit(
                "simulator/clock.py",
                "    return words(text) / words_per_minute * 60.0\n",
                "    return 0.0 * words(text) / words_per_minute\n",
            ),
        ),
        (Trial("director", "*.prepared.typical"),),
    ),
    Mutation(
        "budget_ignored",
        "the built-in professional says three times as many words as the direction allows",
        (
            Edit(
                "simulator/professional/*.py", "self._left = stage.budget_words", "self._left = 3 * stage.budget_words"
            ),
        ),
        (Trial("professional", "question.1?", 8),),
    ),
    Mutation(
        "says_it_again",
        "what was said already is forgotten",
        (
            Edit(
                "simulator/professional/lines.py",
                "        return not self._keys.isdisjoint(any_of)\n",
                "        return not self._keys.isdisjoint(any_of) and not self._keys\n",
            ),
        ),
        (Trial("professional", "*.interrogator.0"), Trial("professional", "*.listener.0", 2)),
    ),
    Mutation(
        "private_in_prompt",
        "a persona's private section is in every request to a model",
        (
            Edit(
                "simulator/professional/prompted.py",
                "for kind in stage.may_tell if (lines",
                'for kind in ("stories", "opinions", "contacts", "hiring") if (lines',
            ),
        ),
        (Trial("professional", "*.prepared.0"),),
    ),
    Mutation(
        "stories_for_all",
        "stories are told whether they are earned or not",
        (
            Edit(
                "simulator/professional/telling.py",
                'if piece.kind == "story" and "stories" not in stage.may_tell:',
                'if piece.kind == "story" and stage.act == "greet":',
            ),
        ),
        (Trial("professional", "question.3?", 10),),
    ),
    Mutation(
        "guard_removed",
        "whatever a model says is heard",
        (
            Edit(
                "simulator/professional/guard.py",
                "        sentence, stage = utterance.text, self.brief.stage\n",
                "        sentence, stage = utterance.text, self.brief.stage\n"
                "        if stage:\n            return None\n",
            ),
        ),
        (Trial("faults", "during.offers_twice"), Trial("faults", "during.as_an_ai")),
    ),
    Mutation(
        "delimiters_open",
        "the learner's words can write a prompt's delimiters",
        (
            Edit("simulator/prompts.py", '    return _MARKER.sub(r"(\\1)", text)\n', "    return given\n"),
            Edit(
                "simulator/prompts.py",
                "    text = text.translate(_PLAIN)\n",
                "    given = text\n    text = text.translate(_PLAIN)\n",
            ),
        ),
        (Trial("robust", "professional.004"), Trial("robust", "professional.008")),
    ),
    Mutation(
        "asks_unheard",
        "a detector switched off: direct asks are not heard",
        (
            Edit(
                "simulator/observer/offline.py",
                "            heard = weigh(attention, self.proposals(attention.plain))\n",
                "            heard = weigh(attention, self.proposals(attention.plain))\n"
                "            heard = [one for one in heard if one.kind != 'direct_job_ask']\n",
            ),
        ),
        (Trial("learners", "early_asker.*", 2),),
    ),
    Mutation(
        "facts_unheard",
        "a detector switched off: citations are not looked up in the dossier",
        (Edit("simulator/observer/offline.py", "        heard += citations(found, context)\n", ""),),
        (Trial("learners", "mistaken.*", 5),),
    ),
    Mutation(
        "introductions_unheard",
        "a detector switched off: nobody is heard to say who they are",
        (
            Edit(
                "simulator/observer/offline.py",
                "            heard = weigh(attention, self.proposals(attention.plain))\n",
                "            heard = weigh(attention, self.proposals(attention.plain))\n"
                "            heard = [one for one in heard if one.kind != 'introduces_background']\n",
            ),
        ),
        _LABELLED,
    ),
    Mutation(
        "all_kinds_heard",
        "a threshold at 0: every kind is heard in every turn",
        (
            Edit(
                "simulator/observer/combine.py",
                "if chance[kind] >= weight.threshold}",
                "if chance[kind] >= 0.0 * weight.threshold}",
            ),
        ),
        _LABELLED,
    ),
    Mutation(
        "dossier_closed",
        "nothing that is said or asked is compared with the dossier",
        (
            Edit("simulator/observer/offline.py", "        heard += citations(found, context)\n", ""),
            Edit(
                "simulator/observer/offline.py",
                "        heard += self._answered(asked, questions(found), context)\n",
                "",
            ),
        ),
        _LABELLED,
    ),
    Mutation(
        "instructions_heard",
        "lines for the grader are listened to like any other",
        (
            Edit(
                "simulator/observer/aside.py",
                "    found = []\n    for sentence in sentences(plain.turn.text):\n",
                "    found: list[Candidate] = []\n    for sentence in sentences(plain.turn.text)[:0]:\n",
            ),
            Edit(
                "simulator/observer/combine.py",
                "    if not aside and by_ear and (heard := _heard_aside(impression, folder)):\n",
                "    if False and (heard := _heard_aside(impression, folder)):\n",
            ),
        ),
        (Trial("robust", "grader.04?", 8), Trial("robust", "grader.05?", 2)),
    ),
    Mutation(
        "asks_forgiven",
        "two asks are graded like one",
        (Edit("simulator/grading/job_ask.py", "if len(asks) > 1 or broken_promise(evidence):", "if len(asks) > 9:"),),
        (Trial("learners", "camouflaged.*"),),
    ),
    Mutation(
        "mistakes_forgiven",
        "two wrong facts are graded like one",
        (Edit("simulator/grading/research.py", "if counts.wrong >= 2 or", "if counts.wrong >= 9 or"),),
        (Trial("learners", "mistaken.*"),),
    ),
    Mutation(
        "rambling_forgiven",
        "an introduction may take as long as it likes",
        (
            Edit(
                "simulator/grading/intro_clarity.py", "if intro.seconds > LONGEST_SECONDS:", "if intro.seconds > 9000:"
            ),
        ),
        (Trial("learners", "rambler.*"),),
    ),
    Mutation(
        "lateness_forgiven",
        "joining late is no lapse",
        (Edit("simulator/grading/time_use.py", "    if late < LATE_SECONDS:\n", "    if late < 9000:\n"),),
        (Trial("learners", "latecomer.*"),),
    ),
    Mutation(
        "quotes_not_verified",
        "a model's quotes are taken at its word",
        (
            Edit(
                "simulator/observer/quotes.py",
                "    if not found:\n        return None\n",
                "    if not found:\n        return 0, len(text)\n",
            ),
        ),
        (Trial("faults", "reading.made_up_quotes"),),
    ),
    Mutation(
        "grader_silent",
        "a scorecard does not say that the model's reading failed",
        (Edit("simulator/scoring.py", "unused_because=reading.failure", "unused_because=None"),),
        (Trial("faults", "reading.refusal"), Trial("faults", "reading.broken_json")),
    ),
    Mutation(
        "takeover_untold",
        "nobody is told that the understudy has taken the line",
        (
            Edit(
                "simulator/professional/understudy.py",
                '            show(TookOver(failure, " ".join(take.sentences), type(error).__name__))\n',
                "",
            ),
        ),
        (Trial("faults", "during.500"), Trial("faults", "during.cut_midway")),
    ),
    Mutation(
        "key_told",
        "an error shows the key that the server repeated in it",
        (
            Edit("simulator/models.py", '        message = message.replace(key, "...")\n', "        pass\n"),
            Edit("simulator/models.py", '    message = _SECRET.sub("...", message)\n', ""),
        ),
        (Trial("faults", "during.key_in_error"),),
    ),
    Mutation(
        "said_before_kept",
        "the state knows of a turn before the log has it",
        (
            Edit(
                "simulator/record.py",
                "        self.log.append(self.id, self.seq, event)\n        self.seq += 1\n"
                "        self.tree = grown\n        self.moment = replace(self.moment, state=grown.state)\n",
                "        self.tree = grown\n        self.moment = replace(self.moment, state=grown.state)\n"
                "        self.seq += 1\n        self.log.append(self.id, self.seq - 1, event)\n",
            ),
        ),
        (Trial("faults", "disk.*", 4),),
    ),
    Mutation(
        "no_longest_turn",
        "a turn may be as long as it likes",
        (Edit("simulator/*.py", "MAX_TURN_CHARACTERS = 8000", "MAX_TURN_CHARACTERS = 80000"),),
        (Trial("robust", "refused.*", 5),),
    ),
    Mutation(
        "men_unheard",
        "somebody who says that he is a man is not heard in that turn",
        (
            Edit(
                "simulator/observer/offline.py",
                "        if not text.strip():\n",
                '        if not text.strip() or "I\'m a man" in text or "I\'m a father" in text:\n',
            ),
        ),
        (Trial("fair", "*.gender", 2),),
    ),
)
