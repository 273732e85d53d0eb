"""Words put in the place of their opposites.

What stands around a word tells its place: a word of the claim is compared with those of the passage that share its
neighbours. A word that the passage itself has in that place is never at fault.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.verify.alignment import Aligned
from bot.verify.meanings import kinship
from bot.verify.reading import Word
from bot.verify.strength import denied
from bot.verify.verdict import Reason

_MORE, _LESS = frozenset({"more"}), frozenset({"less", "fewer"})
_BESIDE = 3  # content words to either side


@dataclass(frozen=True, slots=True)
class _Row:
    """The content words of one sentence of the passage, with their stems."""

    words: tuple[Word, ...]
    stems: tuple[str, ...]

    def beside(self, at: int) -> frozenset[str]:
        """The stems that stand around one."""
        return frozenset(self.stems[max(0, at - _BESIDE) : at] + self.stems[at + 1 : at + 1 + _BESIDE])

    def next_to(self, at: int) -> frozenset[tuple[int, str]]:
        """The stems right before and behind one, with the side."""
        return frozenset((side, self.stems[at + side]) for side in (-1, 1) if 0 <= at + side < len(self.stems))


def check_substitutions(aligned: Aligned, skip: frozenset[Word]) -> Iterator[Reason]:
    """A reason for each word that stands where the passage has its opposite; not those of `skip`."""
    rows = [_row(sentence) for sentence in aligned.passage.words]
    claim = _row(aligned.words)
    for at, word in enumerate(claim.words):
        if word in skip or not word.stem.isalpha():
            continue
        if _stands(claim, at, rows):
            continue
        if there := _opposite(claim, at, rows, aligned):
            yield Reason("opposite", word.text, there.text)
    yield from _amounts(aligned)


def _amounts(aligned: Aligned) -> Iterator[Reason]:
    """A reason for each "more" where the passage has "less" right before the same word, and the other way round."""
    there = [pair for sentence in aligned.passage.words for pair in pairwise(sentence)]
    for comparing, word in pairwise(aligned.words):
        if comparing.low not in _MORE | _LESS or not word.stem:
            continue
        against = _LESS if comparing.low in _MORE else _MORE
        said = {before.low: before for before, after in there if after.stem == word.stem}
        if said.keys() & against and comparing.low not in said:
            other = next(before for low, before in said.items() if low in against)
            yield Reason("opposite", f"{comparing.text} {word.text}", f"{other.text} {word.text}")


def _stands(claim: _Row, at: int, rows: Sequence[_Row]) -> bool:
    """Whether the passage has the word itself in that place."""
    return any(
        claim.stems[at] == stem and _same_place(claim, at, row, place)
        for row in rows
        if claim.stems[at] in row.stems
        for place, stem in enumerate(row.stems)
    )


def _opposite(claim: _Row, at: int, rows: Sequence[_Row], aligned: Aligned) -> Word | None:
    """The word of opposite meaning that stands in that place, where not just one of both is denied."""
    word = claim.words[at]
    for row in rows:
        for place, there in enumerate(row.words):
            if kinship(word.stem, there.stem) != "opposite" or not _same_place(claim, at, row, place):
                continue
            if _said_otherwise(word, claim, there, row):
                continue
            if denied(word, aligned.words) == denied(there, aligned.passage.words[there.sentence]):
                return there
    return None


def _said_otherwise(word: Word, claim: _Row, there: Word, row: _Row) -> bool:
    """Whether the claim says the passage's word too, or the passage the claim's, in that sentence."""
    mine = (stem for stem in claim.stems if stem != word.stem)
    return any(kinship(stem, there.stem) == "same" for stem in mine) or any(
        kinship(word.stem, stem) == "same" for stem in row.stems
    )


def _same_place(claim: _Row, at: int, row: _Row, place: int) -> bool:
    """Whether two words have a next neighbour in common, or two near ones."""
    return bool(claim.next_to(at) & row.next_to(place)) or len(claim.beside(at) & row.beside(place)) > 1


def _row(sentence: Sequence[Word]) -> _Row:
    words = tuple(word for word in sentence if word.stem)
    return _Row(words, tuple(word.stem for word in words))
