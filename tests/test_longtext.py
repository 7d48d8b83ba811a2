"""A text of any length costs in proportion to it: no stage grows with the square."""

from __future__ import annotations

import tracemalloc

import pytest

from evaluation.longtext import megabytes, seconds, stages, stand_in_engine, texts

SIZE = 24_000  # then four times as much: quadratic growth would take sixteen times as long
KINDS = texts()


@pytest.fixture(scope="module")
def engine():
    return stand_in_engine()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_layout_is_not_quadratic(kind, engine):
    run = stages(engine)["windows"]
    few = min(seconds(run, KINDS[kind](SIZE)) for _ in range(2))
    many = min(seconds(run, KINDS[kind](4 * SIZE)) for _ in range(2))
    assert many < 9 * few + 0.1


@pytest.mark.parametrize("kind", ["reports", "one sentence", "one table", "list", "headings"])
def test_reading_is_not_quadratic(kind, engine):
    few = min(seconds(engine.read, KINDS[kind](SIZE // 2)) for _ in range(2))
    many = seconds(engine.read, KINDS[kind](2 * SIZE))
    assert many < 9 * few + 0.1


def test_memory_grows_with_the_text(engine):
    run = stages(engine)["windows"]
    few, many = (megabytes(run, KINDS["reports"](size)) for size in (SIZE, 4 * SIZE))
    assert many < 6 * few + 1
    assert not tracemalloc.is_tracing()


def test_every_character_is_read(engine):
    """Each token lies in the core of exactly one window, to the end of a long text."""
    from xfnlp.layout import find_blocks
    from xfnlp.tagger.stream import make_stream
    from xfnlp.tagger.windows import make_windows

    text = KINDS["one sentence"](3 * SIZE)
    stream = make_stream(text, find_blocks(text), engine.model.alphabet)
    windows = list(make_windows(stream, engine.model.shape))
    covered = [int(n) for w in windows for n in w.tokens[w.core[0] : w.core[1]]]
    assert covered == list(range(len(stream)))
    assert max(len(window) for window in windows) <= engine.model.shape.size
    last = max(entity.end for entity in engine.read(text).entities)
    assert last > len(text) - 100


def test_no_span_begins_or_ends_at_the_border_of_two_blocks(engine):
    # The stand-in puts spans anywhere, a poor network may too.
    text = KINDS["headings"](5000)
    report = engine.read(text)
    assert report.entities
    for entity in report.entities:
        assert 0 <= entity.start < entity.end <= len(text)
        assert text[entity.start : entity.end] == entity.text
