"""The card of a training run: its data, figures and settings, and how to make it again.

`card.json` holds one entry a stage, those of the run that was continued first, so that a model
trained in stages carries its whole history; `card.md` is the same to be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evaluation.markdown import table
from training.config import TrainingConfig
from training.corpus.stats import summary
from xfnlp.scheme import LABELS, RELATIONS

DATA, PAGE = "card.json", "card.md"
_COUNTED = ("reports", "full-length", "characters", "spans", "relations", "hands", *LABELS)
_GROUPS = (("spans", LABELS), ("overlap", LABELS), ("relations", RELATIONS))


def describe(
    config: TrainingConfig, folder: Path, splits: Mapping[str, Iterable[dict[str, Any]]]
) -> dict[str, Any]:
    """What is known of a stage before it runs: settings, and counts of its reports by split."""
    counts = {name: summary(list(documents)) for name, documents in splits.items()}
    return {
        "run": str(folder),
        "settings": json.loads(config.model_dump_json()),
        "data": {name: count for name, count in counts.items() if count["reports"]},
    }


def write(folder: Path, stages: Iterable[Mapping[str, Any]]) -> None:
    """Write `card.json` and `card.md` into a run folder."""
    stages = list(stages)
    text = json.dumps({"stages": stages}, ensure_ascii=False, indent=1)
    (folder / DATA).write_text(text + "\n", encoding="utf-8")
    page = f"# Training run {stages[-1]['run']}\n\n{as_markdown(stages)}"
    (folder / PAGE).write_text(page, encoding="utf-8")


def read(folder: Path) -> list[dict[str, Any]]:
    """The stages of a run or of a released model; none where it has no card."""
    for place in (folder, folder / "training", folder / "xfnlp" / "training"):
        if (place / DATA).is_file():
            stages: list[dict[str, Any]] = json.loads((place / DATA).read_text(encoding="utf-8"))[
                "stages"
            ]
            return stages
    return []


def as_markdown(stages: Iterable[Mapping[str, Any]]) -> str:
    """Data, figures, settings and the commands that make a model again, of all its stages."""
    stages = list(stages)
    last = stages[-1]
    origin = stages[0]["settings"]["base"]
    parts = [
        "## Data\n\n" + data_table(last),
        "## Figures\n\nOf the best epoch, by relation F1 on the dev reports; reports under watch "
        "are measured and never used. Strict spans, overlap for the long labels, relations end "
        "to end (both spans right).\n\n" + figure_table(last["best"]),
    ]
    if len(stages) > 1:
        parts.append("## Stages\n\n" + stage_table(stages))
    parts.append(
        "## To rebuild\n\n"
        + (f"Starts from `{origin}`.\n\n" if origin else "")
        + "\n".join(_rebuild(number, stage) for number, stage in enumerate(stages, start=1))
    )
    return "\n".join(parts)


def data_table(stage: Mapping[str, Any]) -> str:
    """Counts of reports, spans and relations with a column a split."""
    splits = stage["data"]
    return table(["", *splits], ([row, *(splits[s][row] for s in splits)] for row in _COUNTED))


def figure_table(best: Mapping[str, Any]) -> str:
    """F1 with counts of every label and relation, on dev and on the reports under watch."""
    sides = [side for side in ("dev", "watch") if side in best]
    rows = []
    for group, names in _GROUPS:
        for name in ("micro", *names):
            scores = [best[side][group].get(name) for side in sides]
            if any(scores):
                title = f"{group}, all" if name == "micro" else f"{group} {name}"
                rows.append([title, *map(_score, scores)])
    return table(["F1 (right, spurious, missed)", *sides], rows)


def stage_table(stages: Iterable[Mapping[str, Any]]) -> str:
    """A line a stage: what it continued, how long it ran and what it reached."""
    header = ["run", "from", "reports", "epochs", "best", "spans", "relations"]
    return table(
        header,
        (
            [
                stage["run"],
                stage["settings"]["base"] or stage["settings"]["encoder"],
                stage["data"]["train"]["reports"],
                stage["settings"]["epochs"],
                stage["best"]["epoch"],
                *(f"{stage['best']['dev'][g]['micro']['f1']:.3f}" for g in ("spans", "relations")),
            ]
            for stage in stages
        ),
    )


def as_toml(settings: Mapping[str, Any]) -> str:
    """Settings as `training.train --config` reads them.

    Scalars and lists of strings are written alike in JSON and TOML.
    """
    plain = {k: v for k, v in settings.items() if not isinstance(v, dict) and v is not None}
    lines = [f"{key} = {json.dumps(value)}" for key, value in plain.items()]
    for name, group in settings.items():
        if isinstance(group, dict):
            lines += ["", f"[{name}]", *(f"{k} = {json.dumps(v)}" for k, v in group.items())]
    return "\n".join(lines) + "\n"


def _score(score: Mapping[str, Any] | None) -> str:
    if score is None:
        return ""
    return f"{score['f1']:.3f} ({score['tp']:,}, {score['fp']:,}, {score['fn']:,})"


def _rebuild(number: int, stage: Mapping[str, Any]) -> str:
    name = f"stage{number}.toml"
    command = f"python -m training.train --config {name} --out {stage['run']}"
    if mean := stage.get("average"):  # the figures above are those of the run before it
        command += (
            f"\npython -m training.average {mean['base']} {mean['run']} "
            f"--share {mean['share']} --out {mean['out']}"
        )
    settings = as_toml(stage["settings"])
    return f"```bash\n{command}\n```\n\n`{name}`:\n\n```toml\n{settings}```\n"


def folder_of(stage: Mapping[str, Any]) -> str:
    """Where the weights of a stage lie: its run folder, or that of the average made of it."""
    return str(stage.get("average", {}).get("out", stage["run"]))
