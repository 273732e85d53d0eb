"""Every metric against a value worked out by hand, then what holds for any question and any answer."""

from collections.abc import Sequence
from math import log2
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.metrics import MEANS, TOTALS, YES_NO, aggregate, percentile, refusal_f1, score
from bot.evaluation.questions import GoldEvidence, Question
from bot.evaluation.quotes import first_words, found, lies_half_in, overlap
from bot.evaluation.rankings import average_precision, ndcg, recall, reciprocal_rank
from bot.evaluation.words import contains, content_words, coverage, token_f1, word_count, words
from bot.turn import Turn

# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Mona Lisa!", "the mona lisa"),
        ("", ""),
        ("— … ?", ""),
        ("twenty-one of forty, ten", "21 of 40 10"),
        ("Zero, nineteen and twenty", "0 19 and 20"),
        ("two million, five hundred", "2 million 5 hundred"),
        ("the twenty-first", "the 20 first"),
        ("someone stoned", "someone stoned"),
        ("$72.5 million", "$ 72.5 million"),
        ("€5bn, £3", "€ 5bn £ 3"),
        ("5% or 5 percent", "5 % or 5 percent"),
        ("1,428 and 1,234,567.89", "1428 and 1234567.89"),
        ("in 2019,2020", "in 2019 2020"),
        ("It ended 44.94.", "it ended 44.94"),
        ("780-72", "780 72"),
        ("at 10:45 p.m. in the U.S.", "at 10 45 pm in the us"),
        ("4x400 relay", "4x400 relay"),
        ("Biden’s and Biden's", "biden s and biden s"),
        ("ﬁve １２３ ％", "5 123 %"),
        ("snake_case", "snake case"),
        ("Übermaß café", "übermaß café"),
    ],
)
def test_words_are_compared_without_case_punctuation_or_spelling_of_numbers(text: str, expected: str) -> None:
    assert words(text) == tuple(expected.split())


def test_content_words_leave_stop_words_out_unless_nothing_else_is_left() -> None:
    assert content_words(("the", "end", "of", "may")) == ("end", "may")
    assert content_words(("it", "was")) == ("it", "was")
    assert content_words(("no",)) == ("no",)


def test_a_reader_counts_words_without_markers_and_lone_punctuation() -> None:
    # It | ended | – | at | 10:45 | p.m. (the dash is none, nor is the full stop after the marker)
    assert word_count("It ended – at 10:45 p.m. [1][2].") == 5
    assert word_count("") == 0


@given(st.text())
def test_words_of_words_are_the_same_words(text: str) -> None:
    once = words(text)
    assert all(once)
    assert words(" ".join(once)) == once


# Words of answers


@pytest.mark.parametrize(
    ("answer", "alias", "expected"),
    [
        ("He paid $72 million.", "72 million", True),
        ("He paid 72 people a million.", "72 million", False),
        ("in 2019", "20", False),  # not inside a word
        ("two deaths", "2", True),
        ("ten", "ten deaths", False),
        ("", "ten", False),
        ("anything", "?", False),  # an alias of no word stands nowhere
    ],
)
def test_contains_wants_the_alias_s_words_in_a_row(answer: str, alias: str, expected: bool) -> None:
    assert contains(words(answer), words(alias)) is expected


def test_coverage_is_the_share_of_content_words() -> None:
    # "lack of ammunition and heavy losses": lack, ammunition, heavy, losses; two of four are there
    assert coverage(words("Heavy losses were blamed."), words("lack of ammunition and heavy losses")) == 0.5
    assert coverage((), words("losses")) == 0
    assert coverage(words("losses"), ()) == 0


def test_token_f1_counts_a_word_as_often_as_both_have_it() -> None:
    # shared: the, cat; precision 2/3, recall 2/4: F1 = 2 · 2 / (3 + 4)
    assert token_f1("the cat the".split(), "the big cat sat".split()) == pytest.approx(4 / 7)
    assert token_f1(("a",), ("b",)) == 0
    assert token_f1((), ()) == 0
    assert token_f1((), ("a",)) == 0


# Rankings


