"""Makes a spaCy pipeline directory of an export, with its card: `python -m training.package DIR`.

`DIR/xfnlp` holds what `training.export` wrote.  The card states the data, the figures on held-out
reports and on real ones, limits and how to rebuild; it is written from measurements made here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluation.accuracy import add_up, as_json, as_markdown, evaluate, intervals
from evaluation.gold import read_gold
from evaluation.released import by_document, write_figures
from training import card
from training.corpus.reading import read_corpus
from training.corpus.stats import summary
from xfnlp.errors import XfnlpError
from xfnlp.pipeline import blank

_CARD = """# {name}: the released model

Reads Chinese government performance and final-accounts reports: spans, relations, facts.
One character-level encoder pass a window serves all labels and relations; {settings}.
{data}All reports in `corpora/` are synthetic: written and annotated for this project, places,
bodies and figures invented. Real reports were never trained on.

**Export.** int8 weights in ONNX Runtime against torch, on real text: largest difference of a span
score near or above the threshold {difference}; {common} of {torch} spans and relations the same
({onnx} found by ONNX Runtime). Scores are calibrated (Platt) on the dev reports.

{tables}
**Limits.** Figures on real reports rest on few documents. Written reports are tidier than real
ones: trust the table of real reports. Achievements among general prose, the level of `part_of`, and
indicator boundaries are where it errs most; tables are read by rules and a small classifier of
header wordings, not by this model. Chinese only.

**Licence.** Apache 2.0.

# How it was trained

{training}
Then `python -m training.export {run} -o {folder}/xfnlp` and `python -m training.package {folder}`.
"""
# For a model whose run left no card.
_UNKNOWN = """The run left no card; this trains a model anew:
`python -m training.train --config training/configs/base.toml --out runs/new`.
"""


def write_pipeline(folder: Path) -> None:
    """Write spaCy's files around the exported model in `folder`/xfnlp."""
    nlp = blank()
    nlp.meta["name"] = folder.name
    nlp.meta["description"] = "Spans, relations and records of Chinese public-finance reports"
    nlp.to_disk(folder, exclude=["xfnlp"])


def write_card(
    folder: Path, gold: dict[str, Sequence[Path]], train: Sequence[Path]
) -> dict[str, Any]:
    """Measure on each set of gold reports and write `README.md` and `figures.json`.

    `figures.json` holds the sums of each set, and under `documents` every document's own counts,
    so that a re-run on some of them can be held against it (`evaluation.released`).
    """
    settings = json.loads((folder / "xfnlp" / "settings.json").read_text(encoding="utf-8"))
    counts = summary(list(read_corpus(train))) if train else {}
    stages = card.read(folder)
    tables, figures, documents = "", {}, {}
    for title, paths in gold.items():
        reports = read_gold(paths)
        scores, _ = evaluate(reports, model=folder)
        added = add_up(scores)
        figures[title] = as_json(added)
        documents[title] = by_document(reports, scores)
        tables += (
            f"**{title}** ({len(reports)} reports)\n\n{as_markdown(added, intervals(scores))}\n"
        )
    export = settings["export"]
    data = (
        f"Trained on {counts['reports']} reports with {counts['characters']:,} characters, "
        f"{counts['spans']:,} spans and {counts['relations']:,} relations.\n"
        if counts
        else ""
    )
    page = _CARD.format(
        name=folder.name,
        settings=f"windows of {settings['windows']['size']} characters",
        data=data,
        difference=export["largest_score_difference"],
        common=export["items_common"],
        torch=export["items_torch"],
        onnx=export["items_onnx"],
        tables=tables,
        training=card.as_markdown(stages) if stages else _UNKNOWN,
        run=card.folder_of(stages[-1]) if stages else "runs/new",
        folder=folder,
    )
    (folder / "README.md").write_text(page, encoding="utf-8")
    write_figures(folder, figures, documents)
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.package", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--train", nargs="*", type=Path, default=[], help="what it was trained on")
    parser.add_argument("--dev", nargs="*", type=Path, default=[])
    parser.add_argument("--test", nargs="*", type=Path, default=[])
    parser.add_argument("--real", nargs="*", type=Path, default=[])
    options = parser.parse_args(arguments)
    titles = {
        "Real reports": options.real,
        "Written reports, test split: styles never seen in training": options.test,
        "Written reports, dev split: styles seen, documents not": options.dev,
    }
    try:
        write_pipeline(options.folder)
        write_card(options.folder, {t: p for t, p in titles.items() if p}, options.train)
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"written: {options.folder}/README.md, figures.json and the pipeline")
    return 0


if __name__ == "__main__":
    sys.exit(main())
