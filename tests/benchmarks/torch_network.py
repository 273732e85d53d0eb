"""The embedding model's network in PyTorch, from its ONNX file: what a cross-encoder is fitted with.

The quantised matrices are multiplied out and stay as they are; biases and norms carry the names that they have in the
file, so that what is fitted can take their place there. Products are taken in bfloat16.
"""

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

_SIZE, _HEADS, _LAYERS = 384, 12, 12
_MASKED = -1e4
_HALF = torch.bfloat16


class Network(nn.Module):
    """BERT (Devlin et al. 2019) as bge-small has it; only vectors are fitted."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        found = _parameters(file)
        self.words, self.places, self.kinds = (
            nn.Embedding.from_pretrained(found[f"embeddings.{kind}_embeddings.weight"])
            for kind in ("word", "position", "token_type")
        )
        self.norm = _Norm(found, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(_Layer(found, f"encoder.layer.{number}") for number in range(_LAYERS))

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """The tokens' last hidden states: shape (texts, tokens, 384)."""
        found = self.words(ids) + self.places(torch.arange(ids.shape[1]))[None] + self.kinds(kinds)
        state = self.norm(found.to(_HALF))
        hidden = ((1 - mask.float()) * _MASKED)[:, None, None, :].to(_HALF)
        for layer in self.layers:
            state = layer(state, hidden)
        return state.float()

    def named_vectors(self) -> Mapping[str, nn.Parameter]:
        """What is fitted, by its name in the ONNX file."""
        parts = {"embeddings.LayerNorm": self.norm}
        for number, layer in enumerate(self.layers):
            parts |= {f"encoder.layer.{number}.{name}": part for name, part in layer.parts().items()}
        return {f"{name}.{kind}": values for name, part in parts.items() for kind, values in part.named_parameters()}


class _Layer(nn.Module):
    def __init__(self, found: Mapping[str, Tensor], name: str) -> None:
        super().__init__()
        self.query, self.key, self.value = (
            _Linear(found, f"{name}.attention.self.{part}") for part in ("query", "key", "value")
        )
        self.attended = _Linear(found, f"{name}.attention.output.dense")
        self.attended_norm = _Norm(found, f"{name}.attention.output.LayerNorm")
        self.wide, self.narrow = _Linear(found, f"{name}.intermediate.dense"), _Linear(found, f"{name}.output.dense")
        self.norm = _Norm(found, f"{name}.output.LayerNorm")

    def parts(self) -> Mapping[str, nn.Module]:
        return {
            "attention.self.query": self.query,
            "attention.self.key": self.key,
            "attention.self.value": self.value,
            "attention.output.dense": self.attended,
            "attention.output.LayerNorm": self.attended_norm,
            "intermediate.dense": self.wide,
            "output.dense": self.narrow,
            "output.LayerNorm": self.norm,
        }

    def forward(self, state: Tensor, hidden: Tensor) -> Tensor:
        def heads(part: Tensor) -> Tensor:
            return part.view(*part.shape[:2], _HEADS, -1).transpose(1, 2)

        query, key, value = heads(self.query(state)), heads(self.key(state)), heads(self.value(state))
        # Written out: PyTorch 2.13 is slow at going back through its fused attention on a processor.
        odds = torch.softmax(query @ key.transpose(2, 3) / math.sqrt(_SIZE / _HEADS) + hidden, -1)
        attended = (odds @ value).transpose(1, 2).flatten(2)
        state = self.attended_norm(state + self.attended(attended))
        return self.norm(state + self.narrow(functional.gelu(self.wide(state))))


class _Linear(nn.Module):
    def __init__(self, found: Mapping[str, Tensor], name: str) -> None:
        super().__init__()
        self.register_buffer("weight", found[f"{name}.weight"].to(_HALF))
        self.bias = nn.Parameter(found[f"{name}.bias"].clone())

    def forward(self, state: Tensor) -> Tensor:
        return functional.linear(state, self.weight, self.bias.to(_HALF))


class _Norm(nn.Module):
    def __init__(self, found: Mapping[str, Tensor], name: str) -> None:
        super().__init__()
        self.weight, self.bias = (nn.Parameter(found[f"{name}.{kind}"].clone()) for kind in ("weight", "bias"))

    def forward(self, state: Tensor) -> Tensor:
        return functional.layer_norm(state, (_SIZE,), self.weight.to(_HALF), self.bias.to(_HALF), 1e-12)


def _parameters(file: Path) -> dict[str, Tensor]:
    """All parameters by the names that they had before they were quantised."""
    graph = onnx.load(str(file)).graph
    arrays = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = {name: torch.tensor(values) for name, values in arrays.items() if values.dtype == np.float32}
    for name in arrays:
        if name.endswith(".weight_quantized"):
            found[name.removesuffix("_quantized")] = _whole(arrays, name)
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1] in arrays:
            part = ".".join(node.name.strip("/").split("/")[:-1])
            found[f"{part}.weight"] = _whole(arrays, node.input[1]).T.contiguous()
    return found


def _whole(arrays: Mapping[str, np.ndarray], name: str) -> Tensor:
    root = name.removesuffix("_quantized")
    steps = arrays[name].astype(np.float32) - arrays[f"{root}_zero_point"].astype(np.float32)
    return torch.tensor(steps * arrays[f"{root}_scale"])
