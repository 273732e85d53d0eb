"""The embedding model's network in PyTorch, from its ONNX file: what a cross-encoder is fitted with.

The quantised matrices are multiplied out and stay as they are; biases and norms carry the names that they have in the
file, so that what is fitted can take their place there.
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


class Network(nn.Module):
    """BERT (Devlin et al. 2019) as bge-small has it; only vectors are fitted."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        found = _parameters(file)
        self.words, self.places, self.kinds = (
            nn.Embedding.from_pretrained(found[f"embeddings.{kind}_embeddings.weight"])
            for kind in ("word", "position", "token_type")
        )
        self.norm = _norm(found, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(_Layer(found, f"encoder.layer.{number}") for number in range(_LAYERS))
        for parameter in self.parameters():
            parameter.requires_grad = parameter.ndim == 1

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """The first token's last hidden state: shape (texts, 384)."""
        state = self.norm(self.words(ids) + self.places(torch.arange(ids.shape[1]))[None] + self.kinds(kinds))
        hidden = ((1 - mask.float()) * _MASKED)[:, None, None, :].to(torch.bfloat16)
        for layer in self.layers:
            state = layer(state, hidden)
        return state[:, 0].float()

    def fitted(self) -> Mapping[str, np.ndarray]:
        """The fitted vectors by their names in the ONNX file."""
        named = {"embeddings.LayerNorm": self.norm}
        for number, layer in enumerate(self.layers):
            named |= {f"encoder.layer.{number}.{name}": part for name, part in layer.parts().items()}
        vectors = {}
        for name, part in named.items():
            for kind, values in part.named_parameters():
                if values.ndim == 1:
                    vectors[f"{name}.{kind}"] = values.detach().numpy()
        return vectors


class _Layer(nn.Module):
    def __init__(self, found: Mapping[str, Tensor], name: str) -> None:
        super().__init__()
        self.query, self.key, self.value = (
            _linear(found, f"{name}.attention.self.{part}") for part in ("query", "key", "value")
        )
        self.attended = _linear(found, f"{name}.attention.output.dense")
        self.attended_norm = _norm(found, f"{name}.attention.output.LayerNorm")
        self.wide, self.narrow = _linear(found, f"{name}.intermediate.dense"), _linear(found, f"{name}.output.dense")
        self.norm = _norm(found, f"{name}.output.LayerNorm")

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
        attended = (odds.to(state.dtype) @ value).transpose(1, 2).flatten(2)
        state = self.attended_norm(state + self.attended(attended))
        return self.norm(state + self.narrow(functional.gelu(self.wide(state))))


def _linear(found: Mapping[str, Tensor], name: str) -> nn.Linear:
    weight = found[f"{name}.weight"]
    part = nn.Linear(weight.shape[1], weight.shape[0])
    part.weight.data, part.bias.data = weight.clone(), found[f"{name}.bias"].clone()
    return part


def _norm(found: Mapping[str, Tensor], name: str) -> nn.LayerNorm:
    part = nn.LayerNorm(_SIZE, eps=1e-12)
    part.weight.data, part.bias.data = found[f"{name}.weight"].clone(), found[f"{name}.bias"].clone()
    return part


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