def test_ranking_metrics_by_hand() -> None:
    ranking, relevant = ("x", "a", "y", "b"), {"a", "b", "c"}
    assert recall(ranking[:1], relevant) == 0
    assert recall(ranking, relevant) == pytest.approx(2 / 3)
    assert reciprocal_rank(ranking, relevant) == 1 / 2
    # precision at rank 2 is 1/2, at rank 4 is 2/4; "c" is not found: (1/2 + 1/2 + 0) / 3
    assert average_precision(ranking, relevant) == pytest.approx(1 / 3)
    # found at ranks 2 and 4; best: ranks 1, 2, 3
    ideal = 1 + 1 / log2(3) + 1 / 2
    assert ndcg(ranking, relevant, 10) == pytest.approx((1 / log2(3) + 1 / log2(5)) / ideal)
    # cut at 2: found at rank 2; best: ranks 1 and 2
    assert ndcg(ranking, relevant, 2) == pytest.approx((1 / log2(3)) / (1 + 1 / log2(3)))


def test_an_empty_ranking_scores_nothing() -> None:
    assert recall((), {"a"}) == reciprocal_rank((), {"a"}) == average_precision((), {"a"}) == 0
    assert ndcg((), {"a"}, 10) == 0


# Quotes and what was read


def row(rank: int, article: str, start: int, text: str, version: int = 1) -> dict[str, Any]:
    end = start + len(text)
    return {
        "rank": rank, "article_id": article, "version": version, "start": start, "end": end, "text": text
    }  # fmt: skip


def passage(rank: int, article: str, whole: str, text: str) -> dict[str, Any]:
    return row(rank, article, whole.index(text), text)


NEWS = "Ann won the race on Sunday. Bea came second, a minute later. Cleo fell at the start and gave up."
QUOTE = "race on Sunday. Bea came second"  # 31 characters, of which 20 must stand in a row


def test_reading_follows_ranks_and_stops_at_the_limit() -> None:
    evidence = [row(2, "b", 0, "four five six"), row(1, "a", 0, "one two\nthree")]
    assert first_words(evidence, 5) == {("a", 1): "one two three", ("b", 1): "four five"}
    assert first_words(evidence, 3)["a", 1] == "one two three"
    assert first_words(evidence, 3).get(("b", 1), "") == ""
    assert first_words([], 5) == {}


def test_text_seen_before_is_not_counted_again() -> None:
    evidence = [
        passage(1, "n", NEWS, "Bea came second, a minute later."),  # 6 words
        passage(2, "n", NEWS, "Ann won the race on Sunday. Bea came second, a minute later."),  # 6 new ones
        row(3, "o", 0, "Other words"),
    ]
    assert first_words(evidence, 13) == {("n", 1): NEWS[: NEWS.index(" Cleo")], ("o", 1): "Other"}


def test_another_version_or_article_at_the_same_offsets_is_other_text() -> None:
    evidence = [row(1, "n", 0, "same words"), row(2, "n", 0, "same words", version=2), row(3, "o", 0, "same")]
    assert len(first_words(evidence, 5)) == 3
    assert ("o", 1) not in {key: text for key, text in first_words(evidence, 4).items() if text}


DIGITS = "0123456789" * 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DIGITS, True),
        (DIGITS[:30] + " and something else", True),
        (DIGITS[:29] + " and something else", False),
        ("Up to here " + DIGITS[-30:], True),
        (DIGITS[:25] + " then, apart, " + DIGITS[-25:], False),  # two runs of 25 characters
        ("", False),
    ],
)
def test_half_of_the_quote_s_characters_must_stand_in_one_run(text: str, expected: bool) -> None:
    assert lies_half_in(DIGITS, text) is expected


def test_of_a_short_quote_half_is_not_enough() -> None:
    assert lies_half_in("$1.7 billion", "a sum of $1.7 billion")
    assert not lies_half_in("$1.7 billion", "a sum of $9.2 billion")  # " billion" is 8 of 12 characters


def test_line_breaks_do_not_hide_a_quote() -> None:
    assert lies_half_in("Ann won\n\nthe race", "So Ann  won the\nrace.")


def test_a_quote_that_straddles_two_passages_is_found_once_both_are_read() -> None:
    evidence = [
        passage(1, "n", NEWS, "Bea came second, a minute later."),
        passage(2, "n", NEWS, "Ann won the race on Sunday."),
    ]
    assert found([("n", QUOTE)], first_words(evidence, 6), "any") == 0  # "Bea came second" alone: 15 characters
    assert found([("n", QUOTE)], first_words(evidence, 12), "any") == 1


