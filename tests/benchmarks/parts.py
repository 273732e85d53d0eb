"""The parts of finding, each of which can be left out: the search composed from its own stages, without one."""

from dataclasses import replace
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document

from vectorstore.embedding import Vectors
from vectorstore.finding.request import SearchRequest
from vectorstore.finding.rerank import RERANK_SECONDS
from vectorstore.finding.retriever import NewsRetriever, document
from vectorstore.finding.search import evidence, read_again, shortlist, whole
from vectorstore.indexes.vectors import NoVectorsError
from vectorstore.language.suspicious import answerable
from vectorstore.language.wordings import Wordings
from vectorstore.passage import Evidence
from vectorstore.store import Store

ALL = "nothing"
PARTS = (
    "words",
    "meaning",
    "second stage",
    "likeness of sentences",
    "other wordings",
    "folding of copies",
    "days asked for",
    "preference for new",
    "spread over articles",
    "each outlet named",
)


class Lacking:
    """A store as `search` sees it, with one part not there."""

    def __init__(self, store: Store, part: str) -> None:
        self._store, self._part = store, part

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @property
    def copies(self) -> Any:
        return _NoCopies() if self._part == "folding of copies" else self._store.copies

    def nearest_words(self, question: str, limit: int, wordings: Wordings) -> list[tuple[int, float]]:
        return [] if self._part == "words" else self._store.nearest_words(question, limit, wordings)

    def nearest_vectors(self, vector: Vectors, limit: int) -> list[int]:
        if self._part == "meaning":
            raise NoVectorsError("left out")
        return self._store.nearest_vectors(vector, limit)

    def cosines(self, vector: Vectors, passages: list[int]) -> dict[int, float]:
        return {} if self._part == "meaning" else self._store.cosines(vector, passages)

    def wordings(self, question: str) -> Wordings:
        return {} if self._part == "other wordings" else self._store.wordings(question)


class _NoCopies:
    def any_of(self, *_: object) -> bool:
        return False


class Without(NewsRetriever):
    """The retriever of the chain, without one part."""

    part: str

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        request = self._lacking(replace(self.request or SearchRequest(""), query=query))
        return [document(answerable(one), None) for one in self._found(request)]

    def _lacking(self, request: SearchRequest) -> SearchRequest:
        if self.part == "days asked for":
            return replace(request, since=None, until=None)
        if self.part == "preference for new":
            return replace(request, latest=False)
        return replace(request, broad=False) if self.part == "spread over articles" else request

    def _found(self, request: SearchRequest) -> tuple[Evidence, ...]:
        store: Any = Lacking(self.store, self.part)
        first = shortlist(store, request, self.limit)
        if self.part == "second stage":
            return evidence(first, [whole(one) for one in first.passages])
        if self.part == "each outlet named":
            first = replace(first, outlets=frozenset())
        no_time = self.part in ("likeness of sentences", "meaning")
        return read_again(store, request.query, first, -1.0 if no_time else RERANK_SECONDS).evidence
