"""Counts of a corpus: sizes, labels, relations, distances between head and tail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from xfnlp.scheme import LABELS, RELATIONS

FULL_LENGTH = 5000  # characters


def summary(documents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Counts over documents: reports, characters, spans per label, relations per type, kinds."""
    labels = Counter(e["label"] for d in documents for e in d["entities"])
    relations = Counter(r["type"] for d in documents for r in d["relations"])
    return {
        "reports": len(documents),
        "full-length": sum(len(d["text"]) >= FULL_LENGTH for d in documents),
        "characters": sum(len(d["text"]) for d in documents),
        "spans": sum(labels.values()),
        "relations": sum(relations.values()),
        "with planted errors": sum(bool(d["meta"].get("errors")) for d in documents),
        "hands": len({d["meta"].get("hand") for d in documents}),
        "provinces": len({d["meta"].get("province") for d in documents}),
        "bodies": len({d["meta"].get("body") for d in documents}),
        **{label: labels[label] for label in LABELS},
        **{name: relations[name] for name in RELATIONS},
    }


def distances(documents: Sequence[dict[str, Any]]) -> list[int]:
    """Characters between head and tail of every relation; 0 where they touch or nest."""
    gaps = []
    for document in documents:
        spans = {e["id"]: (e["start_offset"], e["end_offset"]) for e in document["entities"]}
        for relation in document["relations"]:
            (a, b), (c, d) = spans[relation["from_id"]], spans[relation["to_id"]]
            gaps.append(max(max(a, c) - min(b, d), 0))
    return gaps


def print_summary(splits: dict[str, Sequence[dict[str, Any]]], console: Console) -> None:
    """A table with a column a split."""
    summaries = {name: summary(documents) for name, documents in splits.items()}
    table = Table(title="corpus")
    table.add_column("")
    for name in summaries:
        table.add_column(name, justify="right")
    for row in next(iter(summaries.values()), {}):
        table.add_row(row, *(f"{counts[row]:,}" for counts in summaries.values()))
    console.print(table)


def plot(splits: dict[str, Sequence[dict[str, Any]]], folder: Path) -> list[Path]:
    """Histograms of report lengths and head-tail distances, bars of labels and relations."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    documents = [d for part in splits.values() for d in part]
    counts = summary(documents)
    figure, axes = plt.subplots(2, 2, figsize=(11, 8))
    axes[0, 0].hist([len(d["text"]) for d in documents], bins=40)
    axes[0, 0].set(title="characters a report", yscale="log")
    gaps = distances(documents)
    axes[0, 1].hist([min(gap, 600) for gap in gaps], bins=60)
    axes[0, 1].set(title="characters between head and tail (600 and more together)", yscale="log")
    axes[1, 0].barh(list(LABELS), [counts[name] for name in LABELS])
    axes[1, 0].set(title="spans")
    axes[1, 1].barh(list(RELATIONS), [counts[name] for name in RELATIONS])
    axes[1, 1].set(title="relations")
    figure.tight_layout()
    target = folder / "corpus.png"
    figure.savefig(target, dpi=110)
    plt.close(figure)
    return [target]
