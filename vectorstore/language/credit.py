"""Credit lines: whom an article says that it has its text from, and who of several carriers is the origin.

"LONDON (Reuters) – …" · "By Jo Hadley, Associated Press" · "This story was originally published by …"
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from vectorstore.article import Article, StoredArticle
from vectorstore.language.moment import latest_instant

_HEAD, _TAIL = 160, 400  # characters in which a credit stands
_NAME = r"(?P<name>[^\W\d_][\w.&'’ -]{1,48}?)"
_DATELINED = re.compile(rf"\((?:the )?{_NAME}(?: \(\w+\))?\)\s*[-–—:]", re.IGNORECASE)  # "(Reuters) –"
_DASHED = re.compile(r"^(?P<name>AP|AFP|PA|UPI|dpa|EFE|ANSA|PTI|IANS)\s*[-–—]")
_CREDITED = (
    re.compile(
        rf"\b(?:originally|first) (?:published|appeared|reported) (?:by|in|on|at) (?:the )?{_NAME}"
        r"(?: \(\w+\))?(?=[.,;:)]|\s+on\b|$)",
        re.IGNORECASE | re.MULTILINE,
    ),
    re.compile(
        rf"^(?:the )?{_NAME}(?: \(\w+\))? contributed to (?:this|the) (?:report|article|story)", re.I | re.MULTILINE
    ),
    re.compile(rf"^\W*(?:copyright|©)(?: \d{{4}})?,?\s+(?:the )?{_NAME}(?=[.,;]|$)", re.IGNORECASE | re.MULTILINE),
)
_BYLINE = re.compile(rf"^by [^\n,]{{2,60}},\s*(?:the )?{_NAME}\s*$", re.IGNORECASE | re.MULTILINE)
_NO_TIME = "0001-01-01"
# What agencies are called for short.
_IN_FULL = {
    "ap": "associated press",
    "afp": "agence france presse",
    "pa": "pa media",
    "press association": "pa media",
    "upi": "united press international",
    "dpa": "deutsche presse agentur",
    "pti": "press trust of india",
    "ians": "indo asian news service",
}


def credited(article: Article) -> frozenset[str]:
    """The outlets that an article names as the origin of its text, each as `outlet_key` writes it."""
    text = article.text
    head, tail = text[:_HEAD], text[-_TAIL:]
    found = [match["name"] for pattern in (_DATELINED, _DASHED, _BYLINE) if (match := pattern.search(head))]
    found += [match["name"] for pattern in _CREDITED for match in pattern.finditer(tail)]
    found += [part for author in article.authors for part in author.split(",")]
    return frozenset(filter(None, map(outlet_key, found)))


def outlet_key(name: str) -> str:
    """A name of an outlet by which its spellings meet: "The AP" and "Associated Press"."""
    bare = re.sub(r"\(.*?\)|\.(?:com?|org|net|co\.uk)\b", " ", name.casefold()).replace(".", "")
    key = " ".join(re.sub(r"[\W_]+", " ", bare).split()).removeprefix("the ")
    return _IN_FULL.get(key, key)


def origin_first(carriers: Sequence[StoredArticle], credits: Mapping[str, frozenset[str]]) -> list[StoredArticle]:
    """Carriers of one text, the origin first, the others by time; `credits` has each article's credits, by its id.

    The origin is whose outlet most of the others credit; where none is, who was first. One without a time comes last.
    """

    def order(one: StoredArticle) -> tuple[int, bool, datetime, str, str]:
        outlet, published = outlet_key(one.article.outlet), one.article.published
        named = sum(outlet in credits[other.article.id] for other in carriers if other is not one)
        return -named, published is None, latest_instant(published or _NO_TIME), one.loaded, one.article.id

    return sorted(carriers, key=order)
