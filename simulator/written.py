"""What a learner wrote -> as it is kept. The one door for their words: turns, notes, requests.

learner_words("Hi Dana\x00,\r\nhow are you?")   ->   "Hi Dana,\nhow are you?"
"""

import unicodedata

from simulator.clock import LEARNER_WORDS_PER_MINUTE, speech_seconds
from simulator.errors import InputError

MAX_TURN_CHARACTERS = 8000
"""About ten minutes of speech; more than any turn of a call needs."""
MAX_NOTE_CHARACTERS = 8000
MAX_WHY_CHARACTERS = 500

_INVISIBLE = {0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF}
"""Direction overrides, which make a text look like another one than it is. Right-to-left letters need none of them."""


def learner_words(text: object, *, most: int = MAX_TURN_CHARACTERS, what: str = "a turn") -> str:
    """The learner's text as it is kept: no control characters, one kind of line break. Raises `InputError`."""
    if not isinstance(text, str):
        raise InputError(f"{what} is text, not {type(text).__name__}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        character
        for character in text
        if character in "\n\t"
        or (unicodedata.category(character) not in {"Cc", "Cs"} and ord(character) not in _INVISIBLE)
    ).strip()
    if not any(character.isprintable() and not character.isspace() for character in kept):
        raise InputError("there is nothing to send yet: write what you want to say")
    if len(kept) > most:
        minutes = speech_seconds(kept, LEARNER_WORDS_PER_MINUTE) / 60
        raise InputError(
            f"that is {len(kept):,} characters, about {minutes:.0f} minutes of speech; {what} holds {most:,} at most. "
            "Nothing was sent and your text is still there"
        )
    return kept
