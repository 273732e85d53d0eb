"""The short direct answer: the words that a reader marked, where they are sure, new, and of the kind asked for."""

import pytest

from bot.citations import Quoted
from bot.engines.asked import wish
from bot.engines.selection import Candidate
from bot.engines.short import short_answer
from vectorstore.article import Article, StoredArticle
from vectorstore.language.sentences import sentence_spans
from vectorstore.passage import Evidence, Passage, Span


def marked(sentence: str, answer: str, sure: float = 6.0, score: float = 9.0) -> Candidate:
    stored = StoredArticle(Article(id="a", text=sentence, title="Ferry", published="2025-11-12"), 1, "")
    spans = sentence_spans(sentence)
    passage = Passage("a", 1, 0, len(sentence), spans)
    evidence = Evidence(1, 1.0, 0.8, passage, stored, found_in=passage)
    span = Span(sentence.index(answer), sentence.index(answer) + len(answer)) if answer else None
    return Candidate(Quoted(stored, spans[0]), evidence, frozenset(), score=score, answer=span, sure=sure)


def said(question: str, *candidates: Candidate) -> str | None:
    asked = wish(question)
    return short_answer(question, asked, candidates) if asked else None


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "short"),
    [
        ("How much aid does Lund get?", "About $377 million was set aside for it.", "About $377 million", "About $377"),
        ("how long did it take?", "The crossing took almost 12 hours.", "almost 12 hours", "Almost 12 hours."),
        ("Who steers the ferry?", "It is steered by Captain Ada Lund.", "Captain Ada Lund", "Captain Ada Lund."),
        ("Which animal delayed it?", "A seal, on the ramp, held it up.", "seal,", "Seal."),
        ("When did it sail?", "It sailed at dawn on 3 May 2025.", "3 May 2025", "3 May 2025."),
        ("Where does it land?", "It lands in the harbour of Norwick.", "the harbour of Norwick", "The harbour of"),
    ],
)
def test_what_the_reader_marks_is_said(question: str, sentence: str, answer: str, short: str) -> None:
    found = said(question, marked(sentence, answer))
    assert found is not None
    assert found.startswith(short)
    assert found.endswith(".")


@pytest.mark.parametrize(
    ("question", "candidate"),
    [
        pytest.param("Who steers it?", marked("Ada Lund does.", "Ada Lund", sure=-1.0), id="not sure"),
        pytest.param("Who steers it?", marked("Ada Lund does.", ""), id="only the headline tells"),
        pytest.param("Who steers it?", marked("It was someone else.", "someone else"), id="no name"),
        pytest.param("Who did Ada Lund see?", marked("Ada Lund saw it.", "Ada Lund"), id="the question's own"),
        pytest.param("How many sailed?", marked("Thousands sailed north.", "sailed north"), id="no number"),
        pytest.param("When did it sail?", marked("It sailed late.", "late"), id="no date"),
        pytest.param("When was the last?", marked("The last until May 2044 sailed.", "May 2044"), id="not yet"),
        pytest.param(
            "Why did it sail?", marked("It sailed for Ada Lund.", "for Ada Lund"), id="a reason is told whole"
        ),
        pytest.param("Did it sail?", marked("It sailed on 3 May.", "3 May"), id="neither yes nor no"),
        pytest.param("Who sailed?", marked("Ada and " * 9 + "Eve.", "Ada and " * 9 + "Eve"), id="long"),
    ],
)
def test_where_there_is_a_doubt_nothing_is_said(question: str, candidate: Candidate) -> None:
    assert said(question, candidate) is None


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "short"),
    [
        ("What number was on it?", "It had -5 on it at noon.", "5", "-5."),
        ("How much did it cost?", "It cost fewer than $3 million to build.", "$3", "Fewer than $3 million."),
        ("How many sailed?", "No more than 40 people sailed.", "40", "No more than 40."),
        ("How many sailed?", "Only 1.5 million sailed.", "1", "1.5 million."),
        ("How old is the mate?", "The 60-year-old mate sailed.", "60", "60-year-old."),
        ("What share sailed?", "It was 12 percent of them.", "12", "12 percent."),
        ("Who owns it?", "It is McDonald’s that owns it.", "McDonald’s", "McDonald’s."),
        ("Who owns it?", "It is Ada Lund’s ferry.", "Ada Lund", "Ada Lund."),
        ("Which phone fell in?", "An “iPhone”, new, fell in.", "iPhone", "iPhone."),
        ("Who steers it?", "The captain—Ada Lund—steers.", "Ada Lund", "Ada Lund."),
        ("Who steers it?", "The captain (Ada Lund) steers.", "Ada Lund", "Ada Lund."),
        ("Who steers it?", "Steered by Ada Lund (captain) it sailed.", "Ada Lund (captain", "Ada Lund (captain)."),
    ],
)
def test_words_come_whole_and_amounts_with_what_makes_them_exact(
    question: str, sentence: str, answer: str, short: str
) -> None:
    assert said(question, marked(sentence, answer)) == short


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Who sank it?", "Police accuse Ada Lund of sinking it.", "Ada Lund"),
        ("Who sank it?", "Ada Lund, who allegedly sank it, was held.", "Ada Lund"),
        ("Who sank it?", "It was not sunk by Ada Lund.", "Ada Lund"),
        ("Who will steer it?", "Ada Lund may steer it.", "Ada Lund"),
        ("When did it sail?", "It was planned to sail on 3 May 2025.", "3 May 2025"),
        ("Who steers it?", "It is steered by Bo (Ek) Ryd (captain of it.", "Bo (Ek) Ryd (captain"),
    ],
)
def test_what_is_not_said_outright_is_not_said_short(question: str, sentence: str, answer: str) -> None:
    assert said(question, marked(sentence, answer)) is None


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "short"),
    [
        ("Who is accused of sinking it?", "Police accuse Ada Lund of sinking it.", "Ada Lund", "Ada Lund."),
        ("When will it sail?", "It will sail on 3 May 2025.", "3 May 2025", "3 May 2025."),
    ],
)
def test_a_question_may_ask_for_what_is_alleged_or_planned(
    question: str, sentence: str, answer: str, short: str
) -> None:
    assert said(question, marked(sentence, answer)) == short


def test_other_answers_that_are_as_likely_are_a_doubt_and_the_same_answer_is_none() -> None:
    best, other = marked("Ada Lund steers it.", "Ada Lund"), marked("Eve Ryd steers it.", "Eve Ryd", score=8.5)
    again = marked("It is Captain Ada Lund who steers.", "Captain Ada Lund", score=8.9)
    far = marked("Bo Ek left it.", "Bo Ek", score=2.0)
    assert said("Who steers the ferry?", best, other, far) is None
    assert said("Who steers the ferry?", best, again, other, far) == "Ada Lund."
    assert said("Who steers the ferry?", best, far) == "Ada Lund."
