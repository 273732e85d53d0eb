"""Words as the metrics compare them: the same whatever the case, the punctuation or the spelling of a number.

Gold answers and the bot's answers, rewritten questions and gold rewrites all pass through here.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from statistics import fmean

_MARKER = re.compile(r"\[\d+\]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WORD = re.compile(
    r"(?:[^\W\d_]\.)+[^\W\d_]\b"  # U.S., p.m.: one word, its dots taken out below
    r"|\d+(?:\.\d+)*[^\W_]*"  # 12, 1.5, 4x400
    r"|[^\W_]+"
    r"|[%$¢-¥฿\u20a0-\u20cf]"  # a sign is a word of its own: "72 million" stands in "$72 million"
)

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_ONES += " seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONE = {word: number for number, word in enumerate(_ONES.split())}
_TEN = {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}

# "no", "not", "more" are none: they can be the answer. Nor is "may": it is a month.
_STOP = (
    "a an the this that these those it its he him his she her they them their we our you your i my me s t"
    " is are was were be been being has have had do does did will would can could should might"
    " of in on at to for from by with as into about and or but if so than then there"
)
STOP_WORDS = frozenset(_STOP.split())


def without_markers(answer: str) -> str:
    """An answer without its citation markers, `[1]`."""
    return _MARKER.sub(" ", answer)


def word_count(answer: str) -> int:
    """The words a reader counts: what stands between spaces and holds a letter or a digit; no markers."""
    return sum(any(map(str.isalnum, word)) for word in without_markers(answer).split())


def words(text: str) -> tuple[str, ...]:
    """Text as comparable words, in order: NFKC, lower case, punctuation off, number words as digits.

    %, currency signs (each a word) and decimal points stay; "1,428" is "1428", "U.S." is "us", and any other
    punctuation, hyphens and apostrophes too, divides words. Number words are read up to ninety-nine; larger
    units stay words ("two million" → "2", "million"), since news writes "2 million". Ordinals stay words.
    """
    plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).lower())
    found = (word.replace(".", "") if word[0].isalpha() else word for word in _WORD.findall(plain))
    return tuple(_numbers(tuple(found)))


def _numbers(found: Sequence[str]) -> Iterator[str]:
    """Number words as digits; "twenty", "one" is one number."""
    tens = 0
    for word, following in pairwise([*found, ""]):
        if word in _TEN and 1 <= _ONE.get(following, 0) <= 9:
            tens = _TEN[word]
            continue
        value = _TEN.get(word, _ONE.get(word))
        yield word if value is None else str(tens + value)
        tens = 0


def content_words(found: Sequence[str]) -> tuple[str, ...]:
    """The words that are no stop words; all of them where nothing else is left ("The Who")."""
    return tuple(word for word in found if word not in STOP_WORDS) or tuple(found)


def contains(answer: Sequence[str], alias: Sequence[str]) -> bool:
    """Whether the alias's words stand in the answer, in a row."""
    size = len(alias)
    return size > 0 and any(answer[start : start + size] == alias for start in range(len(answer) - size + 1))


def coverage(answer: Collection[str], alias: Sequence[str]) -> float:
    """Share of the alias's words that the answer has, stop words aside."""
    wanted = content_words(alias)
    return fmean(word in answer for word in wanted) if wanted else 0.0


def token_f1(one: Sequence[str], other: Sequence[str]) -> float:
    """Harmonic mean of precision and recall of shared words, each as often as both have it.

    Rajpurkar et al. 2016 (SQuAD), but for the words, which here keep "a", "an" and "the".
    """
    shared = (Counter(one) & Counter(other)).total()
    return 2 * shared / (len(one) + len(other)) if shared else 0.0
