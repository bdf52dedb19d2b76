"""llama.cpp's server for one model file: a program of its own, that `server.py` starts and that knows nothing of us.

    standard input     one line of JSON: what to serve; then silence, for as long as whoever started it lives
    standard output    one line of JSON, once there is somebody to talk to: {"address": "http://127.0.0.1:41235"}

A model that crashes takes this process with it and no call. When the one that started it is gone, however it went, its
end of standard input closes, and this process ends too.
"""

import json
import os
import sys
import threading
import time
from typing import Any

CACHE_MIB = 1024
"""Memory for what earlier calls have left ready to go on with; llama.cpp's own default is 8 GiB."""
BATCH_TOKENS = 128
"""Tokens that are read at a stretch. Only in between does it notice that nobody waits for the answer any more."""


def main() -> None:
    """Serve until the other side is gone."""
    # what a library prints must not get between the lines that the other side reads
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    wanted = json.loads(sys.stdin.readline())
    threading.Thread(target=_leave_with_the_other_side, daemon=True).start()
    server = _serve(wanted)
    print(json.dumps({"address": server.listening_address}), file=answer, flush=True)
    _stay(os.getppid())


def _serve(wanted: dict[str, Any]) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = wanted["file"]
    params.model_alias = {wanted["alias"]}
    params.n_ctx = wanted["context_tokens"]
    params.n_batch = params.n_ubatch = BATCH_TOKENS
    params.n_predict = wanted["reply_tokens"]
    params.n_parallel = 1
    if wanted["threads"]:
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = wanted["threads"]
    if wanted["template"]:
        params.chat_template = wanted["template"]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [wanted["key"]]
    params.cors_origins = "http://127.0.0.1"
    params.cache_ram_mib = CACHE_MIB
    params.ui = params.endpoint_slots = params.endpoint_props = False
    params.verbosity = 1
    return xllamacpp.Server(params)


def _leave_with_the_other_side() -> None:
    sys.stdin.read()
    os._exit(0)


def _stay(parent: int) -> None:
    # a sibling that was forked meanwhile may hold the other end of standard input open: then this tells
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    main()
