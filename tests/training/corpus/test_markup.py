import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.corpus.markup import compile_markup, write_markup
from xfnlp.errors import CorpusError

SOURCE = """{"id": "a", "hand": "t"}
一、收支情况
⟦c1|基本支出⟧决算⟦m1 ac<c1|98.83万元⟧，占⟦c2|支出合计⟧的⟦p1 sh<c1 sb>c2|15.2%⟧。
⟦a|全年⟦i1|接访⟧⟦q1 va<i1|12批⟧⟧。"""


def test_compile_gives_text_offsets_and_relations():
    document = compile_markup(SOURCE)
    text = document["text"]
    assert text.startswith("一、收支情况\n基本支出决算98.83万元")
    found = {(e["label"], text[e["start_offset"] : e["end_offset"]]) for e in document["entities"]}
    assert ("ACHIEVEMENT", "全年接访12批") in found
    assert ("PERCENT", "15.2%") in found
    names = {e["id"]: text[e["start_offset"] : e["end_offset"]] for e in document["entities"]}
    triples = {(names[r["from_id"]], r["type"], names[r["to_id"]]) for r in document["relations"]}
    assert triples == {
        ("基本支出", "actual", "98.83万元"),
        ("基本支出", "share", "15.2%"),
        ("15.2%", "share_base", "支出合计"),
        ("接访", "value", "12批"),
    }
    assert document["meta"] == {"hand": "t"}


def test_markup_round_trips_the_corpus(documents):
    for document in documents:
        again = compile_markup(write_markup(document), name=document["id"])
        assert again["text"] == document["text"]

        def triples(d):
            places = {e["id"]: (e["start_offset"], e["end_offset"]) for e in d["entities"]}
            return {(places[r["from_id"]], places[r["to_id"]], r["type"]) for r in d["relations"]}

        assert triples(again) == triples(document)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no json\ntext", "line 1"),
        ('{"id": "a"}\n⟦c1|甲', "never closed"),
        ('{"id": "a"}\n甲⟧', "without ⟦"),
        ('{"id": "a"}\n甲\n⟦x1|乙⟧', "line 3: no label letter"),
        ('{"id": "a"}\n⟦m1 ac<c9|3元⟧', "names c9"),
        ('{"id": "a"}\n⟦c1|甲⟧⟦m1 zz<c1|3元⟧', "no relation clause"),
        ('{"id": "a"}\n⟦c1|甲⟧⟦c1|乙⟧', "used twice"),
    ],
)
def test_broken_markup_names_line_and_fault(source, message):
    with pytest.raises(CorpusError, match=message):
        compile_markup(source)


@given(
    st.lists(st.text(alphabet="支出甲乙 。\n12", min_size=1, max_size=6), min_size=1, max_size=6)
)
def test_any_row_of_spans_round_trips(pieces):
    entities, text = [], ""
    for number, piece in enumerate(pieces, start=1):
        entities.append(
            {
                "id": number,
                "label": "CATEGORY",
                "start_offset": len(text),
                "end_offset": len(text) + len(piece),
            }
        )
        text += piece
    document = {"id": "x", "text": text, "entities": entities, "relations": [], "meta": {}}
    again = compile_markup(write_markup(document))
    assert again["text"] == text
    assert [(e["start_offset"], e["end_offset"]) for e in again["entities"]] == [
        (e["start_offset"], e["end_offset"]) for e in entities
    ]
