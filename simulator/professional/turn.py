"""One turn of the offline professional's: the stage direction, what was heard and what is left to tell -> a reply.

    OwnTurn(persona, library, lines, seed, stage, own, heard).speak()  ->  ["Nights, mostly.", "It stuck."]

Each act of the director's has a method here, which says what the direction asks for; what is said, and that it is said
once and in few enough words, is `Mouth`'s.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from simulator.clock import words
from simulator.director import Act, Stage
from simulator.persona import Contact, Persona
from simulator.professional.hearing import STRONG, Hearing, Question, cues, different, hear, label, stems
from simulator.professional.learner import (
    about_learner,
    asks_for_somebody,
    asks_to_write,
    is_nervous,
    speaks_of_themselves,
    wishes_well,
)
from simulator.professional.lines import Lines, Use, fits, sentences, spoken_minutes
from simulator.professional.mouth import Mouth
from simulator.professional.naming import described, sayable
from simulator.professional.page import corrects, wants_more
from simulator.professional.retrieval import Library
from simulator.professional.telling import Material, Telling

OPENING_TURNS, SHORT_TURN = 2, 16
"""A learner's turn among the first two and longer than sixteen words is taken for an introduction."""
ROOM_FOR_TWO = 45
"""Words that it takes to answer two questions in one turn."""
ROOM_FOR_LEAVE = 8
"""Words that are kept free for "You may use my name."."""
LONG_AGO = 12
"""Turns of their own after which a professional may come back to what the learner does."""
LONGEST_LINK = 7
"""Words that are kept free for "Now the other one."."""
LONGEST_WARNING = 8
"""Words that are kept free for "I have two minutes"."""
MOST_FOR_ASKING_BACK = 14
"""Words that are kept free for a question to the learner."""


