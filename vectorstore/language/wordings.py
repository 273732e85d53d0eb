"""Other ways to write what a question names, as the loaded articles write it: spellings and abbreviations.

A name that no article has stands for the nearest that they have. One that they have stands for another too where both
sound alike and go with the same names: Volodymyr Zelensky and Volodymyr Zelenskyy, but not Stephen Miller and Gerd
Müller. An abbreviation and what it stands for meet where an article defines it. Nothing here is a list: what is known
comes and goes with the articles.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from jellyfish import damerau_levenshtein_distance, metaphone

from vectorstore.language.stems import folded, stems

Wordings = Mapping[str, tuple[str, ...]]
"""A stem of a question → other words that say the same in articles."""

_LONGEST = 8  # stems of a long form
_SHORTEST_NAME, _LONG_NAME = 5, 7  # letters: from which on one may differ, or two
_MOST = 2  # other wordings of a kind
_MOST_LETTERS = 3  # in which names differ that sound alike
_WORDS = 40  # of a question, whose spelling is looked up
_ROUNDS = 3  # of looking for spellings
_TOO_COMMON = 3  # times as frequent as both names: "President" goes with any
_NAME = re.compile(r"[^\W\d_]+")


class Vocabulary(Protocol):
    """What a word index knows of names."""

    def frequency(self, stem: str) -> int:
        """In how many passages a stem stands."""

    def frequency_of_name(self, name: str) -> int:
        """In how many passages a word, folded, stands with a capital."""

    def names_like(self, name: str, distance: int, but: Sequence[str]) -> list[str]:
        """Names of one or more words, from a few passages that have one with a word of so many other letters at most.

        Passages with one of the words `but` are left out.
        """

    def names_sounding(self, sound: str, but: Sequence[str]) -> list[str]:
        """The same, with a word of that sound."""

    def defined(self, key: str) -> list[tuple[str, str]]:
        """The short and long forms in which articles define what a key, as `keys` makes it, stands for."""


def keys(short: str, long: str) -> tuple[str, str]:
    """By what a definition is looked up: from its short form, and from its long one."""
    return re.sub(r"\W", "", short).lower(), " ".join(stems(long))


def wordings(question: str, vocabulary: Vocabulary) -> Wordings:
    """The other wordings of a question's stems; most have none."""
    found: dict[str, dict[str, None]] = {}
    for stem, other in (*_abbreviated(question, vocabulary), *_spelled(question, vocabulary)):
        found.setdefault(stem, {})[other] = None
    return {stem: tuple(others) for stem, others in found.items()}


def names(question: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The stems of a question that are names, written with a capital in at least half of their passages, or in none."""
    words = list(dict.fromkeys(_NAME.findall(question)))[:_WORDS]
    return frozenset(
        stem for word in words for stem in stems(word) if _is_name(word, vocabulary.frequency(stem), vocabulary)
    )


def met(words: frozenset[str], wordings: Wordings) -> frozenset[str]:
    """The stems of a text, and those of the question that it has in another wording."""
    return words.union(
        stem
        for stem, others in wordings.items()
        if stem not in words and any(words.issuperset(stems(one)) for one in others)
    )


def _abbreviated(question: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for word in dict.fromkeys(re.findall(r"\w[\w.&-]*\w", question)):
        asked = stems(word) or ([word.lower()] if word.isupper() else [])  # "WHO" is no stop word
        if len(asked) == 1:
            key = keys(word, "")[0]
            if defined := vocabulary.defined(key):
                longs = _most_common([long for short, long in defined if keys(short, long)[0] == key])
                yield from ((asked[0], long) for long in longs)
    asked = stems(question)
    for start in range(len(asked)):
        for end in range(start + 1, min(start + _LONGEST, len(asked)) + 1):
            key = " ".join(asked[start:end])
            if defined := vocabulary.defined(key):
                shorts = _most_common([short for short, long in defined if keys(short, long)[1] == key])
                yield from ((stem, short) for short in shorts if stems(short) for stem in asked[start:end])


def _spelled(question: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for word in list(dict.fromkeys(_NAME.findall(question)))[:_WORDS]:
        name, asked = folded(word), stems(word)
        if len(name) < _SHORTEST_NAME or len(asked) != 1:
            continue
        known = vocabulary.frequency(asked[0])
        if not known:
            others = _nearest(name, vocabulary)
        elif _is_name(word, known, vocabulary):
            others = _the_same(name, vocabulary)
        else:
            continue  # a word, no name
        others = sorted(
            (one for one in others if stems(one) not in ([], asked)), key=lambda one: (_distance(name, one), one)
        )
        yield from ((asked[0], other) for other in others[:_MOST])


def _is_name(word: str, known: int, vocabulary: Vocabulary) -> bool:
    """Whether a word that stands in so many passages has a capital in at least half of them; so has one in none."""
    return known <= 2 * vocabulary.frequency_of_name(folded(word))


def _nearest(name: str, vocabulary: Vocabulary) -> list[str]:
    """The names that are spelled much like one, and begin with its sound."""
    most = 1 if len(name) < _LONG_NAME else 2
    return [
        like
        for like in _seen(
            lambda but: vocabulary.names_like(name, most, but), lambda like: _distance(name, like) <= most
        )
        if _begins(like) == _begins(name)
    ]


def _the_same(name: str, vocabulary: Vocabulary) -> list[str]:
    """The names that sound like one and stand beside a name that it stands beside, too."""
    said = sound(name)
    likes = _seen(
        lambda but: vocabulary.names_sounding(said, [name, *but]),
        lambda like: like != name and sound(like) == said,
    )
    own = _companions(name, vocabulary.names_like(name, 0, ())) if likes else set[str]()
    same = []
    for like, wholes in likes.items():
        most = _TOO_COMMON * (vocabulary.frequency_of_name(name) + vocabulary.frequency_of_name(like))
        shared = own & _companions(like, wholes) if _distance(name, like) <= _MOST_LETTERS else ()
        if any(vocabulary.frequency_of_name(one) <= most for one in shared):
            same.append(like)
    return same


def _seen(look: Callable[[Sequence[str]], list[str]], fits: Callable[[str], bool]) -> dict[str, list[str]]:
    """The words that fit of the names that are seen, each with the whole names that it stands in.

    As only a few passages are seen at a time, it is looked again without what is known.
    """
    found: dict[str, list[str]] = {}
    for _ in range(_ROUNDS):
        known = len(found)
        for whole in look(list(found)):
            for like in {folded(word) for word in _NAME.findall(whole)}:
                if fits(like):
                    found.setdefault(like, []).append(whole)
        if len(found) == known:
            break
    return found


@lru_cache(50_000)
def sound(name: str) -> str:
    """How a name is said, about: names that are spelled in several ways have one (Philips 1990, Metaphone)."""
    return metaphone(name)


def _begins(name: str) -> str:
    """The first sound; all vowels are one."""
    return "A" if name[0] in "aeiou" else sound(name)[:1]


def _distance(one: str, other: str) -> int:
    return damerau_levenshtein_distance(one, other)


def _companions(name: str, wholes: Sequence[str]) -> set[str]:
    """The words that stand beside a name in whole names."""
    rows = [[folded(word) for word in _NAME.findall(whole)] for whole in wholes]
    pairs = [pair for row in rows for pair in pairwise(row)]
    return {one for pair in pairs if name in pair for one in pair if one != name}


def _most_common(forms: Sequence[str]) -> list[str]:
    return [form for form, _ in Counter(forms).most_common(_MOST)]
