"""Numbers in a sentence: value, scale, unit and what they count.

"$377 million" and "377m dollars" are one quantity; "a third" is about 33 %; "dozens" is 24 or more. A range has two
values. Spans that hold dates are left to the caller.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.verify.number_words import (
    APPROXIMATE,
    CURRENCIES,
    FURTHER,
    LESS,
    MEASURE,
    MORE,
    ORDINAL,
    PARTS,
    RATES,
    SCALES,
    SETS,
    SMALL,
    TENS,
    TIMES,
    VAGUE,
    WHOLE,
)
from bot.verify.reading import stem_of

_TOKEN = re.compile(r"[$€£¥₹₩%]|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:[.:]\d+)*|[^\W\d_]+|[-–—]|[^\w\s]")
_OF = {"10": 10, "ten": 10, "five": 5, "four": 4, "three": 3}
_MANY = ("dozen", "decade", "century", "percentage")
_OF_ONE = (
    *((("half", one), 0.5) for one in ("a", "an")),
    *((("a", "quarter", "of", one), 0.25) for one in ("a", "an")),
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text: `low` to `high` of a unit (empty where none is known), at `text[start:end]`.

    `head` is the stem of what it counts, `per` the time that a rate is of ("a day").
    """

    low: float
    high: float
    unit: str
    start: int
    end: int
    exact: bool = True
    bound: str = ""
    ordinal: bool = False
    head: str = ""
    per: str = ""

    @property
    def vague(self) -> bool:
        """Whether it is a word such as "dozens"."""
        return not self.exact and self.high > 4 * self.low > 0


@lru_cache(maxsize=4_096)
def quantities(text: str, skip: tuple[tuple[int, int], ...] = ()) -> tuple[Quantity, ...]:
    """The numbers of one sentence, in order; those inside the spans of `skip` are not looked at."""
    tokens = list(_TOKEN.finditer(text))
    scanner = _Scanner(text, tokens)
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        start = tokens[at].start()
        if any(begin <= start < end for begin, end in skip):
            at += 1
            continue
        one, after = scanner.quantity(at)
        if one is not None:
            found.append(one)
        at = max(after, at + 1)
    return tuple(found)


