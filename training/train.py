"""Trains the joint network: `python -m training.train --config training/configs/base.toml`.

A run folder under `runs/` receives the exact configuration, the metrics of every epoch, the
curve as a plot, the best weights (by relation F1 on the dev reports), those of the last epoch
(`latest/`) and a card.  With `--base` the run continues from an earlier run or from a released
model's training weights.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from evaluation.scoring import Score, overlap_scores, relation_scores, span_scores
from training import card
from training.augment import Augmenter
from training.backend import TorchBackend, predict_items
from training.checkpoint import load_network, save_network
from training.config import TrainingConfig, read_config
from training.corpus.reading import read_corpus
from training.encoders import load_encoder, make_encoder
from training.examples import AnnotatedStream, annotate, epoch_examples, label_counts
from training.losses import batch_losses
from training.network import JointNetwork
from training.selection import Difficulty
from xfnlp.errors import XfnlpError
from xfnlp.scheme import LONG_LABELS
from xfnlp.tagger.alphabet import Alphabet
from xfnlp.tagger.pairs import NUMBERS
from xfnlp.tagger.windows import WindowShape

DIFFICULTY = "difficulty.npz"
LATEST = "latest"  # the folder within a run that holds the last finished epoch
SETTLED = 1000  # windows after which fresh heads find spans worth showing to the relation head

console = Console(stderr=True)


def build(config: TrainingConfig) -> tuple[JointNetwork, Alphabet]:
    """The network to start from: the base run's, or fresh heads on the encoder."""
    if config.base:
        return load_network(Path(config.base), dropout=config.dropout)
    encoder, vocabulary = load_encoder(config.encoder)
    if config.scratch:
        encoder = make_encoder(encoder.config)
    hidden = int(encoder.config.hidden_size)
    return JointNetwork(encoder, hidden, dropout=config.dropout), Alphabet(vocabulary)


def use_bfloat16(config: TrainingConfig, device: torch.device) -> bool:
    """bfloat16 where asked for, or where the machine multiplies it in hardware."""
    if config.precision != "auto":
        return config.precision == "bfloat16"
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    return bool(getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)())


def name_pools(corpus: Sequence[AnnotatedStream]) -> dict[int, list[Any]]:
    """Names of the corpus by label, as token ids, for swapping."""
    pools: dict[int, dict[bytes, Any]] = {NUMBERS["CATEGORY"]: {}, NUMBERS["INDICATOR"]: {}}
    for item in corpus:
        for start, end, label in item.spans:
            if int(label) in pools and 3 <= end - start <= 30:
                ids = item.stream.ids[start:end]
                pools[int(label)][ids.tobytes()] = ids
    return {label: list(pool.values()) for label, pool in pools.items()}


def measure(
    documents: Sequence[dict[str, Any]],
    network: JointNetwork,
    alphabet: Alphabet,
    device: torch.device,
    *,
    autocast: bool,
) -> dict[str, Any]:
    """Strict span F1 (overlap for the long labels) and relation F1, end to end, with counts."""
    network.eval()
    backend = TorchBackend(network, device, autocast=autocast)
    spans: dict[str, Score] = {}
    overlaps: dict[str, Score] = {}
    relations: dict[str, Score] = {}
    for (gold_spans, gold_relations), (found_spans, found_relations) in predict_items(
        documents, backend, alphabet, WindowShape()
    ):
        for table, new in (
            (spans, span_scores(gold_spans, found_spans)),
            (overlaps, overlap_scores(gold_spans, found_spans)),
            (relations, relation_scores(gold_relations, found_relations)),
        ):
            for name, score in new.items():
                table[name] = table.get(name, Score()) + score

    def rates(table: dict[str, Score]) -> dict[str, Any]:
        micro = sum(table.values(), Score())
        rows = {**dict(sorted(table.items())), "micro": micro}
        return {
            name: {"f1": round(s.f1, 4), "tp": s.tp, "fp": s.fp, "fn": s.fn}
            for name, s in rows.items()
        }

    return {
        "spans": rates(spans),
        "overlap": {k: v for k, v in rates(overlaps).items() if k in LONG_LABELS},
        "relations": rates(relations),
    }


