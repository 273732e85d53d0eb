"""Pages that are written on for days: nothing is told of their weekdays."""

from datetime import date

import pytest

from vectorstore.article import Article
from vectorstore.language.rolling import written_on

URL = "https://news.example/2024/11/06/harbour-strike"


def day(title: str = "Harbour strike", url: str = URL, text: str = "The strike began on Friday.") -> date | None:
    return written_on(Article(id="strike", text=text, title=title, url=url, published="2024-11-06T10:00:00Z"))


def test_a_report_is_of_the_day_it_was_published() -> None:
    assert day() == date(2024, 11, 6)
    assert written_on(Article(id="strike", text="The strike began on Friday.")) is None


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("Harbour strike live updates: talks begin", URL),
        ("Harbour strike – live", URL),
        ("LIVE: the harbour strike", URL),
        ("Harbour strike: Latest updates on the talks", URL),
        ("A timeline of the harbour strike", URL),
        ("Harbour strike", "https://news.example/live/harbour-strike"),
        ("Harbour strike", "https://news.example/harbour-strike-live-updates/123"),
        ("Harbour strike", "https://news.example/harbour-strike-timeline"),
    ],
)
def test_title_or_address_says_that_a_page_goes_on(title: str, url: str) -> None:
    assert day(title, url) is None


@pytest.mark.parametrize(
    "title", ["Where do dockers live?", "Dockers live on the quay", "Updates planned for the quay"]
)
def test_other_words_do_not(title: str) -> None:
    assert day(title) == date(2024, 11, 6)


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("The list was updated on Nov. 12, 2024.", True),
        ("On November 10, 2024, the two sides met.", True),
        ("It began on November 1, 2024.", False),
        ("It will end on November 10, 2024.", False),
        ("A hearing was set for November 10, 2024.", False),
        ("It began on February 31, 2025.", False),
    ],
)
def test_a_text_that_tells_what_came_later(text: str, goes_on: bool) -> None:
    assert (day(text=text) is None) == goes_on
