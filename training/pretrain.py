"""Continues masked-language-model pretraining of an encoder on plain text.

`python -m training.pretrain TEXTS… --encoder ../shared/encoder --out runs/encoder` enters another
domain: the folder written can be named as `encoder` in a training configuration.  Spans of one
to four characters are masked (20% of all), as the encoder was pretrained; of the masked
characters 80% become [MASK], 10% another character, 10% stay (Devlin et al. 2019,
arXiv:1810.04805).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from rich.console import Console
from rich.progress import track
from transformers import AutoModelForMaskedLM

from xfnlp.errors import InputError, XfnlpError
from xfnlp.tagger.alphabet import CLS, MASK, SEP, Alphabet

console = Console(stderr=True)
WINDOW = 510
MASKED = 0.2
_IGNORED = -100
Ints = npt.NDArray[np.int64]


def read_ids(paths: Sequence[Path], alphabet: Alphabet) -> npt.NDArray[np.int32]:
    """All characters of the text files (UTF-8) as token ids, one after the other.

    Raises:
        InputError: naming the file that is missing or no UTF-8 text, or where there is no text.
    """
    chunks = []
    for path in paths:
        files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        for file in files:
            try:
                chunks.append(alphabet.ids(file.read_text(encoding="utf-8") + "\n"))
            except (OSError, UnicodeDecodeError) as error:
                raise InputError(f"{file}: cannot be read as UTF-8 text ({error})") from error
    if not chunks:
        raise InputError(f"no text in {', '.join(map(str, paths))}")
    return np.concatenate(chunks)


def mask_spans(ids: Ints, vocabulary: int, chance: np.random.Generator) -> tuple[Ints, Ints]:
    """Mask spans in windows (b, n); returns what the encoder sees, and the targets.

    Targets hold the true id where a character was chosen, -100 elsewhere.
    """
    chosen = np.zeros(ids.shape, dtype=np.bool_)
    count = ids.shape[1]
    for row in chosen:
        while row.mean() < MASKED:
            start = int(chance.integers(count))
            row[start : start + int(chance.integers(1, 5))] = True
    seen = ids.copy()
    draw = chance.random(ids.shape)
    seen[chosen & (draw < 0.8)] = MASK
    other = chosen & (draw >= 0.8) & (draw < 0.9)
    seen[other] = chance.integers(MASK + 1, vocabulary, other.sum())
    return seen, np.where(chosen, ids, _IGNORED)


def batches(
    ids: npt.NDArray[np.int32], vocabulary: int, *, size: int, steps: int, seed: int
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Batches of windows at random places, masked: inputs and targets, both (size, n + 2)."""
    chance = np.random.default_rng(seed)
    length = min(WINDOW, len(ids))
    for _ in range(steps):
        starts = chance.integers(0, len(ids) - length + 1, size)
        windows = np.stack([ids[start : start + length] for start in starts]).astype(np.int64)
        seen, targets = mask_spans(windows, vocabulary, chance)
        edges = ((0, 0), (1, 1))
        seen = np.pad(seen, edges, constant_values=CLS)
        seen[:, -1] = SEP
        targets = np.pad(targets, edges, constant_values=_IGNORED)
        yield torch.from_numpy(seen), torch.from_numpy(targets)


def pretrain(
    texts: Sequence[Path],
    *,
    encoder: Path,
    out: Path,
    steps: int,
    batch: int,
    rate: float,
    seed: int,
) -> list[float]:
    """Train on and save to `out`; returns the loss of each step."""
    torch.manual_seed(seed)
    try:
        alphabet = Alphabet.read(encoder / "vocab.txt")
        model = AutoModelForMaskedLM.from_pretrained(encoder, dtype=torch.float32)
    except (OSError, ValueError) as error:
        raise XfnlpError(f"{encoder}: no encoder that transformers can load ({error})") from error
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device).train()
    ids = read_ids(texts, alphabet)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps + 1)
    losses: list[float] = []
    source = batches(ids, len(alphabet.vocabulary), size=batch, steps=steps, seed=seed)
    for seen, targets in track(source, total=steps, description="pretraining", console=console):
        with torch.autocast(device.type, torch.bfloat16):
            loss = model(
                input_ids=seen.to(device),
                attention_mask=torch.ones_like(seen).to(device),
                labels=targets.to(device),
            ).loss
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(float(loss.detach()))
    model.save_pretrained(out)
    (out / "vocab.txt").write_text("\n".join(alphabet.vocabulary) + "\n", encoding="utf-8")
    return losses


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.pretrain", description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path, help="text files, or folders of .txt")
    parser.add_argument("--encoder", type=Path, default=Path("../shared/encoder"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        losses = pretrain(
            options.texts, encoder=options.encoder, out=options.out, steps=options.steps,
            batch=options.batch, rate=options.rate, seed=options.seed,
        )  # fmt: skip
    except XfnlpError as error:
        console.print(f"[red]error:[/] {error}")
        return 1
    tenth = max(len(losses) // 10, 1)
    first, last = (sum(part) / len(part) for part in (losses[:tenth], losses[-tenth:]))
    console.print(
        f"loss {first:.3f} → {last:.3f} over {len(losses)} steps; encoder in {options.out}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
