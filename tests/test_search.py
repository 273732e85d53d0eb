"""Finding: fusion by hand, ranks and limits, hostile questions, and the LangChain retriever over it."""

from pathlib import Path
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import given
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document

from bot.settings import Settings
from vectorstore.article import Article
from vectorstore.embedding import OnnxEmbedder
from vectorstore.finding.candidates import fuse
from vectorstore.finding.retriever import NewsRetriever
from vectorstore.finding.search import SearchRequest, search
from vectorstore.indexes.lexical import covered, stems
from vectorstore.passage import Evidence
from vectorstore.store import Store

ARTICLES = {
    "bank": "The bank cut its policy rate to zero on Thursday. Markets rose after the decision.",
    "boats": "Two boats sank off the coast of Norway. Eleven fishermen were rescued by helicopter.",
    "goal": "The striker scored twice before half-time. Her team won the cup final.",
    "mayor": "Voters chose a new mayor on Sunday. The count took until midnight.",
    "storm": "A storm closed the harbour. Ferries stayed in port until the wind fell.",
}


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(Settings().cache, threads=2)


@pytest.fixture(scope="module")
def store(embedder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Any:
    store = Store(tmp_path_factory.mktemp("data"), embedder, 120, 5)
    for name, text in ARTICLES.items():
        store.archive.put(Article(id=name, text=text, title=name.title(), outlet="The Post", published="2025-11-12"))
    store.catch_up()
    yield store
    store.close()


def found(store: Store, query: str, limit: int = 5) -> list[str]:
    return [one.passage.article_id for one in search(store, SearchRequest(query), limit).evidence]


# Fusion


def test_fusion_by_hand() -> None:
    words = [(1, 8.0), (2, 4.0), (3, 2.0)]
    cosines = {2: 0.9, 4: 0.7, 1: 0.5}  # from the background of 0.7 to the best, 0.9
    assert fuse(words, cosines, 0.7) == [
        (2, pytest.approx(0.5 * 0.5 + 0.5 * 1.0)),
        (1, pytest.approx(0.5 * 1.0 + 0.5 * 0.0)),  # its cosine lies under the background
        (3, pytest.approx(0.5 * 0.25)),
        (4, pytest.approx(0.0)),
    ]


def test_one_side_alone() -> None:
    assert fuse([(7, 3.0), (9, 1.5)], {}, 0.0) == [(7, 0.5), (9, 0.25)]
    assert fuse([], {7: 0.8, 9: 0.6}, 0.7) == [(7, pytest.approx(0.5)), (9, 0.0)]
    assert fuse([], {7: 0.3}, 0.3) == [(7, 0.5)]
    assert fuse([], {}, 0.0) == []


def test_equals_are_ordered_by_number() -> None:
    assert fuse([(9, 2.0), (3, 2.0), (5, 2.0)], {}, 0.0) == [(3, 0.5), (5, 0.5), (9, 0.5)]
    assert [number for number, _ in fuse([], {9: 0.4, 3: 0.4}, 0.4)] == [3, 9]


def test_words_without_a_score_count_nothing() -> None:
    assert fuse([(1, 0.0)], {2: 0.5}, 0.5) == [(2, 0.5)]


scored = st.dictionaries(st.integers(1, 30), st.floats(0, 50), max_size=12).map(lambda scores: list(scores.items()))
cosines = st.dictionaries(st.integers(1, 30), st.floats(-1, 1), max_size=12)


@given(scored, cosines, st.floats(-1, 1))
def test_fused_scores_lie_between_0_and_1_best_first(
    words: list[tuple[int, float]], vectors: dict[int, float], background: float
) -> None:
    fused = fuse(words, vectors, background)
    scores = [score for _, score in fused]
    assert all(0 <= score <= 1 + 1e-9 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert len({number for number, _ in fused}) == len(fused)
    assert scores == pytest.approx(
        [score for _, score in fuse(words[::-1], dict(reversed(vectors.items())), background)]
    )


# Words


def test_stems_know_endings_accents_and_stop_words() -> None:
    assert stems("What were the Ministers’ résumés?") == stems("minister resume")
    assert stems("the of and what") == []
    assert stems("It fell 3.5 percent") == ["fell", "3.5", "percent"]


@given(st.text())
def test_any_text_has_stems(text: str) -> None:
    assert all(isinstance(stem, str) and stem for stem in stems(text))


def test_cover_is_the_share_of_what_is_asked() -> None:
    rarity = {"boat": 3.0, "intellig": 1.0}
    assert covered(["boat", "intellig"], rarity, {"boat"}) == 0.75
    assert covered(["boat", "intellig"], rarity, {"intel"}) == 0.25
    assert covered([], rarity, {"boat"}) == 0


@pytest.mark.parametrize(
    ("asked", "told", "share"),
    [
        ("When did Lund take office?", "Lund took office in May.", 1),
        ("Who has won?", "Lund wins.", 1),
        ("Which wives were paid?", "They pay his wife.", 1),
        ("Who woke?", "It came in the wake of the vote.", 0),
        ("Which people came?", "The personal data were hers.", 0),
        ("Who sold it?", "It was bought.", 0),
    ],
)
def test_other_forms_of_a_word_cover_it(asked: str, told: str, share: float) -> None:
    assert covered(stems(asked), dict.fromkeys(stems(asked), 1.0), set(stems(told))) == share


# Searching


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Who was rescued when the boats sank?", "boats"),
        ("Who is the new mayor?", "mayor"),
        ("Did policymakers lower interest rates?", "bank"),
        ("Why were sailings cancelled?", "storm"),
        ("football result", "goal"),
    ],
)
def test_words_and_meaning_find(store: Store, query: str, first: str) -> None:
    assert found(store, query)[0] == first


