"""nginx as the documentation has it, on ports of the tests' own."""

import subprocess
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError

import tests
from tests.ports import free_port

CONFIGURATION = Path(tests.__file__).parent.parent / "docs" / "growing" / "nginx.conf"
DOCUMENTED = ("10.0.0.11:7860", "10.0.0.12:7860")
_AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    log_format who '$upstream_addr'; access_log {folder}/access.log who;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/simulator.conf;
}}
"""


class Balancer:
    """nginx in front of servers."""

    def __init__(self, program: Path, folder: Path, servers: Sequence[str]) -> None:
        port = free_port()
        self._asked = folder / "access.log"
        self.url = f"http://127.0.0.1:{port}/"
        text = CONFIGURATION.read_text(encoding="utf-8")
        for documented, actual in zip((*DOCUMENTED, "0.0.0.0:80"), (*servers, f"127.0.0.1:{port}"), strict=True):
            assert text.count(documented) == 1, documented
            text = text.replace(documented, actual)
        (folder / "simulator.conf").write_text(text, encoding="utf-8")
        (folder / "nginx.conf").write_text(_AROUND.format(folder=folder), encoding="utf-8")
        self._command: list[str | Path] = [
            program,
            "-c",
            folder / "nginx.conf",
            "-p",
            folder,
            "-e",
            folder / "error.log",
        ]
        self.start()

    def start(self) -> None:
        """Serve, at the address that was served before."""
        self._process = subprocess.Popen(self._command, stderr=subprocess.DEVNULL)
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{self.url}metrics", timeout=5).close()
            except HTTPError:
                return  # it answers for itself
            except URLError:
                if time.monotonic() > end or self._process.poll() is not None:
                    raise
                time.sleep(0.02)

    def asked(self) -> list[str]:
        """Which server was asked, request by request."""
        return self._asked.read_text().splitlines()

    def kill(self) -> None:
        """As hard as it gets."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()
