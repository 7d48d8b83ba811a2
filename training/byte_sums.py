"""Writes the graph that tells whether bytes saturate: `python -m training.byte_sums`."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from xfnlp.tagger.saturation import DEPTH, PROBE, WEIGHT

COLUMNS = 32


def make_probe() -> onnx.ModelProto:
    """`sums` = `bytes` (rows, DEPTH; unsigned) times a constant (DEPTH, COLUMNS; signed)."""
    weights = np.full((DEPTH, COLUMNS), WEIGHT, dtype=np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["bytes", "weights"], ["sums"])],
        "byte_sums",
        [helper.make_tensor_value_info("bytes", TensorProto.UINT8, ["rows", DEPTH])],
        [helper.make_tensor_value_info("sums", TensorProto.INT32, ["rows", COLUMNS])],
        [numpy_helper.from_array(weights, "weights")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


if __name__ == "__main__":
    onnx.save(make_probe(), PROBE)
