"""A question and a text read together: how well the one answers the other.

The embedding model's own network reads them, with other biases and norms (BitFit: Ben Zaken, Ravfogel and Goldberg
2022) and a head on the first token's state (Nogueira and Cho 2019). `tests/benchmarks/reader.py` fits these few
numbers; the network's matrices are the file that every question needs anyway.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import numpy as np

from vectorstore.embedding import Network, Vectors
from vectorstore.models import BGE_SMALL, Model, model_folder

MOST_TOKENS = 112  # of question and text together
_HEAD = "head."


class CrossEncoder:
    """The network with the fitted numbers of the file `fitted`, loaded at the first question."""

    def __init__(self, fitted: Path, cache: Path, threads: int, model: Model = BGE_SMALL) -> None:
        self._fitted = fitted
        self._cache = cache
        self._threads = threads
        self._model = model
        self._loading = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers, in nats: differences between texts of one question are log-odds.

        Raises `ModelMissingError` and `EmbeddingError`.
        """
        with self._loading:
            network, head = self._network, self._head
        with ThreadPoolExecutor(self._threads) as pool:
            states = pool.map(network.state, network.tokens([(question, text) for text in texts]))
            return [_score(state, head) for state in states]

    @cached_property
    def _network(self) -> Network:
        fitted = {name: values for name, values in self._numbers.items() if not name.startswith(_HEAD)}
        return Network(model_folder(self._model, self._cache), MOST_TOKENS, fitted)

    @cached_property
    def _head(self) -> dict[str, Vectors]:
        return {name: values for name, values in self._numbers.items() if name.startswith(_HEAD)}

    @cached_property
    def _numbers(self) -> dict[str, Vectors]:
        with np.load(self._fitted, allow_pickle=False) as arrays:
            return {name: np.asarray(arrays[name], np.float32) for name in arrays.files}


def _score(state: Vectors, head: dict[str, Vectors]) -> float:
    hidden = np.tanh(head["head.dense.weight"] @ state + head["head.dense.bias"])
    return float(head["head.out.weight"] @ hidden)
