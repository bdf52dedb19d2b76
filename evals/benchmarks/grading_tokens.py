"""What a language model is sent to read a call along, and how much of it a provider can have in its cache.

Nothing is sent: the program's own reader asks a stand-in, and the tokens are counted with tiktoken, or estimated where
its encoding is not on this machine, which the unit says. The least that any reader of a call has to be sent is
the call.
"""

import statistics

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from evals.bench import Bench, Bounds
from evals.benchmarks.engine import LABELLED, transcripts
from evals.benchmarks.table import Peer, Row, Run
from evals.suite import Asked
from simulator.errors import SimulatorError
from simulator.grading import LEAST_TURNS
from simulator.settings import Settings
from simulator.tokens import count_messages, prepare
from simulator.transcript import Transcript

MODEL = "gpt-4.1-mini"
CACHED_FROM_TOKENS = 1024
"""OpenAI's cache takes prompts from this length on (platform.openai.com, "Prompt caching")."""


def _bare(paper: Transcript) -> list[BaseMessage]:
    return [AIMessage(turn.text) if turn.speaker == "professional" else HumanMessage(turn.text) for turn in paper.turns]


def rows(run: Run) -> list[Row]:
    """The rows of the table; means over the labelled calls."""
    if loading := prepare(MODEL, Settings(_env_file=None, fetch_encodings=False)):
        loading.join()
    papers = [paper for paper in transcripts(LABELLED) if len(paper.learner_turns) >= LEAST_TURNS]
    # a server of one's own needs no key, and this one is never asked
    bench = Bench(Asked(grader=f"openai:{MODEL}"), bounds=Bounds(foresee=True, base_url="http://127.0.0.1:9/v1"))
    sent, prefix, alone, estimated = [], [], [], False
    for paper in papers[: run.times(len(papers), 2)]:
        grader = bench.score(paper, paper.who()).grader
        if grader.tokens_in is None or grader.cached_prefix_share is None:
            raise SimulatorError(f"tokens: a call was not read: {grader.unused_because}")
        bare = count_messages(_bare(paper), MODEL)
        sent.append(grader.tokens_in)
        prefix.append(grader.tokens_in * grader.cached_prefix_share)
        alone.append(bare.tokens)
        estimated |= bool(grader.tokens_estimated) or bare.estimated
    unit = "tokens, estimated" if estimated else "tokens"
    whole, shared = statistics.mean(sent), statistics.mean(prefix)
    words = Peer("the call's own words", statistics.mean(alone))
    least = Peer("least that OpenAI's cache takes", CACHED_FROM_TOKENS)
    return [
        Row("sent to read a call", whole, unit, words, less_is_better=True),
        Row("of that in the prefix of all calls", shared, unit, Peer("all that is sent", whole), less_is_better=False),
        Row("the prefix of all calls", shared, unit, least, less_is_better=False),
    ]
