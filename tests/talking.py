"""A call that is played from the greeting to the end, each of the learner's lines answered before the next is said."""

from collections.abc import Iterable

from simulator.call import Call


async def talk(call: Call, lines: Iterable[str]) -> None:
    """Say the lines, one a turn, and hang up."""
    await call.resume()
    [moment async for moment in call.follow()]
    for words in lines:
        await call.say(words)
        [moment async for moment in call.follow()]
    await call.hang_up()
