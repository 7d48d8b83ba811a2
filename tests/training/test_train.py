"""The whole way from a corpus to a runnable model, with an encoder of one small layer."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForMaskedLM

from training import card
from training.average import average
from training.checkpoint import load_network, save_base, save_network
from training.config import TrainingConfig, read_config
from training.export import export
from training.network import JointNetwork
from training.package import write_card, write_pipeline
from training.pretrain import mask_spans, pretrain
from training.train import main, train
from xfnlp.engine import Engine, get_engine
from xfnlp.errors import ModelError, XfnlpError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tiny_encoder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("encoder")
    vocabulary = ROOT / "models" / "xfnlp-zh" / "xfnlp" / "vocab.txt"
    size = len(vocabulary.read_text(encoding="utf-8").removesuffix("\n").split("\n"))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=size, hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=512,
    )  # fmt: skip
    BertForMaskedLM(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text(vocabulary.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def corpus(tmp_path_factory, request):
    files = sorted((ROOT / "corpora" / "dev").glob("*.jsonl"), key=lambda f: f.stat().st_size)
    folder = tmp_path_factory.mktemp("corpus")
    for file in files[:2]:
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture(scope="module")
def run(tiny_encoder, corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    config = TrainingConfig(
        encoder=str(tiny_encoder), train=[str(corpus)], dev=[str(corpus)], epochs=2, head_rate=1e-2
    )
    train(config, folder)
    return folder


def test_run_folder_holds_config_metrics_curve_and_weights(run):
    metrics = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    assert len(metrics) == 2
    assert metrics[1]["spans"] < metrics[0]["spans"]  # it learns
    assert json.loads((run / "config.json").read_text(encoding="utf-8"))["epochs"] == 2
    assert (run / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert (run / "weights.safetensors").is_file()
    assert "| reports | 2 | 2 |" in (run / "card.md").read_text(encoding="utf-8")


def test_an_average_lies_between_two_runs_and_its_card_tells_how(run, tmp_path):
    network, alphabet = load_network(run)
    with torch.no_grad():
        for value in network.parameters():
            value.add_(1.0)
    save_network(tmp_path / "later", network, alphabet)
    card.write(tmp_path / "later", card.read(run))
    average(run, tmp_path / "later", tmp_path / "mean", share=0.25)
    before, mean = (load_network(f)[0].state_dict() for f in (run, tmp_path / "mean"))
    for name, value in network.named_parameters():
        torch.testing.assert_close(mean[name], value.detach() - 0.75, msg=name)
        assert not torch.equal(mean[name], before[name])
    assert card.folder_of(card.read(tmp_path / "mean")[-1]) == str(tmp_path / "mean")
    assert "training.average" in (tmp_path / "mean" / "card.md").read_text(encoding="utf-8")
    with pytest.raises(ModelError, match="share"):
        average(run, tmp_path / "later", tmp_path / "mean", share=2)


def test_same_seed_same_weights(run, tiny_encoder, corpus, tmp_path):
    config = read_config(
        ROOT / "training" / "configs" / "base.toml",
        encoder=str(tiny_encoder), train=[str(corpus)], dev=[str(corpus)], epochs=1,
    )  # fmt: skip
    losses = [train(config, tmp_path / str(number))["spans"] for number in range(2)]
    assert losses[0] == losses[1]


def test_exported_model_runs_and_continues_training(run, corpus, tmp_path):
    settings = export(run, tmp_path / "m" / "xfnlp", dev=[corpus], check=[corpus])
    assert settings["export"]["largest_score_difference"] < 3
    write_pipeline(tmp_path / "m")
    write_card(tmp_path / "m", {}, [])
    page = (tmp_path / "m" / "README.md").read_text(encoding="utf-8")
    assert f"--config stage1.toml --out {run}" in page
    engine = get_engine(tmp_path / "m")
    assert isinstance(engine, Engine)
    text = "2023年基本支出98.83万元。"
    report = engine.read(text)
    assert all(text[e.start : e.end] == e.text for e in report.entities)
    status = main(
        [
            "--config", str(ROOT / "training" / "configs" / "base.toml"), "--epochs", "1",
            "--base", str(tmp_path / "m"), "--train", str(corpus), "--dev", str(corpus),
            "--out", str(tmp_path / "again"),
        ]
    )  # fmt: skip
    assert status == 0
    assert [stage["run"] for stage in card.read(tmp_path / "again")] == [
        str(run), str(tmp_path / "again")
    ]  # fmt: skip


def test_base_weights_are_close_to_what_was_trained(run, tmp_path):
    network, alphabet = load_network(run)
    save_base(tmp_path, network, alphabet)
    again, _ = load_network(tmp_path)
    assert isinstance(again, JointNetwork)
    for name, value in network.state_dict().items():
        scale = float(value.abs().max()) or 1.0
        assert float((again.state_dict()[name] - value).abs().max()) <= 0.01 * scale + 1e-6


def test_damaged_weights_and_configs_are_named(run, tmp_path):
    (tmp_path / "weights.safetensors").write_bytes(b"junk")
    with pytest.raises(ModelError, match="no usable training weights"):
        load_network(tmp_path)
    bad = tmp_path / "bad.toml"
    bad.write_text("epochs = 'many'", encoding="utf-8")
    with pytest.raises(XfnlpError, match="encoder"):
        read_config(bad)


def test_pretraining_lowers_the_loss_and_saves_an_encoder(tiny_encoder, tmp_path):
    text = tmp_path / "a.txt"
    text.write_text("全年基本支出完成预算，公用经费比上年下降。" * 200, encoding="utf-8")
    losses = pretrain(
        [text], encoder=tiny_encoder, out=tmp_path / "new", steps=30, batch=2, rate=5e-3, seed=1
    )
    assert np.mean(losses[-5:]) < np.mean(losses[:5]) - 0.5
    assert (tmp_path / "new" / "vocab.txt").is_file()


def test_masked_positions_are_a_fifth_and_targets_are_true():
    ids = np.random.default_rng(0).integers(10, 50, (4, 200))
    seen, targets = mask_spans(ids, 50, np.random.default_rng(1))
    chosen = targets >= 0
    assert 0.2 <= chosen.mean() < 0.23
    assert (targets[chosen] == ids[chosen]).all()
    assert (seen[~chosen] == ids[~chosen]).all()


def test_a_run_that_goes_on_learns_more_gently():
    plain = TrainingConfig(encoder="e", train=["t"], dev=["d"])
    first, later = plain.with_rates(), plain.model_copy(update={"base": "model"}).with_rates()
    assert first.encoder_rate == pytest.approx(5 * later.encoder_rate)
    assert first.head_rate == pytest.approx(5 * later.head_rate)
    given = plain.model_copy(update={"base": "model", "head_rate": 0.0}).with_rates()
    assert (given.encoder_rate, given.head_rate) == (later.encoder_rate, 0.0)