def test_found_is_the_best_quote_or_the_share_of_quotes() -> None:
    read = {("n", 1): NEWS}
    quotes = [("n", QUOTE), ("n", "words of another article altogether"), ("o", QUOTE)]
    assert found(quotes, read, "any") == 1
    assert found(quotes, read, "all") == pytest.approx(1 / 3)  # the quote is looked for in its own article only
    assert found(quotes[1:], read, "any") == 0
    assert found(quotes[:1], {("n", 1): "old text", ("n", 2): NEWS}, "any") == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ann won the race.", "won the", True),
        ("won the", "Ann won the race.", True),
        ("Ann won\nthe race.", "Ann won the race. Bea", True),
        ("So it was that Ann won the race.", "Ann won the race. Bea came second.", True),
        ("Ann won the race. Bea came second.", "So it was that Ann won the race.", True),
        ("It was Ann.", "Ann. Then Bea came.", False),  # 4 characters at the edges
        ("Ann won the race.", "Bea came second.", False),
    ],
)
def test_overlap_is_containment_or_a_shared_edge(one: str, other: str, expected: bool) -> None:
    assert overlap(one, other) is expected


# One question


def document(
    answer: str = "",
    *,
    status: str = "answered",
    declined: str | None = None,
    evidence: Sequence[dict[str, Any]] = (),
    cited: Sequence[tuple[str, str]] = (),
    query: str = "",
    first_sentence: float | None = 40.0,
) -> dict[str, Any]:
    return {
        "status": status,
        "declined": {"kind": declined, "message": "Sorry."} if declined else None,
        "answer": answer,
        "citations": [{"n": n, "article_id": one, "quote": text} for n, (one, text) in enumerate(cited, 1)],
        "search": {"query": query},
        "evidence": list(evidence),
        "timings_ms": {"search": 10.0, "first_sentence": first_sentence, "total": 50.0},
    }


def asked(**gold: Any) -> Question:
    return Question(id="q", question="Who won?", **gold)


def decline(kind: str = "no_coverage", **fields: Any) -> dict[str, Any]:
    return document(status="declined", declined=kind, first_sentence=None, **fields)


def test_without_gold_only_refusal_words_and_time_apply() -> None:
    assert score(asked(), document("Ann won [1].")) == {
        "refusal.answered": 1, "answer.words": 2, "latency_ms.total": 50, "latency_ms.first_sentence": 40
    }  # fmt: skip


def test_retrieval_counts_each_article_once_in_order_of_rank() -> None:
    evidence = [row(4, "a", 50, "x"), row(1, "x", 0, "x"), row(2, "x", 9, "x"), row(3, "y", 0, "x")]
    gold = (GoldEvidence("a"), GoldEvidence("b"))
    scores = score(asked(evidence=gold), document(evidence=evidence))
    # articles: x, y, a
    assert {metric: value for metric, value in scores.items() if metric.startswith("retrieval.")} == {
        "retrieval.hit@1": 0,
        "retrieval.hit@5": 1,
        "retrieval.hit@10": 1,
        "retrieval.recall@1": 0,
        "retrieval.recall@5": 0.5,
        "retrieval.recall@10": 0.5,
        "retrieval.mrr@10": pytest.approx(1 / 3),
        "retrieval.map@10": pytest.approx(1 / 3 / 2),
        "retrieval.ndcg@10": pytest.approx((1 / 2) / (1 + 1 / log2(3))),
    }  # without a quote, found@N does not apply


def test_an_article_beyond_the_tenth_does_not_count() -> None:
    evidence = [row(n, f"x{n}", 0, "x") for n in range(1, 11)] + [row(11, "a", 0, "x")]
    scores = score(asked(evidence=(GoldEvidence("a"),)), document(evidence=evidence))
    assert not any(value for metric, value in scores.items() if metric.startswith("retrieval."))


def test_found_grows_with_the_words_that_are_read() -> None:
    filler = "word " * 149
    evidence = [row(1, "x", 0, filler), passage(2, "n", NEWS, NEWS), row(3, "m", 0, "m " * 1500 + QUOTE)]
    gold = (GoldEvidence("n", quote=QUOTE), GoldEvidence("m", quote=QUOTE))
    scores = score(asked(evidence=gold, evidence_mode="all"), document(evidence=evidence))
    # 150 words reach "Ann" only; 500 the whole of n; the quote of m stands after word 1,668
    assert [scores[f"retrieval.found@{limit}"] for limit in (150, 500, 1500)] == [0, 0.5, 0.5]


def test_empty_evidence_and_an_error_score_zero() -> None:
    question = asked(evidence=(GoldEvidence("n", quote=QUOTE),), answer=("Ann",))
    error = {"error": {"kind": "no_model", "message": "No model."}}
    for result in (document(), error):
        scores = score(question, result)
        assert {scores[metric] for metric in scores if metric.split(".")[0] in ("retrieval", "citations")} == {0}
        assert scores["answer.f1"] == 0
    assert score(question, error)["refusal.answered"] == 0
    assert "latency_ms.total" not in score(question, error)


