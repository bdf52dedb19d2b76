"""Names: what is shown, and what makes two of them the same."""

import re
import unicodedata

from simulator.accounts.refused import Refused

MOST_CHARACTERS = 80


def shown(name: object) -> str:
    """A name as it is kept. Raises `Refused` for one that is empty, too long or holds what can't be seen."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", str(name))).strip()
    if not text:
        raise Refused("name_missing")
    if len(text) > MOST_CHARACTERS:
        raise Refused("name_long", most=MOST_CHARACTERS)
    # controls, unassigned, and marks that turn the direction of writing: with them one name could look like another
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs"} for character in text):
        raise Refused("name_strange")
    return text


def folded(name: str) -> str:
    """The same for names that a person would take for the same: Sam Reyes, sam  reyes, SAM REYES."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name).casefold()).strip()[:255]
