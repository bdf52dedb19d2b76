"""Stands in for the program that serves a model: keeps to what it says on its two lines, and fails on demand.

The first argument says how it behaves; the second is a file to which it appends a line each time it is started.
"""

import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BEHAVIOUR, STARTS = sys.argv[1], Path(sys.argv[2])
COMPLAINTS = {
    "short of memory": (
        "0.04.297 E ggml_aligned_malloc: insufficient memory (attempted to allocate  90.00 MB)\n"
        "0.04.308 E llama_init_from_model: failed to initialize the context\n"
        "RuntimeError: Failed to init server, please check the input params.\n"
    ),
    "damaged": (
        "0.00.191 E llama_model_load: error loading model: tensor 'x' data is not within the file bounds\n"
        "0.00.204 E llama_model_load_from_file_impl: failed to load model\n"
        "RuntimeError: Failed to init server, please check the input params.\n"
    ),
    "out of words": "",
    "wordy": "No module named 'xllamacpp'" + " or anything else" * 40 + "\n",
}
WORDS = ("I began", " on nights", ". Then", " I moved", " to days", ".")


class Handler(BaseHTTPRequestHandler):
    """A server of OpenAI's chat API that always says the same."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """`/health`."""
        self.send_response(503 if BEHAVIOUR == "unwell" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        """`/v1/chat/completions`."""
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Authorization"] != f"Bearer {KEY}":
            self.send_response(401)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if BEHAVIOUR == "killed at once":
            os.kill(os.getpid(), signal.SIGKILL)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number, word in enumerate(WORDS):
            if number == 3 and BEHAVIOUR == "killed in mid-reply" and len(STARTS.read_text().splitlines()) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            self._say({"delta": {"content": word}, "finish_reason": None})
        self._say({"delta": {}, "finish_reason": "stop"})
        self._write(b"data: [DONE]\n\n")
        self._write(b"")

    def _say(self, choice: dict[str, object]) -> None:
        piece = {"id": "1", "object": "chat.completion.chunk", "model": ALIAS, "choices": [{"index": 0, **choice}]}
        self._write(f"data: {json.dumps(piece)}\n\n".encode())

    def _write(self, chunk: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        self.wfile.flush()


with STARTS.open("a") as starts:
    starts.write("started\n")
if BEHAVIOUR == "gone before it is told":
    os.close(0)
    sys.exit("cannot go on")
wanted = json.loads(sys.stdin.readline())
KEY, ALIAS = wanted["key"], wanted["alias"]
if BEHAVIOUR in COMPLAINTS:
    sys.stderr.write(COMPLAINTS[BEHAVIOUR])
    sys.exit(1)
if BEHAVIOUR == "killed while it loads":
    os.kill(os.getpid(), signal.SIGKILL)
if BEHAVIOUR == "slow":
    time.sleep(30)
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"address": f"http://127.0.0.1:{server.server_port}"}), flush=True)
sys.stdin.read()
