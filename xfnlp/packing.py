"""Lets spaCy write documents that carry a report: `Doc.to_bytes`, `DocBin`, `n_process`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final

import srsly.msgpack  # type: ignore[import-untyped]

from xfnlp.report import Report
from xfnlp.types import Entity, Fact, Relation

_MARK: Final = "__xfnlp__"
_KINDS: Final = {kind.__name__: kind for kind in (Entity, Fact, Relation, Report)}
Chain = Callable[[Any], Any] | None


def encode(item: Any, chain: Chain = None) -> Any:
    """What msgpack cannot write, as a dict that names its kind."""
    if isinstance(item, Decimal):
        return {_MARK: "Decimal", "value": str(item)}
    if _KINDS.get(type(item).__name__) is type(item):
        # The file that a report was read from belongs to `parse_file`, not to a document.
        known = {f.name: getattr(item, f.name) for f in fields(item) if f.name != "source"}
        if isinstance(item, Fact):
            known["source"] = item.source
        return {_MARK: type(item).__name__, **known}
    return item if chain is None else chain(item)


def decode(item: Any, chain: Chain = None) -> Any:
    """The way back; only the kinds named here are made."""
    kind = item.get(_MARK) if isinstance(item, dict) else None
    if kind == "Decimal":
        return Decimal(item["value"])
    if kind not in _KINDS:
        return item if chain is None else chain(item)
    known = {key: value for key, value in item.items() if key != _MARK}
    # msgpack gives back one kind of sequence: tuples or lists, as its caller likes.
    if kind == "Fact":
        known["spans"] = tuple(tuple(span) for span in known["spans"])
        known["levels"] = tuple(known["levels"])
    elif kind == "Report":
        known = {key: _lists(value) for key, value in known.items()}
    return _KINDS[kind](**known)


def _lists(value: Any) -> Any:
    """Sequences as lists, as the stages make them; dicts are gone through."""
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_lists(item) for item in value]
    return value


def register() -> None:
    """Make spaCy's serializer use them."""
    srsly.msgpack.msgpack_encoders.register("xfnlp", func=encode)
    srsly.msgpack.msgpack_decoders.register("xfnlp", func=decode)
