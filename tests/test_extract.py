import json
import sys
from datetime import UTC, datetime
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from ingest.byline import names
from ingest.cleaning import UNSEEN
from ingest.decoding import decode
from ingest.extract import extract
from ingest.hints import Hints
from ingest.identity import article_id, canonical_url
from ingest.page import NotAnArticle, Page, Unreadable
from vectorstore.article import Article

FETCHED = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)
URL = "https://news.example/harbour/bridge-closed"
FIRST = "The harbour bridge will be closed from Monday, because rust was found in four of its main cables."
SECOND = "“We had no choice,” said Ada Brandt, who has led the port authority since the flood of last spring."
THIRD = "Ferries are to carry commuters until the repairs end, and the city will pay for the tickets of pupils."
BODY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
TEXT = "\n".join((FIRST, SECOND, THIRD))


def html(body: str = BODY, head: str = "", lang: str = "en") -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>Bridge closed</title>{head}</head>'
        f"<body><main><article><h1>Bridge closed</h1>{body}</article></main></body></html>"
    )


def page(content: str | bytes, url: str | None = URL, content_type: str | None = "text/html") -> Page:
    data = content.encode() if isinstance(content, str) else content
    return Page(source=url or "saved.html", url=url, content=data, content_type=content_type, fetched=FETCHED)


def article(content: str | bytes, hints: Hints | None = None, **where: Any) -> Article:
    found = extract(page(content, **where), hints or Hints())
    assert isinstance(found, Article), found
    return found


def reason(content: str | bytes, hints: Hints | None = None, **where: Any) -> str:
    found = extract(page(content, **where), hints or Hints())
    assert isinstance(found, NotAnArticle), found
    return found.reason


