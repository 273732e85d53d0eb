"""Which words mean the same, more, less or the opposite, by WordNet.

`meanings.tsv` holds a stem a line, with numbers for what it means, what is above that and what is against it;
`.ci/make_meanings.py` makes it.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from bot.verify.number_words import MEASURE
from vectorstore.indexes.lexical import stems

Kinship = Literal["same", "wider", "narrower", "sibling", "opposite", "none"]

# Directions of the news that WordNet does not set against each other: either side of a line says the opposite.
_SIDES = (
    "rise raise increase grow climb soar surge jump gain up higher expand boost"
    "|fall drop cut lower reduce decline decrease shrink slump plunge down slip dip slash",
    "approve back accept endorse adopt permit authorise authorize allow"
    "|reject oppose refuse block ban veto forbid prohibit",
    "begin start launch open resume continue restart keep|end stop halt suspend close cancel cease scrap shut",
    "win victory beat|lose defeat loss",
    "confirm admit acknowledge concede|deny dispute",
    "arrest detain jail imprison capture|free freed release acquit",
    "join enter invade|leave quit exit resign withdraw retreat",
    "buy purchase acquire|sell",
    "survive rescue save|die kill perish",
    "hire appoint recruit|fire dismiss sack",
    "support favour favor|oppose resist",
    "find recover discover|lose miss",
    "first|last",
    "more|fewer less",
    "arrive|depart leave",
    "strengthen|weaken",
    "praise welcome|criticise criticize condemn",
    "guilty convict|innocent acquit clear",
    "ally friend|enemy rival",
)
# The same, of words that are no news by themselves: "ordered" may stand for "told".
_MORE_SIDES = (
    "order require oblige|forbid prohibit",
    "add create|cut axe shed",
    "profit surplus|loss deficit",
    "lift revoke repeal|impose",
    "pass|fail",
    "young youngest|old oldest",
)
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
    often: frozenset[str] = _NOTHING

    @property
    def same(self) -> frozenset[str]:
        """What the word means, and what is derived from it or like it."""
        return self.own | self.kin


@lru_cache(maxsize=100_000)
def kinship(claimed: str, there: str) -> Kinship:
    """What one stem is to another one; `wider` says that the claimed one is the more general."""
    if claimed == there:
        return "same"
    measures = _measures()
    if claimed in measures and there in measures:
        return "same" if measures[claimed] == measures[there] else "sibling"
    one, other = _of(claimed), _of(there)
    sides = _sides()
    places = [
        side == far for line, side in sides.get(claimed, ()) for across, far in sides.get(there, ()) if line == across
    ]
    if places:
        return "same" if any(places) else "opposite"
    if one.against & other.own or other.against & one.own:
        return "opposite"
    if one.same & other.same or _one_word(claimed, there):
        return "same"
    if one.same & other.above:
        return "wider"
    if one.above & other.same:
        return "narrower"
    return "sibling" if one.above & other.above else "none"


def known(stem: str) -> bool:
    """Whether it is a common word, not one met as a name only."""
    return bool(_of(stem).often)


@lru_cache(maxsize=20_000)
def person(stem: str, word: str) -> bool:
    """Whether a word, given with its stem, mostly means a person: a role ("minister"), a calling, a relative."""
    return _is_form(word, _of(stem).persons)


def _is_form(word: str, forms: frozenset[str]) -> bool:
    low = word.lower().replace("’", "'").removesuffix("'s")
    return any(low in (form, f"{form}s", f"{form}es", f"{form[:-1]}ies") for form in forms)


def _one_word(one: str, other: str) -> bool:
    """Whether one begins with the other, as abbreviations do ("intel", "intelligence")."""
    return min(len(one), len(other)) >= _BEGINNING and (one.startswith(other) or other.startswith(one))


def turns_the_news(stem: str) -> bool:
    """Whether a word has an opposite that would tell other news: "resign", "arrest", "win"."""
    return any(line < len(_SIDES) for line, _ in _sides().get(stem, ()))


@cache
def _sides() -> dict[str, set[tuple[int, int]]]:
    """For each stem, on which side of which line it stands."""
    found: dict[str, set[tuple[int, int]]] = {}
    for line, both in enumerate((*_SIDES, *_MORE_SIDES)):
        for side, words in enumerate(both.split("|")):
            for word in words.split():
                found.setdefault("".join(stems(word)) or word, set()).add((line, side))
    return found


@cache
def _measures() -> dict[str, str]:
    """For each stem of a unit, which it is: for WordNet an hour is a year, both being times."""
    return {"".join(stems(form)) or form: unit for form, unit in MEASURE.items()}


@lru_cache(maxsize=20_000)
def _of(stem: str) -> Meanings:
    line = _table().get(stem)
    if line is None:
        return Meanings()
    columns = line.split("\t")
    return Meanings(*(frozenset(column.split()) for column in columns))


@cache
def _table() -> dict[str, str]:
    text = (Path(__file__).parent / "meanings.tsv").read_text(encoding="utf-8")
    return {key: rest for key, _, rest in (line.partition("\t") for line in text.splitlines())}
