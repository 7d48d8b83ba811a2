"""The spaCy side: a pipeline directory that loads, annotates, is written and read again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin

import xfnlp
from tests.conftest import MODEL
from xfnlp.pipeline import SPANS_KEY, blank

TEXT = "一、收支情况\n2023年基本支出98.83万元，其中公用经费12.5万元，占12.65%。\n全年接待来访993批2147人次。"


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


def test_spacy_loads_the_directory(nlp: Language) -> None:
    assert nlp.pipe_names == ["xfnlp"]
    assert nlp.lang == "zh"


def test_spans_relations_and_report(nlp: Language) -> None:
    doc = nlp(TEXT)
    report = doc._.report
    assert doc.text == TEXT
    assert report.to_dict() == xfnlp.parse(TEXT).to_dict()
    spans = list(doc.spans[SPANS_KEY])
    assert [(s.start_char, s.end_char, s.label_, s.text, s._.value) for s in spans] == [
        (e.start, e.end, e.label, e.text, e.value) for e in report.entities
    ]
    money = {span.text: span._.value for span in spans if span.label_ == "MONEY"}
    assert money == {"98.83万元": 988300, "12.5万元": 125000}
    ids = [entity.id for entity in report.entities]
    assert [(ids[head], ids[tail], name) for head, tail, name, _ in doc._.relations] == [
        (r.head, r.tail, r.type) for r in report.relations
    ]
    heads = {(spans[head].text, name, spans[tail].text) for head, tail, name, _ in doc._.relations}
    assert ("基本支出", "actual", "98.83万元") in heads


@pytest.mark.parametrize("text", ["", " \n\u3000", "😀支出1万元\r\n\x00\u2028。", "  两端有空格  "])
def test_odd_texts_stay_as_they_are(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    assert len(doc) == len(text)
    assert doc._.report.text == text


def test_half_a_surrogate_pair_is_named(nlp: Language) -> None:
    with pytest.raises(xfnlp.InputError, match=r"character 2 .* xfnlp\.parse"):
        nlp("支出\ud800")


def test_pipe_keeps_order_and_length(nlp: Language) -> None:
    texts = [f"{year}年项目支出{year % 100}万元。" for year in range(2001, 2021)] + ["", TEXT]
    docs = list(nlp.pipe(texts))
    assert [doc.text for doc in docs] == texts
    assert [doc._.report.to_dict() for doc in docs] == [
        report.to_dict() for report in xfnlp.parse_many(texts)
    ]
    assert list(nlp.pipe([])) == []


def test_several_processes_give_the_same(nlp: Language) -> None:
    texts = [TEXT, "全年项目支出12万元。", ""]
    docs = list(nlp.pipe(texts, n_process=2))
    assert [doc._.report.to_dict() for doc in docs] == [
        xfnlp.parse(text).to_dict() for text in texts
    ]


def test_documents_are_written_and_read(nlp: Language) -> None:
    doc = nlp(TEXT)
    data = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (again,) = DocBin().from_bytes(data).get_docs(nlp.vocab)
    assert again._.report == doc._.report
    assert [tuple(relation) for relation in again._.relations] == doc._.relations
    assert [span._.value for span in again.spans[SPANS_KEY]] == [
        span._.value for span in doc.spans[SPANS_KEY]
    ]


def test_round_trip_through_a_folder(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    assert (tmp_path / "pipeline" / "xfnlp" / "encoder.onnx").is_file()
    again = xfnlp.load(tmp_path / "pipeline")
    assert again.get_pipe("xfnlp").engine.model.folder == (tmp_path / "pipeline" / "xfnlp")  # type: ignore[attr-defined]
    assert again(TEXT)._.report.to_dict() == nlp(TEXT)._.report.to_dict()
    # What `parse` is given may be the pipeline or the folder of graphs in it.
    assert xfnlp.parse(TEXT, model=tmp_path / "pipeline" / "xfnlp").entities


def test_writing_onto_itself_leaves_the_model(tmp_path: Path) -> None:
    folder = tmp_path / "pipeline"
    shutil.copytree(MODEL, folder)
    before = (folder / "xfnlp" / "settings.json").read_bytes()
    xfnlp.load(folder).to_disk(folder)
    assert (folder / "xfnlp" / "settings.json").read_bytes() == before
    assert xfnlp.load(folder)("支出1万元。").text == "支出1万元。"


def test_a_pipeline_made_by_hand(tmp_path: Path) -> None:
    made = blank()
    assert made("支出1万元。")._.report.entities
    made.to_disk(tmp_path / "made")
    assert xfnlp.load(tmp_path / "made")("支出1万元。")._.report.entities


def test_threads_are_passed_on() -> None:
    assert xfnlp.load(threads=1).get_pipe("xfnlp").engine.model.workers == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("fault", ["missing", "no config", "damaged config", "no graphs"])
def test_a_bad_directory_is_named(tmp_path: Path, fault: str) -> None:
    folder = tmp_path / "pipeline"
    if fault != "missing":
        shutil.copytree(MODEL, folder, ignore=shutil.ignore_patterns("*.onnx"))
    if fault == "no config":
        (folder / "config.cfg").unlink()
    if fault == "damaged config":
        (folder / "config.cfg").write_text("[nlp\nlang", encoding="utf-8")
    with pytest.raises(xfnlp.ModelError, match="pipeline"):
        xfnlp.load(folder)


def test_another_runtime_is_refused() -> None:
    with pytest.raises(xfnlp.ModelError, match="onnx or openvino"):
        xfnlp.load(runtime="torch")


def test_the_directory_says_what_it_is() -> None:
    meta = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))
    assert meta["lang"] == "zh"
    assert meta["pipeline"] == ["xfnlp"]