def test_gold_may_name_an_article_by_url_or_by_the_id_of_a_duplicate() -> None:
    evidence = [passage(1, "n", NEWS, NEWS)]
    result = document("Ann won [1].", evidence=evidence, cited=[("n", "Ann won the race on Sunday.")])
    for gold in (GoldEvidence(url="https://example.org/n", quote=QUOTE), GoldEvidence("copy", quote=QUOTE)):
        question = asked(evidence=(gold,))
        assert score(question, result)["retrieval.hit@1"] == 0
        scores = score(question, result, {"https://example.org/n": "n", "copy": "n"})
        assert scores["retrieval.hit@1"] == scores["retrieval.found@150"] == 1
        assert scores["citations.gold_article"] == scores["citations.gold_sentence"] == 1


def test_the_best_alias_counts() -> None:
    question = asked(answer=("Ann of Avon", "Ann B. Carter"))
    scores = score(question, document("It was Ann Carter [1]."))
    # It was Ann Carter | Ann B Carter: coverage 2/3 (first alias: ann of ann, avon: 1/2); F1 = 2 · 2 / (4 + 3)
    assert scores["answer.contains"] == 0
    assert scores["answer.coverage"] == pytest.approx(2 / 3)
    assert scores["answer.f1"] == pytest.approx(4 / 7)
    assert scores["answer.exact"] == 0


def test_an_equal_answer_scores_one_whatever_its_marker_and_punctuation() -> None:
    scores = score(asked(answer=("21 deaths",)), document("Twenty-one deaths [1][2]."))
    assert [scores[f"answer.{name}"] for name in ("contains", "coverage", "f1", "exact")] == [1, 1, 1, 1]


@pytest.mark.parametrize("result", [decline(), document("Ann", status="chat")])
def test_an_answer_that_was_not_given_counts_zero(result: dict[str, Any]) -> None:
    question = asked(answer=("Ann",), evidence=(GoldEvidence("n", quote=QUOTE),))
    scores = score(question, result | {"citations": [{"n": 1, "article_id": "n", "quote": QUOTE}]})
    for metric in ("contains", "coverage", "f1", "exact"):
        assert scores[f"answer.{metric}"] == 0
    assert scores["citations.gold_article"] == scores["citations.gold_sentence"] == 0
    assert scores["refusal.answered"] == 0
    assert "answer.words" not in scores
    assert "latency_ms.first_sentence" not in scores


def test_an_alias_without_a_word_is_no_answer() -> None:
    scores = score(asked(answer=("?",)), document("!"))
    assert [scores[f"answer.{name}"] for name in ("contains", "coverage", "f1", "exact")] == [0, 0, 0, 0]


def test_parts_want_one_alternative_of_each_entry() -> None:
    question = asked(answer_parts=(("two", "2"), ("10",), ("eleven", "twelve")))
    # "two" and "10" are there, neither eleven nor twelve
    assert score(question, document("From 2 to ten [1]."))["answer.parts"] == pytest.approx(2 / 3)
    assert score(question, decline())["answer.parts"] == 0
    corrected = decline("false_premise", answer="It was ten [1].")
    assert score(question, corrected)["answer.parts"] == pytest.approx(1 / 3)


def test_only_the_first_three_citations_count() -> None:
    question = asked(evidence=(GoldEvidence("n", quote=QUOTE),))
    others = [("x", "x"), ("y", "y")]
    gold = ("n", "Bea came second, a minute later.")
    third = score(question, document("A [1].", cited=[*others, gold]))
    assert third["citations.gold_article"] == third["citations.gold_sentence"] == 1
    fourth = score(question, document("A [1].", cited=[*others, ("z", "z"), gold]))
    assert fourth["citations.gold_article"] == fourth["citations.gold_sentence"] == 0


def test_another_sentence_of_the_gold_article_is_not_the_gold_sentence() -> None:
    question = asked(evidence=(GoldEvidence("n", quote=QUOTE),))
    for cited in (("n", "Cleo fell at the start and gave up."), ("o", "Bea came second, a minute later.")):
        scores = score(question, document("A [1].", cited=[cited]))
        assert scores["citations.gold_article"] == (cited[0] == "n")
        assert scores["citations.gold_sentence"] == 0
    without_quote = score(asked(evidence=(GoldEvidence("n"),)), document("A [1].", cited=[("n", "A.")]))
    assert without_quote["citations.gold_article"] == 1
    assert "citations.gold_sentence" not in without_quote


