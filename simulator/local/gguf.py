"""What the head of a GGUF file tells of the model inside.

    read(Path("SmolLM2-135M-Instruct.Q4_1.gguf"))  ->  Head(parameters=134515008, quantisation="Q4_1", context=8192)

The format is ggml's (docs/gguf.md in its repository): a magic word, then keys with values, then the tensors' names and
shapes, and only then gigabytes of weights, which are not touched here.
"""

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any

MAGIC = b"GGUF"

_NUMBERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_STRING, _ARRAY = 8, 9
_QUANTISATIONS: Mapping[int, str] = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S", 12: "Q3_K_M",
    13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS",
    21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S",
    29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4", 39: "NVFP4",
}  # fmt: skip
"""`general.file_type` in words: `enum llama_ftype` of llama.cpp's `llama.h`."""


class NotGGUF(Exception):  # noqa: N818  (says what the file is not, as the errors of this house do)
    """The file is of another kind, or ends too soon."""


@dataclass(frozen=True)
class Head:
    """What there is to say of a model without loading it."""

    parameters: int
    """How many numbers it has, all tensors together."""
    quantisation: str | None
    context: int | None
    """Tokens that it was trained to keep in sight."""

    @property
    def size(self) -> str:
        """The parameters as people say them: 135M, 7.6B."""
        for unit, name in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
            if self.parameters >= unit:
                number = self.parameters / unit
                return f"{number:.1f}{name}" if number < 10 else f"{number:.0f}{name}"
        return str(self.parameters)


def is_gguf(path: Path) -> bool:
    """Whether a file begins as a GGUF file does. Raises `OSError`."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def read(path: Path) -> Head:
    """The head of a file. Raises `NotGGUF` or `OSError`."""
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int, size: int) -> Head:
    if size < len(MAGIC) or not is_gguf(path):
        raise NotGGUF("it does not begin as a GGUF file does")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return _Reader(data).head()
        except (struct.error, UnicodeDecodeError, KeyError, OverflowError) as error:
            raise NotGGUF(f"its head can't be read ({type(error).__name__})") from None


class _Reader:
    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._at = len(MAGIC)

    def head(self) -> Head:
        self._number("<I")  # the version; what is read here has been the same since version 2
        tensors, keys = self._number("<Q"), self._number("<Q")
        told = {self._string(): self._value(self._number("<I")) for _ in range(keys)}
        parameters = sum(self._tensor() for _ in range(tensors))
        context = told.get(f"{told.get('general.architecture')}.context_length")
        return Head(parameters, _QUANTISATIONS.get(told.get("general.file_type", -1)), context)

    def _tensor(self) -> int:
        """How many numbers the next tensor has."""
        self._skip_string()
        shape = [self._number("<Q") for _ in range(self._number("<I"))]
        self._at += 12  # its type and where it begins
        return prod(shape)

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._string()
        if kind != _ARRAY:
            return self._number(_NUMBERS[kind])
        of, length = self._number("<I"), self._number("<Q")
        if of in _NUMBERS:
            self._at += length * struct.calcsize(_NUMBERS[of])
        else:
            for _ in range(length):  # vocabularies: tens of thousands of words that nobody asked for
                self._skip_string() if of == _STRING else self._value(of)
        return None

    def _number(self, form: str) -> Any:
        (value,) = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return value

    def _string(self) -> str:
        length = self._number("<Q")
        start, self._at = self._at, self._at + length
        if self._at > len(self._data):
            raise struct.error("a string goes past the end")
        return self._data[start : self._at].decode()

    def _skip_string(self) -> None:
        length = self._number("<Q")
        self._at += length
