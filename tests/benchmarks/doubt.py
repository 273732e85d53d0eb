"""Fits how much a claim is doubted for what the passage does not say of it, and tells the figures for `coverage.py`.

    python -m tests.benchmarks.doubt $NEWS_DEV_DATA/realtimeqa/articles.jsonl

Logistic regression on the claims of our own (`free_claims.jsonl`, `summary_claims.jsonl`) in which no other check finds
anything, true and changed ones of equal weight. Told are the weights, as parts of the first, and the doubt that a share
of the true claims exceeds.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bot.verify.alignment import align
from bot.verify.check import verify
from bot.verify.coverage import unsaid
from bot.verify.reading import read

from .verifier import FREE_CLAIMS, SUMMARY_CLAIMS, of_articles, rows

_STEPS = 30
_EXCEED = (0.10, 0.09, 0.08, 0.05)  # shares of the true claims


def described(articles: Path, most: int | None) -> Iterator[tuple[bool, tuple[float, float, int]]]:
    """Of each claim whether it is true, and what is unsaid of it."""
    claims = [*rows(FREE_CLAIMS)[:most], *rows(SUMMARY_CLAIMS)[:most]]
    for kind, claim, passage, published in of_articles(claims, rows(articles)):
        if all(reason.kind == "coverage" for reason in verify(claim, passage, published).reasons):
            yield kind == "true", unsaid(align(read(claim), read(passage)))


def fitted(features: np.ndarray, changed: np.ndarray) -> np.ndarray:
    """The weights of logistic regression, by Newton's method; shape (features,). The last column is constant."""
    weights = np.zeros(features.shape[1])
    share = changed.mean()
    worth = np.where(changed, 0.5 / share, 0.5 / (1 - share))
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (worth * (likely - changed))
        curve = (features * (worth * likely * (1 - likely))[:, None]).T @ features
        weights -= np.linalg.solve(curve, slope)
    return weights


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--most", type=int, help="claims of each file, the first; all without it")
    given = parser.parse_args()
    found = list(described(given.articles, given.most))
    true = np.array([is_true for is_true, _ in found])
    features = np.array([[*shares, 1.0] for _, shares in found])
    weights = fitted(features, ~true)
    parts = weights[:3] / weights[0]
    print(f"{true.sum()} true and {(~true).sum()} changed claims without another fault")
    print(f"a word with nothing like it 1, with only one like it {parts[1]:.2f}, a sentence {parts[2]:.2f}")
    doubts = features[true, :3] @ parts
    for share in _EXCEED:
        print(f"{share:.0%} of the true ones are doubted more than {np.quantile(doubts, 1 - share):.2f}")


if __name__ == "__main__":
    main()
