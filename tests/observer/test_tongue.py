"""English in all its shapes is English; other languages are not."""

import pytest

from simulator.observer.tongue import is_english, speaks_english
from simulator.transcript import Transcript

ENGLISH = {
    "plain": "I study architecture and I would like to hear how you came to work with stone and lime.",
    "texting": "ok so like what do u do all day n is it hard bc im thinking bout it but idk rly lol",
    "yorkshire": "Ey up, I've nowt against t'office but I'd sooner be out on t'tools, if tha knows what I mean, wi' me own two hands.",
    "pidgin": "How you dey start dis work, abeg? I wan sabi wetin make you choose am, because me I no too sure of my own path.",
    "learned_late": "I am working since four years by a company of pumps and I want to change, but I not know which side is more good.",
    "foreign_name": "Buenos días! I'm María, I study law in Madrid and I'd like to ask how you got into restoration.",
    "too_short_to_tell": "Bonjour, Ilse Varga?",
    "a_few_words_and_a_name": "Ciao, Ilse. Can you hear me?",
    "empty": "",
}
OTHER = {
    "german": "Guten Tag, ich studiere im dritten Jahr und möchte gern wissen, wie Sie zu Ihrer Arbeit gekommen sind.",
    "french": "Bonjour, je suis étudiante et je voudrais savoir comment vous êtes arrivée à ce poste, et pourquoi la pierre.",
    "spanish": "Hola, estudio arquitectura en Sevilla y quería saber cómo llegó usted a su trabajo y qué es lo más difícil.",
    "dutch": "Goedendag, ik zit in het derde jaar van mijn studie en ik wil graag weten hoe u aan dit werk bent gekomen.",
    "a_few_words": "Bonjour, je voudrais un poste.",
    "russian": "Здравствуйте, я учусь на третьем курсе и хотел бы узнать, как вы пришли к этой работе и что в ней трудно.",
    "chinese": "您好，我是三年级的学生，我想了解您是怎么开始做这份工作的，还有每天最难的部分是什么，以及您会给年轻人什么样的建议。",
}


@pytest.mark.parametrize("text", ENGLISH.values(), ids=ENGLISH.keys())
def test_every_english_is_english(text: str) -> None:
    assert speaks_english(text)


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER.keys())
def test_another_language_is_noticed(text: str) -> None:
    assert not speaks_english(text)


def test_the_learner_decides_in_which_language_a_call_is_held() -> None:
    turns = [{"speaker": "professional", "text": ENGLISH["plain"]}, {"speaker": "learner", "text": OTHER["german"]}]
    call = Transcript.model_validate({"format": "transcript/1", "persona": "ilse-varga", "turns": turns})
    assert not is_english(call)
