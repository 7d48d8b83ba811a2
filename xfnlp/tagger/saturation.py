"""Whether integer products saturate on this processor, asked of ONNX Runtime itself.

x86 processors without VNNI add products of unsigned and signed bytes in 16 bits, two at a time;
two large ones do not fit and are cut off, silently (a third of the achievements were lost so).
ONNX Runtime can turn signed weights into unsigned ones there, which is exact but slower; where
nothing saturates that would cost a third of the speed for nothing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

# One integer product of 255s with 127s, written by `python -m training.byte_sums`.
PROBE = Path(__file__).with_name("byte_sums.onnx")
EXACT = ("session.x64quantprecision", "1")
ROWS, DEPTH, WEIGHT = 16, 64, 127


@cache
def saturates() -> bool:
    """True where a sum of products of bytes comes out too small."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(PROBE), options, providers=["CPUExecutionProvider"])
    (sums,) = session.run(None, {"bytes": np.full((ROWS, DEPTH), 255, dtype=np.uint8)})
    return bool((sums != 255 * WEIGHT * DEPTH).any())
