"""Text to report: layout, tagger, linker, records, audit, one after the other."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, takewhile
from pathlib import Path

from xfnlp.arithmetic import settle
from xfnlp.audit import audit
from xfnlp.document import document_facts, with_table_facts
from xfnlp.errors import InputError, ModelError
from xfnlp.layout import find_blocks
from xfnlp.records import budget_records, facts_of, figure_at, indicator_records, merge_facts
from xfnlp.report import Report
from xfnlp.scheme import DOCUMENT_FIELDS, FIGURES, LABELS
from xfnlp.tables import read_tables
from xfnlp.tagger.decode import DEFAULT_THRESHOLD, choose
from xfnlp.tagger.runtime import ENCODER, SETTINGS, Model, load_model
from xfnlp.tagger.stream import Stream, is_blank, make_stream
from xfnlp.tagger.tagger import Tagged, tag_streams
from xfnlp.types import Block, Entity, Relation

MODEL_NAME = "xfnlp-zh"
EMPTY_NOTE = "文本为空，没有可读取的内容。"
NOTHING_NOTE = "没有读出预算、指标、成效等内容；请确认这是绩效自评报告或决算报告的文字。"
_BATCH = 16


def default_model_folder() -> Path:
    """The model that ships with the package, or the one of a source checkout.

    Raises:
        ModelError: where there is neither.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "_model" / MODEL_NAME, here.parent / "models" / MODEL_NAME):
        if folder.is_dir():
            return folder
    raise ModelError(
        f"no model in this installation (looked for models/{MODEL_NAME}); "
        "install the wheel, or train and export one (see CONTRIBUTING.md)"
    )