def ld(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{text}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


# --- the text


def test_paragraphs_become_lines() -> None:
    assert article(html()).text == TEXT


@pytest.mark.parametrize(
    "extra",
    [
        "<h2>What comes next for the harbour</h2>",
        "<figure><img src='x.jpg'><figcaption>The bridge at dusk, seen from the old pier.</figcaption></figure>",
        "<p>Photo: The bridge at dusk</p>",
        "<p>The bridge at dusk. Jo Doe/Getty Images</p>",
        "<p>Related: <a href='/x'>Why rust never sleeps on the coast</a></p>",
        "<p><a href='/x'>Seven bridges that may be closed before the summer</a></p>",
        "<p>Read more: Why rust never sleeps on the coast</p>",
        "<p>Sign up for our morning newsletter and never miss a story</p>",
        "<p>Follow us on Facebook and Instagram</p>",
        "<p>ADVERTISEMENT</p>",
        "<p>© 2025 The Harbour News</p>",
        "<p>* * *</p>",
        "<p>Bridge closed</p>",
        f"<p>{FIRST}</p>",
    ],
)
def test_what_no_reader_should_be_quoted_is_left_out(extra: str) -> None:
    assert article(html(f"<p>{FIRST}</p><p>{SECOND}</p>{extra}<p>{THIRD}</p>")).text == TEXT


@pytest.mark.parametrize(
    "kept",
    [
        "Copyright law was not discussed, the mayor said after the meeting.",
        "Sponsored by the port, the ferries will run until midnight.",
        "“Follow the money,” she said.",
        "Video games were sold on the ferry.",
    ],
)
def test_sentences_that_only_resemble_promotion_stay(kept: str) -> None:
    assert kept in article(html(f"{BODY}<p>{kept}</p>")).text.split("\n")


def test_a_sentence_that_is_a_link_stays() -> None:
    linked = "The city council confirmed the closure in a statement late on Friday evening."
    assert linked in article(html(f'{BODY}<p><a href="/s">{linked}</a></p>')).text


def test_list_items_and_table_rows_are_lines() -> None:
    text = article(
        html(
            f"{BODY}<ul><li>Line 1 runs every ten minutes.</li><li>Line 2 does not run.</li></ul>"
            "<table><tr><td>Adults</td><td>4 euros</td></tr><tr><td>Pupils</td><td>free</td></tr></table>"
        )
    ).text.split("\n")
    assert text[-4:] == ["Line 1 runs every ten minutes.", "Line 2 does not run.", "Adults | 4 euros", "Pupils | free"]


def test_line_breaks_part_paragraphs_but_not_sentences() -> None:
    text = article(html(f"<p>{FIRST}<br><br>{SECOND}<br>{THIRD[:40]}<br>{THIRD[40:]}</p>")).text
    assert text.split("\n")[:2] == [FIRST, SECOND]
    assert THIRD.split()[0] in text


def test_no_unseen_character_counts_as_printable() -> None:
    assert not [char for char in map(chr, range(sys.maxunicode + 1)) if char.isprintable() and UNSEEN.search(char)]


def test_unseen_characters_go_and_spaces_become_ordinary() -> None:
    dirty = FIRST.replace("bridge", "br\u200bid\u00adge\u202e").replace("will be", "will\u00a0\u2009be") + "\ufeff\x07"
    assert article(html(f"<p>{dirty}</p><p>{SECOND}</p><p>{THIRD}</p>")).text == TEXT


def test_text_is_nfc() -> None:
    text = article(html(f"{BODY}<p>The cafe\u0301 on the pier will stay open during the repairs.</p>")).text
    assert "caf\u00e9" in text


def test_joiners_stay_where_a_script_needs_them() -> None:
    assert (
        "می\u200cشود"
        in article(html(f"{BODY}<p>این پل از دوشنبه بسته می\u200cشود و کشتی\u200cها کار می\u200cکنند.</p>")).text
    )


def test_no_markup_is_left_in_text() -> None:
    shown = "&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt; &lt;&lt;b&gt;b&gt; and 3 &lt; 4"
    text = article(html(f"{BODY}<p>The page said {shown} to all who read it.</p>")).text
    assert "<script" not in text
    assert "<img" not in text
    assert "<b" not in text
    assert "3 < 4" in text


def test_a_body_in_json_ld_is_taken_when_the_layout_hides_most_of_it() -> None:
    more = [
        f"Paragraph {n} tells of ferry {n}, of its captain and of the people who crossed with it." for n in range(20)
    ]
    data = ld({"@type": "NewsArticle", "headline": "Bridge closed", "articleBody": "\n".join([TEXT, *more])})
    assert article(html(head=data)).text.split("\n")[-1] == more[-1]
    other = ld({"@type": "NewsArticle", "articleBody": "\n".join(more)})
    assert article(html(head=other)).text == TEXT


# --- what the page says about itself


STAMP = "2025-11-12T07:30:00-05:00"


@pytest.mark.parametrize(
    "head",
    [
        ld({"@type": "NewsArticle", "datePublished": STAMP}),
        ld([{"@type": "BreadcrumbList"}, {"@type": ["Report", "NewsArticle"], "datePublished": STAMP}]),
        ld({"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", "datePublished": STAMP}]}),
        ld({"@type": "WebPage", "mainEntity": {"@type": "Article", "datePublished": STAMP}}),
        ld({"@type": "WebPage", "datePublished": STAMP}),
        ld(f'<!-- {{"@type": "NewsArticle", "datePublished": "{STAMP}"}} -->'),
        ld(f'{{"@type": "NewsArticle", "headline": "A "quote" inside", "datePublished": "{STAMP}",}}'),
        ld(f'{{"@type": "NewsArticle", "headline": "two\nlines", "datePublished": "{STAMP}"}}'),
        ld("[" * 5000) + meta("article:published_time", STAMP),
        ld('{"@type": "NewsArticle", "datePublished": null}') + meta("og:article:published_time", STAMP),
        meta("article:published_time", STAMP),
        f'<meta name="parsely-pub-date" content="{STAMP}">',
        f'<meta name="DC.date.issued" content="{STAMP}">',
        f'<meta itemprop="datePublished" content="{STAMP}">',
        f'<meta name="date" content="2025-11-12">{meta("article:published_time", STAMP)}',
        ld({"@type": "NewsArticle", "datePublished": "2025-11-12"}) + meta("article:published_time", STAMP),
        ld({"@type": "NewsArticle", "datePublished": "2031-01-01T00:00:00Z"}) + meta("article:published_time", STAMP),
        ld({"@type": "NewsArticle", "datePublished": "1970-01-01"}) + meta("article:published_time", STAMP),
        ld({"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2025-11-01"}]})
        + meta("article:published_time", STAMP),
    ],
)
def test_the_moment_of_publication_from_each_source(head: str) -> None:
    assert article(html(head=head)).published == STAMP


