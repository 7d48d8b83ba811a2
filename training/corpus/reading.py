"""Reads annotated reports from doccano JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from training.corpus.check import check_document
from xfnlp.errors import CorpusError


def corpus_files(paths: Iterable[Path]) -> list[Path]:
    """The `.jsonl` files in folders (searched deeply) or named one by one, facts files left out.

    Raises:
        CorpusError: where a path does not exist.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise CorpusError(f"{path}: no such file or folder")
        found = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        files += [file for file in found if not file.name.endswith(".facts.jsonl")]
    return files


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | CorpusError]]:
    """Each line of a corpus file as a document, or as the error that says what is wrong."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            where = f"{path}, line {number}"
            try:
                document = json.loads(line)
            except json.JSONDecodeError as error:
                yield number, CorpusError(f"{where}: not JSON ({error})")
                continue
            errors = [f for f in check_document(document) if f.severity == "error"]
            if errors:
                yield number, CorpusError(f"{where}: " + "; ".join(f.message for f in errors))
            else:
                yield number, document


def read_corpus(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """All documents of `paths`.

    Raises:
        CorpusError: at the first broken line, naming file, line and reason.
    """
    documents = []
    for file in corpus_files(paths):
        for _, item in read_lines(file):
            if isinstance(item, CorpusError):
                raise item
            documents.append(item)
    return documents
