"""A text as the checks read it: sentences, their words with stems, and which of them carry content.

Irregular forms count as their verb ("took", "take"). Pure functions, cached, since a passage is read for many claims.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.indexes.lexical import stems
from vectorstore.language.inflections import BASE
from vectorstore.language.sentences import sentence_spans

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:[’'][^\W\d_]+)?")
_POSSESSIVE = re.compile(r"[’'](?:s|S)?$")
_LONGEST = 1_000  # characters of a sentence; a longer one is read in pieces, so that no check takes long over it
_PARTS = re.compile(r"[,;:()–—]")
_CONNECTING = frozenset(
    "and but while although though because after when who which whose as if before until since".split()
)
_EMPTY = frozenset(
    (
        "a an and or but nor the this that these those it its he him his she her hers they them their theirs we"
        " us our i me my you your who whom whose which what when where why how is are was were be been being am"
        " has have had having do does did doing done will would shall should can could may might must of in on at"
        " by for from to with into onto as about after before over under up down out off than then there here if"
        " so such not no never also just very more most much many some any each all both only own same other"
        " another while during between among within against through until since because although though however"
        " amid upon via per without toward towards across along around one ones s t d ll ve re m mr mrs ms dr said"
        " say says saying still yet too even ever already now new according nobody somebody anybody everybody"
        " anyone someone everyone"
    ).split()
)
# "The Lions defeated the Rams" is a victory, the noun none.
_BEATS = re.compile(
    r"defeating(?!\w)|(?<!was )(?<!were )(?<!been )(?<!being )(?<!got )defeat(?:s|ed)"
    r"(?=\s+(?:the|a|an|his|her|its|their|(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z]\w))"
)
_IN_FULL = {
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "coo": "chief operating officer",
    "cto": "chief technology officer",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `text[start:end]`, its stem (empty for one that carries no content), its sentence and its clause.

    Clauses are numbered through the sentence: each begins at a comma or the like, or at a word such as "but".
    """

    text: str
    stem: str
    start: int
    end: int
    sentence: int
    clause: int = 0
    joined: bool = False
    """Whether a hyphen joins it to the next word, as in "never-before-seen"."""

    @property
    def capital(self) -> bool:
        """Whether it is written like a name."""
        return self.text[0].isupper()

    @property
    def low(self) -> str:
        """The word in small letters, with plain apostrophes."""
        return self.text.lower().replace("’", "'")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, the spans of its sentences, and its words sentence by sentence."""

    text: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[tuple[Word, ...], ...]

    @property
    def all(self) -> tuple[Word, ...]:
        """Every word, in order."""
        return tuple(word for sentence in self.words for word in sentence)

    def sentence(self, number: int) -> str:
        """The words of one sentence as they stand."""
        start, end = self.spans[number]
        return self.text[start:end]


@lru_cache(maxsize=256)
def read(text: str) -> Reading:
    """Take a text apart."""
    spans = tuple(
        (start, min(start + _LONGEST, span.end))
        for span in sentence_spans(text)
        for start in range(span.start, span.end, _LONGEST)
    )
    words = tuple(_sentence(text, number, *span) for number, span in enumerate(spans))
    return Reading(text, spans, words)


def is_irregular(low: str) -> bool:
    """Whether it is a form of an irregular verb or noun: "took"."""
    return BASE.get(low, low) != low


def stems_in_full(word: Word) -> tuple[str, ...]:
    """The stem of a word, and those of the words that it is an abbreviation of: "CFO"."""
    return (word.stem, *map(stem_of, _IN_FULL.get(word.low, "").split()))


def _sentence(text: str, number: int, start: int, end: int) -> tuple[Word, ...]:
    found: list[Word] = []
    clause = 0
    for match in _WORD.finditer(text, start, end):
        behind = found[-1].end if found else start
        clause += bool(_PARTS.search(text, behind, match.start())) or match[0].lower() in _CONNECTING
        found.append(
            Word(
                match[0],
                stem_of("beat" if _BEATS.match(text, match.start()) else match[0]),
                match.start(),
                match.end(),
                number,
                clause,
                text[match.end() : match.end() + 1] == "-",
            )
        )
    return tuple(found)


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """The stem of a word; empty for a word without content."""
    plain = _POSSESSIVE.sub("", word.lower().replace("’", "'")).replace(".", "") if not word[0].isdigit() else word
    plain = plain.removesuffix("n't")
    if plain in _EMPTY:
        return ""
    found = stems(BASE.get(plain, plain))
    return found[0] if found else plain
