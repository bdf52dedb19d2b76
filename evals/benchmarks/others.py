"""One scripted call of twenty turns, played by public tools with a mock model. Knows nothing of this program.

    python others.py inspect 5      ->  {"name": "inspect", "calls": 60, "seconds": 5.1, "processor": 5.0}

Run by `throughput.py` with a Python of its own, in which the tools are installed. None of them observes or grades here.
"""

import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path

os.environ["DEEPEVAL_TELEMETRY_OPT_OUT"] = "YES"
os.environ["LANGSMITH_TRACING"] = "false"
if carried := find_spec("litellm"):
    # Inspect AI counts with tiktoken, which downloads its encodings; the wheel of litellm carries the very files
    folder = Path(*carried.submodule_search_locations or ()) / "litellm_core_utils" / "tokenizers"
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(folder))

LEARNER = (
    "Hi Dana, it's Priya Raman. I study supply chain management and I'm leaning to cold-chain work after I graduate. "
    "Thanks for taking the call; I'd like to hear how you see the field.",
    "I read your article on dock scheduling. What made the second pilot work when the first one didn't?",
    "You said the drivers came round in the end. How did you win them over?",
    "What was the toughest week you have had in this job?",
    "What did you do differently after that?",
    "What do you wish you had known when you moved from the warehouse to the head office?",
    "How would you describe the culture of your team to somebody from outside?",
    "Which skills do you see missing in people who come straight from university?",
    "I have about two minutes left on our time. Is there anyone else you think I should talk to?",
    "Thank you for the story about the drivers; I will try that. May I write to you when I have? Goodbye, Dana.",
)
PROFESSIONAL = (
    "Dana Okafor.",
    "Good to hear from you. Go ahead, ask me what you came to ask.",
    "The second time we asked the drivers first. They knew which doors were slow and we did not.",
    "I rode along for a week. Nobody from the office had done that before, and it changed the talk.",
    "The week of the ice storm. Forty trucks in the yard and no plan for the yard.",
    "We wrote the plan down, and we practise it every autumn now.",
    "That nobody up there has time to read. You have one page and one number.",
    "Blunt and kind. People say what went wrong before they say who did it.",
    "They can model anything and have never stood on a dock. Go and stand on one.",
    "Talk to our yard lead in Joliet. Tell her I sent you. You may write, of course. Goodbye.",
)
"""A greeting and nine answers; with the learner's ten turns, twenty."""

Play = Callable[[], int]
"""Plays some calls; how many."""


def inspect(**logging_options: object) -> Play:
    """Inspect AI: a solver that says the learner's lines to `mockllm`; twenty samples in one `eval`."""
    from inspect_ai import Task
    from inspect_ai import eval as evaluate
    from inspect_ai.dataset import Sample
    from inspect_ai.model import ChatMessageAssistant, ChatMessageUser, ModelOutput, get_model
    from inspect_ai.solver import solver

    @solver
    def talks():  # type: ignore[no-untyped-def]
        async def solve(state, generate):  # type: ignore[no-untyped-def]
            state.messages = [ChatMessageAssistant(content=PROFESSIONAL[0])]
            for words in LEARNER[:-1]:
                state.messages.append(ChatMessageUser(content=words))
                state = await generate(state)
            state.messages.append(ChatMessageUser(content=LEARNER[-1]))
            return state

        return solve

    def outputs() -> Iterator[ModelOutput]:
        return (ModelOutput.from_content("mockllm/model", words) for words in cycle(PROFESSIONAL[1:]))

    def play() -> int:
        model = get_model("mockllm/model", custom_outputs=outputs(), memoize=False)
        with tempfile.TemporaryDirectory() as folder:
            (log,) = evaluate(
                Task(dataset=[Sample(input="call") for _ in range(20)], solver=talks()),
                model=model, log_dir=folder, display="none", **logging_options,
            )  # fmt: skip
        assert log.status == "success", log.error
        return 20

    return play