@pytest.mark.parametrize("attributes", ["itemprop='datePublished'", "pubdate", "class='published-at'", ""])
def test_the_moment_of_publication_from_a_time_element(attributes: str) -> None:
    body = f'<p>Published <time {attributes} datetime="{STAMP}">12 November 2025</time></p>{BODY}'
    assert article(html(body)).published == STAMP


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2025-11-12T12:30:00Z", "2025-11-12T12:30:00+00:00"),
        ("2025-11-12T12:30:00.123+0100", "2025-11-12T12:30:00+01:00"),
        ("2025-11-12 12:30", "2025-11-12T12:30:00"),
        ("2025-11-12 12:30:00 UTC", "2025-11-12T12:30:00+00:00"),
        ("Wed, 12 Nov 2025 12:30:00 GMT", "2025-11-12T12:30:00+00:00"),
        ("1762950600", "2025-11-12T12:30:00+00:00"),
        ("20251112", "2025-11-12"),
        ("2025/11/12", "2025-11-12"),
        ("0001-01-01T00:00:00+14:00", None),
        ("2025-13-45", None),
        ("2025-11-22T00:00:00Z", None),
        ("soon", None),
    ],
)
def test_dates_become_iso_or_are_not_believed(written: str, published: str | None) -> None:
    assert article(html(head=meta("article:published_time", written))).published == published


def test_modified_comes_from_data_or_meta() -> None:
    assert article(html(head=ld({"@type": "NewsArticle", "dateModified": STAMP}))).modified == STAMP
    assert article(html(head=meta("article:modified_time", STAMP))).modified == STAMP


@pytest.mark.parametrize(
    "head",
    [
        ld({"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ann Lee"}}),
        ld({"@type": "NewsArticle", "author": [{"name": "By Ann Lee"}, {"name": "The Harbour News"}]})
        + meta("og:site_name", "The Harbour News"),
        ld(
            {
                "@graph": [
                    {"@type": "NewsArticle", "author": {"@id": "#a"}},
                    {"@type": "Person", "@id": "#a", "name": "Ann Lee"},
                ]
            }
        ),
        ld({"@type": "NewsArticle", "author": "Ann Lee"}),
        '<meta name="author" content="By ANN LEE">'.replace("ANN LEE", "Ann Lee"),
        meta("article:author", "https://social.example/annlee")
        + '<meta name="byl" content="By Ann Lee, Political Editor">',
    ],
)
def test_authors_from_each_source(head: str) -> None:
    assert article(html(head=head)).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("By Ann Lee and Bo Li", ("Ann Lee", "Bo Li")),
        ("Ann Lee, Bo Li & Cy Wu; Di Xu", ("Ann Lee", "Bo Li", "Cy Wu", "Di Xu")),
        ("Ann Lee (ann@news.example), Reuters", ("Ann Lee",)),
        ("Robert F. Kennedy, Jr.", ("Robert F. Kennedy Jr.",)),
        ("Von Ann Lee | @annlee", ("Ann Lee",)),
        ("Ann Lee, ann lee", ("Ann Lee",)),
        ("Staff writer", ()),
        ("https://news.example/ann", ()),
    ],
)
def test_bylines_become_names(written: str, people: tuple[str, ...]) -> None:
    assert names([written]) == people


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("", "Bridge closed"),
        (
            meta("og:title", "Harbour bridge shut | Harbour News") + meta("og:site_name", "Harbour News"),
            "Harbour bridge shut",
        ),
        (ld({"@type": "NewsArticle", "headline": "Rust &amp; ruin - a bridge"}), "Rust & ruin - a bridge"),
        (ld({"@type": "NewsArticle", "headline": "A <b>bold</b>\u200b step"}), "A bold step"),
    ],
)
def test_titles(head: str, title: str) -> None:
    assert article(html(head=head)).title == title


