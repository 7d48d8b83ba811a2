import json
import math
import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import xfnlp.engine as engine_module
from evaluation.speed import corpus_texts, exponent, main, median_row, runtimes, text_of
from evaluation.speed_child import measure
from evaluation.speed_page import as_markdown, draw
from evaluation.speed_peers import encoder_work, median_seconds, peers, product_rate
from evaluation.stages import STAGES, stage_seconds, watched
from tests.conftest import ROOT
from xfnlp.engine import Engine
from xfnlp.errors import XfnlpError
from xfnlp.scheme import RELATIONS
from xfnlp.tagger.decode import POINTED
from xfnlp.tagger.runtime import Calibration
from xfnlp.tagger.windows import WindowShape


class Blind:
    """A backend that runs its encoder and finds nothing."""

    def __init__(self):
        self.windows = 0
        self._encoder = self._look

    def _look(self, ids):
        self.windows += 1
        return np.zeros((1, ids.shape[1], 2), dtype=np.float32)

    def encode(self, ids):
        states = self._encoder(ids[None])[:, 1:-1]
        size = states.shape[1]
        return states[0], np.full((len(POINTED), size, size), -9, dtype=np.float32)

    def relate(self, states, parts, spans, pairs):
        return np.full(len(parts), -9.0), np.full((len(pairs), len(RELATIONS)), -9.0)


@pytest.fixture
def engine():
    alphabet = types.SimpleNamespace(
        ids=lambda text: np.full(len(text), 5, dtype=np.int32), newline=4
    )
    model = types.SimpleNamespace(
        backend=Blind(), alphabet=alphabet, shape=WindowShape(size=128, left=24, right=8, titles=8),
        workers=1, thresholds={},
        calibration=Calibration({}),
    )  # fmt: skip
    return Engine(model)


def test_stages_add_up_to_no_more_than_the_whole(engine):
    text = "一、支出情况\n全年支出3万元，比上年减少5%。\n" * 40
    seconds = stage_seconds(engine, text)
    assert set(seconds) == {*STAGES, "total"}
    assert all(value >= 0 for value in seconds.values())
    parts = sum(seconds[stage] for stage in STAGES)
    assert 0 < parts <= seconds["total"]
    assert seconds["layout"] > 0 and seconds["encoder"] > 0
    assert engine.model.backend.windows >= 1


def test_watching_leaves_everything_as_it_was(engine):
    places = ("find_blocks", "make_stream", "tag_streams", "read_tables", "audit")
    before = {name: getattr(engine_module, name) for name in places}
    encoder = engine.model.backend._encoder
    with pytest.raises(RuntimeError), watched(engine):
        assert engine_module.audit is not before["audit"]
        raise RuntimeError
    assert {name: getattr(engine_module, name) for name in places} == before
    assert engine.model.backend._encoder == encoder and "_report" not in vars(engine)


@given(st.lists(st.text(max_size=9), min_size=1), st.integers(1, 300))
def test_long_texts_have_the_length_asked_for(texts, length):
    text = text_of(texts, length)
    assert len(text) == length
    assert text.startswith((texts[0] + "\n\n")[:length])


@given(st.floats(0.3, 3), st.floats(0.01, 50))
def test_exponent_of_a_power_is_that_power(power, factor):
    sizes = [10.0, 100.0, 1000.0, 5000.0]
    assert exponent(sizes, [factor * n**power for n in sizes]) == pytest.approx(power)


def test_exponent_needs_two_points():
    assert exponent([10, 100], [0, 3]) is None
    assert exponent([10, 10], [1, 3]) is None


def test_medians():
    assert median_row([{"a": 3.0}, {"a": 1.0}, {"a": 2.0}]) == {"a": 2.0}
    calls = []
    assert median_seconds(lambda: calls.append(1), repeats=3) >= 0
    assert len(calls) == 4  # one to warm up


def test_corpus_texts_leave_facts_out(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "甲"}\n{"text": "乙"}\n', encoding="utf-8")
    (tmp_path / "a.facts.jsonl").write_text('{"kind": "budget"}\n', encoding="utf-8")
    assert corpus_texts(tmp_path) == ["甲", "乙"]


