"""Whether a reply turns an ask down, where the director's direction is to do so.

    declines("I hear you. That's one for HR, I'm afraid.")  ->  True
    declines("Sure, why not? Tell me more.")                ->  False

The phrases are in `prompts/guard.yaml`, meant to let rather much pass. They are looked for in all that was said on a
turn: people sympathise first, and say no after it. English only.
"""

from simulator.professional.phrases import found_in, patterns, plainly


def declines(reply: str) -> bool:
    """Whether anything in it refuses, draws a line, or sends the learner to whoever decides."""
    said = plainly(reply)
    for phrase in patterns("no_refusal"):
        said = phrase.sub(" ", said)
    return next(found_in(" ".join(said.split()), "declines"), None) is not None
