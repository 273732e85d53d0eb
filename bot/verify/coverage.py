"""How much of what the claim says the passage says too: the share of its content words that have a counterpart."""

from collections.abc import Iterator

from bot.verify.alignment import Aligned, Link
from bot.verify.reading import Word
from bot.verify.verdict import Reason

_ENOUGH = 0.45  # share of the words
_WORTH = {"same": 1.0, "wider": 0.8, "narrower": 0.6, "sibling": 0.3, "opposite": 0.3, "none": 0.0}
_ELSEWHERE = 0.7  # for the word itself in a sentence that the claim does not rest on
_FEWEST = 2  # words that say something by themselves
_ENOUGH_OF_ONE = 0.3  # where there is one only


def check_coverage(aligned: Aligned, skip: frozenset[Word]) -> Iterator[Reason]:
    """A reason where the passage says too little of the claim, or the claim says nothing; `skip` are names."""
    counted = [link for link in aligned.links if link.claimed not in skip]
    if not aligned.links:
        yield Reason("coverage", aligned.text)
    elif counted and share(aligned, skip) < (_ENOUGH if len(counted) >= _FEWEST else _ENOUGH_OF_ONE):
        yield Reason("coverage", " ".join(link.claimed.text for link in counted if _WORTH[link.kin] < 1))


def share(aligned: Aligned, skip: frozenset[Word]) -> float:
    """The share of the content words that the passage has, those that are only like its own counting less."""
    elsewhere = {word.stem for sentence in aligned.passage.words for word in sentence}
    counted = [link for link in aligned.links if link.claimed not in skip]
    return sum(_worth(link, elsewhere) for link in counted) / len(counted) if counted else 0.0


def _worth(link: Link, elsewhere: set[str]) -> float:
    return max(_WORTH[link.kin], _ELSEWHERE * (link.claimed.stem in elsewhere))
