"""Sentence spans: exact offsets for any text, and the cuts that news needs."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from vectorstore.language.prefixes import prefix_end
from vectorstore.language.sentences import is_statement, sentence_spans

pieces = st.sampled_from(
    ["“", "”", '"', "Gov. ", "Sen. Lee ", "U.S. ", "at 5 p.m. ET ", "1. ", "Who? ", "Yes. ", "\n", " ", "\t", "\u2028",
     "\x1c", "\u3000", "😀 ", "e\u0301. ", "Mr. Cole said. ", "’s", "(", ")", "...", "…", "\ufeff", "\0", "\r\n",
     "ROME (AP) — ", "5:10 p.m. — ", "Update: ", "since 1998.", "to Ms. ", "KYIV, Aug 27 (Reuters) -"]
)  # fmt: skip
texts = st.one_of(st.text(), st.lists(pieces, max_size=30).map("".join))


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


@given(texts)
def test_spans_hold_every_word_once_and_in_order(text: str) -> None:
    at = 0
    for span in sentence_spans(text):
        words = text[span.start : span.end]
        assert are_prefixes(text[at : span.start]), "only white space lies between two sentences, or what opens a line"
        assert words
        assert words == words.strip()
        assert len(words.splitlines()) == 1
        at = span.end
    assert are_prefixes(text[at:])


def are_prefixes(text: str) -> bool:
    return all(prefix_end(line) == len(line) for line in text.splitlines(keepends=True) if line.strip())


@pytest.mark.parametrize(
    "parts",
    [
        ["Gov. Kathy Hale signed it.", "Sen. Lee did not."],
        ["The U.S. economy grew.", "The U.K. economy did not."],
        ["Mr. Cole met Dr. Ann Wu.", "They talked."],
        ["It starts at 5 p.m. ET on Friday.", "It ends at 6 a.m. local time."],
        ["It starts at 5 p.m. Tuesday in Rome.", "Doors open earlier."],
        ["It ended at 5 p.m.", "Nobody stayed."],
        ["“I did it.", "I would again,” she said.", "He left."],
        ["“Who?” Trump asked.", "Nobody answered."],
        ["“We won!” Ann Cole said.", "They had."],
        ["Prices rose 3.5 percent.", "Wages rose 1.2 percent."],
        ["1. Buy the bread.", "2. Sell the bread."],
        ["Nice work 😀!", "Go on."],
        ["Did it work?", "Yes!", "It did…"],
        ["He wrote to St. Mary’s.", "(They answered.)"],
        ["The firm, Acme Inc., fell.", "Shares of Beta Corp. rose."],
        ["He said so on X.", "Malcolm X. Smith agreed."],
        ["“We are sorry to Ms. Cole.", "We have paused it,” he said."],
        ["No. 3 seed Bruges vs. No. 6 seed Ghent is on Jan. 5 in Rome.", "Tickets are left."],
        ["She wrote to Rose.Cole@news.example and to Shop.Example.com today.", "J.K.Rowling and the U.S.A did not."],
    ],
)
def test_where_news_is_cut(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["It fell for the first time since 1998.", "One of the chains closed."],
        ["Is the cat ill?", "Here’s what we know."],
        ["He called it “over.”", "She agreed."],
        ["It starts soon.", "A ship left."],
    ],
)
def test_a_missing_blank_hides_no_sentence(parts: list[str]) -> None:
    assert sentences("".join(parts)) == parts


@pytest.mark.parametrize(
    "prefix",
    [
        "ROME — ",
        "EUGENE, Ore. — ",
        "FORT WORTH, Texas − ",
        "KYIV, Aug 27 (Reuters) - ",
        "BIRMINGHAM, England (AP) — ",
        "Paris (AFP) - ",
        "NEW YORK/WASHINGTON − ",
        "DES MOINES -- ",
        "10:59 p.m. — ",
        "3:15 p.m. ET: ",
        "14:05 GMT – ",
        "152.67 -- ",
        "Update: ",
        "UPDATE 2: ROME — ",
    ],
)
def test_a_sentence_begins_behind_what_only_opens_its_line(prefix: str) -> None:
    said = "The court ruled on Friday."
    assert sentences(f"It is so.\n{prefix}{said} Nobody left.") == ["It is so.", said, "Nobody left."]


@pytest.mark.parametrize(
    "words",
    [
        "NATO said on Friday that it would stay.",
        "The A-10 — an old plane — was sold.",
        "Cole — who led the inquiry — left.",
        "QB - Ann Cole was injured.",
        "At 5 p.m. — as every day — the doors opened.",
        "IBM's Cole (left) - she is 50 - spoke.",
    ],
)
def test_what_belongs_to_a_sentence_stays(words: str) -> None:
    assert sentences(words) == [words]


def test_a_line_end_always_cuts() -> None:
    assert sentences("A heading without a stop\nThe first words.\n\n  - a point\r\nLast") == [
        "A heading without a stop",
        "The first words.",
        "- a point",
        "Last",
    ]


def test_nothing_gives_nothing() -> None:
    assert sentence_spans(" \n\t ") == ()


@pytest.mark.parametrize(
    "words",
    [
        "The bank cut its policy rate to zero on Thursday.",
        "“We have no plan for that,” the minister told reporters.",
        "Did the governor know about the payments?",
        "Ms. Cole, who led the inquiry, said it was over.",
        "It was the third such vote this year, he added.",
        "Here, the boats leave before dawn.",
        "The number 302-555-0134 was written on the wall of his cell.",
        "Its motto: What is lost is found again.",
    ],
)
def test_statements(words: str) -> None:
    assert is_statement(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Bank Cuts Rate To Zero",
        "What happens next",
        "Too short.",
        "President Ann Cole Visits The Harbour City.",
        "Ann Cole arrives at the court in Rome. (Reuters)",
        "A boat leaves the harbour before dawn. Getty Images",
        "File photo: a boat leaves the harbour.",
        "Photograph: a boat leaves the harbour at dawn.",
        "Pictured above: a boat that left the harbour.",
        "Read more about the boats in the harbour.",
        "Sign up for our newsletter and get it every day.",
        "Click here to see all of the pictures.",
        "“Subscribe now to read all of this story.”",
        "Reporting by Ann Cole in Rome and others.",
        "All rights reserved by the owner of this page.",
        "Get the newsletter that is in every inbox.",
        "Contact Ann Cole at acole@news.example.",
        "She can be reached at a.cole@news.example or on X.",
        "For more information, call (302) 555-0134.",
        "Editor’s note: This page is a summary of news of the harbour for Monday.",
        "(This story has been updated to add a photo.)",
        "An earlier version of this article had the wrong name of the harbour.",
        "Here are five things you need to know about the harbour.",
        "Here’s what to know about the boats.",
        "Read more: What the boats in the harbour are for.",
        "The human toll:His boat sank in the storm of last year.",
        "The boats that are the oldest of the harbour:",
    ],
)
def test_no_statements(words: str) -> None:
    assert not is_statement(words)


@given(texts)
def test_any_words_are_judged(text: str) -> None:
    assert is_statement(text) in (True, False)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Elise Stefanik, R-N.Y., has been named. She accepted.", "Elise Stefanik, R-N.Y., has been named."),
        ("It was won by then-Lt. Gov. Carney in 2008. Others lost.", "It was won by then-Lt. Gov. Carney in 2008."),
    ],
)
def test_offices_and_states_end_no_sentence(text: str, first: str) -> None:
    span = sentence_spans(text)[0]
    assert text[span.start : span.end] == first


@pytest.mark.parametrize("letters", ["'", "’", "a'", "-’", "1.", "A."])
def test_a_hostile_line_is_read_to_its_end(letters: str) -> None:
    # In time that grows with the square of its length, this would take the better part of an hour.
    assert sentence_spans(letters * 200_000)


def test_halves_of_characters_are_letters_like_others() -> None:
    text = "A \ud800 came. B \udfff went."
    assert [text[span.start : span.end] for span in sentence_spans(text)] == ["A \ud800 came.", "B \udfff went."]
