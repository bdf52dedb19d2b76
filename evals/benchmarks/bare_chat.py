"""What ours is measured against under load: a bare Gradio chat that streams every token, set as well as it goes.

    python -m evals.benchmarks.bare_chat PORT MODELS_URL

The limit on what runs at once is lifted and the pool of threads is wide; with Gradio's defaults it is slower by far.
"""

import os
import sys
from collections.abc import AsyncIterator
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from openai import AsyncOpenAI


def main(port: int, models: str) -> None:
    """Serve until killed."""
    client = AsyncOpenAI(base_url=models, api_key="none")

    async def say(words: str, history: list[Any]) -> AsyncIterator[list[Any]]:
        messages = [{"role": one["role"], "content": _text(one["content"])} for one in history]
        history = [*history, {"role": "user", "content": words}, {"role": "assistant", "content": ""}]
        asked: Any = [*messages, {"role": "user", "content": words}]
        stream = await client.chat.completions.create(model="stub", messages=asked, stream=True)
        async for chunk in stream:
            if chunk.choices and (more := chunk.choices[0].delta.content):
                history[-1]["content"] += more
                yield history

    with gr.Blocks() as page:
        log, box = gr.Chatbot(), gr.Textbox()
        box.submit(say, [box, log], [log], api_name="say")
    page.queue(default_concurrency_limit=None)
    page.launch(server_name="127.0.0.1", server_port=port, quiet=True, ssr_mode=False, max_threads=1000)


def _text(content: object) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
