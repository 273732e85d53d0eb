"""Which words mean the same, more, less or the opposite, by WordNet.

`meanings.tsv` holds a stem a line, with numbers for what it means, what is above that and what is against it;
`tools/make_meanings.py` makes it.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

Kinship = Literal["same", "wider", "narrower", "sibling", "opposite", "none"]

_BEGINNING = 5  # letters that two forms of one word share
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Meanings:
    """Numbers of what a word means, of what is derived from it or like it, of what is wider, and of what is opposed.

    `persons` are its forms that mostly mean a person.
    """

    own: frozenset[str] = _NOTHING
    kin: frozenset[str] = _NOTHING
    above: frozenset[str] = _NOTHING
    against: frozenset[str] = _NOTHING
    persons: frozenset[str] = _NOTHING

    @property
    def same(self) -> frozenset[str]:
        """What the word means, and what is derived from it or like it."""
        return self.own | self.kin


@lru_cache(maxsize=100_000)
def kinship(claimed: str, there: str) -> Kinship:
    """What one stem is to another one; `wider` says that the claimed one is the more general."""
    if claimed == there:
        return "same"
    one, other = _of(claimed), _of(there)
    if one.against & (other.own | other.above) or other.against & (one.own | one.above):
        return "opposite"
    if one.same & other.same or _one_word(claimed, there):
        return "same"
    if one.same & other.above:
        return "wider"
    if one.above & other.same:
        return "narrower"
    return "sibling" if one.above & other.above else "none"


def known(stem: str) -> bool:
    """Whether the table has the word: a common word, not a name."""
    return stem in _table()


@lru_cache(maxsize=20_000)
def person(stem: str, word: str) -> bool:
    """Whether a word, given with its stem, mostly means a person: a role ("minister"), a calling, a relative."""
    low = word.lower().replace("’", "'").removesuffix("'s")
    return any(low in (form, f"{form}s", f"{form[:-1]}ies") for form in _of(stem).persons)


def _one_word(one: str, other: str) -> bool:
    """Whether one begins with the other, as abbreviations do ("intel", "intelligence")."""
    return min(len(one), len(other)) >= _BEGINNING and (one.startswith(other) or other.startswith(one))


@lru_cache(maxsize=20_000)
def _of(stem: str) -> Meanings:
    line = _table().get(stem)
    if line is None:
        return Meanings()
    own, kin, above, against, persons = line.split("\t")
    return Meanings(*(frozenset(column.split()) for column in (own, kin, above, against, persons)))


@cache
def _table() -> dict[str, str]:
    text = (Path(__file__).parent / "meanings.tsv").read_text(encoding="utf-8")
    return {key: rest for key, _, rest in (line.partition("\t") for line in text.splitlines())}
