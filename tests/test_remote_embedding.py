"""Embedding at an OpenAI-compatible service: what is sent, what comes back, and how it fails."""

import numpy as np
import pytest
from fake_openai import embeds, fails, html, says, scripted, silent, word_vector

from vectorstore.article import Article
from vectorstore.embedding import EmbeddingError
from vectorstore.remote_embedding import RemoteEmbedder
from vectorstore.store import Store, StoreError

KEY = "sk-scripted-0123456789"


def embedder(url, model="scripted", timeout=5.0):
    return RemoteEmbedder(model, url, KEY, timeout)


def test_text_is_sent_and_unit_rows_come_back_in_order():
    texts = ["one boat", "two boats and a plane", "three planes"]
    with scripted() as service:
        rows = embedder(service.url).embed_passages(texts)
    (request,) = service.requests
    assert request.path == "/v1/embeddings"
    assert request.body["input"] == texts
    assert request.body["model"] == "scripted"
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    for row, text in zip(rows, texts, strict=True):
        assert np.allclose(row, word_vector(text) / np.linalg.norm(word_vector(text)), atol=1e-6)


def test_many_texts_go_in_batches():
    texts = [f"text number {n}" for n in range(600)]
    with scripted() as service:
        rows = embedder(service.url).embed_passages(texts)
    assert [text for request in service.requests for text in request.body["input"]] == texts
    assert [len(request.body["input"]) for request in service.requests] == [256, 256, 88]
    assert rows.shape[0] == 600


def test_a_query_is_one_row():
    with scripted(embeds([[3.0, 4.0]])) as service:
        assert embedder(service.url).embed_query("boats").tolist() == pytest.approx([0.6, 0.8])


def test_no_texts_need_no_service():
    with scripted() as service:
        assert len(embedder(service.url).embed_passages([])) == 0
    assert service.requests == []


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        ([fails(401, message=f"Incorrect API key provided: {KEY}")], "refused the key"),
        ([fails(404, message=KEY)], "is not there"),
        ([fails(400, message=KEY)], "failed (status 400)"),
        ([fails(429, 0.01)] * 3, "over its limit"),
        ([fails(500, 0.01)] * 3, "failed (status 500)"),
        ([silent] * 3, "DATELINE_MODEL_TIMEOUT"),
        ([html], "no list of vectors"),
        ([says("not vectors")], "no list of vectors"),
        ([embeds([])], "no list of vectors"),
        ([embeds([[1.0, 0.0]])], "one vector for each text"),
        ([embeds([[1.0, 0.0], [1.0]])], "no list of vectors"),
        ([embeds([[1.0, 0.0], [float("nan"), 1.0]])], "one vector for each text"),
    ],
)
def test_a_fault_is_an_embedding_error_without_the_key(replies, words):
    with scripted(*replies) as service:
        with pytest.raises(EmbeddingError) as caught:
            embedder(service.url, timeout=0.3).embed_passages(["one", "two"])
        assert len(service.requests) == len(replies)
    assert words in str(caught.value)
    assert "DATELINE_EMBEDDING" in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_service_that_is_not_there():
    with scripted() as service:
        pass
    with pytest.raises(EmbeddingError, match="cannot be reached"):
        embedder(service.url).embed_query("boats")


def test_another_model_or_address_is_another_fingerprint():
    one = embedder("http://a.example/v1")
    assert one.fingerprint != embedder("http://a.example/v1", "other").fingerprint
    assert one.fingerprint != embedder("http://b.example/v1").fingerprint
    assert one.fingerprint == embedder("http://a.example/v1").fingerprint


def test_a_store_finds_by_these_vectors_and_refuses_another_model(tmp_path):
    with scripted() as service:
        store = Store(tmp_path, embedder(service.url), 120, 5)
        store.archive.put(Article(id="a", text="The boats left the harbour before dawn on Tuesday."))
        store.archive.put(Article(id="b", text="The bank cut its policy rate to zero on Thursday."))
        store.catch_up()
        nearest = store.nearest_vectors(store.embedder.embed_query("boats left harbour"), 2)
        found = store.ledger.passages(nearest[:1])
        assert [passage.article_id for passage, _ in found.values()] == ["a"]
        store.close()
        with pytest.raises(StoreError, match=r"vectors were made by openai:.* and openai:other") as caught:
            Store(tmp_path, embedder(service.url, "other"), 120, 5).catch_up()
    assert "DATELINE_EMBEDDING" in str(caught.value)
