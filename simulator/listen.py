"""A place to serve on, taken before anything slow is imported: a port in use is said at once."""

import socket

from simulator.errors import InputError


def listen(host: str, port: int | None) -> socket.socket:
    """A socket on the port, or on the first free one from 7860 if none was named. Raises `InputError` if in use."""
    candidates = [port] if port is not None else [*range(7860, 7880), 0]
    problem: OSError | None = None
    for candidate in candidates:
        try:
            return socket.create_server((host, candidate), reuse_port=False)
        except (OSError, OverflowError) as error:
            problem = error if isinstance(error, OSError) else OSError(str(error))
    raise InputError(
        f"port {port} of {host} can't be had ({(problem.strerror or str(problem)).lower() if problem else 'taken'}); "
        "name another with --port"
    )
