"""Texts become vectors: a small model on this machine, run by ONNX Runtime.

The session is loaded once, at the first text. Each text is run by itself, on a processor core of its own: cores that
share a run wait for each other at every step of the network, and a batch of many does not fit the processor's cache.
In a batch, the model's quantisation would also make a text's vector depend on the others in it.
"""

import threading
from collections.abc import Iterator, Sequence
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
        session = self._loaded
        vectors = np.empty((len(texts), _DIMENSIONS), np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            for row, vector in enumerate(pool.map(session.run, session.tokens(texts))):
                vectors[row] = vector
        return vectors

    def embed_query(self, text: str) -> Vectors:
        session = self._loaded
        return session.run(session.tokens([_QUERY_PREFIX + text])[0])

    @property
    def _loaded(self) -> "_Session":
        with self._loading:
            return self._session

    @cached_property
    def _session(self) -> "_Session":
        return _Session(model_folder(self._model, self._cache))


class _Session:
    """The loaded tokenizer and network; threads may share it, each running what it brings."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._network = onnxruntime.InferenceSession(
                str(folder / "model_quantized.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise plain exceptions
            raise EmbeddingError(
                f"The model in {folder} cannot be loaded ({str(error)[:200]}): run `dateline setup` to fetch it again."
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]

    def run(self, tokens: Sequence[int]) -> Vectors:
        """The vector of one text: shape (dimensions,)."""
        ids = np.array([tokens], np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        hidden = self._network.run(None, inputs)[0]
        return unit_rows(np.asarray(hidden[0, 0], np.float32))


def unit_rows(vectors: Vectors) -> Vectors:
    """The rows scaled to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def in_batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Consecutive slices of at most `size` texts."""
    for start in range(0, len(texts), size):
        yield texts[start : start + size]
