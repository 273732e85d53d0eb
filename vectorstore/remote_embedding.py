"""Texts become vectors at an OpenAI-compatible service (`DATELINE_EMBEDDING=openai:MODEL`)."""

import hashlib
from collections.abc import Sequence

import numpy as np
from langchain_openai import OpenAIEmbeddings
from openai import OpenAIError
from pydantic import SecretStr

from vectorstore.embedding import EmbeddingError, Vectors, in_batches, unit_rows

_BATCH = 256


class RemoteEmbedder:
    """One model of one service; another address counts as another model."""

    def __init__(self, model: str, base_url: str | None, api_key: str, timeout_s: float) -> None:
        self._model = model
        self._base_url = base_url or ""
        # Compatible services take text; token ids (the default) only OpenAI itself understands.
        self._client = OpenAIEmbeddings(
            model=model,
            base_url=base_url,
            api_key=SecretStr(api_key),
            timeout=timeout_s,
            check_embedding_ctx_length=False,
        )

    @property
    def name(self) -> str:
        return f"openai:{self._model}"

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(f"{self._model}\n{self._base_url}".encode()).hexdigest()[:16]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        rows: list[list[float]] = []
        for batch in in_batches(texts, _BATCH):
            rows += self._embed(list(batch))
        return unit_rows(np.array(rows, np.float32))

    def embed_query(self, text: str) -> Vectors:
        return unit_rows(np.array(self._embed([text])[0], np.float32))

    def _embed(self, texts: list[str]) -> list[list[float]]:
        try:
            return self._client.embed_documents(texts)
        except OpenAIError as error:
            raise EmbeddingError(
                f"The embedding model {self.name} did not answer ({error}). Check OPENAI_API_KEY, OPENAI_BASE_URL"
                " and DATELINE_EMBEDDING."
            ) from error
