"""Whom a question and a sentence are about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engines.focus import focus, is_about
from vectorstore.indexes.lexical import stems

ARTICLE = "Norwegian Prime Minister Anna Berg spoke on Monday. France's Finance Minister Luc Moreau was not there."


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Why did the UK close its ports?", "Britain"),
        ("why did norway close its ports?", "Norway"),
        ("When did Anna Berg speak about France?", "Anna Berg"),
        ("how many ships were turned away at the ports of western Norway?", ""),
        ("what happened?", ""),
    ],
)
def test_a_question_is_about_its_subject(question: str, name: str) -> None:
    assert focus(question) == set(stems(name))


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        ("Norway closed its ports.", True),
        ("On Monday the Norwegians closed their ports.", True),
        ("Unlike France, Norway closed its ports.", True),
        ("A spokesman for the Norwegian navy agreed.", True),
        ("“The ports are shut,” Berg said.", True),
        ("She (Berg) said no more.", True),
        ("Following Norway's announcement, France closed its ports.", False),
        ("France closed its ports to ships from Norway.", False),
        ("“Norway is shut,” Moreau said.", False),
        ("She said no more.", False),
        ("The ports were closed.", False),
        ("", False),
    ],
)
def test_a_sentence_is_about_its_subject_or_the_country_whose_office_it_holds(sentence: str, about: bool) -> None:
    assert is_about(sentence, ARTICLE, focus("Why did Norway close its ports?")) is about


def test_without_a_subject_in_the_question_no_sentence_is_about_it() -> None:
    assert not is_about("Norway closed its ports.", ARTICLE, focus("what happened?"))


@given(st.text(), st.text())
def test_any_text_can_be_read(question: str, text: str) -> None:
    assert is_about(text, text, focus(question)) in {True, False}


@pytest.mark.parametrize(
    "text", ["A" * 300_000, "A-" * 150_000, "Aa " * 100_000, "On " * 100_000, "President A " * 30_000]
)
def test_a_hostile_text_is_read_to_its_end(text: str) -> None:
    assert is_about(text, text, focus(text)) in {True, False}
