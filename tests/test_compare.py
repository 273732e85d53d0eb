"""Comparing two runs: what counts as worse, and what cannot be compared."""

import pytest

from bot.evaluation.compare import NotComparableError, Run, compare, difference

IDS = [f"q{number}" for number in range(20)]


def run(contains: list[float], corpus: str = "c", question: str = "Why?") -> Run:
    scores = {one: {"answer.contains": value, "answer.words": 9.0} for one, value in zip(IDS, contains, strict=True)}
    return Run(corpus, dict.fromkeys(IDS, question), scores)


def test_a_difference_and_its_interval() -> None:
    # 20 differences of which 8 are -1: mean -0.4; their standard error is sqrt(.24 / 20) = .11, so about [-.6, -.2].
    found = difference([-1.0] * 8 + [0.0] * 12)
    assert found.mean == pytest.approx(-0.4)
    assert -0.65 <= found.low <= -0.55
    assert -0.25 <= found.high <= -0.15
    assert found.worse


def test_one_lost_question_of_twenty_is_no_regression_and_a_gain_never_is() -> None:
    assert not difference([-1.0] + [0.0] * 19).worse
    assert not difference([1.0] * 20).worse
    assert not difference([0.0] * 20).worse


def test_only_metrics_that_both_runs_have_are_compared_and_words_are_none() -> None:
    found = compare(run([1.0] * 20), run([0.0] * 20))
    assert list(found) == ["answer.contains"]
    assert found["answer.contains"].mean == -1
    assert found["answer.contains"].worse


def test_other_questions_or_other_articles_cannot_be_compared() -> None:
    with pytest.raises(NotComparableError, match="question sets"):
        compare(run([1.0] * 20), run([1.0] * 20, question="Who?"))
    with pytest.raises(NotComparableError, match="articles"):
        compare(run([1.0] * 20), run([1.0] * 20, corpus="d"))
