"""Marked-up sentences as the stages take them: text, entities, relations."""

from __future__ import annotations

from typing import NamedTuple

from training.corpus.markup import compile_markup
from xfnlp.figures import read_figure
from xfnlp.scheme import FIGURES
from xfnlp.types import Entity, Relation


class Marked(NamedTuple):
    text: str
    entities: list[Entity]
    relations: list[Relation]


def marked(source: str) -> Marked:
    """Compile inline markup (see `training.corpus.markup`) and read its figures."""
    document = compile_markup('{"id": "test"}\n' + source)
    text = document["text"]
    entities = []
    for span in document["entities"]:
        start, end = span["start_offset"], span["end_offset"]
        figure = None
        if span["label"] in FIGURES:
            figure = read_figure(
                text[start:end],
                label=span["label"],
                before=text[max(0, start - 12) : start],
                after=text[end : end + 12],
            )
        entities.append(
            Entity(
                span["id"],
                span["label"],
                start,
                end,
                text[start:end],
                figure.value if figure else None,
                figure.unit if figure else "",
            )
        )
    relations = [
        Relation(item["from_id"], item["to_id"], item["type"]) for item in document["relations"]
    ]
    return Marked(text, entities, relations)
