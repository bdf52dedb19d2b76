"""Teach the offline professional which questions mean the same, on the questions that are filed for its material.

    python -m evals.train.asked --out simulator/professional/asked.npz [--keep-map]

The questions (`prompts/asked`) were written piece by piece, by ten hands for each persona. A linear map of the
sentence encoder's vectors is trained so that a question comes nearest to the other questions of its own piece, among
all pieces of the persona; then every question's vector is kept, mapped, as int8, so that nothing has to be read when a
call begins. With them go the questions on which nobody has anything, and the words that people use in several trades.

`--keep-map` files new questions under the map that there is. The map which came with the program was trained before the
third hand's questions were there; trained again with them it is no better (`evals/LOG.md`).
"""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from simulator.meaning import WIDTH, meanings, unit
from simulator.persona import catalogue
from simulator.professional.asked import BESIDE, COMMON, MAP, NOTHING, Filed, filed_questions, folded, nothing, texts_of
from simulator.professional.hearing import stems

SEED = 7
EPOCHS = 80
RATE = 1e-3
CLOSE = 0.02
"""How strongly the map is held near the identity: what the encoder learnt of English is worth keeping."""
KEPT = 192
"""Directions of the mapped vectors that are kept, of 384."""
DROPPED = 0.3
"""Share of the other questions that are out of sight in each round."""
TRADES = 3
"""Personas of whom a word is asked, for it to be one that people use in several trades."""


def groups() -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """By persona: the vectors of its filed questions, the piece that each is filed for, the vectors of the pieces."""
    found = {}
    for persona in catalogue().values():
        texts = texts_of(persona.private)
        filed = filed_questions(persona.id)
        pairs = [
            (place, question)
            for row in filed.pieces
            for place, text in enumerate(texts)
            if folded(text).startswith(row.piece)
            for question in row.asked
        ]
        questions = np.stack([each.whole for each in meanings([question for _, question in pairs])])
        pieces = np.stack([each.whole for each in meanings(texts)])
        found[persona.id] = questions, np.array([place for place, _ in pairs]), pieces
    return found


def train(known: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]) -> np.ndarray:
    """The map, (width, width)."""
    torch.manual_seed(SEED)
    turned = nn.Parameter(torch.eye(WIDTH))
    sharp = nn.Parameter(torch.tensor(15.0))
    optimiser = torch.optim.Adam([turned], lr=RATE)
    data = [tuple(map(torch.tensor, each)) for each in known.values()]
    for _ in range(EPOCHS):
        for questions, owner, pieces in data:
            loss = _loss(turned, sharp, questions, owner, pieces)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return turned.detach().numpy()


def _loss(turned: Tensor, sharp: Tensor, questions: Tensor, owner: Tensor, pieces: Tensor) -> Tensor:
    asked = nn.functional.normalize(questions @ turned, dim=1)
    told = nn.functional.normalize(pieces @ turned, dim=1)
    near = asked @ asked.T * sharp
    near = near.fill_diagonal_(-1e9) + (torch.rand_like(near) < DROPPED) * -1e9
    highest = near.max(1, keepdim=True).values
    of_piece = nn.functional.one_hot(owner, len(pieces)).float()
    scores = torch.log(torch.exp((near - highest).clamp(min=-60)) @ of_piece + 1e-9) + highest
    scores = scores + 0.3 * sharp * (asked @ told.T)
    held = CLOSE * ((turned - torch.eye(WIDTH)) ** 2).sum()
    return nn.functional.cross_entropy(scores, owner) + held


def widest(vectors: np.ndarray) -> np.ndarray:
    """The directions in which questions differ most, (width, KEPT): the others are left out, to keep the file small."""
    _, vectors_of = np.linalg.eigh(vectors.T @ vectors)
    return vectors_of[:, ::-1][:, :KEPT]


def common_words() -> list[str]:
    """Stems of content words that are asked of several personas."""
    count = Counter(
        stem
        for persona in catalogue()
        for stem in frozenset().union(*(stems(asked) for row in filed_questions(persona).pieces for asked in row.asked))
    )
    return sorted(stem for stem, personas in count.items() if personas >= TRADES)


def main() -> None:
    """Train, and write the map and the vectors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--keep-map", action="store_true", help="the map in the file stays")
    arguments = parser.parse_args()
    known = groups()
    if arguments.keep_map:
        with np.load(arguments.out) as before:
            turned = before[MAP].astype(np.float32)
    else:
        turned = train(known)
    turned = turned @ widest(np.concatenate([unit(questions @ turned) for questions, _, _ in known.values()]))

    def filed(vectors: np.ndarray) -> np.ndarray:
        return np.round(unit(vectors @ turned) * Filed.STEPS).astype(np.int8)

    arrays: dict[str, np.ndarray] = {
        MAP: turned.astype(np.float16),
        NOTHING: filed(np.stack([each.whole for each in meanings(nothing().asked)])),
        COMMON: np.array(common_words()),
    }
    arrays |= {persona: filed(questions) for persona, (questions, _, _) in known.items()}
    for persona in known:
        arrays[persona + BESIDE] = filed(np.stack([each.whole for each in meanings(filed_questions(persona).nothing)]))
    np.savez_compressed(arguments.out, **arrays)
    print(f"{sum(len(each[0]) for each in known.values())} questions, {arguments.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