def test_work_of_the_encoder(tmp_path):
    assert encoder_work(tmp_path) is None
    (tmp_path / "training").mkdir()
    shape = {"hidden_size": 4, "intermediate_size": 8, "num_hidden_layers": 2}
    (tmp_path / "training" / "network.json").write_text(json.dumps({"encoder": shape}))
    window = {"size": 10, "left": 2, "right": 1, "titles": 1}
    (tmp_path / "settings.json").write_text(json.dumps({"windows": window}))
    work = encoder_work(tmp_path)
    # Two layers: 4 projections of 4×4, two of 4×8, two products over 10 places of width 4.
    assert work["work"] == 2 * (4 * 16 + 2 * 32 + 2 * 40)
    assert work["new"] == 6
    assert product_rate(16, 16, 16, repeats=1) > 1e6


def test_peers_that_fail_are_named(monkeypatch):
    import evaluation.speed_peers as module

    def broken():
        raise ImportError("nowhere to be found")

    for name in ("_jionlp", "_spacy"):
        monkeypatch.setattr(module, name, broken)
    speeds, missing = peers(["支出3万元。"] * 5, repeats=1)
    assert set(missing) == {"spaCy zh, blank, tok2vec", "JioNLP extract_money"}
    assert all("nowhere" in why for why in missing.values())
    assert speeds["xfnlp.figures.find_figures"] > speeds["rules only (evaluation.baselines)"] > 0


def test_runtimes_are_those_that_are_installed_and_have_weights(tmp_path, monkeypatch):
    there = {"openvino", "torch", "transformers", "safetensors"}
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name in there or None)
    assert runtimes(tmp_path) == ["onnx", "openvino"]
    (tmp_path / "xfnlp" / "training").mkdir(parents=True)
    assert runtimes(tmp_path) == ["onnx", "openvino", "torch"]
    there -= {"openvino", "safetensors"}
    assert runtimes(tmp_path) == ["onnx"]


@pytest.mark.parametrize("runtime", ["onnx", "torch"])
def test_a_child_measures_a_text(tmp_path, runtime):
    (tmp_path / "a.txt").write_bytes("全年支出3万元。\r\n".encode())
    task = {
        "model": str(ROOT / "models" / "xfnlp-zh"), "text": str(tmp_path / "a.txt"),
        "runtime": runtime, "threads": 1, "repeats": 1,
    }  # fmt: skip
    row = measure(task)
    assert row["characters"] == 10
    assert row["seconds"] > 0 and row["memory"] >= row["memory before"] > 10


def test_quick_tries_everything_once_on_short_texts(tmp_path, monkeypatch):
    seen = {}

    def stop(options, folder):
        seen.update(vars(options))
        raise XfnlpError("far enough")

    monkeypatch.setattr("evaluation.speed.measure", stop)
    assert main(["--quick", "--out", str(tmp_path)]) == 1
    assert seen["repeats"] == 1 and max(seen["lengths"]) < 10_000
    assert seen["name"] == "speed-quick"  # never over the figures that are quoted


def test_page_and_plot(tmp_path):
    row = dict.fromkeys(STAGES, 0.1) | {"total": 1.0, "encoder": 0.4, "characters": 1000.0}
    run = {
        "import": 0.2, "load": 0.3, "first read": 0.1, "seconds": 2.0, "characters": 1000,
        "memory": 300.0, "memory before": 200.0,
    }  # fmt: skip
    result = {
        "about": {
            "model": "m", "machine": "x", "python": "3", "versions": {"numpy": "2"},
            "repeats": 5, "load before": 0.1,
        },
        "runtimes": ["onnx"],
        "stages": {"onnx": {"real": row}},
        "start": run,
        "threads": {"onnx": {1: run, 2: run | {"seconds": 1.0}}},
        "growth": [run, run | {"characters": 2000, "seconds": 4.0}],
        "exponents": {"time": 1.0, "memory": None},
        "ceiling": None,
        "peers": {"other": 2000.0},
        "missing": {"absent": "why"},
    }  # fmt: skip
    text = as_markdown(result)
    assert "| onnx | real | 1,000 | 1,000 | 10.0% |" in text and "| 60.0% |" in text
    assert "| onnx | 2 | 1,000 | 1,000 | ×2.00 |" in text
    assert "| other | 2,000 | ×0.5 |" in text and "| absent | not run: why |" in text
    assert "OpenVINO: not run" in text and "torch: not run" in text
    assert "time 1.00, memory added by reading not to be fitted" in text
    assert not math.isnan(result["exponents"]["time"])
    draw(tmp_path / "a.png", result, STAGES)
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