def inspect_little() -> Play:
    """The same with its logging cut down."""
    return inspect(log_samples=False, log_realtime=False, log_model_api=False, score=False)


def openevals() -> Play:
    """openevals: its multi-turn simulator, the user's turns fixed, the app a function that gives the next reply."""
    from openevals.simulators import run_multiturn_simulation

    def play() -> int:
        replies = iter((*PROFESSIONAL[1:], "Goodbye."))
        said = run_multiturn_simulation(
            app=lambda _message, **_: {"role": "assistant", "content": next(replies)}, user=list(LEARNER), max_turns=10
        )
        assert len(said["trajectory"]) == 20
        return 1

    return play


def deepeval() -> Play:
    """deepeval: its conversation simulator, the user's turns by a mock of a model."""
    from deepeval.dataset import ConversationalGolden
    from deepeval.models import DeepEvalBaseLLM
    from deepeval.simulator import ConversationSimulator
    from deepeval.test_case import Turn

    class Mock(DeepEvalBaseLLM):  # type: ignore[misc]
        def __init__(self) -> None:
            self.lines = cycle(LEARNER)

        def load_model(self) -> "Mock":
            return self

        def generate(self, prompt: str, schema: type | None = None) -> object:  # noqa: ARG002
            words = next(self.lines)
            return schema(simulated_input=words) if schema else words

        async def a_generate(self, prompt: str, schema: type | None = None) -> object:
            return self.generate(prompt, schema)

        def get_model_name(self) -> str:
            return "mock"

    def play() -> int:
        replies = iter((*PROFESSIONAL[1:], "Goodbye."))
        simulator = ConversationSimulator(
            model_callback=lambda input: Turn(role="assistant", content=next(replies)),  # noqa: A006, ARG005
            simulator_model=Mock(), async_mode=False,
        )  # fmt: skip
        golden = ConversationalGolden(scenario="A student calls a professional.", user_description="Priya, a student.")
        (case,) = simulator.simulate([golden], max_user_simulations=10)
        assert len(case.turns) == 20
        return 1

    return play


def langchain() -> Play:
    """langchain-core: its fake chat model, invoked once a turn."""
    from langchain_core.language_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

    def play() -> int:
        model = GenericFakeChatModel(messages=iter([AIMessage(words) for words in PROFESSIONAL]))
        messages: list[BaseMessage] = []
        for words in LEARNER:
            messages.append(HumanMessage(words))
            messages.append(model.invoke(messages))
        return 1

    return play


def langchain_streamed() -> Play:
    """The same, streamed: it comes word by word, and letter by letter where there are no spaces."""
    from langchain_core.language_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

    def play() -> int:
        model = GenericFakeChatModel(messages=iter([AIMessage(words) for words in PROFESSIONAL]))
        messages: list[BaseMessage] = []
        for words in LEARNER:
            messages.append(HumanMessage(words))
            messages.append(AIMessage("".join(str(part.content) for part in model.stream(messages))))
        return 1

    return play


PLAYERS: dict[str, Callable[[], Play]] = {
    "inspect": inspect,
    "inspect, little logged": inspect_little,
    "openevals": openevals,
    "deepeval": deepeval,
    "langchain-core, invoked": langchain,
    "langchain-core, streamed": langchain_streamed,
}


def timed(name: str, play: Play, seconds: float) -> dict[str, object]:
    """Play for so long, on one core, after one round that is not counted."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    play()
    calls, began, processor = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        calls += play()
    return {
        "name": name,
        "calls": calls,
        "seconds": round(time.perf_counter() - began, 3),
        "processor": round(time.process_time() - processor, 3),
    }


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    sys.stdout, out = sys.stderr, sys.stdout  # what a tool prints is not the result
    print(json.dumps(timed(sys.argv[1], PLAYERS[sys.argv[1]](), float(sys.argv[2]))), file=out)
