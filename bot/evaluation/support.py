"""Whether what is cited supports what is said, as ALCE measures it (Gao et al. 2023, Enabling Large Language Models to
Generate Text with Citations, 4.3), with a judge of claims that the caller brings.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

Supports = Callable[[str, Sequence[str]], bool]
"""Whether the quotations, taken together, support the claim."""


def citation_support(document: Mapping[str, Any], supports: Supports) -> dict[str, float]:
    """`citations.recall` and `citations.precision` of an answered question's `ask --json` document.

    Recall: the share of sentences that their citations together support; a sentence without one is unsupported.
    Precision: the share of citations that are relevant: their sentence is supported, and the citation supports it
    alone or the others do not without it. An answer without a citation has no precision.
    """
    quotes = {citation["n"]: citation["quote"] for citation in document["citations"]}
    cited = [(sentence["text"], [quotes[n] for n in sentence["citations"]]) for sentence in document["sentences"]]
    supported = [bool(given) and supports(claim, given) for claim, given in cited]
    relevant = [
        whole and one
        for (claim, given), whole in zip(cited, supported, strict=True)
        for one in _relevant(claim, given, supports)
    ]
    scores = {"citations.recall": fmean(supported)} if cited else {}
    return scores | ({"citations.precision": fmean(relevant)} if relevant else {})


def _relevant(claim: str, given: Sequence[str], supports: Supports) -> Iterator[bool]:
    for place, quote in enumerate(given):
        others = [*given[:place], *given[place + 1 :]]
        yield supports(claim, [quote]) or not (others and supports(claim, others))
