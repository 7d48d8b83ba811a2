"""Agreement of two annotators: `python -m training.corpus agree FIRST SECOND`.

The F1 between two annotations of the same texts, per label and relation, is the ceiling that a
model trained on either can be held to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evaluation.scoring import (
    Score,
    document_items,
    overlap_scores,
    relation_scores,
    span_scores,
    total,
)
from xfnlp.errors import CorpusError
from xfnlp.scheme import LONG_LABELS


def agreement(
    first: Sequence[dict[str, Any]], second: Sequence[dict[str, Any]]
) -> dict[str, Score]:
    """Scores of the second annotation against the first, for the reports that both hold.

    Raises:
        CorpusError: where no report is in both, or the two differ in their text.
    """
    others = {str(document["id"]): document for document in second}
    result: dict[str, Score] = {}
    common = [document for document in first if str(document["id"]) in others]
    if not common:
        raise CorpusError("the two annotations have no report in common")
    for document in common:
        other = others[str(document["id"])]
        if document["text"] != other["text"]:
            raise CorpusError(f"{document['id']}: the two annotations are of different texts")
        spans, relations = document_items(document)
        other_spans, other_relations = document_items(other)
        strict = span_scores(spans, other_spans)
        overlap = overlap_scores(spans, other_spans)
        typed = relation_scores(relations, other_relations)
        table = {
            **strict,
            **{f"{label} (overlap)": overlap[label] for label in LONG_LABELS if label in overlap},
            "all spans": total(strict),
            **typed,
            "all relations": total(typed),
        }
        for name, score in table.items():
            result[name] = result.get(name, Score()) + score
    return result
