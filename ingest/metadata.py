"""What a page says about itself: title, authors, dates with their time of day, outlet, language, address.

JSON-LD first, then meta tags, then marked-up elements, then what trafilatura found. Nothing is guessed that
the page does not say.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from ingest.byline import names
from ingest.cleaning import clean
from ingest.dates import believed
from ingest.jsonld import JsonLd

PUBLISHED = (
    "article:published_time og:article:published_time og:published_time og:pubdate article:published datepublished "
    "parsely-pub-date sailthru.date cxenseparse:recs:publishtime dc.date.issued dcterms.issued dcterms.created "
    "dc.date dc.date.created dcterms.date article.published article_date_original publication_date publish-date "
    "publishdate publish_date pubdate published date_published date displaydate rnews:datepublished datecreated"
).split()
MODIFIED = (
    "article:modified_time og:article:modified_time og:updated_time article:modified datemodified dcterms.modified "
    "dc.date.modified lastmod last-modified modified updated cxenseparse:recs:articlelastmodified"
).split()
AUTHORS = (
    "author article:author parsely-author sailthru.author dc.creator dcterms.creator byl cxenseparse:author "
    "article.author og:article:author"
).split()
LANGUAGE = re.compile(r"\s*([a-z]{2})(?:[-_]|\s*$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fallback:
    """What trafilatura found, for what the page does not say in so many words."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """An article's particulars as its page gives them.

    `claimed` is the address the page calls its own, `body` the text that its JSON-LD holds.
    """

    title: str
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    outlet: str
    language: str | None
    claimed: str | None
    body: str
    is_article: bool
    behind_paywall: bool


def read_metadata(tree: HtmlElement, fallback: Fallback, url: str | None, fetched: datetime) -> Metadata:
    """The particulars of the page `tree`, which answered at `url` when it was `fetched`."""
    meta = _meta_tags(tree)
    data = JsonLd("".join(script.itertext()) for script in tree.xpath("//script[contains(@type, 'ld+json')]"))
    claimed = (
        next(iter(tree.xpath("//link[@rel='canonical']/@href")), None) or _first(meta, ["og:url"]) or data.address()
    )
    site = _plain(_first(meta, ["og:site_name"])) or _plain(data.publisher()) or clean(fallback.outlet)
    outlet = site if site and "://" not in site and len(site) <= 80 else host_name(url or claimed or "")
    published = believed([data.text("datePublished"), *_all(meta, PUBLISHED), *_marked_times(tree)], fetched)
    published = published or _with_time(believed([fallback.published], fetched), tree, fetched)
    modified = believed([data.text("dateModified"), *_all(meta, MODIFIED)], fetched)
    return Metadata(
        title=_title(tree, meta, data, fallback, outlet),
        authors=_authors(meta, data, tree, fallback, (outlet, host_name(url or claimed or ""))),
        published=published,
        modified=modified,
        outlet=outlet,
        language=_language([*tree.xpath("/html/@lang"), data.text("inLanguage"), _first(meta, ["og:locale"])]),
        claimed=claimed or None,
        body=data.text("articleBody"),
        is_article=data.is_article or _first(meta, ["og:type"]) == "article",
        behind_paywall=data.behind_paywall,
    )


def host_name(url: str) -> str:
    """The host of an address without "www.", for want of an outlet's name."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _meta_tags(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of meta tags and itemprops by lower-case name."""
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content := tag.get("content", "").strip():
                found.setdefault(tag.get(attribute, "").strip().lower(), []).append(content)
    return found


def _all(meta: dict[str, list[str]], keys: Iterable[str]) -> Iterator[str]:
    return (value for key in keys for value in meta.get(key, ()))


def _first(meta: dict[str, list[str]], keys: Iterable[str]) -> str:
    return next(_all(meta, keys), "")


def _marked_times(tree: HtmlElement) -> list[str]:
    """The times that the page marks as its publication, in an element."""
    marked = tree.xpath(
        "//*[@itemprop='datePublished' or self::time[@pubdate] or self::time[contains(@class, 'publish')]]"
    )
    return [element.get("datetime") or element.get("content") or "" for element in marked]


def _with_time(day: str | None, tree: HtmlElement, fetched: datetime) -> str | None:
    """`day` with the time of day that some `<time>` of the page gives for it."""
    return believed([day, *tree.xpath("//time/@datetime")], fetched) if day else None


def _plain(text: str) -> str:
    return clean(unescape(unescape(text)))


def _title(tree: HtmlElement, meta: dict[str, list[str]], data: JsonLd, fallback: Fallback, outlet: str) -> str:
    element = next(iter(tree.xpath("//head/title")), None)
    written = [
        data.text("headline"),
        _first(meta, ["og:title"]),
        _first(meta, ["twitter:title", "dc.title"]),
        fallback.title,
        "" if element is None else "".join(element.itertext()),
    ]
    plain = [_without_outlet(_plain(title), outlet) for title in written]
    return next(filter(None, plain), "")


def _without_outlet(title: str, outlet: str) -> str:
    """A title like "Headline | Outlet" without its outlet."""
    marks = list(re.finditer(r"\s+[|–—-]\s+", title))
    if not marks:
        return title
    last = marks[-1]
    spelled, name = (re.sub(r"\W|^the\b", "", text.casefold()) for text in (title[last.end() :], outlet))
    return title[: last.start()] if spelled and name and (spelled in name or name in spelled) else title


def _authors(
    meta: dict[str, list[str]], data: JsonLd, tree: HtmlElement, fallback: Fallback, outlets: tuple[str, ...]
) -> tuple[str, ...]:
    marked = tree.xpath("//*[@rel='author' or @itemprop='author']")
    sources = [
        data.people(),
        *([value] for value in _all(meta, AUTHORS)),
        fallback.authors,
        [" ".join(element.itertext()) for element in marked[:5]],
    ]
    found = (names((_plain(name) for name in source), outlets) for source in sources)
    return next(filter(None, found), ())


def _language(candidates: Iterable[str]) -> str | None:
    return next((match[1].lower() for text in candidates if (match := LANGUAGE.match(text))), None)
