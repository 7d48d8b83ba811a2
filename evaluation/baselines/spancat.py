"""spaCy's own way: tok2vec, span finder, span categorizer and a relation component.

Everything is spaCy's stock but the candidates' suggester and the relation component, written
in the style of spaCy's published example.  `python -m evaluation.baselines.train_spancat` trains
it on the same reports; it reads the same running text as xfnlp and feeds the same records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from evaluation.baselines.relation_pipe import LISTENER, PARTS
from evaluation.baselines.reporting import as_report
from evaluation.baselines.running import Running, running_text
from evaluation.baselines.span_pipes import FOUND, SPANS
from xfnlp.errors import ModelError
from xfnlp.pipeline import make_tokenizer
from xfnlp.scheme import LABELS

__all__ = ["blank_pipeline", "make_doc", "make_tokenizer", "read_doc", "reader"]

WIDTH = LISTENER["width"]
_LONGEST = 80  # tokens of a span that the finder puts together; longer ones are sentence parts


def blank_pipeline(*, depth: int = 6, window: int = 2) -> Language:
    """The untrained pipeline.

    Args:
        depth, window: of the convolutions; a character sees depth · window on either side.
    """
    nlp = spacy.blank(
        "zh", config={"nlp": {"tokenizer": {"@tokenizers": "xfnlp.CharacterTokenizer.v1"}}}
    )
    encoder = {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": WIDTH,
        "depth": depth,
        "embed_size": 5000,
        "window_size": window,
        "maxout_pieces": 3,
        "subword_features": False,  # spaCy's advice for characters
    }
    nlp.add_pipe("tok2vec", config={"model": encoder})
    # A low threshold: what the finder misses, the categorizer never sees.
    finder = {"spans_key": FOUND, "max_length": _LONGEST, "threshold": 0.2}
    nlp.add_pipe("span_finder", config=finder | {"model": {"tok2vec": LISTENER}})
    suggester = {"@misc": "xfnlp.baseline.Suggester.v1"}
    spancat = {"spans_key": SPANS, "threshold": 0.2, "suggester": suggester}
    nlp.add_pipe("spancat", config=spancat | {"model": {"tok2vec": LISTENER}})
    nlp.add_pipe("xfnlp_baseline_best")
    nlp.add_pipe("xfnlp_baseline_relations", config={"spans_key": SPANS})
    for label in LABELS:
        nlp.get_pipe("spancat").add_label(label)  # type: ignore[attr-defined]
    nlp.max_length = 20_000_000
    return nlp


def make_doc(vocab: Vocab, text: str, parts: Sequence[tuple[int, int]]) -> Doc:
    """A document of single characters with its sentence parts."""
    words = ["\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text]
    doc = Doc(vocab, words=words, spaces=[False] * len(words))
    doc.spans[PARTS] = [Span(doc, start, end) for start, end in parts]
    return doc


def read_doc(
    nlp: Language, running: Running
) -> tuple[dict[str, list[tuple[int, int]]], list[tuple[str, tuple[int, int], tuple[int, int]]]]:
    """Spans by label and relations of a running text, in its positions."""
    if not running.text:
        return {}, []
    doc = nlp(make_doc(nlp.vocab, running.text, running.statements))
    found = [(span.start, span.end) for span in doc.spans[SPANS]]
    spans: dict[str, list[tuple[int, int]]] = {}
    for place, span in zip(found, doc.spans[SPANS], strict=True):
        spans.setdefault(span.label_, []).append(place)
    return spans, [(kind, found[head], found[tail]) for head, tail, kind, _ in doc._.links]


def reader(folder: Path) -> Callable[[str], dict[str, Any]]:
    """The function from a text to the shape of `Report.to_dict()`.

    Raises:
        ModelError: where the folder holds no such pipeline.
    """
    try:
        nlp = spacy.load(folder)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"{folder}: no pipeline of python -m evaluation.baselines.train_spancat ({error})"
        ) from error
    nlp.max_length = 20_000_000

    def read(text: str) -> dict[str, Any]:
        running = running_text(text)
        return as_report(text, running, *read_doc(nlp, running))

    return read
