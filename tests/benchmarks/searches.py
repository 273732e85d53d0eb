"""Three plain searches over the same passages: BM25, cosine, and both fused by reciprocal rank. Frozen."""

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import tantivy

from vectorstore.embedding import Embedder, Vectors

from .passages import Passage

K = 60  # Cormack et al. 2009
CANDIDATES = 100

Search = Callable[[str], list[int]]
"""A question → places of passages, best first."""


def bm25(passages: Sequence[Passage]) -> Search:
    """tantivy's BM25 over English stems."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("place", stored=True)
    builder.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(64_000_000, 1)
    for place, passage in enumerate(passages):
        writer.add_document(tantivy.Document(place=place, text=passage.indexed))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: str) -> list[int]:
        words = " ".join(re.findall(r"\w+", question.lower()))
        hits = searcher.search(index.parse_query(words, ["text"]), CANDIDATES).hits
        return [searcher.doc(address)["place"][0] for _, address in hits]

    return search


def dense(vectors: Vectors, embedder: Embedder) -> Search:
    """Exact cosine over all passages."""
    return lambda question: np.argsort(-(vectors @ embedder.embed_query(question)), kind="stable")[:CANDIDATES].tolist()


def fused(searches: Sequence[Search]) -> Search:
    """Reciprocal rank fusion: 1 / (60 + rank), summed."""

    def search(question: str) -> list[int]:
        scores: dict[int, float] = {}
        for one in searches:
            for rank, place in enumerate(one(question), start=1):
                scores[place] = scores.get(place, 0.0) + 1 / (K + rank)
        return sorted(scores, key=lambda place: (-scores[place], place))

    return search


def embedded(texts: Sequence[str], embedder: Embedder, cache: Path) -> Vectors:
    """One row a text; kept in a file of `cache`, since embedding a corpus takes minutes."""
    digest = hashlib.sha256("\x00".join([embedder.fingerprint, *texts]).encode()).hexdigest()[:16]
    file = cache / f"vectors-{digest}.npy"
    if not file.exists():
        vectors = embedder.embed_passages(texts)
        cache.mkdir(parents=True, exist_ok=True)
        np.save(file, vectors)
        return vectors
    kept: Vectors = np.load(file)
    return kept
