"""What the claim says that the passage does not: words without a counterpart, and words that mean the opposite."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.verify.alignment import Aligned, Link
from bot.verify.meanings import kinship
from bot.verify.reading import Word
from bot.verify.verdict import Reason

_BESIDE = 3  # content words to either side


@dataclass(frozen=True, slots=True)
class Gap:
    """A content word of the claim that its sentences in the passage lack, and how near the whole passage comes."""

    word: Word
    kin: str
    there: str


def gaps(aligned: Aligned, skip: frozenset[Word]) -> tuple[Gap, ...]:
    """The words without a counterpart; those of `skip` (names, numbers, dates) are checked elsewhere."""
    elsewhere = {word.stem for sentence in aligned.passage.words for word in sentence if word.stem}
    found = []
    for link in aligned.links:
        if link.exact or link.claimed in skip:
            continue
        kin = "elsewhere" if link.claimed.stem in elsewhere else link.kin
        found.append(Gap(link.claimed, kin, link.there.text if link.there else ""))
    return tuple(found)
