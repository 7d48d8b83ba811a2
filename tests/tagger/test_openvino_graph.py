import numpy as np
import pytest

from tests.conftest import ROOT
from xfnlp.tagger.openvino_graph import compile_encoder, restore_products
from xfnlp.tagger.runtime import ENCODER, OnnxBackend

openvino = pytest.importorskip("openvino")
FOLDER = ROOT / "models" / "xfnlp-zh" / "xfnlp"


def integer_products(model):
    return sum(
        node.get_type_name() == "MatMul" and node.get_element_type().is_integral()
        for node in model.get_ordered_ops()
    )


def test_every_integer_product_of_the_released_graph_is_made_plain():
    model = openvino.Core().read_model(str(FOLDER / ENCODER))
    before = integer_products(model)
    assert restore_products(model) == before > 0
    assert integer_products(model) == 0


def test_the_states_are_those_of_onnx_runtime_but_for_rounding():
    ids = np.random.default_rng(0).integers(5, 3000, (1, 90)).astype(np.int64)
    model = compile_encoder(FOLDER / ENCODER, threads=1, streams=1)
    ours = model.create_infer_request().infer({"ids": ids})
    theirs = OnnxBackend(FOLDER)._encoder(ids)
    assert ours[0].shape == theirs.shape
    apart = np.abs(ours[0] - theirs).mean()
    assert 0 < apart < 0.1 * np.abs(theirs).mean()


def test_a_graph_built_otherwise_is_left_alone():
    ops = openvino.opset13
    given = ops.parameter([-1, 4], np.float32)
    weight = ops.constant(np.eye(4, dtype=np.int8))
    product = ops.matmul(ops.convert(given, "i32"), ops.convert(weight, "i32"), False, False)
    model = openvino.Model([product], [given])
    assert restore_products(model) == 0
    run = openvino.Core().compile_model(model, "CPU").create_infer_request()
    assert (run.infer([np.full((1, 4), 3, dtype=np.float32)])[0] == 3).all()
