"""The spaCy baseline, trained for a few steps on two reports."""

import json

import numpy as np
import pytest
from spacy.tokens import Doc, SpanGroup
from thinc.api import Model

from evaluation import accuracy
from evaluation.baselines import train_spancat
from evaluation.baselines.pair_model import Candidates, make_pair_model
from evaluation.baselines.span_pipes import FOUND, HINTS, SPANS, best_spans, make_suggester
from evaluation.baselines.spancat import blank_pipeline, make_doc, reader
from evaluation.baselines.train_spancat import best_threshold, make_example, pieces
from tests.conftest import ROOT
from training.corpus.reading import read_corpus
from xfnlp.errors import ModelError
from xfnlp.scheme import relation_allowed


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    files = sorted((ROOT / "corpora" / "train").glob("*.jsonl"), key=lambda f: f.stat().st_size)
    folder = tmp_path_factory.mktemp("reports")
    for file in files[:2]:
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture(scope="module")
def trained(reports, tmp_path_factory):
    out = tmp_path_factory.mktemp("spancat")
    command = ["--train", str(reports), "--dev", str(reports), "--out", str(out)]
    assert train_spancat.main([*command, "--epochs", "4", "--depth", "2"]) == 0
    return out


def test_training_reduces_the_losses(trained):
    log = json.loads((trained / "training.json").read_text(encoding="utf-8"))
    first, last = log["history"][0], log["history"][-1]
    for name in ("span_finder", "spancat", "xfnlp_baseline_relations"):
        assert last[name] < first[name], name


def test_what_it_reads_are_spans_of_the_text(trained, reports):
    read = reader(trained)
    for document in read_corpus([reports]):
        text = document["text"]
        found = read(text)
        labels = {}
        for entity in found["entities"]:
            assert text[entity["start_offset"] : entity["end_offset"]] == entity["text"]
            labels[entity["id"]] = entity["label"]
        for relation in found["relations"]:
            assert relation_allowed(
                relation["type"], labels[relation["from_id"]], labels[relation["to_id"]]
            )
    assert read("")["entities"] == []
    assert read("\ud800支出3万元。")["facts"] is not None


def test_it_is_scored_by_the_same_command(trained, reports, tmp_path):
    command = [str(reports), "--system", "spancat", "--model", str(trained), "--out", str(tmp_path)]
    assert accuracy.main(command) == 0
    scores = json.loads((tmp_path / "accuracy.json").read_text(encoding="utf-8"))["all"]
    assert scores["spans"]["tp"] + scores["spans"]["fn"] > 50
    assert "spancat" in (tmp_path / "accuracy.md").read_text(encoding="utf-8")


def test_a_folder_without_a_pipeline_is_named(tmp_path):
    with pytest.raises(ModelError, match="train_spancat"):
        reader(tmp_path)


def test_pieces_hold_every_gold_item_of_a_whole_report(reports):
    for document in read_corpus([reports]):
        (whole,) = pieces(document, size=10**9)
        places = {e["id"]: e for e in document["entities"]}
        given = sorted((e["label"], e["text"]) for e in places.values() if "text" in e)
        found = sorted((label, whole.text[start:end]) for start, end, label in whole.spans)
        assert len(found) == len(places)
        assert not given or [label for label, _ in given] == [label for label, _ in found]
        assert len(whole.links) == len(document["relations"])
        cut = pieces(document, size=200)
        assert len(cut) > 1
        assert "".join(piece.text for piece in cut) == whole.text
        assert sum(len(piece.spans) for piece in cut) == len(whole.spans)
        for piece in cut:
            for head, tail, name in piece.links:
                assert relation_allowed(name, piece.spans[head][2], piece.spans[tail][2])


def test_candidates_cover_every_gold_span_in_training_and_whole_parts_in_reading(reports):
    nlp, suggest = blank_pipeline(depth=1), make_suggester()
    for document in read_corpus([reports]):
        (whole,) = pieces(document, size=10**9)
        example = make_example(nlp, whole)
        places = {tuple(row) for row in suggest([example.predicted]).dataXd.tolist()}
        assert {(start, end) for start, end, _ in whole.spans} <= places
        doc = make_doc(nlp.vocab, whole.text, whole.parts)
        assert HINTS not in doc.spans
        places = {tuple(row) for row in suggest([doc]).dataXd.tolist()}
        assert {(s, e) for s, e, label in whole.spans if label == "ACHIEVEMENT"} <= places


def test_a_finder_that_sees_spans_everywhere_is_not_asked():
    nlp = blank_pipeline(depth=1)
    doc = make_doc(nlp.vocab, "支出三万元", [(0, 5)])
    doc.spans[FOUND] = [doc[s:e] for s in range(5) for e in range(s + 1, 6)]
    assert len(make_suggester()([doc]).dataXd) == 15
    doc.spans[FOUND] = [*doc.spans[FOUND], *doc.spans[FOUND]]
    assert make_suggester()([doc]).dataXd.tolist() == [[0, 5]]


def test_best_spans_overlap_none_of_their_label():
    nlp = blank_pipeline(depth=1)
    doc = make_doc(nlp.vocab, "基本支出决算", [])
    rows = [(0, 4, "CATEGORY", 0.9), (2, 6, "CATEGORY", 0.95), (0, 2, "CATEGORY", 0.3),
            (0, 4, "INDICATOR", 0.5)]  # fmt: skip
    group = SpanGroup(
        doc, name=SPANS, spans=[doc.char_span(s, e, label=label) for s, e, label, _ in rows],
        attrs={"scores": [row[3] for row in rows]},
    )  # fmt: skip
    kept = [(span.start, span.end, span.label_) for span, _ in best_spans(group)]
    assert kept == [(0, 2, "CATEGORY"), (0, 4, "INDICATOR"), (2, 6, "CATEGORY")]


def test_threshold_with_the_best_f1():
    rows = [("a", 0.9), ("b", 0.7), ("x", 0.4), ("y", 0.3)]
    assert 0.4 < best_threshold({"a", "b"}, rows) <= 0.7
    assert best_threshold({"a", "b", "x", "y"}, rows) <= 0.3
    assert best_threshold({"z"}, rows) == 0.5


@pytest.mark.parametrize("features", [True, False])
def test_gradient_of_the_pooled_pairs_is_that_of_finite_differences(features):
    chance = np.random.default_rng(0)
    states = chance.standard_normal((9, 4)).astype(np.float32)
    given = []

    def forward(model, docs, is_train):
        return [states], lambda gradients: given.append(gradients[0]) or gradients

    tok2vec = Model("given", forward, dims={"nO": 4})
    spans = np.array([[0, 2, 3], [4, 7, 0], [6, 9, 0]])
    pairs = np.array([[0, 1, 7, 0, 0], [0, 2, 8, 1, 0], [2, 0, 3, 5, 5]])
    item = Candidates(Doc(blank_pipeline(depth=1).vocab), spans, pairs)
    pool = make_pair_model(tok2vec, 6, features).layers[0]
    rows, backprop = pool([item], is_train=True)
    weights = chance.standard_normal(rows.shape).astype(np.float32)
    backprop(weights)
    for place in ((0, 1), (3, 0), (6, 2), (8, 3)):
        before = states[place]
        states[place] = before + 0.01
        higher, _ = pool([item], is_train=True)
        states[place] = before
        slope = float(((higher - rows) * weights).sum()) / 0.01
        assert given[0][place] == pytest.approx(slope, abs=2e-3)
