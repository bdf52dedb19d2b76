"""What the benchmarks' model says is said by a model to the end: no guard stops it, and it never repeats itself."""

from evals.benchmarks.stub import SENTENCES, reply, tokens
from simulator.director import Act
from simulator.persona import catalogue
from simulator.professional import Brief
from simulator.professional.guard import Guard
from simulator.professional.spoken import Speech
from tests.professional.speaking import stage

REPLIES = 2000


def test_no_sentence_of_the_stubs_comes_again_for_two_thousand_replies() -> None:
    said = [sentence for number in range(REPLIES) for sentence in reply(number).rstrip(".").split(". ")]
    assert len(set(said)) == len(said) == SENTENCES * REPLIES


def test_no_guard_holds_back_what_the_stub_says() -> None:
    for persona in catalogue().values():
        guard = Guard.on(Brief(persona, (), stage(Act.ANSWER)))
        for number in range(0, 400, 7):
            said: list[str] = []
            speech = Speech(persona.name)
            for utterance in (*speech.feed("".join(tokens(reply(number)))), *speech.finish()):
                assert guard.alarm(utterance, said) is None, utterance.text
                said.append(utterance.text)
            assert len(said) == SENTENCES
