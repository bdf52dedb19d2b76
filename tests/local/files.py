"""Model files that hold no model: heads of GGUF, written as ggml's format has it."""

import struct
from collections.abc import Mapping
from pathlib import Path

Keys = Mapping[str, str | int | list[str]]
TINY: Keys = {"general.architecture": "llama", "general.file_type": 15, "llama.context_length": 2048}


def gguf(path: Path, keys: Keys = TINY, shapes: tuple[tuple[int, ...], ...] = ()) -> Path:
    """Write a file with these keys and tensors of these shapes."""
    written = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), len(keys))
    for name, value in keys.items():
        written += _string(name)
        match value:
            case str():
                written += struct.pack("<I", 8) + _string(value)
            case int():
                written += struct.pack("<II", 4, value)
            case list():
                written += struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(_string, value))
    for number, shape in enumerate(shapes):
        written += _string(f"tensor {number}") + struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        written += struct.pack("<IQ", 3, 0)
    path.write_bytes(written)
    return path


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()
