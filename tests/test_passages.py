"""Passages: every sentence in exactly one window, whole, and of the size asked for."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from vectorstore.article import Article, StoredArticle
from vectorstore.language.sentences import sentence_spans
from vectorstore.passage import Passage, cut_passages, embedded_text, indexed_words

lengths = st.lists(st.integers(min_value=1, max_value=40), max_size=30)


def stored(text: str, **fields: str) -> StoredArticle:
    return StoredArticle(Article(id="a", text=text, **fields), 3, "2025-11-12T09:00:00+00:00")


def sentence(words: int) -> str:
    return " ".join(["Boats", *["leave"] * (words - 1)]) + "."


def cut(text: str, words: int) -> tuple[Passage, ...]:
    return cut_passages(stored(text), sentence_spans(text), words)


def words_of(text: str, passage: Passage) -> int:
    return len(text[passage.start : passage.end].split())


@given(lengths, st.integers(min_value=1, max_value=60))
def test_every_sentence_stands_in_one_passage(sizes: list[int], words: int) -> None:
    text = "\n".join(map(sentence, sizes))
    passages = cut(text, words)
    assert tuple(span for passage in passages for span in passage.sentences) == sentence_spans(text)
    for passage in passages:
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)
        assert (passage.article_id, passage.version) == ("a", 3)


@given(lengths, st.integers(min_value=1, max_value=60))
def test_passages_have_about_the_size_asked_for(sizes: list[int], words: int) -> None:
    text = "\n".join(map(sentence, sizes))
    passages = cut(text, words)
    for passage in passages[:-1]:
        last = passage.sentences[-1]
        assert words_of(text, passage) >= words
        assert words_of(text, passage) - len(text[last.start : last.end].split()) < words, "closed too late"
    if len(passages) > 1:
        assert words_of(text, passages[-1]) * 2 >= words, "a short rest joins the one before"


def test_a_short_rest_joins_the_window_before() -> None:
    text = "\n".join([sentence(10), sentence(10), sentence(4)])
    assert [words_of(text, passage) for passage in cut(text, 10)] == [10, 14]
    text = "\n".join([sentence(10), sentence(10), sentence(5)])
    assert [words_of(text, passage) for passage in cut(text, 10)] == [10, 10, 5]


def test_a_sentence_longer_than_a_passage_stays_whole() -> None:
    text = "\n".join([sentence(50), sentence(8)])
    assert [words_of(text, passage) for passage in cut(text, 10)] == [50, 8]


def test_no_text_gives_no_passage() -> None:
    assert cut("", 100) == ()


@pytest.mark.parametrize(
    ("fields", "words", "embedded"),
    [
        ({"title": "Boats leave", "outlet": "The Post", "published": "2025-11-12T10:00:00Z"},
         "Boats leave. The Post. 2025-11-12\nThey left.", "Boats leave\nThey left."),
        ({"outlet": "The Post"}, "The Post\nThey left.", "They left."),
        ({}, "They left.", "They left."),
    ],
)  # fmt: skip
def test_headline_outlet_and_day_are_words_and_the_headline_is_embedded(
    fields: dict[str, str], words: str, embedded: str
) -> None:
    article = stored("They left.", **fields)
    (passage,) = cut_passages(article, sentence_spans("They left."), 100)
    assert indexed_words(article, passage) == words
    assert embedded_text(article, passage) == embedded


def test_what_opens_a_line_belongs_to_its_window() -> None:
    text = "ROME — They left. All of them went home.\n10:59 p.m. — Nobody stayed in the long run."
    windows = cut(text, 6)
    assert [text[one.start : one.end] for one in windows] == text.split("\n")
    first = windows[0].sentences[0]
    assert text[first.start : first.end] == "They left."