class _Scanner:
    """Reads one quantity from a row of tokens."""

    def __init__(self, text: str, tokens: Sequence[re.Match[str]]) -> None:
        self.text = text
        self.tokens = tokens
        self.low = [token[0].lower() for token in tokens]

    def quantity(self, at: int) -> tuple[Quantity | None, int]:
        first = at
        currency = ""
        if (self._word(at) in CURRENCIES and not self._word(at).isalpha()) or self._word(at) in {"usd", "eur", "gbp"}:
            currency, at = CURRENCIES[self._word(at)], at + 1
        elif self._glued(at):
            return None, at + 1
        if self._word(at) in VAGUE and (self._word(at + 1) == "of" or self._nouns(at + 1)):
            return self._made(first, at + 1, *VAGUE[self._word(at)], currency, exact=False), at + 1
        ordinal = self._ordinal(at)
        if ordinal is not None:
            return self._made(first, ordinal[1], ordinal[0], ordinal[0], "", ordinal=True), ordinal[1]
        value, after = self._value(at)
        if value is None:
            return None, after
        low, high = value, value
        if self._word(after) in {"-", "–", "to", "and"} and self._between(first, after):
            other, end = self._value(after + 1, currency_too=True)
            if other is not None:
                scale = next((scale for scale in (1e12, 1e9, 1e6, 1e3) if other >= scale > value), 1.0)
                low, high, after = value * (scale if value < 1e3 else 1.0), other, end
        if self._word(after) == "in" and (of := _OF.get(self._word(after + 1))):  # "three in ten"
            return self._made(first, after + 2, low * 100 / of, high * 100 / of, "percent"), after + 2
        return self._made(first, after, low, high, currency), after

    def _made(
        self, first: int, after: int, low: float, high: float, currency: str, exact: bool = True, ordinal: bool = False
    ) -> Quantity:
        unit, end = (currency, after) if currency else self._unit(after)
        if not unit and self._word(after - 1) == "decade":  # "a decade"
            unit = "year"
        if 0 < high < 1 and self._word(first).isalpha() and not unit:  # "a third"
            unit, low, high = "percent", low * 100, high * 100
        before = [self._word(at) for at in range(max(0, first - 3), first)]
        exact = exact and not APPROXIMATE & set(before)
        bound = "more" if MORE & set(before) else "less" if LESS & set(before) else ""
        if bound and before[0] in {"no", "not"} and before[2:] == ["than"]:  # "no fewer than 80"
            bound = "less" if bound == "more" else "more"
        nouns = [] if self._word(end) == "of" else self._nouns(end)  # "nine of the works" are not nine works
        head = next((stem_of(word) for word in nouns if stem_of(word)), "")
        tokens = self.tokens
        return Quantity(
            low, high, unit, tokens[first].start(), tokens[end - 1].end(), exact, bound, ordinal, head, self._rate(end)
        )

    def _value(self, at: int, currency_too: bool = False) -> tuple[float | None, int]:
        """A number in digits or words, with its scale; None where there is none."""
        if currency_too and self._word(at) in CURRENCIES:
            at += 1
        word = self._word(at)
        if word[:1].isdecimal():
            number, after = _digits(word), at + 1
            if number is None:
                return None, after
        else:
            number, after = self._in_words(at)
            if number is None:
                return None, at + 1
        number, after = self._scaled(number, after)
        if [self._word(after + step) for step in range(3)] == ["and", "a", "half"]:
            return self._scaled(number + 0.5, after + 3)  # "two and a half years"
        return number, after

    def _scaled(self, number: float, after: int) -> tuple[float, int]:
        hyphen = int(self._word(after) in {"-", "–"})
        scale = self._word(after + hyphen)
        if scale in SCALES and (len(scale) > 2 or self._touches(after + hyphen)):
            return self._scaled(number * SCALES[scale], after + hyphen + 1)
        if scale == "dozen":
            return number * 12, after + hyphen + 1
        return number, after

    def _in_words(self, at: int) -> tuple[float | None, int]:
        word = self._word(at)
        part = self._part(at)
        if part is not None:
            return part
        if word in TENS:
            hyphen = int(self._word(at + 1) in {"-", "–"})
            ones = SMALL.get(self._word(at + 1 + hyphen), 0)
            return (TENS[word] + ones, at + 2 + hyphen) if 1 <= ones <= 9 else (TENS[word], at + 1)
        if word in SMALL and (word != "one" or self._word(at + 1) in {*SCALES, *MEASURE}):
            return SMALL[word], at + 1
        if word in {"a", "an"} and self._word(at + 1) in {"hundred", "thousand", "million", "billion", "trillion"}:
            return 1.0, at + 1
        if word in SETS:
            return SETS[word], at + 1
        return None, at + 1

    def _part(self, at: int) -> tuple[float, int] | None:
        """ "a third", "two-thirds", "half of": a share of 1."""
        word = self._word(at)
        if self._word(at - 1) != "and" and (of_one := self._of_one(at)):
            return of_one
        hyphen = int(self._word(at + 1) in {"-", "–"})
        name = self._word(at + 1 + hyphen)
        count = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}.get(word)
        follows = self._word(at + 2 + hyphen)
        if (
            count
            and name in PARTS
            and name.endswith("s") == (count > 1)
            and (not follows.isalpha() or follows in WHOLE)
        ):
            return count / PARTS[name], at + 2 + hyphen
        if word == "half" and self._word(at - 1) not in {"first", "second", "other", "and", "-"}:
            return 0.5, at + 1
        return None

    def _of_one(self, at: int) -> tuple[float, int] | None:
        """ "half a", "a quarter of a", before what is counted in: "half a million", "half an hour"."""
        for words, part in _OF_ONE:
            after = at + len(words)
            counted = self._word(after)
            if tuple(self.low[at:after]) == words and (counted in MEASURE or counted in SCALES or counted in _MANY):
                return part, after
        return None

    def _ordinal(self, at: int) -> tuple[float, int] | None:
        word, after = self._word(at), self._word(at + 1)
        if word[:1].isdecimal() and after in {"st", "nd", "rd", "th"} and self._touches(at + 1):
            number = _digits(word)
            return None if number is None else (number, at + 2)
        if word == "first" and self._word(at - 1) not in {
            "the",
            "its",
            "his",
            "her",
            "their",
            "a",
        }:  # "when it first opened"
            return None
        if word in ORDINAL and not (word == "second" and self._word(at - 1) in {"a", "per", "each", "-"}):
            return ORDINAL[word], at + 1
        if word in TENS and after in {"-", "–"} and self._word(at + 2) in ORDINAL:
            return TENS[word] + ORDINAL[self._word(at + 2)], at + 3
        return None

    def _unit(self, after: int) -> tuple[str, int]:
        hyphen = int(self._word(after) in {"-", "–"})
        word, second = self._word(after + hyphen), self._word(after + hyphen + 1)
        if word in {"%", "pc", "percent", "percentage"} or (word, second) in {("per", "cent"), ("of", "percent")}:
            end = after + hyphen + 1 + (word == "per")
            if self._word(end) in {"point", "points"}:
                return "percentage point", end + 1
            return ("percentage point", end) if word == "percentage" else ("percent", end)
        for ahead in (0, 1):  # "US dollars"
            name = self._word(after + hyphen + ahead)
            if name in CURRENCIES:
                return CURRENCIES[name], after + hyphen + ahead + 1
        if word in MEASURE:
            return MEASURE[word], after + hyphen + 1
        if word in FURTHER and second in MEASURE:  # "30 more days"
            return MEASURE[second], after + hyphen + 2
        return "", after

    def _nouns(self, at: int) -> list[str]:
        """The words that follow, not beyond punctuation nor a word without content."""
        found: list[str] = []
        for word in self.low[at : at + 5]:
            if word.isalpha() and stem_of(word):
                found.append(word)
            elif word not in {"-", "–"}:
                break
        return found

    def _rate(self, end: int) -> str:
        """ "600 passengers a day", "600 daily passengers": the time."""
        for at in range(end, min(end + 5, len(self.low))):
            if self._word(at) in RATES:
                return RATES[self._word(at)]
            if self._word(at) in {"a", "an", "per", "each", "every"} and self._word(at + 1) in TIMES:
                return self._word(at + 1)
        return ""

    def _word(self, at: int) -> str:
        return self.low[at] if 0 <= at < len(self.low) else ""

    def _touches(self, at: int) -> bool:
        return 0 < at < len(self.tokens) and self.tokens[at].start() == self.tokens[at - 1].end()

    def _glued(self, at: int) -> bool:
        """Whether a number is a part of a name: "COVID-19", "G7", "F-16"."""
        if not self._word(at)[:1].isdecimal() or at == 0 or not self._touches(at):
            return False
        before = self._word(at - 1)
        return before.isalpha() or (before in {"-", "–"} and self._word(at - 2).isalpha() and self._touches(at - 1))

    def _between(self, first: int, after: int) -> bool:
        """Whether what follows makes a range: "10-15", "10 to 15", "between 10 and 15"."""
        return self._word(after) != "and" or self._word(first - 1) == "between"


def _digits(word: str) -> float | None:
    plain = word.replace(",", "")
    if ":" in plain or plain.count(".") > 1:
        hours, _, rest = plain.replace(".", ":").partition(":")
        return float(hours) + float(rest.partition(":")[0] or 0) / 100 if len(plain) < 12 else None
    return float(plain) if len(plain) < 25 else None
