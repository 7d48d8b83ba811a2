"""The results of `evaluation.learning` as a Markdown table and a plot."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from evaluation import markdown

MEASURES = ("spans", "relations", "prose facts")
STYLES = {"released": "-", "encoder": "--", "scratch": ":"}  # of the lines, by start
Row = dict[str, Any]


def as_markdown(rows: Sequence[Row]) -> str:
    """F1 of each measure with the number right of gold, by start, test folder and reports."""
    rows = sorted(rows, key=_order)
    setting = rows[0]["setting"]
    passes = f"{setting['epochs']} epochs a point"
    if setting.get("equal work"):
        passes = f"each as much text in all as {setting['epochs']} epochs of all reports"
    about = (
        f"Trained on nested subsets of {setting['train']} (order by seed {setting['seed']}), "
        f"{passes}, best epoch and thresholds by "
        f"{', '.join(setting['dev'])}; released: {setting['model']}, encoder: "
        f"{setting['encoder']}; float32 torch {metadata.version('torch')}, Python "
        f"{platform.python_version()}, {platform.machine()}.\n\n"
    )
    header = ["start", "reports", "characters", "epochs", "measured on", *MEASURES, "seconds"]
    cells = [
        [
            row["start"], row["reports"], row["characters"],
            row.get("epochs", setting["epochs"]), name,
            *(_cell(scores[measure]) for measure in MEASURES), row["seconds"],
        ]
        for row in rows
        for name, scores in row["scores"].items()
    ]  # fmt: skip
    return about + markdown.table(header, cells)


def _order(row: Row) -> tuple[int, int]:
    return list(STYLES).index(row["start"]), row["reports"]


def _cell(score: dict[str, Any]) -> str:
    return f"{score['f1']:.3f} ({score['tp']}/{score['tp'] + score['fn']})"


def draw(path: Path, rows: Sequence[Row]) -> None:
    """F1 against the number of reports, a picture a test folder, a line a start and measure."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    rows = sorted(rows, key=_order)
    names = list(rows[0]["scores"])
    figure, axes = pyplot.subplots(1, len(names), figsize=(6 * len(names), 4.5), squeeze=False)
    sizes = sorted({row["reports"] for row in rows})
    for name, axis in zip(names, axes[0], strict=True):
        for start, style in STYLES.items():
            some = [row for row in rows if row["start"] == start]
            for number, measure in enumerate(MEASURES if some else ()):
                axis.plot(
                    [row["reports"] for row in some],
                    [row["scores"][name][measure]["f1"] for row in some],
                    style, color=f"C{number}", marker="o", label=f"{measure}, from {start}",
                )  # fmt: skip
        # Nothing, five and a hundred reports on one axis.
        axis.set_xscale("symlog", linthresh=5)
        axis.set_xticks(sizes, [str(size) for size in sizes])
        axis.set(xlabel="annotated reports", ylabel="F1", title=f"measured on {name}", ylim=(0, 1))
        axis.grid(alpha=0.3)
        axis.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
