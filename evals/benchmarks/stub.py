"""A model's server for benchmarks: one process, no thought, and time like a real one's.

    python -m evals.benchmarks.stub PORT [FIRST_MS] [BETWEEN_MS]

It speaks as much of OpenAI's chat API as a streaming client needs: `FIRST_MS` to the first token (800), then 60 tokens
`BETWEEN_MS` apart (15). What it says is bland on purpose, four sentences of about twelve words in which no guard finds
anything to hold back, and no sentence comes again within two thousand replies: a professional who repeats themselves
is stopped, and what was measured would be the understudy.
"""

import asyncio
import itertools
import json
import sys

FIRST_SECONDS, BETWEEN_SECONDS, TOKENS = 0.8, 0.015, 60
_BEGINS = (
    "In my experience", "Most of the time", "On a good day", "When I look back", "To be honest with you",
    "In a busy week", "After a few years", "If you ask the team", "For somebody new", "Early in the morning",
    "On the whole", "Late in the year", "With hindsight", "In the first month", "Whatever people say",
    "As far as I see", "In a small place", "Under pressure", "When it rains", "By the end of a week",
)  # fmt: skip
_MIDDLES = (
    "small things decide how the day goes", "people matter more than the plan", "a calm voice is worth a lot",
    "the hard part is leaving things out", "you learn from what went wrong", "one more question helps",
    "nobody sees the quiet work", "the numbers tell you where to look", "patience pays back slowly",
    "the first answer is seldom the best", "a short list beats a long one", "habits carry most of it",
    "the dull tasks turn out to count", "good notes save an afternoon", "mornings are better than evenings",
    "listening takes more effort", "every shortcut has its price", "a walk clears the head",
    "simple tools last longest", "the weather has its say",
)  # fmt: skip
_ENDS = (
    "more or less", "as a rule", "at least around here", "year after year", "and that surprised us", "or so it seems",
    "bit by bit", "in every season", "even on Fridays", "once the phones are quiet", "before lunch anyway",
    "whoever is on shift", "as we found out", "in one way or another", "slowly but surely", "against all forecasts",
    "without much noise", "time and again", "to nobody's regret", "on most floors",
)  # fmt: skip
SENTENCES = 4


def reply(number: int) -> str:
    """Four sentences, about 51 words, of which no two have a part in common."""
    return " ".join(map(_sentence, range(SENTENCES * number, SENTENCES * (number + 1))))


def _sentence(number: int) -> str:
    many = len(_BEGINS)
    middle, end = _MIDDLES[(number + number // many) % many], _ENDS[(number + number // many**2) % many]
    return f"{_BEGINS[number % many]}, {middle}, {end}."


def tokens(text: str) -> list[str]:
    """Sixty pieces of about one length, as a tokenizer's are on average."""
    return [text[len(text) * n // TOKENS : len(text) * (n + 1) // TOKENS] for n in range(TOKENS)]


def _event(delta: dict[str, str], finish: str | None = None, usage: dict[str, int] | None = None) -> bytes:
    choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}]
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "stub"}
    data = f"data: {json.dumps({**chunk, 'choices': choices, 'usage': usage})}\n\n".encode()
    return b"%x\r\n%s\r\n" % (len(data), data)


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
_USAGE = {"prompt_tokens": 900, "completion_tokens": TOKENS, "total_tokens": 900 + TOKENS}
_DONE = b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"


_replies = itertools.count()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: float, between: float) -> None:
    """One connection, request after request."""
    clock = asyncio.get_running_loop().time
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            began = clock()
            headers = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:] if line)
            await reader.readexactly(int(headers[b"content-length"]))
            pieces = tokens(reply(next(_replies)))
            await asyncio.sleep(first)
            writer.write(_HEAD + _event({"role": "assistant", "content": pieces[0]}))
            for number, piece in enumerate(pieces[1:], 1):
                if between:
                    # by the clock, so that a late token does not make all the others later
                    await asyncio.sleep(began + first + number * between - clock())
                writer.write(_event({"content": piece}))
            writer.write(_event({}, "stop") + _event({}, usage=_USAGE) + _DONE)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(port: int, first: float, between: float) -> None:
    """Serve until killed."""
    async with await asyncio.start_server(
        lambda reader, writer: _serve(reader, writer, first, between), "127.0.0.1", port, backlog=2048
    ) as server:
        await server.serve_forever()


if __name__ == "__main__":
    first, between = [int(given) / 1000 for given in sys.argv[2:4]] or (FIRST_SECONDS, BETWEEN_SECONDS)
    asyncio.run(main(int(sys.argv[1]), first, between))
