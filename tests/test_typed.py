"""Questions as people type them, written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question.typed import written_out


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("whats the govt doing about ur bin tax lol", "what's the government doing about your bin tax"),
        ("k cool. btw who won?", "who won?"),
        ("ok who won?", "who won?"),
        ("omg. wtf is a wombat", "what is a wombat"),
        ("didnt ppl vote til ten?", "didn't people vote until ten?"),
        # Not chat: names, addresses, and words that say something.
        ("Is UR a band?", "Is UR a band?"),
        ("who runs u.s. steel and im.example?", "who runs u.s. steel and im.example?"),
        ("right to buy: who may?", "right to buy: who may?"),
        ("no way out: who wrote it?", "no way out: who wrote it?"),
        # Nothing else would be left.
        ("lol", "lol"),
        ("thanks!", "thanks!"),
    ],
)
def test_chat_words_are_written_out(typed: str, plain: str) -> None:
    assert written_out(typed) == plain


@given(st.text())
def test_any_text_can_be_written_out_and_is_not_lost(text: str) -> None:
    written = written_out(text)
    assert written or not text


@pytest.mark.parametrize("text", ["so " * 100_000, "ok, " * 100_000, "k" * 100_000, "wtf " * 100_000])
def test_a_hostile_question_is_read_to_its_end(text: str) -> None:
    assert written_out(text)
