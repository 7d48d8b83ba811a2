"""The int8 encoder graph as OpenVINO multiplies it best.

ONNX Runtime's dynamic quantization writes out its arithmetic (find the range of a tensor, round
it, multiply integers, scale back).  OpenVINO runs that literally, in float32 and slower than no
quantization at all.  Given the same int8 weights as compressed weights of a plain product, it
quantizes the other side itself, by groups of channels, inside its int8 kernels.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

# Channels that share a scale: smaller is more exact, larger faster (measured in
# evaluation/results/openvino.md).
GROUP = 128
_STEPS = 12  # the most operations that rounding one tensor is written out in


def compile_encoder(path: Path, *, threads: int, streams: int) -> Any:
    """The graph of `path`, compiled for the processor.

    Args:
        threads: processor threads for one request.
        streams: requests that run side by side; more than that wait for each other.

    Raises:
        ImportError: where the package openvino is not installed.
    """
    import openvino

    core = openvino.Core()
    model = core.read_model(str(path))
    settings: dict[str, Any] = {
        "INFERENCE_NUM_THREADS": threads * streams,
        "NUM_STREAMS": streams,
        "PERFORMANCE_HINT": "LATENCY",
    }
    restore_products(model)
    if not _has_tiles():
        settings["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = str(GROUP)
    return core.compile_model(model, "CPU", settings)


def _has_tiles() -> bool:
    """Whether the processor has matrix units (AMX): there OpenVINO's own choice is left alone."""
    flags = Path("/proc/cpuinfo")
    return flags.is_file() and "amx_bf16" in flags.read_text(encoding="utf-8")


def restore_products(model: Any) -> int:
    """Make plain products of all written-out integer products; returns how many were found.

    What is not built as expected is left alone, and stays right: only slower.
    """
    return sum(_restore(node) for node in model.get_ordered_ops())


def _restore(product: Any) -> bool:
    from openvino import opset13 as ops

    if product.get_type_name() != "MatMul" or not product.get_element_type().is_integral():
        return False
    turned = product.get_attributes()
    weight = _weight(product.input_value(1).get_node())
    values = _rounded(product.input_value(0))
    scaled = _only_user(_only_user(product, "Convert"), "Multiply")
    if weight is None or values is None or scaled is None:
        return False
    if turned["transpose_a"] or turned["transpose_b"]:
        return False
    scale = next(
        (
            inner.get_node().data
            for factor in scaled.input_values()
            for inner in factor.get_node().input_values()
            if factor.get_node().get_type_name() == "Multiply"
            and inner.get_node().get_type_name() == "Constant"
        ),
        None,
    )
    if scale is None:
        return False
    plain = ops.multiply(
        ops.convert(ops.constant(weight), "f32"), ops.constant(scale.reshape(1, -1))
    )
    result = ops.matmul(values, plain, False, False)
    scaled.output(0).replace(result.output(0))
    return True


def _weight(node: Any) -> Any:
    """int8 values of Subtract(Convert(values), Convert(zero points)) where the latter are 0."""
    if node.get_type_name() != "Subtract":
        return None
    found = [
        inner.get_node().data
        for side in node.input_values()
        for inner in side.get_node().input_values()
        if inner.get_node().get_type_name() == "Constant"
    ]
    if len(found) != 2 or found[0].dtype != np.int8 or found[1].any():
        return None
    return found[0]


def _rounded(output: Any) -> Any:
    """The float tensor that was rounded to `output`: the one whose largest value was looked up."""
    for _ in range(_STEPS):
        users = [user.get_node().get_type_name() for user in output.get_target_inputs()]
        if "ReduceMax" in users:
            return output
        if not output.get_node().get_input_size():
            return None
        output = output.get_node().input_value(0)
    return None


def _only_user(node: Any, name: str) -> Any:
    users = [] if node is None else list(node.output(0).get_target_inputs())
    if len(users) != 1 or users[0].get_node().get_type_name() != name:
        return None
    return users[0].get_node()
