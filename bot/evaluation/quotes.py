"""Whether gold quotes lie in what was read or cited; characters are compared after white space is made single."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any, Literal


def first_words(evidence: Iterable[Mapping[str, Any]], limit: int) -> dict[tuple[str, int], str]:
    """What one reads in the first `limit` words of evidence in rank order: (article id, version) → text.

    A word is known by its offset in its version, so that overlapping passages count once. An article's words
    come out in their order in the article, so that neighbouring passages join again.
    """
    read: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    left = limit
    for row in sorted(evidence, key=lambda row: row["rank"]):
        seen = read[row["article_id"], row["version"]]
        for word in re.finditer(r"\S+", row["text"]):
            offset = row["start"] + word.start()
            if left and offset not in seen:
                seen[offset] = word[0]
                left -= 1
    return {version: " ".join(seen[offset] for offset in sorted(seen)) for version, seen in read.items()}


def found(quotes: Sequence[tuple[str, str]], read: Mapping[tuple[str, int], str], mode: Literal["any", "all"]) -> float:
    """Share of the (article id, quote) pairs that lie at least half in what was read of their article.

    With "any" the best quote decides: 1 or 0.
    """
    shares = [
        float(any(article == one and lies_half_in(quote, text) for (one, _), text in read.items()))
        for article, quote in quotes
    ]
    return max(shares) if mode == "any" else fmean(shares)


_CHANCE = 20
"""Characters: a shorter run than this is found in a text by chance ("billion", a name)."""


def lies_half_in(quote: str, text: str) -> bool:
    """Whether half of the quote's characters stand in the text in one run; of a short one, `_CHANCE` or all."""
    quote, text = " ".join(quote.split()), " ".join(text.split())
    size = max((len(quote) + 1) // 2, min(len(quote), _CHANCE))
    return any(quote[start : start + size] in text for start in range(len(quote) - size + 1))


def overlap(one: str, other: str) -> bool:
    """Whether two pieces of one article share a stretch: one holds the other, or begins where the other ends.

    Less than half of `_CHANCE` at the edges is taken for chance.
    """
    one, other = " ".join(one.split()), " ".join(other.split())
    if one in other or other in one:
        return True
    return any(
        one.endswith(other[:size]) or other.endswith(one[:size])
        for size in range(_CHANCE // 2, min(len(one), len(other)))
    )
