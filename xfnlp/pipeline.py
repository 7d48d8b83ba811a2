"""spaCy factories and extensions: `nlp = xfnlp.load()` is a spaCy `Language`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from xfnlp.engine import Engine, default_model_folder, get_engine
from xfnlp.errors import InputError, ModelError
from xfnlp.packing import register as register_packing
from xfnlp.report import Report

SPANS_KEY = "xfnlp"
_SURROGATE = re.compile("[\ud800-\udfff]")


class CharacterTokenizer:
    """One token a character, so that every span of the text is a span of tokens."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """A document of single characters.

        Raises:
            InputError: for half a surrogate pair, which spaCy cannot hold; `xfnlp.parse` can.
        """
        if found := _SURROGATE.search(text):
            raise InputError(
                f"character {found.start()} is half a surrogate pair, which spaCy cannot hold; "
                "read the text with xfnlp.parse, or replace the character"
            )
        characters = list(text)
        return Doc(self.vocab, words=characters, spaces=[False] * len(characters))

    def to_bytes(self, **options: Any) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **options: Any) -> CharacterTokenizer:
        return self

    def to_disk(self, path: str | Path, **options: Any) -> None:
        """Nothing to write: the tokenizer has no settings."""

    def from_disk(self, path: str | Path, **options: Any) -> CharacterTokenizer:
        return self


@registry.tokenizers("xfnlp.CharacterTokenizer.v1")  # type: ignore[untyped-decorator]
def make_tokenizer() -> Callable[[Language], CharacterTokenizer]:
    return lambda nlp: CharacterTokenizer(nlp.vocab)


def _register() -> None:
    register_packing()
    for name, default in (("relations", []), ("report", None)):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    for name in ("score", "value", "unit"):
        if not Span.has_extension(name):
            Span.set_extension(name, default=None)


class ReportReader(Pipe):
    """Reads a report into `doc.spans["xfnlp"]`, `doc._.relations` and `doc._.report`.

    Relations are (head span number, tail span number, type, score); numbers index the span group.
    """

    def __init__(self, nlp: Language, name: str, *, runtime: str, threads: int | None) -> None:
        self.nlp, self.name = nlp, name
        self.runtime, self.threads = runtime, threads
        self._engine: Engine | None = None
        _register()

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            self._engine = get_engine(runtime=self.runtime, threads=self.threads)
        return self._engine

    def __call__(self, doc: Doc) -> Doc:
        return annotate(doc, self.engine.read(doc.text))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 16) -> Iterator[Doc]:
        """Read documents in order; windows of several documents share the processors."""
        held: list[Doc] = []

        def texts() -> Iterator[str]:
            for doc in stream:
                held.append(doc)
                yield doc.text

        for report in self.engine.read_many(texts()):
            yield annotate(held.pop(0), report)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Copy the model's files, so that the written pipeline stands alone."""
        import shutil

        target = Path(path)
        if target.resolve() != self.engine.model.folder.resolve():
            shutil.copytree(self.engine.model.folder, target, dirs_exist_ok=True)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> ReportReader:
        self._engine = get_engine(path, runtime=self.runtime, threads=self.threads)
        return self


@Language.factory("xfnlp", default_config={"runtime": "onnx", "threads": None})
def make_reader(nlp: Language, name: str, runtime: str, threads: int | None) -> ReportReader:
    return ReportReader(nlp, name, runtime=runtime, threads=threads)


def annotate(doc: Doc, report: Report) -> Doc:
    """Put a report's entities, relations and itself on a document of single characters."""
    spans = []
    numbers = {}
    for number, entity in enumerate(report.entities):
        span = Span(doc, entity.start, entity.end, label=entity.label)
        span._.score, span._.value, span._.unit = entity.score, entity.value, entity.unit
        numbers[entity.id] = number
        spans.append(span)
    doc.spans[SPANS_KEY] = spans
    doc._.relations = [
        (numbers[relation.head], numbers[relation.tail], relation.type, relation.score)
        for relation in report.relations
    ]
    doc._.report = report
    return doc


def blank() -> Language:
    """A pipeline without a model: character tokenizer and reader, to be written to disk."""
    nlp = spacy.blank(
        "zh", config={"nlp": {"tokenizer": {"@tokenizers": "xfnlp.CharacterTokenizer.v1"}}}
    )
    nlp.add_pipe("xfnlp")
    # A report may be long; memory grows with its length only.
    nlp.max_length = 20_000_000
    return nlp


def load(
    model: str | Path | None = None, *, runtime: str = "onnx", threads: int | None = None
) -> Language:
    """Load a pipeline directory as a spaCy `Language`.

    Args:
        model: the folder; by default the model that ships with xfnlp.
        runtime: `onnx`, or `openvino` where that package is installed.
        threads: processor threads; by default all that the process may use.

    Raises:
        ModelError: where the folder is missing, damaged or of another scheme version.
    """
    folder = Path(model) if model is not None else default_model_folder()
    config = {"components": {"xfnlp": {"runtime": runtime, "threads": threads}}}
    try:
        nlp = spacy.load(folder, config=config)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"{folder}: not a pipeline directory that spaCy can load ({error})"
        ) from error
    nlp.max_length = 20_000_000
    return nlp