def brief(metrics: dict[str, Any]) -> str:
    """One line of the figures that matter."""
    spans = " ".join(f"{n[:3]} {v['f1']:.3f}" for n, v in metrics["spans"].items())
    overlap = " ".join(f"{n[:3]}~{v['f1']:.3f}" for n, v in metrics["overlap"].items())
    return f"{spans} | {overlap} | relations {metrics['relations']['micro']['f1']:.3f}"


def train(config: TrainingConfig, folder: Path, *, watch: Sequence[Path] = ()) -> dict[str, Any]:
    """Run a training; returns the best epoch's metrics.

    Args:
        folder: the run folder, made if needed.
        watch: further reports measured each epoch and never used for choosing.
    """
    config = config.with_rates()
    random.seed(config.seed)
    np.random.seed(config.seed)
    torch.manual_seed(config.seed)
    chance = random.Random(config.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    autocast = use_bfloat16(config, device)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(config.model_dump_json(indent=2), encoding="utf-8")
    network, alphabet = build(config)
    network.to(device)
    reports = read_corpus(map(Path, config.train))
    corpus = [annotate(d, alphabet) for d in reports]
    dev = read_corpus(map(Path, config.dev))
    watched = read_corpus(watch) if watch else []
    stages = card.read(Path(config.base)) if config.base else []
    stage = card.describe(config, folder, {"train": reports, "dev": dev, "watch": watched})
    console.print(
        f"{len(corpus)} reports to train on, {len(dev)} dev; {label_counts(corpus)}; "
        f"{sum(item.lost for item in corpus)} spans off the layout; {device}, bfloat16 {autocast}"
    )
    augmenter = Augmenter(alphabet, name_pools(corpus), config.augment, size=config.windows.size)
    encoder_parameters = list(network.encoder.parameters())
    heads = [*network.spans.parameters(), *network.pairs.parameters()]
    optimizer = torch.optim.AdamW(
        [
            {"params": encoder_parameters, "lr": config.encoder_rate},
            {"params": heads, "lr": config.head_rate},
        ],
        weight_decay=config.weight_decay,
    )
    difficulty = Difficulty(corpus)
    if config.base:
        difficulty.load(Path(config.base) / DIFFICULTY)
    first = epoch_examples(corpus, config.windows, alphabet.newline, random.Random(0))
    drawn = difficulty.choose(first, config.keep, random.Random(0))
    later = math.ceil(config.keep * len(first) / config.batch_windows)
    steps = math.ceil(len(drawn) / config.batch_windows) + later * (config.epochs - 1)
    warm = max(int(steps * config.warmup), 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / warm, max(0.02, (steps - n) / max(steps - warm, 1)))
    )
    history: list[dict[str, Any]] = []
    best: dict[str, Any] = {}
    for epoch in range(1, config.epochs + 1):
        started = time.time()
        losses = _epoch(
            network, optimizer, schedule, corpus, difficulty, augmenter, config, device, chance,
            autocast=autocast, epoch=epoch,
        )  # fmt: skip
        seconds = time.time() - started
        row: dict[str, Any] = {"epoch": epoch, "seconds": round(seconds), **losses}
        row["dev"] = measure(dev, network, alphabet, device, autocast=autocast)
        if watched:
            row["watch"] = measure(watched, network, alphabet, device, autocast=autocast)
        history.append(row)
        console.print(f"epoch {epoch}: {losses} {seconds:.0f} s")
        console.print(f"  dev   {brief(row['dev'])}")
        if watched:
            console.print(f"  watch {brief(row['watch'])}")
        (folder / "metrics.json").write_text(json.dumps(history, indent=1), encoding="utf-8")
        # A few dev reports cannot tell close epochs apart: the latest stays at hand as well.
        _keep(folder / LATEST, network, alphabet, difficulty, [*stages, stage | {"best": row}])
        reached = row["dev"]["relations"]["micro"]["f1"]
        if not best or reached > best["dev"]["relations"]["micro"]["f1"]:
            best = row
            _keep(folder, network, alphabet, difficulty, [*stages, stage | {"best": row}])
        elif epoch - best["epoch"] >= config.patience:
            console.print(f"no gain in {config.patience} epochs, stopping")
            break
    plot_history(history, folder / "curve.png")
    return best


