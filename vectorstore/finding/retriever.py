"""The search as a LangChain retriever: evidence goes out as LangChain documents, so any chain and tracer can use it."""

from dataclasses import replace

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from vectorstore.finding.search import SearchRequest, search
from vectorstore.language.suspicious import answerable
from vectorstore.passage import Evidence
from vectorstore.store import Store


class NewsRetriever(BaseRetriever):
    """Documents carry the passage's words and, under `evidence`, the typed `Evidence` they stand for."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: Store
    limit: int = 10
    request: SearchRequest | None = None
    """Filters to search with; the query comes with each call."""

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        request = replace(self.request, query=query) if self.request else SearchRequest(query)
        found = search(self.store, request, self.limit)
        return [document(answerable(one), found.notice) for one in found.evidence]


def document(evidence: Evidence, notice: str | None) -> Document:
    """A LangChain document for a piece of evidence, with what is to be said about the search that found it."""
    passage, article = evidence.passage, evidence.stored.article
    metadata = {
        "article_id": passage.article_id,
        "version": passage.version,
        "start": passage.start,
        "end": passage.end,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "published": article.published,
        "score": evidence.score,
        "evidence": evidence,
        "notice": notice,
    }
    return Document(page_content=evidence.text, metadata=metadata)
