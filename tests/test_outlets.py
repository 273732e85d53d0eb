"""Where a question names several outlets, the best of each comes right behind the very best."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from vectorstore.language.outlets import each_heard, named

OUTLETS = ["Norwick Post", "Post", "The Herald", "C+ (online)", ""]


@pytest.mark.parametrize(
    ("question", "outlets"),
    [
        ("Do the Norwick Post and a herald agree?", set()),
        ("Do the Norwick Post and The Herald agree?", {"Norwick Post", "The Herald"}),
        ("Do the norwick post and the herald agree?", {"Norwick Post", "The Herald"}),
        ("Does a Herald article say what a Norwick Post report does?", {"Norwick Post", "The Herald"}),
        ("What do c+ (online) and the Post say?", {"C+ (online)", "Post"}),
        ("What do c+ (online) and the post say?", set()),
        ("Is the norwick post on the herald of spring?", set()),
        ("Were posters put up in The Heralds?", set()),
        ("What did The Herald report?", set()),
    ],
)
def test_outlets_are_named_in_full_and_more_than_one(question: str, outlets: set[str]) -> None:
    assert named(question, OUTLETS) == outlets


def test_the_best_stays_first() -> None:
    assert each_heard(["c1", "a1", "a2", "c2", "b1"], frozenset("ab"), lambda one: one[0]) == [
        "c1",
        "a1",
        "b1",
        "a2",
        "c2",
    ]
    assert each_heard(["c1", "b1"], frozenset("a"), lambda one: one[0]) == ["c1", "b1"]
    assert each_heard([], frozenset("a"), str) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers()), unique=True), st.frozensets(st.sampled_from("abc")))
def test_nothing_is_lost(ranked: list[tuple[str, int]], outlets: frozenset[str]) -> None:
    heard = each_heard(ranked, outlets, lambda one: one[0])
    assert sorted(heard) == sorted(ranked)
    assert heard[:1] == ranked[:1]
