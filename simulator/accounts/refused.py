"""What can't be done, said by a word of its own: the page has a sentence for it in each language."""

from typing import Literal

from simulator.errors import InputError

Why = Literal[
    "unknown", "too_many", "taken", "link", "no_class", "class_taken", "short", "long", "guessable", "name_missing",
    "name_long", "name_strange", "differ", "empty", "too_long", "elsewhere", "elsewhere_down",
]  # fmt: skip

_SENTENCES: dict[Why, str] = {
    "unknown": "name or password is wrong",
    "too_many": "too many attempts; try again in {minutes} minutes",
    "taken": "that name is taken",
    "link": "that link is good no more",
    "no_class": "there is no such class",
    "class_taken": "there is a class of that name",
    "short": "a password has at least {least} characters",
    "long": "a password has at most {most} characters",
    "guessable": "that password is too easily guessed",
    "name_missing": "a name is missing",
    "name_long": "a name has at most {most} characters",
    "name_strange": "a name holds a character that can't be seen",
    "differ": "the two passwords differ",
    "empty": "there is nothing to keep",
    "too_long": "that is longer than {most} characters",
    "elsewhere": "the sign-in did not come about; try again",
    "elsewhere_down": "the sign-in server does not answer; try again later",
}


class Refused(InputError):  # noqa: N818  (the name says the state)
    """Not possible, or not allowed. Nothing was changed."""

    def __init__(self, why: Why, **values: object) -> None:
        super().__init__(_SENTENCES[why].format(**values))
        self.why: Why = why
        self.values = values
