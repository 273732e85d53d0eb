"""Intervals of metrics against what theory gives, and what always holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.intervals import Interval, intervals
from bot.evaluation.metrics import MEANS, TOTALS, Scores, aggregate


def test_a_share_has_the_interval_of_its_standard_error() -> None:
    # 60 of 100: standard error sqrt(.6 · .4 / 100) = .049; 1.96 times that: [.504, .696]
    found = intervals([{"answer.contains": 1.0}] * 60 + [{"answer.contains": 0.0}] * 40)["answer.contains"]
    assert found.n == 100
    assert found.low == pytest.approx(0.504, abs=0.015)
    assert found.high == pytest.approx(0.696, abs=0.015)


def test_only_the_questions_that_a_metric_applies_to_count() -> None:
    found = intervals([{"answer.contains": 1.0}, {"refusal.recall": 0.0}, {}])
    assert found["answer.contains"] == Interval(1, 1.0, 1.0)
    assert found["refusal.recall"] == Interval(1, 0.0, 0.0)
    assert found["answer.f1"] == Interval(0, None, None)
    assert set(found) == {*MEANS, *TOTALS}


def test_refusal_f1_is_over_all_questions() -> None:
    # 20 unanswerable, all declined; 20 answerable, none declined: 1 in every drawing that has an unanswerable one
    right = {"refusal.recall": 1.0, "refusal.precision": 1.0}
    assert intervals([right] * 20 + [{"refusal.answered": 1.0}] * 20)["refusal.f1"] == Interval(40, 1.0, 1.0)
    half = intervals([right] * 20 + [{"refusal.recall": 0.0}] * 20)["refusal.f1"]  # 2 · 20 / (20 + 40)
    assert half.low is not None
    assert half.high is not None
    assert half.low < 2 / 3 < half.high
    assert intervals([{"refusal.answered": 0.0, "refusal.precision": 0.0}])["refusal.f1"].n == 0


def test_percentiles_and_the_median_have_intervals_too() -> None:
    scores = [{"latency_ms.total": float(n), "answer.words": float(n)} for n in range(101)]
    found = intervals(scores)
    for metric, value in (("latency_ms.p50", 50), ("latency_ms.p95", 95), ("answer.words", 50)):
        low, high = found[metric].low, found[metric].high
        assert low is not None
        assert high is not None
        assert value - 20 < low < value < high < value + 20


shares = st.lists(st.fixed_dictionaries({}, optional={"answer.f1": st.floats(0, 1), "refusal.recall": st.just(1.0)}))


@given(shares)
def test_an_interval_lies_within_the_values_and_comes_out_the_same(scores: list[Scores]) -> None:
    found = intervals(scores)
    assert found == intervals(scores)
    for metric, value in aggregate(scores).items():
        one = found[metric]
        assert (value is None) == (one.n == 0) == (one.low is None)
        if metric == "answer.f1" and one.low is not None and one.high is not None:
            values = [score[metric] for score in scores if metric in score]
            assert min(values) - 1e-9 <= one.low <= one.high <= max(values) + 1e-9
            assert one.low - 1e-9 <= np.median([one.low, value, one.high]) <= one.high + 1e-9