class OwnTurn(Mouth):
    """One reply of theirs."""

    def __init__(
        self,
        persona: Persona,
        library: Library,
        lines: Lines,
        seed: int,
        stage: Stage,
        own: Sequence[str],
        heard: Sequence[str],
    ) -> None:
        learner = about_learner(heard)
        trade = learner.subject is not None and learner.subject.startswith(("a ", "an "))
        values = {
            "minutes": spoken_minutes(stage.minutes_left),
            "learner": learner.name,
            "subject": learner.subject,
            "trade": learner.subject if trade else None,
            "studied": None if trade else learner.subject,
            "next": persona.schedule.next.rstrip(".") or None,
            "taken": spoken_minutes(stage.event.minutes_taken) if stage.event and stage.event.minutes_taken else None,
            "fact": sayable(stage.fact, persona),
            "name": persona.name,
            "title": persona.title,
            "organisation": persona.organisation,
            "field": persona.field,
        }
        super().__init__(persona, lines, seed, stage, own, values)
        self._hearing: Hearing = hear(heard[-1] if heard else "")
        self._material = Material(library, own, self._said)
        self._new = about_learner(heard[-1:])
        """What they have just said of themselves."""
        self._introducing = self._new.subject is not None or (
            self._number <= OPENING_TURNS and words(self._hearing.text) > SHORT_TURN
        )

    def speak(self) -> list[str]:
        """The sentences of the reply, within the budget."""
        act, interruption = self._stage.act, self._broken_into()
        if self._hearing.has("program") and act not in {Act.GREET, Act.HANG_UP, Act.REBUKE, Act.CLOSE}:
            self._say("program")
        handlers: Mapping[Act, Callable[[], object]] = {
            Act.GREET: self._greet,
            Act.ACKNOWLEDGE: self._acknowledge,
            Act.SMALL_TALK: self._small_talk,
            Act.ANSWER: self._answer,
            Act.TELL_STORY: self._answer,
            Act.ANSWER_SHORTLY: self._answer,
            Act.POINT_TO_PUBLIC: self._point_to_public,
            Act.CORRECT: self._correct,
            Act.PRESS: self._press,
            Act.INTERRUPT: lambda: self._say("interrupt"),
            Act.DECLINE: lambda: self._decline("decline"),
            Act.DECLINE_COOLLY: lambda: self._decline("decline_coolly"),
            Act.OFFER_INTRODUCTION: self._introduce,
            Act.WITHHOLD_INTRODUCTION: self._withhold,
            Act.INVITE_RESUME: lambda: self._invite("invite_resume"),
            Act.OPEN_DOOR: lambda: self._invite("open_door"),
            Act.KEEP_IN_TOUCH: self._keep_in_touch,
            Act.STAY_IN_PART: lambda: self._parts or self._not_understood() or self._say("off_script"),
            Act.REBUKE: lambda: self._say("rude"),
            Act.CLOSE: self._close,
            Act.HANG_UP: lambda: self._say("hang_up"),
        }
        handlers[act]()
        self._parts[:0] = interruption
        if (question := self._stage.ask_back) and not self._asks():
            self._say(question, forced=False)
        if "two_minutes" in self._stage.remarks:
            self._say("two_minutes", forced=False)
        if not self._parts:
            self._crumb()
        return self._sentences

    # --- one act each -----------------------------------------------------------------------------------------------

    def _greet(self) -> None:
        late = "late" in self._stage.remarks
        minutes, self._values["minutes"] = self._values["minutes"], None if late else self._values["minutes"]
        self._say("greet")
        self._values["minutes"] = minutes  # whoever is late hears of the time in the next sentence
        if late:
            self._say("greet_late")
        if "unconfirmed" in self._stage.remarks:
            self._say("greet_unconfirmed")

    def _small_talk(self) -> None:
        if self._not_understood() or self._takes_leave():
            return
        greeted = self._greet_back()
        if self._hearing.has("time_check"):
            self._say("time_check")
        elif self._hearing.has("hear_me"):
            self._say("hear_me")
        elif self._hearing.has("how_are_you"):
            self._say("small_talk")
        elif is_nervous(self._hearing.text):
            self._say("nervous", forced=False)
        elif self._hearing.has("thanks"):
            self._say("thanks")
        elif not greeted and ((self._hearing.has("repeat") and self._repeat()) or self._overheard_question()):
            return
        if self._stage.phase == "closing":
            if not self._parts:
                self._say("thanks")
        elif not self._asks():
            self._say("hand_over")

    def _acknowledge(self) -> None:
        if self._not_understood() or self._takes_leave():
            return
        greeted = self._greet_back()
        if self._hearing.has("time_check"):
            self._say("time_check")
        elif self._hearing.has("how_are_you"):
            self._say("small_talk")
        elif self._hearing.has("two_way"):
            self._say("two_way")
        elif self._introducing and not greeted:
            if not (self._once_in(2) and self._say("echo", forced=False)):
                self._say("introduced")
        elif is_nervous(self._hearing.text):
            self._say("nervous", forced=False)
        elif self._hearing.has("thanks"):
            self._say("thanks")
        elif not greeted:
            self._say("remark")
        if self._stage.phase != "closing" and not self._stage.ask_back and not self._asks():
            self._say("hand_over")

    def _answer(self) -> None:
        if "wrong_fact" in self._stage.remarks:
            self._put_right()
        if self._hearing.has("language") or (self._hearing.has("silence", "unclear") and not self._hearing.questions):
            self._not_understood()
            return
        if self._hearing.has("repeat") and self._repeat():
            return
        if self._parts and self._hearing.has("program") and len(self._hearing.questions) < 2:
            self._say("hand_over")  # whether they are a program was the question
            return
        if self._hearing.has("ask_me") and (telling := self._material.untold(self._stage, self._left)):
            self._tell(telling, beat="react")
            return
        if self._hearing.has("smalltalk_question"):
            self._nothing()
            return
        if self._hearing.has("how_are_you", "hear_me", "time_check") and words(self._hearing.text) <= SHORT_TURN // 2:
            self._small_talk()
            return
        if self._introducing and "?" not in self._hearing.text:
            self._acknowledge()  # "I would like to know whether it is for me": that is why they call
            return
        if not self._hearing.questions and self._stage.act is Act.ANSWER_SHORTLY:
            self._take_up()
            return
        asked = different([self._with_fact(question) for question in self._hearing.questions or (self._hearing.whole,)])
        told = self._tell_two(*asked[:2]) if len(asked) > 1 and self._left >= ROOM_FOR_TWO else self._tell_one(*asked)
        if not told:
            self._acknowledge() if self._introducing else self._nothing()
        elif "hiring" in self._stage.may_tell:
            self._say("no_promise", forced=False)

    def _point_to_public(self) -> None:
        if self._says_more_than_the_page():
            return
        if "wrong_fact" in self._stage.remarks:
            self._put_right()
        elif self._parts and self._hearing.has("program") and len(self._hearing.questions) < 2:
            self._say("hand_over")
            return
        elif self._hearing.has("smalltalk_question") and not self._values["fact"]:
            self._nothing()
            return
        elif not (self._values["fact"] and self._say("on_profile", forced=False)):
            self._say("on_profile_bare")
        self._say("redirect", forced=not self._parts)

    def _says_more_than_the_page(self) -> bool:
        """Answers what is no question for the page, though it lies near a fact of it; whether there was an answer."""
        asked = [one for one in self._hearing.questions if wants_more(one)]
        if not asked or self._hearing.has("program", "smalltalk_question"):
            return False
        if not self._tell_one(*asked):
            if not asked[0].stems.isdisjoint(stems(self._stage.fact or "")):
                return False
            self._nothing()  # a fact that has nothing to do with it is no answer either
        return True

    def _correct(self) -> None:
        self._put_right()
        self._say("hand_over")

    def _press(self) -> None:
        if self._parts:
            self._say("hand_over")
        elif self._hearing.has("goodbye"):
            self._close()
        elif not self._not_understood():
            self._say("press")

    def _decline(self, use: Use) -> None:
        if "disclaimer_broken" in self._stage.remarks:
            self._say("disclaimer")
        self._say("resume_offer" if use == "decline" and self._hearing.has("resume") else use, forced=not self._parts)

    def _withhold(self) -> None:
        named = any(contact.name in self._spoken for contact in self._persona.private.contacts)
        self._say("no_contact" if named else "withhold")

    def _introduce(self) -> None:
        if asks_to_write(self._hearing.text):
            self._keep_in_touch()
            return
        if not asks_for_somebody(self._hearing.text) and self._tell_one(*self._hearing.questions):
            return
        asked = self._hearing.whole.stems
        fitting = sorted(
            self._persona.private.contacts, key=lambda contact: -len(asked & stems(f"{contact.role} {contact.why}"))
        )
        for contact in fitting:
            if contact.name not in self._spoken and self._name_contact(contact):
                return
        self._say("no_contact")

    def _name_contact(self, contact: Contact) -> bool:
        """Names somebody, as fully as leaves room for the leave to use one's name; whether the budget held a name."""
        for words_for_them in described(contact):
            self._values["contact"] = words_for_them
            if self._say("contact_name", forced=False, most=self._left - ROOM_FOR_LEAVE):
                self._say("use_my_name", forced=False)
                self._say("contact", forced=False, first=True)
                return True
        return False

    def _invite(self, use: Use) -> None:
        self._say(use)
        if self._hearing.has("goodbye"):
            self._say("close", forced=False)

    def _keep_in_touch(self) -> None:
        self._say("keep_in_touch")
        if self._hearing.has("goodbye") and self._values["learner"]:
            self._say("close_named", forced=False)

    def _close(self) -> None:
        if self._stage.ends == "time":
            self._say("time_up")
            if self._once_in(2):
                self._say("next", forced=False)
        elif self._hearing.has("thanks") and self._stage.manner in {"warm", "engaged", "neutral"}:
            self._say("thanks", forced=False)
        cool = self._stage.manner in {"cool", "impatient"}
        if not cool and self._once_in(2) and self._say("close_named", forced=False):
            return
        self._say("close_cool" if cool else "close", forced=not self._parts)

    def _broken_into(self) -> list[str]:
        """What they say to whatever breaks in, before anything else; nothing as a rule."""
        if self._stage.event:
            self._say(self._stage.event.kind)
        said, self._parts = self._parts, []
        return said

    # --- what acts share --------------------------------------------------------------------------------------------

    def _not_understood(self) -> bool:
        """Deals with what can't be answered as speech; whether it was so."""
        for intent in ("silence", "language", "unclear"):
            if self._hearing.has(intent):
                if not self._parts:
                    self._say(intent)
                return True
        return False

    def _takes_leave(self) -> bool:
        """Says goodbye to a goodbye that asks nothing; whether it was one."""
        asks = bool(self._hearing.questions)
        if self._number > OPENING_TURNS and wishes_well(self._hearing.text):
            asks = "?" in self._hearing.text  # "Have a good trip!" only begins like a question
        leaves = not asks and (self._hearing.has("goodbye") or wishes_well(self._hearing.text))
        if leaves:
            self._close()
        return leaves

    def _greet_back(self) -> bool:
        """Greets by name whoever has just given it; whether they did."""
        return self._number == 1 and self._new.name is not None and self._say("hello", forced=False)

    def _with_fact(self, question: Question) -> Question:
        """The question with the public fact that it starts from, whatever words it was cited in."""
        return replace(question, around=question.around | stems(self._stage.fact or ""))

    def _take_up(self) -> None:
        """What they say to a thought of the learner's that asks nothing."""
        telling = self._material.choose(self._hearing.whole, self._stage, self._left)
        if telling and telling.goes_on:
            self._tell(telling, beat=None)
        else:
            self._say("remark")
            self._say("hand_over", forced=False)

    def _put_right(self) -> None:
        if not corrects(self._stage.fact, self._hearing.text, self._persona):
            return
        if not (self._values["fact"] and self._say("wrong_fact", forced=False)):
            self._say("wrong_fact_bare")

    def _overheard_question(self) -> bool:
        """Answers, in few words, a question that the stage direction does not know of; whether there was one."""
        if self._parts or self._hearing.has("smalltalk_question", "greeting"):
            return False
        return self._tell_one(*self._hearing.questions)

    def _repeat(self) -> bool:
        telling = self._material.last_more(self._stage, self._left - LONGEST_LINK)
        if telling:
            self._tell(telling, beat="repeat")
        return telling is not None or self._say("which_part", forced=False)

    def _tell_one(self, *asked: Question) -> bool:
        """Answers the first of the questions that there is an answer to."""
        budget = self._left - (LONGEST_WARNING if "two_minutes" in self._stage.remarks else 0)
        budget -= MOST_FOR_ASKING_BACK if self._stage.ask_back else 0
        if "hiring" in self._stage.may_tell and self._hiring(budget):
            return True
        for question in asked:
            if telling := self._material.choose(question, self._stage, budget):
                self._tell(telling, beat=self._beat(telling))
                return True
        return False

    def _tell_two(self, one: Question, other: Question) -> bool:
        """Answers both, briefly and without a story, or the one that there is an answer to."""
        briefly = self._stage.model_copy(
            update={"may_tell": tuple(what for what in self._stage.may_tell if what != "stories")}
        )
        first = self._material.choose(one, briefly, self._left * 3 // 5)
        if first is None or first.beside:
            return self._tell_one(other, one)
        self._tell(first, beat=None)
        second = self._material.choose(other, briefly, self._left - LONGEST_LINK)
        if second is None or second.beside or second.piece is first.piece:
            return True
        self._say("second", forced=False)
        self._tell(second, beat=None)
        return True

    def _tell(self, telling: Telling, beat: Use | None) -> None:
        room = self._left - words(telling.text)
        if beat:
            start = telling.text.split()[:2]  # "If I may begin a little earlier. If I may advise, ..."
            self._say(beat, forced=False, most=room, rather=lambda line: line.split()[:2] != start)
        self._put(telling.text)

    def _beat(self, telling: Telling) -> Use | None:
        """What to say before an answer, now and then."""
        if telling.beside:
            return "bridge"
        subject = self._values["subject"]
        spoken_of = subject is None or any(subject.lower() in turn.lower() for turn in self._own[-LONG_AGO:])
        to_them = speaks_of_themselves(self._hearing.text) and any(
            telling.piece.topics.get(topic, 0) > STRONG for topic in ("learner", "advice", "entry")
        )
        if to_them and telling.piece.kind == "answer" and not spoken_of:
            return "echo_advice"
        if telling.goes_on:
            return "follow_up" if self._once_in(2) else None
        return "react" if self._once_in(3) and self._stage.manner not in {"cool", "impatient"} else None

    def _hiring(self, budget: int) -> bool:
        """How hiring stands, when the learner was let in on it: the note, once."""
        note = [part for part in sentences(self._persona.private.hiring) if not self._said.knows(part)]
        if not note or not fits(" ".join(note), budget):
            return False
        self._put(" ".join(note))
        return True

    def _nothing(self) -> None:
        spent = self._material.spent
        self._say("nothing", rather=lambda line: spent == any(cue.search(line.lower()) for cue in cues().used_up))
        curt = self._stage.act is Act.ANSWER_SHORTLY and self._stage.manner == "impatient"
        if curt or self._stage.ask_back or any("ask me" in part.lower() for part in self._parts):
            return
        untouched = self._material.untouched()
        if untouched:
            self._values["topic"] = label(untouched[self._dice % len(untouched)])
            self._say("steer", forced=False)
