"""Comparing two runs: what counts as worse, for all that chance can do."""

import pytest

from bot.evaluation.compare import compare, difference, mcnemar, regressions

METRIC, SHARE = "answer.contains", "answer.f1"


def runs(metric: str, *pairs: tuple[float, float]) -> dict[str, object]:
    before, after = [{metric: x} for x, _ in pairs], [{metric: y} for _, y in pairs]
    return compare(before, after)


def test_a_difference_and_its_interval() -> None:
    # 20 differences of which 8 are -1: mean -0.4; their standard error is sqrt(.24 / 20) = .11, so about [-.6, -.2].
    found = difference([1.0] * 8 + [0.5] * 12, [0.0] * 8 + [0.5] * 12, yes_no=False)
    assert (found.before, found.after) == (pytest.approx(0.7), pytest.approx(0.3))
    assert found.mean == pytest.approx(-0.4)
    assert -0.65 <= found.low <= -0.55
    assert -0.25 <= found.high <= -0.15
    assert (found.questions, found.better, found.worse) == (20, 0, 8)


def test_mcnemar_counts_tosses() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(5, 0) == 1 / 32
    assert mcnemar(0, 5) == 1
    # 6 or 7 heads in 7 tosses: (7 + 1) / 128
    assert mcnemar(6, 1) == 8 / 128
    # at least 2 heads in 4 tosses: (6 + 4 + 1) / 16
    assert mcnemar(2, 2) == 11 / 16


def test_questions_that_did_not_change_do_not_count_in_a_yes_no_metric() -> None:
    found = difference([1.0] * 5 + [1.0] * 95, [0.0] * 5 + [1.0] * 95, yes_no=True)
    assert found.p == 1 / 32


def test_a_bootstrap_is_no_surer_than_a_coin_for_each_changed_question() -> None:
    few = difference([0.9, 0.8, 0.7, 0.5], [0.4, 0.3, 0.2, 0.5], yes_no=False)
    assert few.p == 0.5**3
    many = difference([0.9] * 30, [0.4] * 30, yes_no=False)
    assert many.p == 1 / 10_001


def test_no_change_and_a_gain_are_no_regression() -> None:
    for pair in ((1.0, 1.0), (0.0, 1.0)):
        found = runs(METRIC, *[pair] * 20)
        assert found[METRIC].p == 1
        assert regressions(found) == []


def test_one_lost_question_of_twenty_is_no_regression_and_eight_are() -> None:
    assert regressions(runs(METRIC, (1, 0), *[(1, 1)] * 19)) == []
    assert regressions(runs(METRIC, *[(1, 0)] * 8, *[(1, 1)] * 12)) == [METRIC]
    assert regressions(runs(SHARE, *[(0.8, 0.4)] * 8, *[(1, 1)] * 12)) == [SHARE]


def test_losses_are_weighed_against_gains() -> None:
    assert regressions(runs(METRIC, *[(1, 0)] * 8, *[(0, 1)] * 5, *[(1, 1)] * 20)) == []
    assert regressions(runs(METRIC, *[(1, 0)] * 8, *[(0, 1)] * 1, *[(1, 1)] * 20)) == [METRIC]


def test_on_few_questions_half_of_them_worse_and_none_better_is_a_regression() -> None:
    assert regressions(runs(METRIC, (1, 0), (1, 0), (1, 1), (1, 1))) == [METRIC]
    assert regressions(runs(METRIC, (1, 0), (1, 0), (1, 1), (1, 1), (1, 1))) == []
    assert regressions(runs(METRIC, (1, 0), (1, 0), (0, 1))) == []


def test_one_of_many_metrics_must_be_surer_than_one_alone() -> None:
    lost = runs(METRIC, *[(1, 0)] * 5, *[(1, 1)] * 15)  # p = 1/32
    assert regressions(lost) == [METRIC]
    steady = runs(SHARE, *[(0.5, 0.5)] * 20)
    assert regressions({**lost, **steady}) == []  # p must be at most .05 / 2
    # and where all of them fell, each is believed at the usual 5 %
    other = {SHARE: lost[METRIC]}
    assert regressions({**lost, **other}) == [METRIC, SHARE]


def test_only_metrics_that_both_runs_have_for_a_question_are_compared() -> None:
    before = [{METRIC: 1.0, "answer.words": 9.0, "refusal.precision": 1.0}, {METRIC: 1.0}]
    after = [{METRIC: 0.0, "answer.words": 5.0, "refusal.precision": 0.0}, {SHARE: 1.0}]
    found = compare(before, after)
    assert list(found) == [METRIC]
    assert (found[METRIC].mean, found[METRIC].questions) == (-1, 1)


def test_the_same_comparison_comes_out_the_same() -> None:
    pairs = [(0.1 * n % 1, 0.37 * n % 1) for n in range(40)]
    assert runs(SHARE, *pairs) == runs(SHARE, *pairs)