def test_an_unanswerable_question_is_scored_for_declining_only() -> None:
    question = asked(
        answerable=False, answer=("none",), evidence=(GoldEvidence("n", quote=QUOTE),), refusal="false_premise"
    )
    assert score(question, decline("false_premise", answer="Ann did not win [1].")) == {
        "refusal.recall": 1, "refusal.precision": 1, "refusal.kind": 1, "latency_ms.total": 50
    }  # fmt: skip
    assert score(question, decline("stale"))["refusal.kind"] == 0
    answered = score(question, document("Ann [1]."))
    assert answered["refusal.recall"] == 0
    assert "refusal.kind" not in answered
    assert "refusal.precision" not in answered


def test_an_answerable_question_that_is_declined_costs_precision() -> None:
    scores = score(asked(), decline())
    assert scores["refusal.precision"] == scores["refusal.answered"] == 0
    assert "refusal.recall" not in scores
    assert "refusal.kind" not in scores


def test_rewrite_applies_with_history_and_gold_rewrite() -> None:
    history = (Turn("user", "Who won in 2023?"),)
    question = asked(history=history, standalone="Who won the race in 2024?")
    # who, won, in, 2024 of 4 and 6 words: 2 · 4 / (4 + 6)
    assert score(question, document(query="Who won in 2024?"))["rewrite.f1"] == pytest.approx(0.8)
    assert score(question, document())["rewrite.f1"] == 0
    assert "rewrite.f1" not in score(asked(standalone="Who won?"), document(query="Who won?"))
    assert "rewrite.f1" not in score(asked(history=history), document(query="Who won?"))


def test_a_perfect_document_scores_one_in_everything() -> None:
    question = asked(
        answer=("Ann",),
        answer_parts=(("Ann",),),
        evidence=(GoldEvidence("n", quote=QUOTE),),
        evidence_mode="all",
        history=(Turn("user", "Hello"),),
        standalone="Who won the race?",
        must_contain=(("Ann",),),
    )
    perfect = document(
        "Ann [1].",
        evidence=[passage(1, "n", NEWS, NEWS)],
        cited=[("n", "Ann won the race on Sunday.")],
        query="Who won the race?",
    )
    shares = {metric: value for metric, value in score(question, perfect).items() if metric in MEANS}
    from_the_verifier = {"citations.recall", "citations.precision"}
    of_unanswerable = {"refusal.recall", "refusal.precision", "refusal.kind"}
    assert shares == dict.fromkeys(set(MEANS) - from_the_verifier - of_unanswerable, 1.0)


# Whole sets


def test_a_set_without_gold_has_no_metric() -> None:
    assert set(aggregate([]).values()) == {None}
    assert set(aggregate([{}, {}])) == {*MEANS, *TOTALS}


def test_each_metric_has_its_own_population() -> None:
    scores = [
        {"answer.f1": 1.0, "refusal.answered": 1.0, "answer.words": 4, "latency_ms.total": 10.0},
        {"answer.f1": 0.0, "refusal.answered": 0.0, "refusal.precision": 0.0, "latency_ms.total": 20.0},
        {"refusal.recall": 1.0, "refusal.precision": 1.0, "latency_ms.total": 30.0},
        {"refusal.recall": 1.0, "refusal.precision": 1.0, "latency_ms.total": 40.0},
        {"refusal.recall": 0.0, "answer.words": 9, "latency_ms.total": 50.0, "citations.recall": 0.25},
        {"answer.words": 5, "latency_ms.first_sentence": 7.0},
    ]
    metrics = aggregate(scores)
    assert metrics["answer.f1"] == 0.5
    assert metrics["refusal.answered"] == 0.5
    assert metrics["refusal.recall"] == pytest.approx(2 / 3)
    assert metrics["refusal.precision"] == pytest.approx(2 / 3)
    assert metrics["refusal.f1"] == pytest.approx(2 * 2 / (3 + 3))
    assert metrics["citations.recall"] == 0.25
    assert metrics["answer.words"] == 5  # of 4, 5, 9
    assert metrics["latency_ms.p50"] == 30
    assert metrics["latency_ms.p95"] == pytest.approx(48)  # place 0.95 · 4 = 3.8: 40 + 0.8 · 10
    assert metrics["latency_ms.first_sentence_p95"] == 7
    assert metrics["retrieval.hit@1"] is None


