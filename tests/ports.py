"""Ports for servers that are told theirs, or that are started again on the one that they had."""

import random
import socket

BELOW_EPHEMERAL = range(20_000, 32_000)
"""Where no system gives ports to those who ask for any (Linux from 32768, others from 49152): while a server is away its
port is nobody else's, and nobody who looks for it there is connected with themselves."""


def free_port() -> int:
    """A port that nobody has, and that nobody is given by chance."""
    while True:
        port = random.choice(BELOW_EPHEMERAL)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
