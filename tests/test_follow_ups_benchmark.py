"""The weights by which a follow-up is told from a new topic: fitted to what tells, and told on held-out turns."""

import numpy as np
import pytest
from benchmarks.follow_ups import Turn, fit, held_out

from bot.question.follow_up import Signs, leans


@pytest.fixture(scope="module")
def turns() -> list[Turn]:
    """Follow-ups whose words are known near the topic, and others; how near the articles are says nothing."""
    random = np.random.default_rng(0)
    known = random.random(200)
    return [
        Turn("follow-up" if one > 0.5 else "of no article", place, Signs(random.normal(0, 0.1), 0.0, float(one)))
        for place, one in enumerate(known)
    ]


def test_weight_goes_to_what_tells_a_follow_up(turns: list[Turn]) -> None:
    alone, added, known, _ = fit(turns)
    assert known > 5
    assert abs(alone) < 0.5 * known
    assert added == 0


def test_held_out_turns_are_told_apart(turns: list[Turn]) -> None:
    leaning = np.array([one.kind == "follow-up" for one in turns])
    assert np.mean((held_out(turns) > 0) == leaning) > 0.9


@pytest.mark.parametrize(
    ("found", "leaning"),
    [
        (Signs(-0.1, 0.0, 0.9), True),
        (Signs(-0.1, 0.0, 0.1), False),
        (Signs(0.1, 0.0, 0.6), False),
        (Signs(-0.1, -0.2, 0.5), False),
        (Signs(0.0, 0.0, 1.0), True),  # nothing is embedded
    ],
)
def test_each_sign_tells(found: Signs, leaning: bool) -> None:
    assert leans(found) == leaning
