"""Whether what is cited supports what is said, as ALCE measures it (Gao et al. 2023, Enabling Large Language Models to
Generate Text with Citations, 4.3), with a judge of claims that the caller brings.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

from bot.verify.claims import Source, verify_claim

Supports = Callable[[str, Sequence[Source]], bool]
"""Whether the quotations, taken together, support the claim."""


def supported(claim: str, quotes: Sequence[Source]) -> bool:
    """Dateline's own judge: the claim checked against each quotation, then against all of them as one passage."""
    together = Source(" ".join(quote.text for quote in quotes), quotes[0].published if quotes else None)
    return verify_claim(claim, [*quotes, together], ()).source is not None


def citation_support(document: Mapping[str, Any], supports: Supports) -> dict[str, float]:
    """`citations.recall` and `citations.precision` of an answered question's `ask --json` document.

    Recall: the share of sentences that their citations together support; a sentence without one is unsupported.
    Precision: the share of citations that are relevant: their sentence is supported, and the citation supports it
    alone or the others do not without it. An answer without a citation has no precision. What has no verdict, since it
    says nothing of the world, is left out.
    """
    quotes = {one["n"]: Source(one["quote"], one.get("published")) for one in document["citations"]}
    judged = [sentence for sentence in document["sentences"] if sentence.get("verdict", "") is not None]
    cited = [(_claim(sentence), [quotes[n] for n in sentence["citations"]]) for sentence in judged]
    supported = [bool(given) and supports(claim, given) for claim, given in cited]
    relevant = [
        whole and one
        for (claim, given), whole in zip(cited, supported, strict=True)
        for one in _relevant(claim, given, supports)
    ]
    scores = {"citations.recall": fmean(supported)} if cited else {}
    return scores | ({"citations.precision": fmean(relevant)} if relevant else {})


def _claim(sentence: Mapping[str, Any]) -> str:
    """What a sentence says of the world: its label says of what is cited where it comes from."""
    label, text = sentence.get("label", ""), str(sentence["text"])
    return text.removeprefix(f"({label}) ") if label else text


def _relevant(claim: str, given: Sequence[Source], supports: Supports) -> Iterator[bool]:
    for place, quote in enumerate(given):
        others = [*given[:place], *given[place + 1 :]]
        yield supports(claim, [quote]) or not (others and supports(claim, others))
