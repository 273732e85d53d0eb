import hypothesis.strategies as st
import pytest
from hypothesis import given

from ingest.identity import article_id, canonical_url, claimed_url, reader_url, text_id


@pytest.mark.parametrize(
    "spelling",
    [
        "https://news.example/a/story",
        "HTTP://News.Example/a/story",
        "http://news.example:80/a//story/",
        "https://news.example:443/a/story#part-2",
        "https://news.example/a/story?utm_source=x&fbclid=IwAR0&CMP=share_btn_tw",
        "https://user:secret@news.example/a/story",
        "  https://news.example/a/story\n",
    ],
)
def test_spellings_of_one_address_are_one(spelling: str) -> None:
    assert canonical_url(spelling) == "https://news.example/a/story"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/story?12345", "https://news.example/story?12346"),
        ("https://news.example/?cid=88", "https://news.example/?cid=89"),
        ("https://news.example/a?page=1", "https://news.example/a?page=2"),
        ("https://news.example:8080/a", "https://news.example/a"),
        ("https://news.example/a", "https://other.example/a"),
        ("https://news.example/Story", "https://news.example/story"),
    ],
)
def test_different_articles_stay_different(one: str, other: str) -> None:
    assert article_id(canonical_url(one)) != article_id(canonical_url(other))


def test_the_order_of_parameters_does_not_count() -> None:
    assert canonical_url("https://n.example/a?b=2&a=1") == canonical_url("https://n.example/a?a=1&b=2")


def test_a_port_keeps_its_scheme() -> None:
    assert canonical_url("http://127.0.0.1:8000/a/") == "http://127.0.0.1:8000/a"


def test_the_readers_address_keeps_what_makes_it_work() -> None:
    given_url = "http://User:pw@News.example/a/?b=2&utm_medium=mail&a=1#top"
    assert reader_url(given_url) == "http://news.example/a/?b=2&a=1"


@pytest.mark.parametrize(
    "bad",
    ["", "story.html", "/a/b", "ftp://news.example/a", "https://", "https:///a", "https://a b^c/", "http://[::1",
     "https://news.example:99999/", "javascript:alert(1)", "https://news.example/" + "a" * 5000],
)  # fmt: skip
def test_what_is_no_web_address_is_refused_in_plain_words(bad: str) -> None:
    with pytest.raises(ValueError, match="not a web address"):
        canonical_url(bad)


url_texts = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(
        ["news.example", "WWW.News.Example", "127.0.0.1", "münchen.example", "xn--mnchen-3ya.example", "[::1]"]
    ),
    st.sampled_from(["", ":80", ":443", ":8000", ":"]),
    st.text(max_size=30),
    st.text(max_size=30),
    st.text(max_size=10),
)


@given(url_texts)
def test_canonical_url_is_idempotent(url: str) -> None:
    try:
        once = canonical_url(url)
    except ValueError:
        return
    assert canonical_url(once) == once
    assert "#" not in once


@given(st.text())
def test_any_text_gives_an_address_or_a_value_error(text: str) -> None:
    try:
        assert canonical_url(text).startswith("http")
    except ValueError as error:
        assert "not a web address" in str(error)  # noqa: PT017 - either outcome is right


def test_ids_are_short_stable_hexadecimal() -> None:
    assert article_id("https://news.example/a") == article_id("https://news.example/a")
    assert len(article_id("https://news.example/a")) == 16
    int(article_id("https://news.example/a"), 16)


def test_text_ids_ignore_spacing_and_nothing_else() -> None:
    assert text_id("One  two\nthree.") == text_id("One two three.")
    assert text_id("One two three.") != text_id("One two four.")
    assert text_id("One.", title="A") != text_id("One.", title="B")
    assert text_id("caf\u00e9") == text_id("cafe\u0301")


@pytest.mark.parametrize(
    ("claim", "answered", "believed"),
    [
        ("https://news.example/story", "https://news.example/story?id=7", "https://news.example/story"),
        ("/story", "https://news.example/x", "https://news.example/story"),
        ("https://www.news.example/story", "https://amp.news.example/story", "https://www.news.example/story"),
        ("https://news.example/story", "https://edition.news.example/story", "https://news.example/story"),
        ("https://victim.example/story", "https://evil.example/x", None),
        ("https://good.blogs.example/story", "https://evil.blogs.example/x", None),
        ("https://evilnews.example/story", "https://news.example/x", None),
        ("http://127.0.0.1:8001/story", "http://127.0.0.1:8002/x", None),
        ("https://news.example/", "https://news.example/story", None),
        ("https://victim.example/story", None, "https://victim.example/story"),
        ("/story", None, None),
        ("javascript:alert(1)", "https://news.example/x", None),
        ("", "https://news.example/x", None),
        (None, None, None),
    ],
)
def test_a_page_speaks_only_for_its_own_site(claim: str | None, answered: str | None, believed: str | None) -> None:
    assert claimed_url(claim, answered) == believed
