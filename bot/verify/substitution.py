"""Words put in the place of their opposites.

What stands around a word tells its place: a word of the claim is compared with those of the passage that share its
neighbours. A word that the passage itself has in that place is never at fault.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.verify.alignment import Aligned
from bot.verify.meanings import kinship
from bot.verify.reading import Word
from bot.verify.strength import is_denied
from bot.verify.verdict import Reason

# Small words that say the opposite before the same word: "before the game", "after the game".
_PAIRS = (
    "more|less fewer",
    "most|least fewest few little",
    "before|after since",
    "above over|below under",
    "new|old",
    "within|outside",
    "up|down",
)
_AGAINST = {
    word: frozenset(against.split())
    for one, other in (pair.split("|") for pair in _PAIRS)
    for words, against in ((one, other), (other, one))
    for word in words.split()
}
_BESIDE = 3  # content words to either side
_FOLLOWING = 2  # words
_WAY = 6  # words from "from" to "to"


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
    yield from _small_words(aligned)
    yield from _turned_round(aligned)


def _small_words(aligned: Aligned) -> Iterator[Reason]:
    """A reason for each "before" where the passage has "after" before the same words, and the like."""
    there = [one for sentence in aligned.passage.words for one in _before_content(sentence)]
    for word, following in _before_content(aligned.words):
        stems = {one.stem for one in following}
        said = {other.low: (other, after) for other, after in there if stems & {one.stem for one in after}}
        against = _AGAINST.get(word.low, frozenset())
        if said.keys() & against and word.low not in said:
            other, after = next(pair for low, pair in said.items() if low in against)
            yield Reason("opposite", f"{word.text} {following[0].text}", f"{other.text} {after[0].text}")


def _before_content(words: Sequence[Word]) -> Iterator[tuple[Word, tuple[Word, ...]]]:
    """Each word of `_AGAINST` with the content words that follow closely, in its clause."""
    for at, word in enumerate(words):
        if word.low in _AGAINST:
            following = tuple(
                one for one in words[at + 1 : at + 1 + _FOLLOWING] if one.stem and one.clause == word.clause
            )
            if following:
                yield word, following


def _turned_round(aligned: Aligned) -> Iterator[Reason]:
    """A reason for each "from A to B" where the passage has "from B to A" only."""
    there = {way: text for at in aligned.around for way, text in _ways(aligned.passage.words[at])}
    for (start, end), text in _ways(aligned.words):
        if (end, start) in there and (start, end) not in there:
            yield Reason("opposite", text, there[end, start])


def _ways(words: Sequence[Word]) -> Iterator[tuple[tuple[str, str], str]]:
    """Each "from A to B" of a sentence: the stems of the last word of A and of the first one of B, and its text."""
    low = [word.low for word in words]
    for at in (at for at, word in enumerate(low) if word == "from"):
        to = next((one for one in range(at + 1, min(at + 1 + _WAY, len(low))) if low[one] == "to"), None)
        if to is not None:
            start = next((word for word in reversed(words[at + 1 : to]) if word.stem), None)
            end = next((word for word in words[to + 1 : to + 3] if word.stem), None)
            if start is not None and end is not None:
                yield (start.stem, end.stem), " ".join(word.text for word in words[at : words.index(end) + 1])


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
            if is_denied(word, aligned.words) == is_denied(there, aligned.passage.words[there.sentence]):
                return there
    return None


def _said_otherwise(word: Word, claim: _Row, there: Word, row: _Row) -> bool:
    """Whether the claim says the passage's word too, or the passage the claim's, in words that only one has."""
    mine = set(claim.stems) - {word.stem} - set(row.stems) | {there.stem} & set(claim.stems)
    theirs = set(row.stems) - {there.stem} - set(claim.stems) | {word.stem} & set(row.stems)
    return any(kinship(stem, there.stem) == "same" for stem in mine) or any(
        kinship(word.stem, stem) == "same" for stem in theirs
    )


def _same_place(claim: _Row, at: int, row: _Row, place: int) -> bool:
    """Whether two words have a next neighbour in common, or two near ones."""
    return bool(claim.next_to(at) & row.next_to(place)) or len(claim.beside(at) & row.beside(place)) > 1


def _row(sentence: Sequence[Word]) -> _Row:
    words = tuple(word for word in sentence if word.stem)
    return _Row(words, tuple(word.stem for word in words))
