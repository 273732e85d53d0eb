"""Articles that say nothing, in words as frequent as those of news, and vectors that mean nothing but lie in clusters.

Stores of any size come from them at no cost of embedding, the same ones every time.
"""

import zlib
from collections.abc import Sequence
from itertools import product

import numpy as np

from vectorstore.article import Article
from vectorstore.embedding import Vectors, unit_rows

_COMMON = (
    "the of to and a in that is for on was it with as he at by from be said have has are an but this his they will "
    "were who not had been which their or its more after about one her also when we would than there up year people "
    "new out over two first last government president"
).split()
_VOCABULARY = 60_000
_TOPICS = 400
DIMENSIONS = 384
# As with bge-small: any two texts are alike by about 0.45, two of one topic by about 0.75.
_COMMON_PART, _TOPIC_PART, _OWN_PART = 0.45**0.5, 0.3**0.5, 0.25**0.5
_SENTENCE = 20  # words
_PARAGRAPH = 3  # sentences


def _vocabulary() -> list[str]:
    syllables = [first + vowel for first, vowel in product("bcdfghjklmnprstvwz", "aeiou")]
    made = ["".join(parts) for length in (2, 3) for parts in product(syllables, repeat=length)]
    picked = np.random.default_rng(0).permutation(len(made))[: _VOCABULARY - len(_COMMON)]
    return [*_COMMON, *(made[place] for place in picked)]


class Wire:
    """A news agency without news. The word of rank r comes with a share of 1 / (r + 2.7) (Zipf, Mandelbrot)."""

    def __init__(self) -> None:
        self._words = _vocabulary()
        shares = 1 / (np.arange(len(self._words)) + 3.7)
        self._up_to = np.cumsum(shares) / shares.sum()

    def article(self, number: int, sentences: int) -> Article:
        """The article of a number, of so many sentences."""
        random = np.random.default_rng([1, number])
        told = [" ".join(self._drawn(random, _SENTENCE)).capitalize() + "." for _ in range(sentences)]
        paragraphs = [" ".join(told[start : start + _PARAGRAPH]) for start in range(0, sentences, _PARAGRAPH)]
        return Article(
            id=f"n{number}",
            text="\n\n".join(paragraphs),
            title=" ".join(self._drawn(random, 8)).capitalize(),
            url=f"https://wire.example/{number}",
            published=f"{2015 + number % 10}-{1 + number % 12:02}-{1 + number % 28:02}",
            outlet=f"wire{number % 20}.example",
        )

    def question(self, number: int) -> str:
        """A question of six to twelve words."""
        random = np.random.default_rng([2, number])
        return " ".join(self._drawn(random, int(random.integers(6, 13)))).capitalize() + "?"

    def _drawn(self, random: np.random.Generator, count: int) -> list[str]:
        return [self._words[place] for place in np.searchsorted(self._up_to, random.random(count))]


class Clustered:
    """An embedder whose vectors follow from a text's checksum: a part that all share, one of its topic, one its own."""

    name = fingerprint = "clustered"

    def __init__(self) -> None:
        parts = np.random.default_rng(3).standard_normal((_TOPICS + 1, DIMENSIONS)).astype(np.float32)
        self._common, self._topics = unit_rows(parts)[0], unit_rows(parts)[1:]

    def require(self) -> None:
        """Nothing: there are no files."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        random = np.random.default_rng(zlib.crc32(text.encode()))
        own = unit_rows(random.standard_normal(DIMENSIONS).astype(np.float32))
        topic = self._topics[random.integers(_TOPICS)]
        return unit_rows(_COMMON_PART * self._common + _TOPIC_PART * topic + _OWN_PART * own)
