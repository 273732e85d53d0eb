"""How alike two texts are worded: shingles, their MinHash signature, and what makes one article a copy of another.

The signature finds who may be a copy without reading any text (Broder 1997, On the Resemblance and Containment of
Documents); the texts themselves decide.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from vectorstore.article import Article

Signature = NDArray[np.uint32]

SHINGLE = 5  # words
_BANDS, _ROWS = 48, 2  # of the signature
_SEED = 1
METHOD = f"RMinHash {RMinHash.ALGORITHM_VERSION}, {SHINGLE} words, {_BANDS} x {_ROWS}, seed {_SEED}; copies 2"
"""Changes whenever signatures, or what counts as a copy, do."""

_LIKELY = 0.15  # estimated resemblance; below it, no text is read
_RESEMBLING = 0.2
# The smaller text's share that the other one has. One outlet's forecasts, quizzes and live pages share their frame,
# and a story that goes on shares its background: there, only what is as good as the same is a copy. A frame that two
# outlets fill in gives itself away by its numbers.
_CONTAINED, _WITH_ITS_NUMBERS, _CONTAINED_SAME_OUTLET = 0.65, 0.5, 0.8
_NUMBERS = 0.5  # of the shorter text's, where it has any
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"  # a character is as good as a word
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


def words(text: str) -> list[str]:
    """The words of a text in order, without case and punctuation."""
    return _WORD.findall(text.casefold())


def shingles(of: Sequence[str], size: int = SHINGLE) -> set[str]:
    """Every run of `size` words, or all of them where there are fewer."""
    return {" ".join(of[start : start + size]) for start in range(max(1, len(of) - size + 1))}


def signature(text: str) -> Signature:
    """96 numbers; the share of them in which two texts agree estimates their shingles' Jaccard index."""
    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(list(shingles(words(text))))
    return np.array(sketch.digest(), np.uint32)


def bands(of: Signature) -> list[int]:
    """48 numbers of 64 bits: texts that may be copies share at least one (95 % at a Jaccard index of 0.25)."""
    pairs = of.astype(np.uint64).reshape(_BANDS, _ROWS)
    keys = (pairs[:, 0] << np.uint64(32)) | pairs[:, 1]
    keys ^= np.arange(_BANDS, dtype=np.uint64) << np.uint64(58)
    return [int(key) for key in keys.astype(np.int64)]


def likely(one: Signature, other: Signature) -> bool:
    """Whether it is worth while to read the two texts."""
    return bool(np.mean(one == other) >= _LIKELY)


def is_copy(one: Article, other: Article) -> bool:
    """Whether most of the shorter text stands word for word in the longer one, which is not many times as long."""
    shorter, longer = sorted((words(one.text), words(other.text)), key=len)
    a, b = shingles(shorter), shingles(longer)
    shared = len(a & b)
    if _outlet(one) == _outlet(other):
        contained = _CONTAINED_SAME_OUTLET
    else:
        contained = _WITH_ITS_NUMBERS if _same_numbers(shorter, longer) else _CONTAINED
    return shared >= contained * min(len(a), len(b)) and shared >= _RESEMBLING * len(a | b)


def _same_numbers(shorter: Sequence[str], longer: Sequence[str]) -> bool:
    told = {word for word in shorter if word[0].isdigit()}
    return len(told & set(longer)) >= _NUMBERS * len(told)


def _outlet(article: Article) -> str:
    """The outlet's name, or the host where it has none."""
    return article.outlet.casefold() or (urlsplit(article.url or "").hostname or article.id)
