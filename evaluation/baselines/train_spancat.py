"""Trains the spaCy baseline: `python -m evaluation.baselines.train_spancat --out runs/spancat`.

Same reports as the released model, one core.  Thresholds (a span's by label, a relation's) are
those with the best F1 on the dev reports, as for the released model.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from spacy.language import Language
from spacy.tokens import Span
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Adam, warmup_linear

from evaluation.baselines.running import NO_IDS
from evaluation.baselines.span_pipes import FOUND, HINTS, SPANS, BestSpans, best_spans
from evaluation.baselines.spancat import blank_pipeline, make_doc
from evaluation.scoring import Score
from training.corpus.reading import read_corpus
from training.examples import AnnotatedStream, annotate
from xfnlp.errors import XfnlpError
from xfnlp.scheme import LABELS
from xfnlp.tagger.alphabet import Alphabet

_LOWEST = 0.2
_GRID = [round(_LOWEST + 0.05 * step, 2) for step in range(14)]


@dataclass(frozen=True)
class Piece:
    """A stretch of a report's running text with its gold, in positions of the stretch."""

    text: str
    parts: list[tuple[int, int]]
    spans: list[tuple[int, int, str]]
    links: list[tuple[int, int, str]]


def pieces(document: dict[str, Any], *, size: int = 600) -> list[Piece]:
    """A report cut between blocks into stretches of about `size` characters."""
    item = annotate(document, cast(Alphabet, NO_IDS))
    stream, result = item.stream, list[Piece]()
    if not len(stream.blocks):
        return result
    first = 0
    borders = [*stream.blocks[1:, 0].tolist(), len(stream.text)]
    for at, border in enumerate(borders):
        following = borders[at + 1] if at + 1 < len(borders) else border
        if following - first > size or border == borders[-1]:
            result.append(_piece(item, first, border))
            first = border
    return result


def _piece(item: AnnotatedStream, first: int, last: int) -> Piece:
    def inside(rows: Iterable[Sequence[int]]) -> Iterator[tuple[int, tuple[int, int]]]:
        for number, row in enumerate(rows):
            if first <= row[0] and row[1] <= last:
                yield number, (int(row[0]) - first, int(row[1]) - first)

    numbers, spans = {}, list[tuple[int, int, str]]()
    for number, place in inside(item.spans[:, :2].tolist()):
        numbers[number] = len(spans)
        spans.append((*place, LABELS[int(item.spans[number, 2])]))
    parts = dict(inside(item.stream.parts.tolist()))
    spans += [(*place, "ACHIEVEMENT") for at, place in parts.items() if item.achievements[at]]
    links = [(numbers[h], numbers[t], n) for h, t, n in item.relations if {h, t} <= set(numbers)]
    return Piece(item.stream.text[first:last], list(parts.values()), spans, links)


def make_example(nlp: Language, piece: Piece) -> Example:
    """The piece unread, with the gold as hints, and as it should be read."""
    predicted = make_doc(nlp.vocab, piece.text, piece.parts)
    reference = make_doc(nlp.vocab, piece.text, piece.parts)
    gold = [Span(reference, start, end, label=label) for start, end, label in piece.spans]
    reference.spans[SPANS] = gold
    # Whole sentence parts are candidates anyway; the finder learns the ends of the rest.
    reference.spans[FOUND] = [span for span in gold if span.label_ != "ACHIEVEMENT"]
    reference._.links = piece.links
    predicted.spans[HINTS] = [Span(predicted, start, end) for start, end, _ in piece.spans]
    return Example(predicted, reference)