def test_outlets() -> None:
    assert article(html(head=meta("og:site_name", "Harbour News"))).outlet == "Harbour News"
    publisher = ld({"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": "The Port Post"}})
    assert article(html(head=publisher)).outlet == "The Port Post"
    assert article(html(), url="https://www.news.example/a").outlet == "news.example"


@pytest.mark.parametrize(("lang", "language"), [("en-GB", "en"), ("DE", "de"), ("", None), ("english", None)])
def test_languages(lang: str, language: str | None) -> None:
    assert article(html(lang=lang)).language == language


def test_what_the_editor_says_wins() -> None:
    head = ld({"@type": "NewsArticle", "headline": "X", "author": "Ann Lee", "datePublished": STAMP})
    given_url = "https://other.example/a?utm_source=mail"
    hints = Hints(url=given_url, title="T", outlet="O", authors=("Bo Li",), published="2020-01-02")
    found = article(html(head=head + meta("og:site_name", "P")), hints)
    assert (found.title, found.outlet, found.authors, found.published) == ("T", "O", ("Bo Li",), "2020-01-02")
    assert found.url == "https://other.example/a"
    assert found.id == article_id("https://other.example/a")


def test_a_given_date_or_address_that_is_none_is_said() -> None:
    assert "'last week' is not an ISO date" in reason(html(), Hints(published="last week"))
    assert "not a web address: 'example'" in reason(html(), Hints(url="example"))


# --- whose article it is


def canonical(url: str) -> str:
    return f'<link rel="canonical" href="{url}">'


def test_a_fetched_page_may_name_its_own_address() -> None:
    found = article(html(head=canonical("https://www.news.example/bridge")), url=URL + "?ref=home")
    assert found.url == "https://www.news.example/bridge"


def test_a_fetched_page_cannot_take_another_outlets_place() -> None:
    found = article(html(head=canonical("https://victim.example/story")))
    assert found.url == URL
    assert found.id == article_id(canonical_url(URL))


def test_a_saved_file_is_believed_and_one_without_address_is_known_by_its_text() -> None:
    assert article(html(head=canonical(URL)), url=None).id == article(html()).id
    bare = article(html(), url=None)
    assert bare.url is None
    assert bare.id == article(html(), url=None).id != article(html(f"{BODY}<p>More was said.</p>"), url=None).id


# --- bytes of all kinds

GERMAN = "Die Brücke über den Hafen wird für Monate geschlossen, weil große Schäden an den Kabeln gefunden wurden. "
RUSSIAN = "Мост через гавань закрыт на несколько месяцев, потому что в тросах нашли серьёзные повреждения. "


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "", None),
        ("utf-8-sig", "", None),
        ("utf-16", "", None),
        ("utf-16-le", "", None),
        ("iso-8859-1", "", None),
        ("cp1252", "", "text/html; charset=ISO-8859-1"),
        ("cp1252", '<meta charset="windows-1252">', None),
        ("utf-8", '<meta charset="iso-8859-1">', "text/html; charset=iso-8859-1"),
        ("utf-8", '<meta charset="utf-16">', None),
        ("iso-8859-1", '<meta charset="zip">', "text/html; charset=nonsense"),
    ],
)
def test_charsets(encoding: str, declared: str, content_type: str | None) -> None:
    content = html(f"<p>{GERMAN * 4}</p>", declared).encode(encoding)
    assert article(content, content_type=content_type).text == (GERMAN * 4).strip()


@pytest.mark.parametrize(("encoding", "declared"), [("cp1251", True), ("koi8-r", True), ("cp1251", False)])
def test_cyrillic_charsets(encoding: str, declared: bool) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">' if declared else ""
    assert article(html(f"<p>{RUSSIAN * 4}</p>", head).encode(encoding)).text == (RUSSIAN * 4).strip()


def test_japanese_in_its_old_encodings_and_without_spaces() -> None:
    japanese = "港の橋は月曜日から閉鎖されます。主なケーブルの四本に錆が見つかったためです。" * 4
    for encoding in ("shift_jis", "euc-jp", "iso-2022-jp"):
        content = html(f"<p>{japanese}</p>", f'<meta charset="{encoding}">').encode(encoding)
        assert article(content).text == japanese


