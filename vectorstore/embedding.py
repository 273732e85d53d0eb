"""Texts become vectors: a small model on this machine, run by ONNX Runtime.

The network is loaded once, at the first text. Each text is run by itself, on a processor core of its own: cores that
share a run wait for each other at every step of the network, and a batch of many does not fit the processor's cache.
In a batch, the model's quantisation would also make a text's vector depend on the others in it.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.models import BGE_SMALL, Model, model_folder

Vectors = NDArray[np.float32]

_MOST_TOKENS = 512
_DIMENSIONS = 384
# BAAI's model card: queries carry the instruction, passages do not.
_QUERY_PREFIX = "Represent this sentence for searching relevant passages: "


class Tokens(Protocol):
    """A text, or a pair of texts, as the tokenizer cuts it."""

    @property
    def ids(self) -> list[int]: ...

    @property
    def type_ids(self) -> list[int]: ...

    @property
    def sequence_ids(self) -> list[int | None]:
        """For each token which of the pair it is of, 0 or 1; None for those that the tokenizer puts between them."""
        ...

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """From where to where each token stands in its text, in code points."""
        ...


class EmbeddingError(Exception):
    """Texts could not be embedded; the message says why and what to do."""


class Embedder(Protocol):
    """What the store needs of an embedding model. Vectors are rows of unit length."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str:
        """Stands for the model's content: another one means that vectors cannot be compared."""
        ...

    def require(self) -> None:
        """Raise `ModelMissingError` where the model's files are not on this machine."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order: shape (texts, dimensions)."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimensions,)."""
        ...


class OnnxEmbedder:
    """bge-small-en-v1.5 (int8): 384 dimensions, the first token's last hidden state (Xiao et al. 2023, C-Pack)."""

    def __init__(self, cache: Path, threads: int, model: Model = BGE_SMALL) -> None:
        self._cache = cache
        self._threads = threads
        self._asked: tuple[str, Vectors] | None = None
        self._model = model
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def fingerprint(self) -> str:
        return self._model.fingerprint

    def require(self) -> None:
        model_folder(self._model, self._cache)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        network = self._loaded
        states = np.empty((len(texts), _DIMENSIONS), np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            for row, state in enumerate(pool.map(network.states, network.tokens(texts))):
                states[row] = state[0]
        return unit_rows(states)

    def embed_query(self, text: str) -> Vectors:
        asked = self._asked  # one question is embedded for the search, and again for what was found
        if asked is None or asked[0] != text:
            network = self._loaded
            vector = unit_rows(network.states(network.tokens([_QUERY_PREFIX + text])[0])[0])
            vector.flags.writeable = False
            self._asked = asked = (text, vector)
        return asked[1]

    @property
    def _loaded(self) -> "Network":
        with self._loading:
            return self._network

    @cached_property
    def _network(self) -> "Network":
        return Network(model_folder(self._model, self._cache), _MOST_TOKENS)


class Network:
    """The loaded tokenizer and network; threads may share it, each running what it brings."""

    def __init__(self, folder: Path, most_tokens: int, fitted: Mapping[str, Vectors] | None = None) -> None:
        """Longer texts are cut. What is `fitted` takes the place of the network's own parameters of those names.

        Raises `EmbeddingError`.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._fitted = {  # the session reads them where they are
            name: onnxruntime.OrtValue.ortvalue_from_numpy(values) for name, values in (fitted or {}).items()
        }
        for name, values in self._fitted.items():
            options.add_initializer(name, values)
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "model_quantized.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise plain exceptions
            raise EmbeddingError(
                f"The model in {folder} cannot be loaded ({str(error)[:200]}): run `dateline setup` to fetch it again."
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(most_tokens)

    def tokens(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> Sequence[Tokens]:
        """The tokens of each text, or of each pair of texts that are read together."""
        return self._tokenizer.encode_batch(list(texts))

    def states(self, text: Tokens) -> Vectors:
        """The last hidden state of each token: shape (tokens, dimensions)."""
        ids, kinds = np.array([text.ids], np.int64), np.array([text.type_ids], np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": kinds}
        return np.asarray(self._session.run(None, inputs)[0][0], np.float32)


def unit_rows(vectors: Vectors) -> Vectors:
    """The rows scaled to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def in_batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Consecutive slices of at most `size` texts."""
    for start in range(0, len(texts), size):
        yield texts[start : start + size]
