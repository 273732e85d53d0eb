"""Reading a model's text: the same sentences however the stream is cut, and no marker left in them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engines.markdown import plain_line
from bot.engines.markers import Marked, marked_sentences

_ANY = st.lists(
    st.one_of(
        st.sampled_from(["[1]", "[2, 3]", "[1-3]", "【1†a】", "［2］", "[[1]2]", "([1])", "[Passage 4]", "[^5]"]),
        st.sampled_from([". ", ".", "? ", "! ", "\n", "\r\n", "。", "…", " ", "”", "“", "U.S. ", "3 p.m. ", "\u2028"]),
        st.sampled_from(["- ", "1. ", "# ", "**", "*", "_", "`", "](http://x/y)", "[1](#a)"]),
        st.text(alphabet="abcABC é句1,;:()[]", max_size=6),
    ),
    max_size=30,
).map("".join)  # fmt: skip
_MARKER = re.compile(r"[\[【［]\s*\d{1,3}\s*[\]】］]")


def read(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(marked.text, marked.numbers) for marked in marked_sentences([text])]


@given(_ANY, st.data())
@settings(deadline=None, max_examples=300)
def test_cuts_change_nothing(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    whole = list(marked_sentences([text]))
    assert list(marked_sentences(pieces)) == whole
    assert list(marked_sentences(text)) == whole


@given(_ANY)
@settings(deadline=None, max_examples=300)
def test_no_marker_is_left(text):
    for marked in marked_sentences(text):
        assert marked.text
        assert not _MARKER.search(marked.text)
        assert len(set(marked.numbers)) == len(marked.numbers)


_PLAIN = st.lists(
    st.one_of(
        st.sampled_from(["Petro", "the", "U.S.", "said.", "“Why?”", "3", "p.m.", "Mr.", "boats;", "J.", "2025."]),
        st.text(alphabet="abcXYZéñ句Ж.,!?…()“”’", min_size=1, max_size=9),
    ),
    max_size=40,
)  # fmt: skip


@given(_PLAIN, st.sampled_from([" ", "  ", "\n", " \n "]))
@settings(deadline=None, max_examples=300)
def test_text_without_markers_survives(words, between):
    text = between.join(words)
    found = read(text)
    assert "".join(re.sub(r"\s", "", sentence) for sentence, _ in found) == re.sub(r"\s", "", text)
    assert not any(numbers for _, numbers in found)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One two [1]. Three four [2].", [("One two.", (1,)), ("Three four.", (2,))]),
        ("One two. [1] Three four.[2]Five six. [3]", [("One two.", (1,)), ("Three four.", (2,)), ("Five six.", (3,))]),
        ("One two [1, 3; 5]. Three [7-9][7].", [("One two.", (1, 3, 5)), ("Three.", (7, 8, 9))]),
        ("“One two.” [1] Three.", [("“One two.”", (1,)), ("Three.", ())]),
        ("At 3 p.m. EST [1] he left.", [("At 3 p.m. EST he left.", (1,))]),
        ("In [2025] he said [sic] so [1].", [("In [2025] he said [sic] so.", (1,))]),
        ("One two\n[3] Three four.\n", [("One two", ()), ("Three four.", (3,))]),
        ("[1] One two. [2] Three four.", [("One two.", (1,)), ("Three four.", (2,))]),
        ("One.\n[1]: https://a.example\n[2] Outlet, Headline", [("One.", ())]),
        ("[1]", []),
        ("", []),
    ],
)
def test_markers_go_with_their_sentence(text, sentences):
    assert read(text) == sentences


def test_a_sentence_is_given_once_the_next_has_begun():
    given_so_far: list[Marked] = []

    def stream():
        yield "One two three. [1]"
        assert given_so_far == []
        yield " Four "
        assert [marked.text for marked in given_so_far] == ["One two three."]
        yield "five six.\n"
        assert len(given_so_far) == 2

    for marked in marked_sentences(stream()):
        given_so_far.append(marked)
    assert len(given_so_far) == 2


def test_a_stream_that_fails_gives_what_is_whole_and_marked():
    assert _until_failure(_failing("One two [1]. Three four. [2]")) == ["One two.", "Three four."]
    assert _until_failure(_failing("One two three")) == []
    assert _until_failure(_failing("One two [1] three")) == []


def _failing(text):
    yield text
    raise ConnectionError


def _until_failure(stream):
    found = []
    try:
        for marked in marked_sentences(stream):
            found.append(marked.text)
    except ConnectionError:
        return found
    raise AssertionError("the error was swallowed")


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("- **Petro** said", "Petro said"),
        ("## What *happened*", "What happened"),
        ("2) `a` __b__ snake_case 5 * 3", "a b snake_case 5 * 3"),
        ("> - [The Ledger](https://a.example/x) said [1](#n)", "The Ledger said [1]"),
        ("12. November 2025", "12. November 2025"),
        ("-5 degrees", "-5 degrees"),
    ],
)
def test_markdown_becomes_plain_words(line, plain):
    assert plain_line(line) == plain
