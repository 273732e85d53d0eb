"""How well follow-ups are told from new topics: the shares that the benchmark gives."""

from collections import Counter

from benchmarks.follow_ups import FOLLOW_UP, shares


def test_a_share_is_of_those_that_are_told_as_what_they_are() -> None:
    found = Counter({(FOLLOW_UP, True): 3, (FOLLOW_UP, False): 1, ("of no article", False): 2})
    assert shares(found) == {FOLLOW_UP: (4, 0.75), "of no article": (2, 1.0)}