def test_evidence_is_ranked_and_exact(store: Store) -> None:
    evidence = search(store, SearchRequest("boats sank"), 5).evidence
    assert [one.rank for one in evidence] == [1, 2, 3, 4, 5]
    assert [one.score for one in evidence] == sorted((one.score for one in evidence), reverse=True)
    assert all(0 <= one.score <= 1 and -1 <= one.cosine <= 1 for one in evidence)
    for one in evidence:
        assert one.text == ARTICLES[one.passage.article_id]
        assert one.stored.article.id == one.passage.article_id


@pytest.mark.parametrize("limit", [0, 1, 3, 5, 100])
def test_the_limit_is_kept(store: Store, limit: int) -> None:
    assert len(found(store, "boats", limit)) == min(limit, 5)


def test_an_empty_store_finds_nothing(embedder: OnnxEmbedder, tmp_path: Path) -> None:
    store = Store(tmp_path, embedder, 120, 5)
    assert found(store, "boats") == []
    assert store.rarity(["boat"]) == {"boat": 1.0}
    store.catch_up()
    assert found(store, "boats") == []
    store.close()


def test_a_rare_word_counts_more(store: Store) -> None:
    rarity = store.rarity(["post", "helicopt", "unheard"])
    assert rarity["post"] < rarity["helicopt"] < rarity["unheard"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "what is the of and",
        'boats AND (bank OR -goal)^2 text:x~2 [a TO b] {c} "d \\',
        "passage:1 *:* +boats /re.*gex/",
        "boats " * 400,
        "x" * 2000,
        "😀 boats 😀",
        "bo\0ats",
        "'; DROP TABLE passage; --",
        "北京 ｂｏａｔｓ",
    ],
)
def test_any_question_is_only_words(store: Store, query: str) -> None:
    assert sorted(found(store, query)) == sorted(ARTICLES)


def test_query_syntax_does_not_steer(store: Store) -> None:
    plain = store.nearest_words("boats bank", 5)
    assert {number for number, _ in plain} == {number for number, _ in store.nearest_words("boats AND -bank", 5)}


# The retriever


class Heard(BaseCallbackHandler):
    """Keeps what LangChain tells a tracer of a retriever's run."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.found: list[Document] = []

    def on_retriever_start(self, serialized: dict[str, Any], query: str, *, run_id: UUID, **kwargs: Any) -> None:
        self.asked.append(query)

    def on_retriever_end(self, documents: Any, *, run_id: UUID, **kwargs: Any) -> None:
        self.found += documents


def test_documents_carry_the_evidence_and_tracers_hear_of_them(store: Store) -> None:
    heard = Heard()
    documents = NewsRetriever(store=store, limit=2).invoke("boats sank", {"callbacks": [heard]})
    assert len(documents) == 2
    first = documents[0]
    assert first.page_content == ARTICLES["boats"]
    assert isinstance(first.metadata["evidence"], Evidence)
    assert first.metadata["evidence"] == search(store, SearchRequest("boats sank"), 2).evidence[0]
    assert (first.metadata["article_id"], first.metadata["version"], first.metadata["start"]) == ("boats", 1, 0)
    assert (first.metadata["title"], first.metadata["outlet"]) == ("Boats", "The Post")
    assert heard.asked == ["boats sank"]
    assert heard.found == documents


def test_filters_stay_and_the_query_comes_with_each_call(store: Store) -> None:
    retriever = NewsRetriever(store=store, limit=1, request=SearchRequest("boats", outlets=("The Post",)))
    assert [one.metadata["article_id"] for one in retriever.invoke("new mayor")] == ["mayor"]
