"""The embedding model itself: order, length, likeness, and what threads see. It must be in the per-user cache."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bot.settings import Settings
from vectorstore.embedding import EmbeddingError, OnnxEmbedder, in_batches, unit_rows
from vectorstore.models import BGE_SMALL, ModelMissingError, model_folder

CACHE = Settings().cache
TEXTS = [
    "The bank cut its policy rate to zero on Thursday.",
    "Boats.",
    "A storm closed the harbour, and ferries stayed in port until the wind fell late in the evening. " * 6,
    "The striker scored twice before half-time.",
    "Voters chose a new mayor on Sunday in a close election.",
]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(CACHE, threads=2)


def test_one_unit_row_a_text(embedder: OnnxEmbedder) -> None:
    rows = embedder.embed_passages(TEXTS)
    assert rows.shape == (5, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(embedder: OnnxEmbedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)


def test_a_text_has_one_vector_whatever_is_embedded_with_it(embedder: OnnxEmbedder) -> None:
    texts = [*TEXTS, " ".join(TEXTS) * 2, *(f"{text} {number}" for number in range(8) for text in TEXTS)]
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts])
    assert np.array_equal(embedder.embed_passages(texts), alone)


def test_how_many_threads_embed_changes_no_vector(embedder: OnnxEmbedder) -> None:
    texts = [f"{text} {number}" for number in range(8) for text in TEXTS]
    assert np.array_equal(OnnxEmbedder(CACHE, threads=1).embed_passages(texts), embedder.embed_passages(texts))


def test_a_question_is_embedded_otherwise_than_a_passage(embedder: OnnxEmbedder) -> None:
    question = embedder.embed_query(TEXTS[0])
    assert question.shape == (384,)
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-5)
    assert 0.5 < float(question @ embedder.embed_passages([TEXTS[0]])[0]) < 0.995


def test_meaning_is_found_without_a_common_word(embedder: OnnxEmbedder) -> None:
    question = embedder.embed_query("Did monetary policymakers lower interest rates?")
    assert int((embedder.embed_passages(TEXTS) @ question).argmax()) == 0


def test_more_than_the_network_takes_is_cut(embedder: OnnxEmbedder) -> None:
    endless = "The harbour was closed. " * 2000
    assert np.allclose(embedder.embed_passages([endless]), embedder.embed_passages([endless + " Ferries."]))


@pytest.mark.parametrize("text", ["", "\0", "😀", "北京", "x" * 5000])
def test_any_text_gives_a_unit_row(embedder: OnnxEmbedder, text: str) -> None:
    assert np.linalg.norm(embedder.embed_query(text)) == pytest.approx(1, abs=1e-5)


def test_threads_share_one_embedder() -> None:
    fresh = OnnxEmbedder(CACHE, threads=1)
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(fresh.embed_query, [TEXTS[0]] * 16))
    assert all(np.array_equal(row, rows[0]) for row in rows)


def test_without_the_model_the_command_that_fetches_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="dateline setup"):
        OnnxEmbedder(tmp_path, threads=1).embed_query("boats")


@pytest.mark.parametrize("damaged", ["model_quantized.onnx", "tokenizer.json"])
def test_a_damaged_model_file_is_told_with_its_remedy(tmp_path: Path, damaged: str) -> None:
    folder = tmp_path / f"{BGE_SMALL.name}-{BGE_SMALL.fingerprint}"
    shutil.copytree(model_folder(BGE_SMALL, CACHE), folder)
    (folder / damaged).write_bytes(b"\x08half a file")
    with pytest.raises(EmbeddingError, match="dateline setup"):
        OnnxEmbedder(tmp_path, threads=1).embed_query("boats")


def test_rows_of_zeros_stay() -> None:
    assert unit_rows(np.array([[3, 4], [0, 0]], np.float32)).tolist() == pytest.approx(np.array([[0.6, 0.8], [0, 0]]))


def test_slices() -> None:
    assert [list(batch) for batch in in_batches(["a", "b", "c"], 2)] == [["a", "b"], ["c"]]
