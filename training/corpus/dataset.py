"""Annotated reports as a `datasets.Dataset` with typed columns.

Every column has a fixed type but `meta`, which is whatever a report's authors noted: it is held
as JSON and decoded when a row is taken, so that a row is a document of the corpus format again.
Nothing is downloaded and nothing is left on disk unless a cache folder is given.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_DATASETS_OFFLINE", "1")  # read when `datasets` is imported

from datasets import Dataset, Features, Value, disable_progress_bars

disable_progress_bars()

_ENTITY = {
    "id": Value("int64"),
    "label": Value("string"),
    "start_offset": Value("int64"),
    "end_offset": Value("int64"),
}
_RELATION = {
    "id": Value("int64"),
    "from_id": Value("int64"),
    "to_id": Value("int64"),
    "type": Value("string"),
}
FEATURES = Features(
    {
        "id": Value("string"),
        "text": Value("large_string"),
        "entities": [_ENTITY],
        "relations": [_RELATION],
        "meta": Value("large_string"),
    }
)


def make_dataset(documents: Sequence[dict[str, Any]], *, cache: Path | None = None) -> Dataset:
    """Valid documents (see `check_document`) as a dataset whose rows are documents.

    Args:
        cache: a folder for the Arrow file, taken again for the same documents; without one the
            dataset stays in memory.
    """
    rows = [_row(document) for document in documents]
    if cache is None or not rows:
        columns = {name: [row[name] for row in rows] for name in FEATURES}
        dataset = Dataset.from_dict(columns, features=FEATURES)
    else:
        content = json.dumps(rows, ensure_ascii=False).encode()
        dataset = Dataset.from_generator(
            _Rows(rows),
            features=FEATURES,
            cache_dir=str(cache),
            fingerprint=hashlib.sha256(content).hexdigest()[:32],
        )
    return dataset.with_transform(_decode)


class _Rows:
    """A generator function over rows that `datasets` need not hash (the fingerprint is given)."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.rows = rows

    def __call__(self) -> Iterator[dict[str, Any]]:
        yield from self.rows


def _row(document: dict[str, Any]) -> dict[str, Any]:
    # A relation's own id is the annotation tool's and may be left out.
    relations = enumerate(document.get("relations") or [], start=1)
    return {
        "id": str(document["id"]),
        "text": document["text"],
        "entities": [{k: e[k] for k in _ENTITY} for e in document.get("entities") or []],
        "relations": [{k: {"id": n, **r}[k] for k in _RELATION} for n, r in relations],
        "meta": json.dumps(document.get("meta") or {}, ensure_ascii=False),
    }


def _decode(batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
    if "meta" in batch:
        batch["meta"] = [json.loads(meta) for meta in batch["meta"]]
    return batch
