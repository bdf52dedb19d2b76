"""A PostgreSQL server of the tests' own: real, on loopback, gone with them."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from pydantic import SecretStr

from tests.ports import free_port

USER = "simulator"
NOBODY = "nobody"
"""PostgreSQL refuses to run as root."""


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: the newest that is there."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if name := shutil.which("initdb"):
        found.append(Path(name).resolve().parent)
    return max(found, key=lambda path: path.parts[-2].zfill(4), default=None)


@dataclass
class PostgreSQL:
    """One server. It can be killed as hard as it gets, and started again with what it had written."""

    bin: Path
    folder: Path
    password: str = field(default_factory=lambda: secrets.token_hex(8), repr=False)
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make an empty cluster."""
        self.port = free_port()
        passwords = self.folder / "password"
        passwords.write_text(self.password)
        if os.geteuid() == 0:
            for path in (self.folder, passwords):
                shutil.chown(path, NOBODY)
        self._run("initdb", "--no-sync", "--auth=scram-sha-256", f"--username={USER}", f"--pwfile={passwords}", "--encoding=UTF8", "--locale=C", str(self.data))  # fmt: skip

    @property
    def data(self) -> Path:
        """Where its files are."""
        return self.folder / "data"

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "fsync": "off",  # a killed process loses nothing by it, only a machine without power would
            "max_connections": "60",
            "shared_buffers": "16MB",
        }
        flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        command = [self.bin / "postgres", "-D", str(self.data), *flags]
        end = time.monotonic() + 60
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            while True:
                if not self.alive:
                    # one that was killed leaves processes behind for a moment, and none starts beside them
                    self._process = subprocess.Popen(command, stdout=log, stderr=log, **_as_nobody())
                try:
                    self.connect("postgres").close()
                    return
                except psycopg.OperationalError:
                    if time.monotonic() > end:
                        raise
                    time.sleep(0.05)

    @property
    def alive(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """Kill the server and every process of it."""
        assert self._process is not None
        # those that serve a connection each notice that their parent is gone, and go as well
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End it in good order."""
        if self._process is not None and self.alive:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()

    def connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection that commits by itself."""
        return psycopg.connect(self.url(database).get_secret_value(), autocommit=True, connect_timeout=5)

    def url(self, database: str) -> SecretStr:
        """The address of a database of this server."""
        return SecretStr(f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}")

    @contextmanager
    def database(self) -> Iterator[str]:
        """A database for one test, by name."""
        name = f"t{secrets.token_hex(6)}"
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield name
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run([self.bin / program, *arguments], capture_output=True, text=True, **_as_nobody())
        assert done.returncode == 0, done.stderr


@contextmanager
def running() -> Iterator[PostgreSQL]:
    """A server, ended afterwards. There must be `programs`."""
    found = programs()
    assert found is not None
    # not below pytest's folder, into which only its owner may look
    with tempfile.TemporaryDirectory(prefix="simulator-postgresql-") as outer:
        Path(outer).chmod(0o755)
        folder = Path(outer) / "server"
        folder.mkdir(mode=0o700)
        server = PostgreSQL(found, folder)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _as_nobody() -> dict[str, Any]:
    return {"user": NOBODY, "group": pwd.getpwnam(NOBODY).pw_gid, "cwd": "/"} if os.geteuid() == 0 else {}
