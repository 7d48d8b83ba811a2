import json

import pytest

from training.corpus.__main__ import compile_files
from training.corpus.dataset import FEATURES
from training.corpus.markup import compile_markup
from training.corpus.reading import read_corpus, read_lines
from xfnlp.errors import CorpusError

MARK = '{"id": "a", "hand": "t1", "errors": ["one", {"type": "typing"}]}\n⟦c1|公用经费⟧支出⟦m1 ac<c1|3万元⟧。'
DOCUMENT = compile_markup(MARK)


def write(path, *lines):
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines),
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("cached", [False, True])
def test_rows_are_the_documents_with_typed_columns(tmp_path, cached):
    bare = {"id": 7, "text": "无。", "Comments": []}  # as doccano exports a report without spans
    file = write(tmp_path / "x.jsonl", DOCUMENT, bare)
    dataset = read_corpus([file], cache=tmp_path / "cache" if cached else None)
    assert dataset.features == FEATURES
    assert len(dataset) == 2
    assert dataset[0] == DOCUMENT
    assert dataset[1] == {"id": "7", "text": "无。", "entities": [], "relations": [], "meta": {}}
    assert [d["meta"].get("hand") for d in dataset] == ["t1", None]
    assert bool(list(tmp_path.rglob("*.arrow"))) is cached


def test_cache_follows_the_files(tmp_path):
    file = write(tmp_path / "x.jsonl", DOCUMENT)
    assert read_corpus([file], cache=tmp_path / "c")[0]["text"] == DOCUMENT["text"]
    write(file, DOCUMENT | {"text": DOCUMENT["text"] + "完。"})
    assert read_corpus([file], cache=tmp_path / "c")[0]["text"].endswith("完。")


def test_folder_is_read_deeply_without_facts_and_may_be_empty(tmp_path):
    assert list(read_corpus([tmp_path])) == []
    (tmp_path / "train").mkdir()
    write(tmp_path / "train" / "x.jsonl", DOCUMENT)
    write(tmp_path / "train" / "x.facts.jsonl", {"kind": "budget"})
    assert [d["id"] for d in read_corpus([tmp_path])] == ["a"]
    with pytest.raises(CorpusError, match="no such file or folder"):
        read_corpus([tmp_path / "none"])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "not JSON"),
        ("[1]", "one JSON object"),
        ({"text": "无。"}, "no id"),
        ({"id": "b", "text": "无。", "meta": []}, "meta is no object"),
        ({"id": "b", "text": "无。", "entities": {}}, "entities is no list"),
        (
            {
                "id": "b",
                "text": "无。",
                "entities": [{"id": "x", "label": "MONEY", "start_offset": 0, "end_offset": 1}],
            },
            "id 'x' is no whole number",
        ),
        (
            {"id": "b", "text": "无。", "relations": [{"from_id": 1, "type": "actual"}]},
            "to_id None",
        ),
    ],
)
def test_broken_line_is_named_with_file_line_and_reason(tmp_path, line, reason):
    file = write(tmp_path / "x.jsonl", DOCUMENT, "", line)
    with pytest.raises(CorpusError) as caught:
        read_corpus([file])
    assert f"{file}, line 3: " in str(caught.value)
    assert reason in str(caught.value)


def test_other_encoding_is_named(tmp_path):
    file = tmp_path / "x.jsonl"
    file.write_bytes('{"id": "预算"}\n'.encode("gb18030"))
    (_, error), *_ = read_lines(file)
    assert isinstance(error, CorpusError)
    assert "line 1" in str(error)


def test_markup_of_a_read_report_compiles_to_the_same(tmp_path, capsys):
    source = tmp_path / "a.mark"
    source.write_text(MARK, encoding="utf-8")
    assert compile_files([source], tmp_path / "out") == 0
    assert read_corpus([tmp_path / "out"])[0] == DOCUMENT
