"""The learning curve, with an encoder of two tiny layers and two reports."""

import json

import pytest
import torch
from transformers import BertConfig, BertForMaskedLM

from evaluation.gold import read_gold
from evaluation.learning import WEIGHTS, main, nothing, read_rows, size_of, subsets
from tests.conftest import ROOT
from training.config import TrainingConfig
from training.corpus.markup import compile_markup
from training.train import train
from xfnlp.errors import XfnlpError

REPORTS = (
    "一、收支情况\n⟦c1|基本支出⟧决算⟦m1 ac<c1|12万元⟧，完成预算的⟦p1 er<c1|96%⟧。\n"
    "二、工作成效\n全年⟦i1|接待来访⟧⟦q1 va<i1|35批⟧。\n",
    "一、支出\n⟦c1|培训费⟧支出⟦m1 ac<c1|3.5万元⟧，比上年减少⟦m2 da<c1|0.4万元⟧。\n"
    "二、成效\n⟦i1|办结率⟧达到⟦p1 va<i1|99%⟧。\n",
)
VOCABULARY = ROOT / "models" / "xfnlp-zh" / "xfnlp" / "vocab.txt"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with an encoder, two reports, a configuration and a model to go on from."""
    folder = tmp_path_factory.mktemp("learning")
    text = VOCABULARY.read_text(encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(text.removesuffix("\n").split("\n")), hidden_size=32, num_hidden_layers=2,
        num_attention_heads=2, intermediate_size=64, max_position_embeddings=512,
    )  # fmt: skip
    BertForMaskedLM(config).save_pretrained(folder / "encoder")
    (folder / "encoder" / "vocab.txt").write_text(text, encoding="utf-8")
    (folder / "reports").mkdir()
    for number, source in enumerate(REPORTS):
        document = compile_markup(f'{{"id": "r{number}"}}\n{source}')
        line = json.dumps(document, ensure_ascii=False) + "\n"
        (folder / "reports" / f"r{number}.jsonl").write_text(line, encoding="utf-8")
    settings = {
        "encoder": str(folder / "encoder"),
        "train": [str(folder / "reports")],
        "dev": [str(folder / "reports")],
        "head_rate": 1e-2,
        "epochs": 2,
    }
    lines = (f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
    (folder / "tiny.toml").write_text("".join(lines), encoding="utf-8")
    train(TrainingConfig(**settings), folder / "model")
    return folder


def command(place, out, *more):
    return [
        "--train", str(place / "reports"), "--test", str(place / "reports"), "--dev",
        str(place / "reports"), "--config", str(place / "tiny.toml"), "--model",
        str(place / "model"), "--epochs", "1", "--work", str(out / "runs"), "--out", str(out), *more,
    ]  # fmt: skip


def test_points_are_trained_measured_written_and_not_done_twice(place, tmp_path, monkeypatch):
    assert main(command(place, tmp_path, "--points", "0", "all")) == 0
    rows = read_rows(tmp_path / "learning.jsonl")
    assert [(r["start"], r["reports"]) for r in rows] == [
        ("released", 0), ("released", 2), ("encoder", 0), ("encoder", 2)
    ]  # fmt: skip
    gold = sum(len(report.document["entities"]) for report in read_gold([place / "reports"]))
    for row in rows:
        spans = row["scores"]["reports"]["spans"]
        assert spans["tp"] + spans["fn"] == gold
        assert (row["best epoch"], row["characters"] > 0) == (
            row["reports"] // 2,
            row["reports"] > 0,
        )
    assert rows[2]["scores"]["reports"]["spans"]["tp"] == 0  # untrained heads
    assert not list((tmp_path / "runs").rglob(WEIGHTS))
    lines = (tmp_path / "runs" / "encoder-2" / "train.jsonl").read_text(encoding="utf-8")
    assert len(lines.splitlines()) == 2
    assert (tmp_path / "learning.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "learning.md").read_text(encoding="utf-8")
    assert f"| encoder | 0 | 0 | 0 | reports | 0.000 (0/{gold}) |" in page

    def never(*_, **__):
        raise AssertionError("a point that is done was run again")

    monkeypatch.setattr("evaluation.learning.run_point", never)
    assert main(command(place, tmp_path, "--points", "0", "all")) == 0
    with pytest.raises(AssertionError):
        main(command(place, tmp_path, "--points", "1"))


def test_subsets_are_nested_and_depend_on_the_seed_alone():
    documents = [{"id": f"r{number}"} for number in range(30)]
    points = ["all", "5", "10", "0", "100", "10"]
    found = dict(subsets(documents, points, seed=3))
    assert list(found) == [0, 5, 10, 30]
    assert found[30][:10] == found[10] and found[10][:5] == found[5] and found[0] == []
    assert dict(subsets(documents[::-1], points, seed=3)) == found
    assert dict(subsets(documents, points, seed=4)) != found


def test_a_line_that_was_broken_off_is_run_again(tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text('{"reports": 5}\n{"rep', encoding="utf-8")
    assert read_rows(log) == [{"reports": 5}]
    assert log.read_text(encoding="utf-8") == '{"reports": 5}\n'
    log.write_text('{"rep\n{"reports": 5}\n', encoding="utf-8")
    with pytest.raises(XfnlpError, match="line 1"):
        read_rows(log)


def test_untrained_heads_miss_all_that_is_there(place):
    gold = {"x": read_gold([place / "reports"])}
    scores = nothing(gold)["x"]
    assert scores["relations"]["fn"] == sum(len(r.document["relations"]) for r in gold["x"])
    assert scores["prose facts"]["fn"] > 0 and scores["spans"]["tp"] == 0


@pytest.mark.parametrize(
    "wrong", [["--points", "-3"], ["--points", "some"], ["--test", "a/x", "b/x"]]
)
def test_wrong_use_is_refused(place, tmp_path, wrong, capsys):
    with pytest.raises(SystemExit):
        main(command(place, tmp_path, *wrong))
    assert "error" in capsys.readouterr().err


def test_equal_work_lets_fewer_reports_be_seen_oftener(place, tmp_path):
    points = command(
        place, tmp_path, "--points", "50%", "all", "--start", "encoder", "--equal-work"
    )
    assert main(points) == 0
    rows = read_rows(tmp_path / "learning.jsonl")
    assert [(row["reports"], row["epochs"]) for row in rows] == [(1, 2), (2, 1)]


def test_a_point_is_a_number_a_share_or_all():
    assert [size_of(point, 410) for point in ("5", "25%", "75%", "all")] == [5, 102, 308, 410]
