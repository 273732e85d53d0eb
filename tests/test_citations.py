"""Claims become numbered sentences, and what is added or hidden in their words."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Citation, Judgement
from bot.citations import Claim, Quoted, Supported, cite, plain
from bot.engines.telling import closed
from vectorstore.article import Article, StoredArticle
from vectorstore.passage import Span

STORED = StoredArticle(Article(id="a", text="One is said. Two is said. Three is said."), 2, "2025-11-12T00:00:00+00:00")
CARRIED = Judgement("supported")
ONE, TWO, THREE = (Quoted(STORED, span) for span in (Span(0, 12), Span(13, 25), Span(26, 40)))


def numbered(*claims: Claim) -> tuple[list[tuple[int, ...]], list[Citation]]:
    citations: list[Citation] = []
    numbers = []
    for claim in claims:
        sentence, added = cite(Supported(claim, CARRIED), citations, ())
        citations += added
        numbers.append(sentence.citations)
    return numbers, citations


def test_numbers_run_in_order_of_first_use_and_a_quote_has_one() -> None:
    numbers, citations = numbered(Claim("B.", (TWO,)), Claim("A.", (ONE, TWO, ONE)), Claim("C.", (THREE, TWO)))
    assert numbers == [(1,), (2, 1), (3, 1)]
    assert [(one.n, one.quote, one.version) for one in citations] == [
        (1, "Two is said.", 2),
        (2, "One is said.", 2),
        (3, "Three is said.", 2),
    ]


def test_brackets_of_an_article_cannot_be_taken_for_markers() -> None:
    sentence, _ = cite(Supported(Claim("He said [1] it 【2】.\nTwice", (ONE,)), CARRIED), (), ())
    assert str(sentence) == "He said ⟦1⟧ it ⟦2⟧. Twice [1]"


@given(st.text())
def test_no_text_has_a_bracket_left(text: str) -> None:
    assert not set(plain(text)) & set("[]【】［］\n\r")


def test_a_sentence_out_of_a_quotation_gets_the_mark_it_lacks() -> None:
    assert closed("“It is over.") == "“It is over.”"
    assert closed("It is over,” she said.") == "“It is over,” she said."
    assert closed('"It is over.') == '"It is over."'
    assert closed('It is over," she said.') == '"It is over," she said.'
    # Not sure, so nothing is put into anybody's mouth.
    for sentence in ("He said “no” twice.", 'Lukoil said he "had passed.', '“It is over," she said.', '“"Great.'):
        assert closed(sentence) == sentence
