"""The first look of a screen comes with its document, so that nobody waits for a second answer of the server.

Gradio's document carries the values that its components begin with. What a screen shows of the address that it was
asked for (a dossier, a call, a scorecard) is put among them; where the screen is the wrong one, the browser is sent on.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

Opened = Callable[[gr.Request], Awaitable[Mapping[Any, Any]]]
_CONFIG = re.compile(r"(window\.gradio_config = )(\{.*?\})(;</script>)", re.DOTALL)


@dataclass(frozen=True)
class Look:
    """A document with its first look in it, or the address of the screen to go to instead."""

    document: str
    to: str | None = None


class FirstLooks:
    """What each screen of each language begins with. One per server."""

    def __init__(self) -> None:
        self._screens: dict[tuple[str, str], tuple[Opened, gr.HTML, str]] = {}

    def add(self, language: str, screen: str, opened: Opened, go: gr.HTML, title: str) -> None:
        """`opened` gives the values of a screen's components; `go` among them is the way to another screen.

        `title` is what the window is called: said where Gradio reads it, it need not be put right afterwards.
        """
        self._screens[language, screen] = opened, go, title

    async def of(self, document: str, language: str, screen: str, request: Any) -> Look:
        """Gradio's document of a screen, as it looks to whoever asks."""
        known, config = self._screens.get((language, screen)), _CONFIG.search(document)
        if known is None or config is None:
            return Look(document)
        opened, go, title = known
        changes = await opened(gr.Request(request))
        if told := changes.get(go):
            return Look(document, json.loads(told)["to"])
        values = {component._id: value for component, value in changes.items()}
        layout = {**json.loads(config[2]), "title": title}
        for component in layout["components"]:
            if component["id"] in values:
                component["props"]["value"] = values[component["id"]]
        # nothing ends a script, nor begins a comment in one, but by this character, which is in JSON's strings alone
        written = json.dumps(layout, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        return Look(f"{document[: config.start(2)]}{written}{document[config.end(2) :]}")
