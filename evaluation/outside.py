"""Accuracy on a real file that stays outside the repository: `python -m evaluation.outside DIR`.

The annotation in `evaluation/offsets/` names the file in DIR and holds offsets into the text that
`xfnlp.readers` takes from it, and no word of that text: {"file", "text_sha256", "stretches":
[[start, end]…], "entities": [[id, label, start, end]…], "relations": [[from, to, type]…]}.  The
file is read as a whole, and what is found inside the annotated stretches is scored.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.accuracy import (
    SYSTEMS,
    Scores,
    as_json,
    as_markdown,
    reader,
    score_report,
    system_name,
)
from evaluation.gold import GoldReport, derived_facts
from xfnlp.errors import CorpusError, XfnlpError
from xfnlp.readers import read_file

OFFSETS = Path(__file__).with_name("offsets")


def gold_of(annotation: Mapping[str, Any], text: str) -> GoldReport:
    """The annotated stretches of `text` as a gold report.

    Raises:
        CorpusError: where the text is not the one that was annotated.
    """
    if hashlib.sha256(text.encode()).hexdigest() != annotation["text_sha256"]:
        raise CorpusError(
            f"{annotation['file']}: its text is not the one that was annotated (another file, or "
            "a reader that was changed): the offsets do not hold"
        )
    document = {
        "id": annotation["file"],
        "text": text,
        "entities": [
            {"id": number, "label": label, "start_offset": start, "end_offset": end}
            for number, label, start, end in annotation["entities"]
        ],
        "relations": [
            {"id": number, "from_id": head, "to_id": tail, "type": name}
            for number, (head, tail, name) in enumerate(annotation["relations"], start=1)
        ],
    }
    return GoldReport(document, tuple(derived_facts(document)), derived=True)


def within(found: Mapping[str, Any], stretches: Sequence[Sequence[int]]) -> dict[str, Any]:
    """What of a read report stands inside the stretches: spans, relations between them, facts."""

    def inside(start: int, end: int) -> bool:
        return any(first <= start and end <= last for first, last in stretches)

    entities = [e for e in found["entities"] if inside(e["start_offset"], e["end_offset"])]
    kept = {entity["id"] for entity in entities}
    return {
        "entities": entities,
        "relations": [
            relation
            for relation in found["relations"]
            if relation["from_id"] in kept and relation["to_id"] in kept
        ],
        "facts": [
            fact
            for fact in found["facts"]
            if fact["source"] == "prose" and all(inside(*place) for place in fact["spans"])
        ],
    }


def measure(
    folder: Path, read: Callable[[str], dict[str, Any]], *, offsets: Path = OFFSETS
) -> dict[str, Scores]:
    """Scores of every annotated file of `folder`, by the file's name.

    Raises:
        CorpusError: where an annotation is damaged or does not fit its file.
        InputError: where a file is missing or cannot be read.
    """
    scores = {}
    for path in sorted(offsets.glob("*.json")):
        try:
            annotation = json.loads(path.read_text(encoding="utf-8"))
            file, stretches = folder / annotation["file"], annotation["stretches"]
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"{path}: damaged ({error!r})") from error
        text = read_file(file).text
        gold = gold_of(annotation, text)
        scores[annotation["file"]] = score_report(gold, within(read(text), stretches))
    return scores


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.outside", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the annotated files lie")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--system", choices=SYSTEMS, default="xfnlp")
    parser.add_argument("--name", default="outside", help="name of the result files")
    parser.add_argument("--out", type=Path, default=Path("evaluation/results"))
    options = parser.parse_args(arguments)
    try:
        results = measure(options.folder, reader(options.system, model=options.model))
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    what = system_name(options.system, "onnx")
    parts = [f"{name}; {what}.\n\n{as_markdown(scores)}" for name, scores in results.items()]
    text = "\n\n".join(parts) + "\n"
    print(text)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / f"{options.name}.md").write_text(text, encoding="utf-8")
    (options.out / f"{options.name}.json").write_text(
        json.dumps({name: as_json(scores) for name, scores in results.items()}, indent=1) + "\n",
        encoding="utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
