"""The results of `evaluation.speed` as Markdown tables and plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.stages import STAGES


def as_markdown(result: Mapping[str, Any]) -> str:
    """All tables of a run, one after the other."""
    about = result["about"]
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    lines = [
        f"Model {about['model']}; {about['machine']}; Python {about['python']}; {versions}; "
        f"medians of {about['repeats']}; load average before the run {about['load before']}.\n",
        "## Stages of parse, one thread\n",
        "| runtime | text | characters | characters a second | "
        + " | ".join(STAGES)
        + " | all but the encoder |",
        "|---" * (len(STAGES) + 5) + "|",
    ]
    for runtime, table in result["stages"].items():
        for name, row in table.items():
            total = row["total"]
            shares = " | ".join(f"{row[stage] / total:.1%}" for stage in STAGES)
            lines.append(
                f"| {runtime} | {name} | {row['characters']:,.0f} "
                f"| {row['characters'] / total:,.0f} | {shares} "
                f"| {1 - row['encoder'] / total:.1%} |"
            )
    lines += [
        f"\n{name}: not run, {why} not installed here."
        for name, why in (("OpenVINO", "the package openvino is"), ("torch", "torch is"))
        if name.lower() not in result["runtimes"]
    ]
    start = result["start"]
    lines += [
        "\n## Start-up and memory, fresh process\n",
        "| import | load the model | first short text | peak memory |",
        "|---|---|---|---|",
        f"| {start['import']:.2f} s | {start['load']:.2f} s | {start['first read']:.3f} s "
        f"| {start['memory']:,.0f} MiB |",
        "\n## Threads\n",
        "| runtime | threads | characters | characters a second | against one |",
        "|---|---|---|---|---|",
    ]
    for runtime, table in result["threads"].items():
        one = min(table, key=int)
        for threads, row in table.items():
            lines.append(
                f"| {runtime} | {threads} | {row['characters']:,.0f} "
                f"| {row['characters'] / row['seconds']:,.0f} "
                f"| ×{table[one]['seconds'] / row['seconds']:.2f} |"
            )
    lines += [
        "\n## Growth with the text's length, one thread, fresh process\n",
        "| characters | seconds | characters a second | peak memory |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {row['characters']:,.0f} | {row['seconds']:.2f} "
        f"| {row['characters'] / row['seconds']:,.0f} | {row['memory']:,.0f} MiB |"
        for row in result["growth"]
    ]
    lines.append(
        f"\nFitted exponents (1 is linear): time {_number(result['exponents']['time'])}, memory "
        f"added by reading {_number(result['exponents']['memory'])}."
    )
    return "\n".join(lines + _ratios(result)) + "\n"


def _number(value: float | None) -> str:
    return "not to be fitted" if value is None else f"{value:.2f}"


def _ratios(result: Mapping[str, Any]) -> list[str]:
    runtime = result["runtimes"][0]
    real = result["stages"][runtime]["real"]
    ours = real["characters"] / real["total"]
    lines = [
        "\n## Against others, same run, one thread\n",
        "| | characters a second | xfnlp, real report, is |",
        "|---|---|---|",
        f"| xfnlp ({runtime}) | {ours:,.0f} | |",
    ]
    lines += [
        f"| {name} | {speed:,.0f} | ×{ours / speed:.3g} |"
        for name, speed in result["peers"].items()
    ]
    lines += [f"| {name} | not run: {why} | |" for name, why in result["missing"].items()]
    if top := result["ceiling"]:
        encoder = real["characters"] / real["encoder"]
        lines += [
            f"| matrix products alone, each character once | {top['characters']:,.0f} "
            f"| ×{ours / top['characters']:.2f} |",
            f"| matrix products alone, with window context | {top['with context']:,.0f} "
            f"| ×{ours / top['with context']:.2f} |",
            f"\nOne float32 numpy thread does {top['multiply-adds a second'] / 1e9:,.1f} G "
            f"multiply-adds a second in products of the encoder's shape; the encoder needs "
            f"{top['multiply-adds a character'] / 1e6:,.1f} M a character.  The encoder alone "
            f"({runtime}) runs at ×{encoder / top['with context']:.2f} of that ceiling (above 1 "
            "where its weights are quantised).",
        ]
    return lines


def draw(path: Path, result: Mapping[str, Any], stages: Sequence[str]) -> None:
    """Stages of each sample, and time and memory against length."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, middle, right) = pyplot.subplots(1, 3, figsize=(16, 4.5))
    bars = [(f"{r}, {n}", row) for r, t in result["stages"].items() for n, row in t.items()]
    base = [0.0] * len(bars)
    for stage in stages:
        values = [max(row[stage], 0.0) / row["total"] for _, row in bars]
        left.barh([name for name, _ in bars], values, left=base, label=stage)
        base = [b + v for b, v in zip(base, values, strict=True)]
    left.set(xlabel="share of the time of parse", xlim=(0, 1))
    left.legend(fontsize=7, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1))
    sizes = [row["characters"] for row in result["growth"]]
    middle.loglog(sizes, [row["seconds"] for row in result["growth"]], marker="o")
    middle.set(
        xlabel="characters", ylabel="seconds",
        title=f"time, exponent {_number(result['exponents']['time'])}",
    )  # fmt: skip
    right.semilogx(sizes, [row["memory"] for row in result["growth"]], marker="o")
    right.set(xlabel="characters", ylabel="peak memory, MiB", title="memory", ylim=(0, None))
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
