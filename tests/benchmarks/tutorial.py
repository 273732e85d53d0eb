"""The pipeline of most tutorials: LangChain's recursive splitter (1000 characters, 200 over) and its Chroma."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from vectorstore.article import StoredArticle
from vectorstore.embedding import Embedder

from .passages import Passage
from .searches import embedded

_BATCH = 2_000


class _Cached(Embeddings):
    """Dateline's embedder as LangChain calls it; what is embedded is kept in `cache`."""

    def __init__(self, embedder: Embedder, cache: Path) -> None:
        self._embedder = embedder
        self._cache = cache

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return embedded(texts, self._embedder, self._cache).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.embed_query(text).tolist()


class Tutorial:
    """The articles in a Chroma in memory, and the chunks that are nearest to a question."""

    def __init__(self, articles: Sequence[StoredArticle], embedder: Embedder, cache: Path) -> None:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        documents = [
            Document(stored.article.text, metadata={"article_id": stored.article.id, "version": stored.version})
            for stored in articles
        ]
        chunks = splitter.split_documents(documents)
        name = hashlib.sha256("\x00".join(chunk.page_content for chunk in chunks).encode()).hexdigest()[:16]
        self._store = Chroma(f"tutorial-{name}", _Cached(embedder, cache))
        for start in range(0, len(chunks), _BATCH):
            self._store.add_documents(chunks[start : start + _BATCH])

    def search(self, question: str, limit: int) -> list[Passage]:
        """The nearest chunks."""
        return [_passage(found) for found in self._store.similarity_search(question, k=limit)]


def _passage(chunk: Document) -> Passage:
    start = chunk.metadata["start_index"]
    text = chunk.page_content
    return Passage(chunk.metadata["article_id"], chunk.metadata["version"], "", start, start + len(text), text)
