import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfnlp.layout import find_blocks
from xfnlp.tagger.alphabet import Alphabet, fold
from xfnlp.tagger.stream import make_stream
from xfnlp.tagger.windows import WindowShape, make_windows

LETTERS = Alphabet(
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[SP]", "[TAB]", "[NL]", *"0123支出"]
)
TEXTS = st.text(alphabet="支出年度0123.。；，\n 　\t*（）一、#￥😀é１", max_size=400)


@pytest.mark.parametrize(
    ("character", "folded"), [("１", "1"), ("，", ","), ("㎡", "㎡"), ("①", "1")]
)
def test_fold(character, folded):
    assert fold(character) == folded


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_tokens_reproduce_their_characters(text):
    stream = make_stream(text, find_blocks(text), LETTERS)
    assert len(stream.ids) == len(stream.offsets) == len(stream.text)
    kept = stream.offsets >= 0
    assert all(
        text[o] == c
        for o, c in zip(stream.offsets[kept], np.array(list(stream.text))[kept], strict=True)
    )
    assert (np.diff(stream.offsets[kept]) > 0).all()
    for start, end in stream.parts:
        assert (stream.offsets[start:end] >= 0).all()


@given(TEXTS, st.integers(20, 80))
@settings(max_examples=200, deadline=None)
def test_cores_cover_every_token_once(text, size):
    stream = make_stream(text, find_blocks(text), LETTERS)
    shape = WindowShape(size=size, left=size // 5, right=size // 10, titles=size // 5)
    covered = []
    for window in make_windows(stream, shape):
        assert len(window) <= size
        core = window.tokens[window.core[0] : window.core[1]]
        covered += core.tolist()
    assert covered == list(range(len(stream)))


def test_statement_is_a_part_without_its_number():
    text = "一是抓好接访。全年接访12批；办结率100%。\n（二）化解积案。"
    stream = make_stream(text, find_blocks(text), LETTERS)
    parts = [text[slice(*stream.span(*part))] for part in stream.parts]
    assert parts == ["抓好接访", "全年接访12批", "办结率100%", "化解积案"]


def test_corpus_achievements_are_parts(documents, alphabet):
    gold = found = 0
    for document in documents:
        stream = make_stream(document["text"], find_blocks(document["text"]), alphabet)
        parts = {stream.span(*part) for part in stream.parts}
        for entity in document["entities"]:
            if entity["label"] == "ACHIEVEMENT":
                gold += 1
                found += (entity["start_offset"], entity["end_offset"]) in parts
    assert gold > 100
    assert found / gold > 0.95