def test_refusal_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    # 4 unanswerable, 3 of them declined, 5 declined in all: P = 3/5, R = 3/4
    assert refusal_f1([1, 1, 1, 0], declined=5) == pytest.approx(2 * (3 / 5) * (3 / 4) / (3 / 5 + 3 / 4))
    assert refusal_f1([0, 0], declined=0) == 0
    assert refusal_f1([], declined=2) is None


def test_percentiles_interpolate() -> None:
    assert percentile([], 50) is None
    assert percentile([7.0], 95) == 7
    assert percentile([4.0, 1.0], 50) == 2.5
    assert percentile([3.0, 1.0, 2.0], 100) == 3


# What always holds

ARTICLES = {name: " ".join(f"{name}{n}." for n in range(60)) for name in "abc"}


@st.composite
def pieces(draw: st.DrawFn) -> tuple[str, int, str]:
    """An article's name, and where a stretch of its words begins, and the stretch."""
    name = draw(st.sampled_from(sorted(ARTICLES)))
    numbers = sorted(draw(st.lists(st.integers(0, 60), min_size=2, max_size=2, unique=True)))
    stretch = " ".join(ARTICLES[name].split()[slice(*numbers)])
    return name, ARTICLES[name].index(stretch), stretch


evidences = st.lists(pieces(), max_size=6).map(
    lambda found: [row(rank, *piece) for rank, piece in enumerate(found, start=1)]
)
golds = st.lists(pieces(), min_size=1, max_size=4)


@given(evidences, golds, st.sampled_from(["any", "all"]))
def test_found_never_falls_as_more_is_read_and_ends_at_one_for_what_was_retrieved_whole(
    evidence: list[dict[str, Any]], gold: list[tuple[str, int, str]], mode: Any
) -> None:
    quotes = [(name, text) for name, _, text in gold]
    shares = [found(quotes, first_words(evidence, limit), mode) for limit in range(0, 370, 7)]
    assert shares == sorted(shares)
    if all(any(name == item["article_id"] and text in item["text"] for item in evidence) for name, text in quotes):
        assert shares[-1] == 1


@given(evidences, st.integers(0, 400))
def test_reading_gives_no_more_words_than_asked_for_and_none_twice(evidence: list[dict[str, Any]], limit: int) -> None:
    read = [word for text in first_words(evidence, limit).values() for word in text.split()]
    there = {word for item in evidence for word in item["text"].split()}
    assert len(read) == len(set(read)) == min(limit, len(there))


texts = st.lists(st.sampled_from("Ann Bea won the 2 two $5 race [1] .".split()), max_size=8).map(" ".join)


@given(
    st.builds(
        asked,
        answerable=st.booleans(),
        answer=st.lists(texts.filter(str.strip), max_size=3).map(tuple),
        answer_parts=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
        evidence=golds.map(lambda gold: tuple(GoldEvidence(name, quote=text) for name, _, text in gold)),
        evidence_mode=st.sampled_from(["any", "all"]),
        history=st.just((Turn("user", "Hello"),)),
        standalone=texts,
        refusal=st.sampled_from([None, "stale"]),
    ),
    st.builds(
        document,
        texts,
        status=st.sampled_from(["answered", "declined", "chat"]),
        declined=st.sampled_from([None, "stale", "unclear"]),
        evidence=evidences,
        cited=golds.map(lambda gold: [(name, text) for name, _, text in gold]),
        query=texts,
    ),
)
def test_shares_lie_between_zero_and_one(question: Question, result: dict[str, Any]) -> None:
    scores = score(question, result)
    assert all(0 <= value <= 1 for metric, value in scores.items() if metric in MEANS)
    assert all(value in (0, 1) for metric, value in scores.items() if metric in YES_NO)
    assert set(scores) <= {*MEANS, "answer.words", "latency_ms.total", "latency_ms.first_sentence"}
    alone = aggregate([scores])
    assert all(alone[metric] == value for metric, value in scores.items() if metric in MEANS)


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.sets(st.sampled_from("abcdef"), min_size=1))
def test_a_ranking_is_perfect_exactly_when_the_relevant_come_first(ranking: list[str], relevant: set[str]) -> None:
    first = set(ranking[: len(relevant)]) == relevant
    assert (ndcg(ranking, relevant, 10) == pytest.approx(1)) is first
    assert (average_precision(ranking, relevant) == pytest.approx(1)) is first
