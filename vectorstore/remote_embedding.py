"""Texts become vectors at an OpenAI-compatible service (`DATELINE_EMBEDDING=openai:MODEL`).

What the service says in an error is not passed on: it may hold the key.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from langchain_openai import OpenAIEmbeddings
from openai import APIStatusError, APITimeoutError, OpenAIError
from pydantic import SecretStr

from vectorstore.embedding import EmbeddingError, Vectors, in_batches, unit_rows

_BATCH = 256


class RemoteEmbedder:
    """One model of one service; another address counts as another model."""

    def __init__(self, model: str, base_url: str | None, api_key: str, timeout_s: float) -> None:
        self._model = model
        self._base_url = base_url or ""
        self._client = OpenAIEmbeddings(
            model=model,
            base_url=base_url,
            api_key=SecretStr(api_key),
            timeout=timeout_s,
            chunk_size=_BATCH,
            # Compatible services take text; token ids (the default) only OpenAI itself understands.
            check_embedding_ctx_length=False,
        )

    @property
    def name(self) -> str:
        return f"openai:{self._model}"

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(f"{self._model}\n{self._base_url}".encode()).hexdigest()[:16]

    def require(self) -> None:
        """Nothing: the service has the model."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        batches = [self._embed(list(batch)) for batch in in_batches(texts, _BATCH)]
        if len({batch.shape[1] for batch in batches}) > 1:
            raise self._failed("sent vectors of different lengths")
        return np.concatenate(batches) if batches else np.empty((0, 0), np.float32)

    def embed_query(self, text: str) -> Vectors:
        row: Vectors = self._embed([text])[0]
        return row

    def _embed(self, texts: list[str]) -> Vectors:
        """Rows of unit length, one a text."""
        try:
            rows = np.array(self._client.embed_documents(texts), np.float32)
        except OpenAIError as error:
            raise self._failed(_in_words(error)) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # whatever came, it was no list of vectors
            raise self._failed("sent something that is no list of vectors") from error
        if rows.ndim != 2 or len(rows) != len(texts) or not np.isfinite(rows).all():
            raise self._failed("did not send one vector for each text")
        return unit_rows(rows)

    def _failed(self, how: str) -> EmbeddingError:
        return EmbeddingError(
            f"The embedding model {self.name} {how}. Check OPENAI_API_KEY, OPENAI_BASE_URL and DATELINE_EMBEDDING."
        )


def _in_words(error: OpenAIError) -> str:
    if isinstance(error, APIStatusError):
        reasons = {401: "refused the key", 403: "refused the key", 404: "is not there", 429: "is over its limit"}
        return reasons.get(error.status_code, "failed") + f" (status {error.status_code})"
    if isinstance(error, APITimeoutError):
        return "did not answer in time (DATELINE_MODEL_TIMEOUT)"
    return f"cannot be reached ({type(error).__name__})"