def train(
    nlp: Language,
    examples: Sequence[Example],
    *,
    epochs: int,
    steps: int | None = None,
    batch: int = 2,
    rate: float = 1e-3,
    seed: int = 1,
) -> Iterator[dict[str, float]]:
    """Train in place; yields each epoch's losses a character, and last keeps the mean weights.

    Args:
        steps: ends the training early, after so many updates.
    """
    random.seed(seed)
    fix_random_seed(seed)
    nlp.initialize(lambda: examples[:20])
    total = min(steps or sys.maxsize, epochs * -(-len(examples) // batch))
    schedule = warmup_linear(rate, max(total // 20, 1), total + 1)
    optimizer = Adam(schedule, grad_clip=1.0, L2=0.01, L2_is_weight_decay=True)
    order, done = list(examples), 0
    for epoch in range(1, epochs + 1):
        random.shuffle(order)
        losses: dict[str, float] = {}
        begin, seen = time.time(), 0
        for first in range(0, len(order), batch):
            if done >= total:
                break
            some = order[first : first + batch]
            # The categorizer's candidates come from the finder as it stands, so both annotate.
            nlp.update(
                some, sgd=optimizer, drop=0.1, losses=losses, annotates=["tok2vec", "span_finder"]
            )
            optimizer.step_schedules()
            done, seen = done + 1, seen + sum(len(example.predicted) for example in some)
        means = {name: round(loss / max(seen, 1), 5) for name, loss in losses.items()}
        yield {"epoch": epoch, **means, "seconds": round(time.time() - begin, 1)}
    _take_averages(nlp, optimizer.averages)


def _take_averages(nlp: Language, averages: Mapping[tuple[int, str], Any]) -> None:
    """Running means of the weights in place of the last ones, as `spacy train` does."""
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk() if hasattr(pipe, "model") else ():
            for name in node.param_names:
                if (node.id, name) in averages:
                    node.set_param(name, averages[node.id, name])


def tune(nlp: Language, gold: Sequence[Example]) -> dict[str, float]:
    """Set the thresholds that read the gold best; returns them."""
    best, relations = cast(BestSpans, nlp.get_pipe("xfnlp_baseline_best")), _relations(nlp)
    best.thresholds = dict.fromkeys(LABELS, _LOWEST)
    found = [read_again(nlp, example) for example in gold]
    for label in LABELS:
        truth = {
            (number, span.start, span.end)
            for number, example in enumerate(gold)
            for span in example.reference.spans[SPANS]
            if span.label_ == label
        }
        rows = [
            ((number, span.start, span.end), score)
            for number, doc in enumerate(found)
            for span, score in best_spans(doc.spans[SPANS])
            if span.label_ == label
        ]
        best.thresholds[label] = best_threshold(truth, rows)
    relations.cfg["threshold"] = _LOWEST
    wanted = {
        (number, name, *places[head], *places[tail])
        for number, example in enumerate(gold)
        for places in [[(s.start, s.end) for s in example.reference.spans[SPANS]]]
        for head, tail, name in example.reference._.links
    }
    scored = [
        ((number, name, *places[head], *places[tail]), score)
        for number, example in enumerate(gold)
        for doc in [read_again(nlp, example)]
        for places in [[(s.start, s.end) for s in doc.spans[SPANS]]]
        for head, tail, name, score in doc._.links
    ]
    relations.cfg["threshold"] = best_threshold(wanted, scored)
    return {**best.thresholds, "relation": relations.cfg["threshold"]}


def read_again(nlp: Language, example: Example) -> Any:
    """The example's text read without the hints."""
    parts = [(part.start, part.end) for part in example.reference.spans["parts"]]
    return nlp(make_doc(nlp.vocab, "".join(t.text for t in example.reference), parts))


def best_threshold(truth: set[Any], rows: Sequence[tuple[Any, float]]) -> float:
    """The threshold of the grid with the best F1; the middle one where none finds anything."""

    def f1(least: float) -> float:
        kept = {item for item, score in rows if score >= least}
        return Score(len(kept & truth), len(kept - truth), len(truth - kept)).f1

    return max(_GRID, key=lambda least: (f1(least), -abs(least - 0.5)))


def _relations(nlp: Language) -> Any:
    return nlp.get_pipe("xfnlp_baseline_relations")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m evaluation.baselines.train_spancat", description=__doc__
    )
    parser.add_argument("--train", nargs="+", type=Path, default=[Path("corpora/train")])
    parser.add_argument("--dev", nargs="+", type=Path, default=[Path("corpora/dev")])
    parser.add_argument("--out", type=Path, default=Path("runs/spancat"))
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--steps", type=int, help="at most so many updates")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--depth", type=int, default=6, help="layers of the convolution")
    parser.add_argument("--window", type=int, default=2, help="characters a layer sees each side")
    options = parser.parse_args(arguments)
    try:
        texts, dev = read_corpus(options.train), read_corpus(options.dev)
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    nlp = blank_pipeline(depth=options.depth, window=options.window)
    examples = [make_example(nlp, piece) for document in texts for piece in pieces(document)]
    print(f"{len(texts)} reports in {len(examples)} pieces", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    history = []
    for row in train(nlp, examples, epochs=options.epochs, steps=options.steps, seed=options.seed):
        print(json.dumps(row), flush=True)
        history.append(row)
    whole = [make_example(nlp, piece) for d in dev for piece in pieces(d, size=sys.maxsize)]
    thresholds = tune(nlp, whole)
    print(json.dumps(thresholds), flush=True)
    nlp.meta["name"] = "xfnlp_baseline"
    nlp.to_disk(options.out)
    log = {"settings": vars(options), "history": history, "thresholds": thresholds}
    (options.out / "training.json").write_text(
        json.dumps(log, default=str, indent=1) + "\n", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
