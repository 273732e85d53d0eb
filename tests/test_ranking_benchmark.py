"""The weights of the ranking: fitted to what is right, and told on questions that were held out."""

import numpy as np
import pytest
from benchmarks.ranking import Asked, figures, fitted, held_out


@pytest.fixture(scope="module")
def lists() -> list[Asked]:
    """Questions whose right statement has most of the first feature; the second one says nothing."""
    random = np.random.default_rng(0)
    rows = [random.random((6, 2)) for _ in range(60)]
    return [Asked(str(place), one, np.eye(6)[one[:, 0].argmax()]) for place, one in enumerate(rows)]


def test_weight_goes_to_what_tells_right_from_wrong(lists: list[Asked]) -> None:
    first, second = fitted(lists)
    assert first > 5 * abs(second)


def test_what_is_learned_holds_for_questions_that_were_held_out(lists: list[Asked]) -> None:
    told = figures(lists, held_out(lists))
    assert told["first"] > 0.9
    by_chance = figures(lists, [one.features[:, 1] for one in lists])
    assert by_chance["first"] < 0.5
    assert told["loss"] < by_chance["loss"]