def _keep(
    folder: Path,
    network: JointNetwork,
    alphabet: Alphabet,
    difficulty: Difficulty,
    stages: list[dict[str, Any]],
) -> None:
    """Write what an export, an average or a further run starts from."""
    save_network(folder, network, alphabet)
    difficulty.save(folder / DIFFICULTY)
    card.write(folder, stages)


def _epoch(
    network: JointNetwork,
    optimizer: torch.optim.Optimizer,
    schedule: Any,
    corpus: Sequence[AnnotatedStream],
    difficulty: Difficulty,
    augmenter: Augmenter,
    config: TrainingConfig,
    device: torch.device,
    chance: random.Random,
    *,
    autocast: bool,
    epoch: int,
) -> dict[str, float]:
    network.train()
    drawn = epoch_examples(corpus, config.windows, augmenter.alphabet.newline, chance)
    if config.keep < 1:
        drawn = difficulty.choose(drawn, config.keep, chance)
    examples = [augmenter(example, chance) for example in drawn]
    sums = np.zeros(3)
    # Windows of like length go together, so that little is padding.
    examples.sort(key=lambda example: len(example.ids))
    batches = [
        examples[first : first + config.batch_windows]
        for first in range(0, len(examples), config.batch_windows)
    ]
    chance.shuffle(batches)
    tenth = max(len(batches) // 10, 1)
    settled = epoch > 1 or config.base is not None
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(f"epoch {epoch}", total=len(batches))
        for done, batch in enumerate(batches, start=1):
            losses = batch_losses(
                network,
                batch,
                device,
                use_found=settled or done * config.batch_windows > SETTLED,
                autocast=autocast,
            )
            optimizer.zero_grad(set_to_none=True)
            losses.total().backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            parts = (losses.spans, losses.parts, losses.relations)
            sums += [float(part.detach().mean()) for part in parts]
            for example, loss in zip(batch, losses.windows().detach().tolist(), strict=True):
                difficulty.record(example, loss)
            bar.advance(task)
            if not console.is_terminal and done % tenth == 0:
                console.print(f"epoch {epoch}: {done} of {len(batches)} steps")
    spans, parts_loss, relations = (sums / max(len(batches), 1)).round(4).tolist()
    return {"spans": spans, "parts": parts_loss, "relations": relations}


def plot_history(history: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw loss and F1 by epoch."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    epochs = [row["epoch"] for row in history]
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name in ("spans", "parts", "relations"):
        left.plot(epochs, [row[name] for row in history], label=name)
    left.set(xlabel="epoch", ylabel="loss", title="training loss")
    for split in ("dev", "watch"):
        for what in ("spans", "relations"):
            if split in history[0]:
                values = [row[split][what]["micro"]["f1"] for row in history]
                right.plot(epochs, values, label=f"{split} {what}")
    right.set(xlabel="epoch", ylabel="micro F1", title="strict spans, relations end to end")
    for axis in (left, right):
        axis.legend()
        axis.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("training/configs/base.toml"))
    parser.add_argument("--base", help="continue from this run or released model")
    parser.add_argument(
        "--train", nargs="+", help="corpus files or folders, in place of the config's"
    )
    parser.add_argument("--dev", nargs="+", help="likewise, for choosing the best epoch")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--encoder-rate", type=float)
    parser.add_argument("--head-rate", type=float)
    parser.add_argument("--keep", type=float, help="share of windows after the first epoch")
    parser.add_argument("--watch", nargs="*", type=Path, default=[], help="measured, never used")
    parser.add_argument("--out", type=Path, help="run folder (default: runs/<time>)")
    options = parser.parse_args(arguments)
    try:
        config = read_config(
            options.config,
            base=options.base,
            train=options.train,
            dev=options.dev,
            epochs=options.epochs,
            seed=options.seed,
            encoder_rate=options.encoder_rate,
            head_rate=options.head_rate,
            keep=options.keep,
        )
        folder = options.out or Path("runs") / time.strftime("%Y%m%d-%H%M%S")
        best = train(config, folder, watch=options.watch)
    except XfnlpError as error:
        console.print(f"[red]error:[/] {error}")
        return 1
    console.print(f"best epoch {best['epoch']}: {brief(best['dev'])}; weights in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
