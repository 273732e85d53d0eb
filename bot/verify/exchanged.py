"""Numbers that have changed places: "16 children and 46 women" for "46 children and 16 women".

The passage has both numbers, so each alone is there; what stands beside them tells them apart.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.verify.alignment import Aligned
from bot.verify.days import date_spans
from bot.verify.meanings import kinship
from bot.verify.numbers import same_value
from bot.verify.quantities import Quantity, quantities
from bot.verify.reading import Word, read
from bot.verify.verdict import Reason

_MOST = 12  # numbers of a sentence that are looked at

_Two = tuple[Sequence[Word], Quantity, Quantity]  # of a sentence: its words, and two of its numbers


def check_exchanged(aligned: Aligned) -> Iterator[Reason]:
    """A reason for the first two numbers of the claim that stand in one sentence of the passage the other way round."""
    mine = _counted(aligned.text)
    words = read(aligned.text).all
    for at in aligned.near:
        sentence = aligned.passage.sentence(at)
        theirs = _counted(sentence)
        there = read(sentence).all
        for one, other in combinations(mine, 2):
            first, second = _only(one, theirs), _only(other, theirs)
            if first is None or second is None or first is second or one.unit != other.unit:
                continue
            if _crossed((words, one, other), (there, first, second)):
                text = f"{aligned.text[one.start : one.end]} … {aligned.text[other.start : other.end]}"
                yield Reason("number", text, f"{sentence[first.start : first.end]}")
                return


def _counted(sentence: str) -> tuple[Quantity, ...]:
    return tuple(one for one in quantities(sentence, date_spans(sentence)) if not one.ordinal)[:_MOST]


def _only(one: Quantity, others: Sequence[Quantity]) -> Quantity | None:
    """The one of the others that has its value, where just one has."""
    alike = [other for other in others if same_value(one, other)]
    return alike[0] if len(alike) == 1 else None


def _crossed(claim: _Two, passage: _Two) -> bool:
    """Whether what stands behind the one number there stands behind the other one here, or before it."""
    words, one, other = claim
    there, first, second = passage
    if _is_list(words) and _is_list(there):
        return (one.start < other.start) != (first.start < second.start) and _same_order(words, there)
    for side in (_behind, _before):
        mine, his, theirs, hers = side(words, one), side(words, other), side(there, first), side(there, second)
        straight = _alike(mine, theirs) or _alike(his, hers)
        if not straight and _alike(mine, hers) and _alike(his, theirs):
            return True
    return False


def _alike(one: Word | None, other: Word | None) -> bool:
    return one is not None and other is not None and kinship(one.stem, other.stem) == "same"


def _behind(words: Sequence[Word], one: Quantity) -> Word | None:
    return next((word for word in words if word.start >= one.end and word.stem and word.stem.isalpha()), None)


def _before(words: Sequence[Word], one: Quantity) -> Word | None:
    found = [word for word in words if word.end <= one.start and word.stem and word.stem.isalpha()]
    return found[-1] if found else None


def _is_list(words: Sequence[Word]) -> bool:
    return any(word.low == "respectively" for word in words)


def _same_order(words: Sequence[Word], there: Sequence[Word]) -> bool:
    """Whether the names that both have stand in the same order."""
    mine = list(dict.fromkeys(word.stem for word in words if word.capital and word.stem))
    theirs = list(dict.fromkeys(word.stem for word in there if word.capital and word.stem))
    both = [stem for stem in mine if stem in theirs]
    return both == [stem for stem in theirs if stem in mine]
