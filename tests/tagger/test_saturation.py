"""Integer products come out exact on every processor, by the option where it is needed."""

from __future__ import annotations

import platform
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

from training.byte_sums import COLUMNS, make_probe
from xfnlp.tagger.runtime import OnnxBackend
from xfnlp.tagger.saturation import DEPTH, EXACT, PROBE, ROWS, saturates

CPU = Path("/proc/cpuinfo")


def products(weights: np.ndarray, data: np.ndarray, path: Path, *, exact: bool) -> np.ndarray:
    """`data` times `weights` in ONNX Runtime, from the probe's graph with other weights."""
    model = make_probe()
    model.graph.initializer[0].CopyFrom(numpy_helper.from_array(weights, "weights"))
    onnx.save(model, path)
    options = onnxruntime.SessionOptions()
    if exact:
        options.add_session_config_entry(*EXACT)
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    (sums,) = session.run(None, {"bytes": data})
    return np.asarray(sums)


def test_the_shipped_probe_is_what_the_script_writes() -> None:
    assert onnx.load(str(PROBE)) == make_probe()


def test_products_are_exact_with_what_the_answer_asks_for(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    weights = random.integers(-127, 128, (DEPTH, COLUMNS)).astype(np.int8)
    data = random.integers(0, 256, (ROWS, DEPTH)).astype(np.uint8)
    exact = data.astype(np.int64) @ weights.astype(np.int64)
    found = products(weights, data, tmp_path / "exact.onnx", exact=True)
    assert (found == exact).all()
    if not saturates():
        found = products(weights, data, tmp_path / "plain.onnx", exact=False)
        assert (found == exact).all()


@pytest.mark.skipif(
    platform.machine() != "x86_64" or not CPU.is_file(), reason="asks an x86 Linux for its flags"
)
def test_the_answer_fits_the_processor() -> None:
    flags = CPU.read_text(encoding="utf-8")
    if "avx512_vnni" in flags or "avx_vnni" in flags:
        assert not saturates()


def test_the_option_is_set_where_products_saturate(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entries = []

    class Options(onnxruntime.SessionOptions):
        def add_session_config_entry(self, key: str, value: str) -> None:
            entries.append((key, value))
            super().add_session_config_entry(key, value)

    monkeypatch.setattr(onnxruntime, "SessionOptions", Options)
    for answer in (False, True):
        monkeypatch.setattr("xfnlp.tagger.runtime.saturates", lambda answer=answer: answer)
        with pytest.raises(Exception, match=r"spans\.onnx"):  # no model there: options come first
            OnnxBackend(tmp_path)
        assert entries == ([EXACT] if answer else [])