class Engine:
    """A loaded model and the stages behind it; safe to share between threads."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def read(self, text: str, *, progress: Callable[[int], None] | None = None) -> Report:
        """Read one text; see `read_many`."""
        return next(self.read_many([text], progress=progress))

    def read_many(
        self, texts: Iterable[str], *, progress: Callable[[int], None] | None = None
    ) -> Iterator[Report]:
        """Read texts in order; the windows of several texts share the processors.

        Args:
            texts: any iterable; a batch of it at a time is held in memory.
            progress: called with a number of characters as they are done.

        Raises:
            InputError: where an item is not a string.
        """
        if isinstance(texts, str):
            raise InputError("a string is one text, not several; use xfnlp.parse")
        source = enumerate(texts)
        while items := list(islice(source, _BATCH)):
            batch = [text for _, text in takewhile(lambda item: isinstance(item[1], str), items)]
            blocks = [find_blocks(text) for text in batch]
            streams = [
                make_stream(text, found, self.model.alphabet)
                for text, found in zip(batch, blocks, strict=True)
            ]
            tagged = tag_streams(
                streams,
                self.model.backend,
                self.model.shape,
                self.model.alphabet.newline,
                thresholds=self.model.thresholds,
                workers=self.model.workers,
                progress=progress,
            )
            for text, found, stream, result in zip(batch, blocks, streams, tagged, strict=True):
                yield self._report(text, found, stream, result)
            if len(batch) < len(items):
                number, wrong = items[len(batch)]
                raise InputError(
                    f"text {number} is {type(wrong).__name__}, not str; "
                    "read files with xfnlp.parse_file"
                )

    def _report(self, text: str, blocks: Sequence[Block], stream: Stream, tagged: Tagged) -> Report:
        if is_blank(text):
            return Report(text, dict.fromkeys(DOCUMENT_FIELDS), notes=[EMPTY_NOTE])
        entities, places = self._entities(text, stream, tagged)
        relations = self._relations(entities, places, tagged)
        prose = facts_of(
            entities, relations, text, calibrate=self.model.calibration.fact_probability
        )
        tables = read_tables(text, blocks)
        facts = merge_facts(prose, (fact for fact in tables if fact.kind != "document"))
        about = with_table_facts(document_facts(text, blocks, entities, relations), tables)
        document: dict[str, str | None] = dict.fromkeys(DOCUMENT_FIELDS)
        document |= {fact.field: str(fact.value) for fact in about}
        facts = [*about, *facts]
        notes = [
            f"“{entity.text}”（第{entity.start}字）标为{entity.label}，但读不出数值。"
            for entity in entities
            if entity.label in FIGURES and entity.value is None
        ]
        if not entities and not facts:
            notes.append(NOTHING_NOTE)
        return Report(
            text=text,
            document=document,
            entities=entities,
            relations=relations,
            facts=facts,
            budget=budget_records(facts, entities, relations),
            indicators=indicator_records(facts, entities, relations, text=text),
            checks=audit(text, entities, relations, facts, blocks=blocks, tables=tables),
            notes=notes,
        )

    def _entities(
        self, text: str, stream: Stream, tagged: Tagged
    ) -> tuple[list[Entity], dict[int, int]]:
        """Entities by start, and their ids by span number."""
        rows = [
            (*stream.span(start, end), LABELS[label], score, number)
            for number, ((start, end, label), score) in enumerate(
                zip(tagged.spans, tagged.scores, strict=True)
            )
        ]
        rows.sort(key=lambda row: (row[0], -row[1]))
        entities, ids = [], {}
        for key, (start, end, label, score, number) in enumerate(rows, start=1):
            ids[number] = key
            figure = figure_at(text, start, end, label) if label in FIGURES else None
            entities.append(
                Entity(
                    id=key,
                    label=label,
                    start=start,
                    end=end,
                    text=text[start:end],
                    value=figure.value if figure else None,
                    unit=figure.unit if figure else "",
                    score=self.model.calibration.probability(label, score),
                )
            )
        return entities, ids

    def _relations(
        self, entities: Sequence[Entity], ids: dict[int, int], tagged: Tagged
    ) -> list[Relation]:
        """What the model reads; where readings score alike, what adds up."""
        open_figures: dict[int, list[tuple[int, str, float]]] = {}
        scores: dict[tuple[int, int, str], float] = {}
        chosen: list[tuple[int, int, str]] = []
        least = self.model.thresholds.get("relation", DEFAULT_THRESHOLD)
        for (group, anchor), candidates in tagged.readings.items():
            keys = [(ids[r.head], ids[r.tail], r.type) for r in candidates]
            scores |= {key: r.score for key, r in zip(keys, candidates, strict=True)}
            best = choose(candidates, threshold=least)
            # A figure with one head is open to arithmetic; what several names share is not.
            if group == 0 and entities[ids[anchor] - 1].label in FIGURES and len(best) <= 1:
                open_figures[ids[anchor]] = [
                    (head, name, _sigmoid(scores[head, tail, name] - least))
                    for head, tail, name in keys
                ]
            else:
                chosen += [(ids[r.head], ids[r.tail], r.type) for r in best]
        chosen += [(r.head, r.tail, r.type) for r in settle(entities, open_figures)]
        probability = self.model.calibration.probability
        relations = [Relation(*key, probability(key[2], scores[key])) for key in chosen]
        return sorted(relations, key=lambda r: (r.tail, r.head, r.type))


def _sigmoid(score: float) -> float:
    # The network's own odds above its threshold; what they are worth is calibrated later.
    return 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))


_lock = threading.Lock()
_engines: dict[tuple[Path, str, int | None], tuple[tuple[int, ...], Engine]] = {}


def _new_lock() -> None:
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):  # another thread may hold the lock while this one forks
    os.register_at_fork(after_in_child=_new_lock)


def get_engine(
    model: str | Path | None = None, *, runtime: str = "onnx", threads: int | None = None
) -> Engine:
    """The engine of a model folder, loaded once a process, and again where it was replaced.

    Raises:
        ModelError: where the folder is missing, damaged or of another scheme version.
    """
    folder = (Path(model) if model is not None else default_model_folder()).resolve()
    inner = folder / "xfnlp" if (folder / "xfnlp").is_dir() else folder
    key = (inner, runtime, threads)
    with _lock:
        stamp = _stamp(inner)
        held, engine = _engines.get(key, (None, None))
        if engine is None or held != stamp:
            engine = Engine(load_model(inner, runtime=runtime, threads=threads))
            _engines[key] = stamp, engine
        return engine


def _stamp(folder: Path) -> tuple[int, ...]:
    """When the files of a model were written; empty where it is damaged, as loading will tell."""
    try:
        return tuple((folder / name).stat().st_mtime_ns for name in (SETTINGS, ENCODER))
    except OSError:
        return ()