def test_a_damaged_byte_costs_one_character() -> None:
    content = html(f"<p>{GERMAN * 4}</p>").encode().replace("ß".encode(), b"\xc3", 1)
    text = article(content, content_type="text/html; charset=iso-8859-1").text
    assert text.count("\ufffd") == 1
    assert "Brücke" in text


@given(
    st.binary(max_size=300), st.sampled_from([None, "text/html; charset=shift_jis", "charset=utf-16", "charset=hex"])
)
def test_decoding_never_fails(content: bytes, content_type: str | None) -> None:
    assert isinstance(decode(content, content_type), str)


# --- what is no article


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"PK\x03\x04\x14\0\0\0", "a zip archive"),
        (b"\x1f\x8b\x08\0\0", "a compressed file"),
        (bytes(range(256)) * 4, "binary data"),
        (b"Just a line of text.", "plain text"),
        (b"<html>", "0 words"),
        (html("<p>Only seven words are said right here.</p>").encode(), "7 words"),
        (html("<p>Please enable JavaScript to read this page.</p>").encode(), "JavaScript"),
        (html("<p>Complete the captcha to go on.</p>").encode(), "check for robots"),
        (html("<p>Subscribe to continue reading. Already a subscriber? Log in.</p>").encode(), "paywall or login"),
        (html("<p>We and our partners use cookies. Manage your consent.</p>").encode(), "consent to cookies"),
        (html("<p>404 not found</p>").encode(), "not there"),
        (html(f"<p>{FIRST}</p>", ld({"@type": "NewsArticle", "isAccessibleForFree": "False"})).encode(), "paywall"),
        (b"<html><body>" + b"<div>" * 100_000 + BODY.encode(), "words"),
        (b"<p>" + b"x" * 10_000_001, "too big"),
    ],
)  # fmt: skip
def test_each_bad_input_has_its_plain_reason(content: bytes, said: str) -> None:
    told = reason(content)
    assert said in told
    assert "\n" not in told
    assert len(told) < 250


def test_a_picture_by_its_servers_word() -> None:
    assert "image data" in reason(b"no markup here", content_type="image/webp")


@pytest.mark.parametrize("teaser", ["", " <p>Two lines about it.</p>"])
def test_a_front_page_is_a_list_of_links(teaser: str) -> None:
    links = "".join(
        f'<li><a href="/s{n}">Headline {n} on the harbour and its bridge</a>{teaser}</li>' for n in range(60)
    )
    front = f"<html><body><main><ul>{links}</ul></main></body></html>"
    assert "list of links" in reason(front, url="https://news.example/")


def test_a_page_cut_off_in_the_middle_gives_what_is_there() -> None:
    whole = html()
    assert article(whole[: whole.index(THIRD) + 40]).text.startswith(f"{FIRST}\n{SECOND}\n")


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    reason(b"<p></p>")
    reason(html("<p>x</p>"))
    article(html(f"<p>{RUSSIAN * 4}</p>").encode("cp1251"))
    assert capfd.readouterr() == ("", "")


PIECES = """<html> <p> </p> <table><tr> <td> <ul><li> <!-- <br> <h1> '> \0 &#0; <time_datetime=' <a_href='//['>
<script_type='application/ld+json'> {"@type":"Article","author":[{"name":3},null],"datePublished":{}} </script>
<base_href='http://['> <link_rel=canonical_href='http://[x'> <meta_property='og:url'_content='::'>"""
MARKS = [piece.replace("_", " ").encode() for piece in PIECES.split()]
TEXTS = [FIRST.encode(), SECOND.encode(), THIRD.encode(), b"\xff\xfe"]


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(st.binary(max_size=400), st.lists(st.sampled_from(MARKS + TEXTS), max_size=40).map(b"".join)),
    st.sampled_from([None, URL]),
)
def test_extract_never_raises(content: bytes, url: str | None) -> None:
    found = extract(page(content, url=url), Hints())
    assert not isinstance(found, Unreadable), found.reason
    if isinstance(found, Article):
        assert len(found.text.split()) >= 40
