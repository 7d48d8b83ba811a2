"""Loading a model: what is missing, damaged or of another scheme is named, with a remedy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

import xfnlp
from tests.conftest import MODEL
from xfnlp.engine import default_model_folder
from xfnlp.errors import ModelError
from xfnlp.tagger.runtime import (
    ENCODER,
    PAIRS,
    SETTINGS,
    SPANS,
    VOCABULARY,
    Calibration,
    load_model,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the model that a test may spoil."""
    target = tmp_path / "model"
    target.mkdir()
    for name in (ENCODER, SPANS, PAIRS, SETTINGS, VOCABULARY):
        shutil.copy(MODEL / "xfnlp" / name, target)
    return target


def change(folder: Path, **changes: Any) -> None:
    path = folder / SETTINGS
    settings = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**settings, **changes}), encoding="utf-8")


def fault(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        load_model(folder)
    return str(caught.value)


def test_a_whole_model(folder: Path) -> None:
    model = load_model(folder, threads=2)
    assert model.workers == 2
    assert model.folder == folder
    assert load_model(folder).workers >= 1
    states, scores = model.backend.encode(np.array([2, 30, 31, 32, 3], dtype=np.int64))
    assert states.shape[0] == 3
    assert scores.shape[1:] == (3, 3)


def test_missing_folder(tmp_path: Path) -> None:
    message = fault(tmp_path / "none")
    assert str(tmp_path / "none") in message
    assert "give the path" in message


def test_a_file_is_no_folder(folder: Path) -> None:
    assert "no such model folder" in fault(folder / SETTINGS)


@pytest.mark.parametrize("name", [ENCODER, SPANS, PAIRS, SETTINGS, VOCABULARY])
def test_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    message = fault(folder)
    assert f"{name} missing" in message
    assert "export" in message


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"windows": {}}', "\ufffd\x00"],
)
def test_damaged_settings(folder: Path, content: str) -> None:
    (folder / SETTINGS).write_text(content, encoding="utf-8")
    message = fault(folder)
    assert str(folder / SETTINGS) in message
    assert "export the model again" in message


@pytest.mark.parametrize(
    "changes",
    [
        {"windows": {"size": 510, "depth": 3}},
        {"windows": 510},
        {"calibration": {"MONEY": [1.0]}},
        {"calibration": {"MONEY": ["a", "b"]}},
        {"thresholds": {"MONEY": None}},
        {"thresholds": []},
        {"labels": 7},
    ],
)
def test_settings_of_the_wrong_kind(folder: Path, changes: dict[str, Any]) -> None:
    change(folder, **changes)
    assert str(folder / SETTINGS) in fault(folder)


@pytest.mark.parametrize("changes", [{"scheme": "xfnlp.scheme/0"}, {"labels": ["MONEY", "AMOUNT"]}])
def test_another_scheme(folder: Path, changes: dict[str, Any]) -> None:
    change(folder, **changes)
    message = fault(folder)
    assert str(folder) in message
    assert "xfnlp.scheme/1" in message
    assert "train" in message and "install" in message


@pytest.mark.parametrize("name", [ENCODER, SPANS, PAIRS])
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_truncated_graph(folder: Path, name: str, share: float) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: int(len(data) * share)])
    message = fault(folder)
    assert name in message
    assert "export the model again" in message


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", "支\n出\n".encode()])
def test_damaged_vocabulary(folder: Path, data: bytes) -> None:
    (folder / VOCABULARY).write_bytes(data)
    message = fault(folder)
    assert VOCABULARY in message
    assert "export the model again" in message


def test_an_unknown_runtime(folder: Path) -> None:
    with pytest.raises(ModelError, match="onnx or openvino"):
        load_model(folder, runtime="torch")


def test_a_runtime_that_is_not_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openvino", None)
    with pytest.raises(ModelError, match="openvino needs a package"):
        load_model(folder, runtime="openvino")


def test_parse_names_a_bad_model(folder: Path) -> None:
    (folder / PAIRS).unlink()
    with pytest.raises(ModelError, match=r"pairs\.onnx"):
        xfnlp.parse("支出1万元。", model=folder)


def test_a_model_put_in_place_of_another_is_loaded(folder: Path) -> None:
    """A model exported anew to the same folder is not confused with the one in memory."""
    text = "2023年基本支出98.83万元。"
    assert xfnlp.parse(text, model=folder).entities
    change(folder, thresholds={"MONEY": 1e9, "CATEGORY": 1e9})
    assert not [e for e in xfnlp.parse(text, model=folder).entities if e.label == "MONEY"]


def test_the_default_model_is_there() -> None:
    assert (default_model_folder() / "xfnlp" / ENCODER).is_file()


def test_probabilities_rise_with_scores_and_never_overflow() -> None:
    calibration = Calibration({"MONEY": (0.5, 0.6)})
    scores = [-1e6, -3.0, 0.0, 3.0, 1e6]
    found = [calibration.probability("MONEY", score) for score in scores]
    assert found == sorted(found)
    assert 0 <= found[0] < 0.001
    assert 0.999 < found[-1] <= 1
    assert calibration.probability("unknown", 0.0) == 0.5


def test_the_encoder_multiplies_by_signed_weights():
    # The fast kind where the processor has VNNI; elsewhere `saturation` makes them unsigned.
    graph = onnx.load(str(MODEL / "xfnlp" / ENCODER)).graph
    kinds = {tensor.name: tensor.data_type for tensor in graph.initializer}
    weights = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]
    assert len(weights) > 40
    assert {kinds[name] for name in weights} == {onnx.TensorProto.INT8}
