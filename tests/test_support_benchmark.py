"""The weights of the gate: fitted to what is answered, and told on questions that were held out."""

import numpy as np
import pytest
from benchmarks.support import Asked, figures, fit, held_out

from bot.support import Signals, support


@pytest.fixture(scope="module")
def questions() -> list[Asked]:
    """Questions that are answered where a passage is near; how they are read says nothing, and none is short."""
    random = np.random.default_rng(0)
    near = random.random(200)
    return [
        Asked(str(place), "set", Signals(one, 0.5, random.normal(-28, 1), short=False), False, bool(one > 0.5))
        for place, one in enumerate(near)
    ]


def test_weight_goes_to_what_tells_whether_it_is_answered(questions: list[Asked]) -> None:
    likeness, covered, answers, short, _ = fit(questions)
    assert likeness > 5
    assert abs(answers) < 0.1 * likeness
    assert covered == short == 0


def test_what_is_learned_holds_for_questions_that_were_held_out(questions: list[Asked]) -> None:
    answered = np.array([float(one.answered) for one in questions])
    told = figures(held_out(questions), answered, 0.5)
    assert told["area"] > 0.9
    assert min(told["answered"], told["declined"]) > 0.8
    assert figures(np.zeros(len(answered)), answered, 0.5)["area"] == 0


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (Signals(0.6, 0.5, -30, False), Signals(0.7, 0.5, -30, False)),
        (Signals(0.6, 0.5, -30, False), Signals(0.6, 0.9, -30, False)),
        (Signals(0.6, 0.5, -30, False), Signals(0.6, 0.5, -27, False)),
        (Signals(0.6, 0.5, -30, False), Signals(0.6, 0.5, -30, True)),
        (Signals(0.6, 0.9, None, False), Signals(0.7, 0.1, None, False)),
    ],
)
def test_each_signal_gives_support(less: Signals, more: Signals) -> None:
    assert 0 < support(less, in_part=False) < support(more, in_part=False) < 1
    assert support(less, in_part=True) >= support(less, in_part=False)
