"""The page: the only part that knows Gradio. One file a screen; events are wired in `page.py`; no rule is here.

    choose -> prepare -> live (the call) -> debrief

Importing Gradio happens here, quietly: it would otherwise report its use and ask for its newest version at each start.
"""

import inspect
import os
import sys
import traceback
from typing import Any


def _import_gradio() -> None:
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if "gradio" in sys.modules:
        return
    # While it is imported, Gradio parses the source of its components to write type stubs beside them, which takes a
    # third of the time and writes into site-packages. Components without a source file are skipped: here, all of them.
    original = inspect.getfile

    def without_gradio(thing: Any) -> str:
        if isinstance(thing, type) and thing.__module__.startswith("gradio."):
            raise OSError("no stubs are wanted")
        return original(thing)

    inspect.getfile = without_gradio  # type: ignore[assignment]
    try:
        import gradio  # noqa: F401
    finally:
        inspect.getfile = original
    _log_instead_of_printing()


def _log_instead_of_printing() -> None:
    """Gradio prints the traceback of a handler's fault, the words that it was working on included."""
    from simulator.watch.logs import Printed

    for name in ("queueing", "routes", "route_utils", "utils"):
        module = sys.modules[f"gradio.{name}"]
        assert module.traceback is traceback, "this version of Gradio prints in another way"
        module.traceback = Printed()  # type: ignore[attr-defined]


_import_gradio()
