"""Reads annotated reports from doccano JSON Lines: checked line by line, then a typed dataset."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.corpus.check import check_document
from xfnlp.errors import CorpusError

if TYPE_CHECKING:
    from datasets import Dataset


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
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            where = f"{path}, line {number}"
            try:
                document = json.loads(line)
            except (json.JSONDecodeError, UnicodeDecodeError) as error:
                yield number, CorpusError(f"{where}: not JSON ({error})")
                continue
            errors = [f for f in check_document(document) if f.severity == "error"]
            if errors:
                yield number, CorpusError(f"{where}: " + "; ".join(f.message for f in errors))
            else:
                yield number, document


def read_corpus(paths: Iterable[Path], *, cache: Path | None = None) -> Dataset:
    """All documents of `paths`, as a dataset of typed columns (`training.corpus.dataset`).

    Its rows are the documents as they stand in the files.

    Args:
        cache: a folder for the Arrow file; without one the dataset stays in memory.

    Raises:
        CorpusError: at the first broken line, naming file, line and reason.
    """
    documents = []
    for file in corpus_files(paths):
        for _, item in read_lines(file):
            if isinstance(item, CorpusError):
                raise item
            documents.append(item)
    from training.corpus.dataset import make_dataset  # heavy, and not needed to check files

    return make_dataset(documents, cache=cache)
