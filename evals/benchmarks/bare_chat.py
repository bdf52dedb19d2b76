"""What ours is measured against under load: a bare Gradio chat that streams every token, set as well as it goes.

    python -m evals.benchmarks.bare_chat PORT MODELS_URL [--lean]

It is Gradio's own, `gr.ChatInterface`, as its documentation has it; `--lean` is a page with a box, a log and one event,
the least that can be called a chat. For both the limit on what runs at once is lifted and the pool of threads is wide;
with Gradio's defaults they are slower by far.
"""

import os
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from openai import AsyncOpenAI


def main(port: int, models: str, *, lean: bool) -> None:
    """Serve until killed."""
    client = AsyncOpenAI(base_url=models, api_key="none")

    async def say(words: str, history: list[Any]) -> AsyncIterator[str]:
        messages = [{"role": one["role"], "content": _text(one["content"])} for one in history]
        asked: Any = [*messages, {"role": "user", "content": words}]
        said = ""
        async for chunk in await client.chat.completions.create(model="stub", messages=asked, stream=True):
            if chunk.choices and (more := chunk.choices[0].delta.content):
                said += more
                yield said

    page = _lean(say) if lean else gr.ChatInterface(say)
    page.queue(default_concurrency_limit=None)
    page.launch(server_name="127.0.0.1", server_port=port, quiet=True, ssr_mode=False, max_threads=1000)


def _lean(say: Callable[[str, list[Any]], AsyncIterator[str]]) -> gr.Blocks:
    async def told(words: str, history: list[Any]) -> AsyncIterator[list[Any]]:
        async for said in say(words, history):
            yield [*history, {"role": "user", "content": words}, {"role": "assistant", "content": said}]

    page: gr.Blocks = gr.Blocks()
    with page:
        log, box = gr.Chatbot(), gr.Textbox()
        box.submit(told, [box, log], [log])
    return page


def _text(content: object) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], lean="--lean" in sys.argv)
