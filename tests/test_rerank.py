"""The second stage: what answers comes first, nothing is lost or said twice, and a lack of time is told."""

from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.settings import Settings
from vectorstore.article import Article
from vectorstore.embedding import OnnxEmbedder
from vectorstore.finding.rerank import Candidate, rerank
from vectorstore.finding.search import SearchRequest, search
from vectorstore.store import Store

LONG = (
    "The town lies on a wide river and has a market every week. Its mayor likes to walk. The council met on Monday."
    " It spoke about the weather. The old bridge was closed because rust was found in its cables. Repairs will take"
    " until spring. Buses go another way now. A fair is planned for June. The school has a new roof."
)
ARTICLES = {"bridge": LONG, "storm": "A storm closed the harbour. Ferries stayed in port until the wind fell."}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    store = Store(tmp_path_factory.mktemp("data"), OnnxEmbedder(Settings().cache, threads=2), 120, 5)
    for name, text in ARTICLES.items():
        store.archive.put(Article(id=name, text=text, title=name.title(), published="2025-11-12"))
    store.catch_up()
    yield store
    store.close()


def candidates(store: Store) -> list[Candidate]:
    found = search(store, SearchRequest("bridge"), 5).evidence
    return [Candidate(one, stored, 0.5, 0.5) for one, stored in {one.found_in: one.stored for one in found}.items()]


def test_evidence_begins_with_what_answers(store: Store) -> None:
    first = search(store, SearchRequest("Why was the bridge closed?"), 5).evidence[0]
    assert "because rust was found" in first.text
    assert first.text != LONG
    assert len(first.passage.sentences) <= 3
    assert first.stored.article.text[first.found_in.start : first.found_in.end] == LONG


def test_windows_hold_every_sentence_once(store: Store) -> None:
    evidence = search(store, SearchRequest("Why was the bridge closed?"), 5).evidence
    sentences = [(one.passage.article_id, span) for one in evidence for span in one.passage.sentences]
    wholes = {(one.passage.article_id, span) for one in evidence for span in one.found_in.sentences}
    assert len(sentences) == len(set(sentences)) == 11
    assert set(sentences) == wholes
    assert [one.rank for one in evidence] == list(range(1, len(evidence) + 1))
    scores = [one.score for one in evidence]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_without_time_the_words_rank_and_it_is_said(store: Store) -> None:
    found = search(store, SearchRequest("Why was the bridge closed?"), 5, rerank_seconds=-1.0)
    assert found.notice == "The best passages were not all read again: the time for it ran out."
    assert "because rust was found" in found.evidence[0].text
    assert search(store, SearchRequest("Why was the bridge closed?"), 5).notice is None


def test_what_weighs_less_comes_later(store: Store) -> None:
    vector = store.embedder.embed_query("storm or bridge")
    bridge, storm = sorted(candidates(store), key=lambda one: one.stored.article.id)
    light = Candidate(storm.passage, storm.stored, storm.score, storm.cosine, weight=0.1)
    windows = rerank(store, "storm or bridge", {}, vector, [light, bridge], 10.0).windows
    assert windows[-1].found is light
    assert sum(window.found is bridge for window in windows) == len(windows) - 1


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_query_ranks(store: Store, query: str) -> None:
    reranked = rerank(store, query, {}, store.embedder.embed_query(query), candidates(store), 10.0)
    assert reranked.in_time
    assert sum(len(window.passage.sentences) for window in reranked.windows) == 11


def test_nothing_to_rank(store: Store, tmp_path: Path) -> None:
    assert rerank(store, "bridge", {}, store.embedder.embed_query("bridge"), [], 10.0).windows == ()
