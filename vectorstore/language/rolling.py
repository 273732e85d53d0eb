"""Pages that are written on for days: live pages, timelines, reports that were updated long after they were published.

Their day of publication does not tell when a sentence of theirs was written, so "on Friday" may be any.
"""

import re
from datetime import date

from vectorstore.article import Article
from vectorstore.language.dates import day_of
from vectorstore.language.months import FULL_DAY_MONTH, FULL_MONTH_DAY, full_day
from vectorstore.language.sentences import sentence_spans
from vectorstore.language.tense import is_done, opens, tense

_TITLE = re.compile(
    r"\blive (?:updates?|blog|coverage|scores?|results?|reactions?|news|stream)|^live\b|\blive[:!]|[:|–—-] live\b"
    r"|\b(?:latest|breaking) (?:updates?|news)\b|\bupdates:|\btimeline\b|\bas it happened\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"/live(?:[/-]|$)|\blive-?(?:updates?|blog|news|coverage|scores?|results?)\b|\btimeline\b|\blatest-(?:updates?|news)\b"
    r"|-updates-",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b20\d\d\b")
_LONGEST = 1_000  # characters of a sentence that are looked at


def written_on(article: Article) -> date | None:
    """The day by which an article's relative dates are resolved: that of publication; None where it does not tell."""
    published = day_of(article.published)
    return None if published is None or _is_rolling(article, published) else published


def _is_rolling(article: Article, published: date) -> bool:
    return bool(
        _TITLE.search(article.title) or _ADDRESS.search(article.url or "") or _tells_later(article.text, published)
    )


def _tells_later(text: str, published: date) -> bool:
    """Whether a text tells as done what was more than a day after its publication."""
    return any(
        _is_later(match, published)
        for line in text.splitlines()
        if _later_year(line, published)
        for span in sentence_spans(line)
        for pattern in (FULL_MONTH_DAY, FULL_DAY_MONTH)
        for match in pattern.finditer(line[span.start : span.end][:_LONGEST])
    )


def _later_year(line: str, published: date) -> bool:
    return any(int(year) >= published.year for year in _YEAR.findall(line))


def _is_later(match: re.Match[str], published: date) -> bool:
    try:
        day = full_day(match, published)[0]
    except ValueError:  # no day of that month
        return False
    return (day - published).days > 1 and tense(match) == "past" and (is_done(match) or opens(match))
