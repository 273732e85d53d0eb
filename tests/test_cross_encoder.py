"""A question and a text are read together: what answers is above what only has its words."""

from pathlib import Path

import numpy as np
import pytest

from bot.engines.ranking import READER
from bot.settings import Settings
from vectorstore.cross_encoder import CrossEncoder
from vectorstore.embedding import Network
from vectorstore.models import BGE_SMALL, ModelMissingError, model_folder


@pytest.fixture(scope="module")
def reader() -> CrossEncoder:
    return CrossEncoder(READER, Settings().cache, threads=2)


@pytest.mark.parametrize(
    ("question", "headline", "answers", "other"),
    [
        (
            "When will the ferry to Norwick sail again?",
            "Norwick waits for its ferry",
            "Crossings resume on 3 March, the harbour office said.",
            "The ferry to Norwick was built in 1988.",
        ),
        (
            "Why did the minister resign?",
            "Minister Orlov steps down",
            "He had hidden his shares in the shipyard.",
            "The party of the minister was founded in 1901.",
        ),
        (
            "How many people were hurt in the fire at the mill?",
            "Fire at the old mill",
            "Nine workers were taken to hospital with burns.",
            "People who saw the fire at the mill said that the mill was old.",
        ),
    ],
)
def test_what_answers_is_above_what_has_the_words(reader, question, headline, answers, other):
    above, below = reader.read(question, [f"{headline}. {answers}", f"{headline}. {other}"])
    assert above.nats > below.nats + 1
    assert above.sure > below.sure


def test_texts_are_read_by_themselves_and_in_order(reader):
    question, texts = "Who won the race?", ["Lund won the race.", "It rained.", "The race was held in May."]
    together, fresh = reader.read(question, texts), CrossEncoder(READER, Settings().cache, threads=1)
    assert together == [fresh.read(question, [text])[0] for text in texts]
    assert reader.read(question, [texts[2], texts[0], texts[2]]) == [together[2], together[0], together[2]]
    assert together[0].nats == max(one.nats for one in together)
    assert reader.read(question, []) == []


@pytest.mark.parametrize("question", ["", "\ud7ff\u2028 ", "why " * 2_000])
def test_any_question_and_text_has_a_reading(reader, question):
    texts = ["", "a" * 50_000, "Rain is expected. " * 500]
    for text, one in zip(texts, reader.read(question, texts), strict=True):
        assert np.isfinite([one.nats, one.sure]).all()
        assert one.answer is None or 0 <= one.answer.start < one.answer.end <= len(text)


def test_what_is_fitted_takes_the_place_of_the_networks_own(reader):
    with np.load(READER) as arrays:
        fitted = {name: arrays[name].astype(np.float32) for name in arrays.files if not name.startswith("head.")}
    folder = model_folder(BGE_SMALL, Settings().cache)
    own, changed = Network(folder, 64), Network(folder, 64, fitted)
    before, after = (one.states(one.tokens(["Lund won the race."])[0])[0] for one in (own, changed))
    assert np.abs(before - after).max() > 0.1
    network = (folder / "model_quantized.onnx").read_bytes()
    assert [name for name in fitted if name.encode() not in network] == []  # it would change nothing


def test_a_model_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(ModelMissingError, match="dateline setup"):
        CrossEncoder(READER, tmp_path, threads=1).read("Who won?", ["Lund won."])
