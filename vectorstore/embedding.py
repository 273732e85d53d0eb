"""Texts become vectors: a small model on this machine, run by ONNX Runtime.

The session is loaded once, at the first text. Texts are embedded few at a time, together with those of like length: a
batch of many does not fit the processor's cache, and takes twice as long. Each batch has a processor core to itself:
cores that share one wait for each other at every step of the network, and take half as long again.
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
_AT_ONCE = 128  # tokens; a longer text goes alone
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
        tokens = session.tokens(texts)
        vectors = np.empty((len(texts), 384), np.float32)

        def embed(rows: list[int]) -> None:
            vectors[rows] = session.run([tokens[row] for row in rows])

        longest_first = list(_batches([len(text) for text in tokens]))[::-1]  # so that all threads end together
        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(embed, longest_first))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        row: Vectors = self._loaded.run(self._loaded.tokens([_QUERY_PREFIX + text]))[0]
        return row

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

    def run(self, batch: Sequence[Sequence[int]]) -> Vectors:
        width = max(map(len, batch))
        ids = np.zeros((len(batch), width), np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._network.run(None, inputs)[0]
        return unit_rows(np.asarray(hidden[:, 0], np.float32))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Which texts go together, by their lengths in tokens, the shortest first."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[row] > _AT_ONCE:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def unit_rows(vectors: Vectors) -> Vectors:
    """The rows scaled to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def in_batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Consecutive slices of at most `size` texts."""
    for start in range(0, len(texts), size):
        yield texts[start : start + size]
