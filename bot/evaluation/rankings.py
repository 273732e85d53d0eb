"""Measures of a ranking of articles: each article once, best first; `relevant` is never empty."""

from collections.abc import Collection, Sequence
from math import log2


def recall(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """|relevant ∩ ranking| / |relevant| (Manning et al. 2008, 8.3), whatever the evidence mode."""
    return len(set(relevant).intersection(ranking)) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """1 / rank of the first relevant article; 0 where there is none (Voorhees 1999)."""
    return next((1 / rank for rank, article in enumerate(ranking, start=1) if article in relevant), 0.0)


def average_precision(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Precision at each relevant article's rank, summed, over |relevant| (Manning et al. 2008, 8.4)."""
    ranks = [rank for rank, article in enumerate(ranking, start=1) if article in relevant]
    return sum(place / rank for place, rank in enumerate(ranks, start=1)) / len(relevant)


def ndcg(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Discounted cumulative gain over the best possible one (Järvelin & Kekäläinen 2002).

    An article gains 1 or 0, discounted by log2(1 + rank), as is usual since Burges et al. 2005.
    """
    gain = sum(1 / log2(1 + rank) for rank, article in enumerate(ranking[:k], start=1) if article in relevant)
    return gain / sum(1 / log2(1 + rank) for rank in range(1, min(len(relevant), k) + 1))
