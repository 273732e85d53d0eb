"""A page becomes an article, or a plain reason why there is none in it.

    bytes → text (`decoding`) → body and particulars (trafilatura, `metadata`) → clean lines (`cleaning`)

The only file that hands pages to trafilatura. What the editor says by hand wins over what the page says.
"""

import logging
import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

from ingest.cleaning import body_lines, clean, link_share, text_lines
from ingest.dates import iso_date
from ingest.decoding import decode, not_text
from ingest.hints import Hints
from ingest.identity import article_id, canonical_url, claimed_url, reader_url, text_id
from ingest.metadata import Fallback, Metadata, host_name, read_metadata
from ingest.page import NotAnArticle, Page, Unreadable
from vectorstore.article import Article

MIN_WORDS = 40
FULLER = 1.5  # how much longer the stated body must be than the found one
SAME_START = 60
STUB_LENGTH = 20_000
MAX_BYTES = 10_000_000
INDEX_LINKS = 0.5  # the share of its text in links that tells an index page from an article
FRONT_LINKS = 0.3  # ... at an address that is a site's front page
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
STUBS = (
    (re.compile(r"enable javascript|javascript is (?:disabled|required)|requires javascript", re.I),
     "the page shows its text only to a browser with JavaScript"),
    (re.compile(r"captcha|are you (?:a robot|human)|unusual traffic|verify you are|access denied"
                r"|request blocked", re.I),
     "the site answered with a check for robots instead of the article"),
    (re.compile(r"subscribe to (?:continue|read|unlock)|subscribers? only|for subscribers|already a subscriber"
                r"|sign in to (?:continue|read)|log ?in to (?:continue|read)|register to (?:continue|read)", re.I),
     "the article is behind a paywall or login"),
    (re.compile(r"page (?:not|cannot be) found|404 not found|error 404|no longer available", re.I),
     "the page says that the article is not there"),
    (re.compile(r"\bcookies?\b|\bconsent\b|privacy (?:settings|choices)", re.I),
     "the page asks for consent to cookies instead of showing the article"),
)  # fmt: skip

# What trafilatura says about a page it cannot read is said in our own words, in the report.
for _library in ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer"):
    logging.getLogger(_library).addHandler(logging.NullHandler())
    logging.getLogger(_library).propagate = False


def extract(page: Page, hints: Hints) -> Article | NotAnArticle | Unreadable:
    """The article in `page`, or why there is none. Raises nothing but `MemoryError`, whatever a page holds."""
    if fault := hints.fault():
        return NotAnArticle(fault)
    try:
        tree = _tree(page)
        if isinstance(tree, NotAnArticle):
            return tree
        found = bare_extraction(
            tree,
            url=page.url,
            with_metadata=True,
            include_comments=False,
            include_links=True,  # to tell a paragraph from a pointer to another page
            date_extraction_params={"original_date": True, "max_date": f"{page.fetched:%Y-%m-%d}"},
        )
        if not isinstance(found, Document):
            return NotAnArticle(_why_empty(tree, words=0))
        return _article(page, hints, tree, found)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - pages are hostile, and parsers have their own ways to fail
        return Unreadable(f"the page could not be taken apart ({type(error).__name__}: {error})"[:300])


def _tree(page: Page) -> HtmlElement | NotAnArticle:
    if not page.content.strip():
        return NotAnArticle("the page is empty")
    if len(page.content) > MAX_BYTES:
        return NotAnArticle(f"the page is too big ({len(page.content):,} bytes; at most {MAX_BYTES:,} are read)")
    if kind := not_text(page.content, page.content_type):
        return NotAnArticle(f"this is {kind}, not a web page")
    text = decode(page.content, page.content_type)
    if not re.search(r"<[a-zA-Z!?]", text):
        return NotAnArticle("this is plain text, not a web page")
    # trafilatura refuses a fragment; the parser forgives a second <html>.
    tree = load_html(text if "<html" in text[:1000].lower() else f"<html>{text}</html>")
    return NotAnArticle("the page holds no HTML that can be read") if tree is None else tree


def _article(page: Page, hints: Hints, tree: HtmlElement, found: Document) -> Article | NotAnArticle:
    authors = tuple((found.author or "").split("; "))
    # Its search takes a bare month or year for the first day of it; no date is better than that one.
    day = "" if (found.date or "").endswith("-01") else found.date or ""
    fallback = Fallback(found.title or "", authors, day, found.sitename or "")
    told = read_metadata(tree, fallback, page.url, page.fetched)
    title = clean(hints.title or told.title)
    bylines = [line for author in told.authors for line in (author, f"By {author}")]
    text = _fuller(
        "\n".join(body_lines(found.body, known=[title, told.title, *bylines])),
        "\n".join(text_lines(told.body, known=[title, told.title, *bylines])),
    )
    if reason := _why_not(page, tree, told, found, text):
        return NotAnArticle(reason)
    published = iso_date(hints.published) if hints.published else told.published
    url = _address(page, hints, told)
    return Article(
        id=article_id(canonical_url(url)) if url else text_id(text, title),
        text=text,
        title=title,
        url=url,
        authors=hints.authors or told.authors,
        published=published,
        modified=told.modified,
        outlet=clean(hints.outlet or told.outlet or host_name(url or "")),
        language=told.language,
    )


def _fuller(found: str, stated: str) -> str:
    """The `found` text, unless the page's own data states much more of the same article.

    A layout that cuts the body in pieces makes trafilatura take one of them; the data is the second choice,
    since it is often an extract and its paragraphs may run together.
    """
    same = found[:SAME_START] in stated.replace("\n", " ")
    return stated if same and len(stated) > FULLER * len(found) else found


def _address(page: Page, hints: Hints, told: Metadata) -> str | None:
    """The editor's address, else the page's own where it may be believed, else the one that answered."""
    if hints.url:
        return reader_url(hints.url)
    return claimed_url(told.claimed, page.url) or (reader_url(page.url) if page.url else None)


def _why_not(page: Page, tree: HtmlElement, told: Metadata, found: Document, text: str) -> str | None:
    """Why a page that gave `text` is no article after all, or None when it is one."""
    words = _count_words(text)
    if words < MIN_WORDS:
        # A page that calls itself paid for is believed only here: many of them show the whole article.
        paid = f"the article is behind a paywall: only {words} words of it are on the page"
        return paid if told.behind_paywall else _why_empty(tree, words)
    front = page.url is not None and urlsplit(page.url).path in ("", "/") and not urlsplit(page.url).query
    linked = link_share(found.body) > (FRONT_LINKS if front else INDEX_LINKS)
    if not told.is_article and (linked or _count_words(_unlinked(tree)) < words / 2):
        return "this is a list of links to other pages, not an article"
    return None


def _count_words(text: str) -> int:
    """Words, two characters counting as one in scripts that do not put spaces between words."""
    unspaced = UNSPACED.findall(text)
    return len(UNSPACED.sub(" ", text).split()) + len(unspaced) // 2


def _why_empty(tree: HtmlElement, words: int) -> str:
    """What stands on a page with too few `words` of an article."""
    short = f"{words} words of an article were found; at least {MIN_WORDS} are needed"
    unlinked = _unlinked(tree)
    linked = _count_words(" ".join(" ".join(link.itertext()) for link in tree.iter("a")))
    if linked > max(MIN_WORDS, _count_words(unlinked)):
        return f"this is a list of links to other pages, not an article ({short})"
    stub = next((reason for pattern, reason in STUBS if pattern.search(unlinked[:STUB_LENGTH])), None)
    return f"{stub} ({short})" if stub else f"too little text: {short}"


def _unlinked(tree: HtmlElement) -> str:
    """The text that a page shows outside its links."""
    hidden = "ancestor::a or ancestor::script or ancestor::style or ancestor::template"
    return clean(" ".join(tree.xpath(f"//body//text()[not({hidden})]")))
