"""A claim of an answer, against the passages it cites and the others that were retrieved.

The verdict says whether it may be shown: supported by what it cites, by another passage, to which its citation should
then point, or by none. A second opinion may overrule the checks where it is sure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.verify.check import verify
from bot.verify.verdict import Reason, Verdict

Standing = Literal["supported", "supported_by_another", "not_supported"]


@dataclass(frozen=True, slots=True)
class Source:
    """A passage as it is checked: its words, with those around it, and when its article was published."""

    text: str
    published: str | None = None


class Opinion(Protocol):
    """A second opinion: the likeness of sentences, an entailment model, a chat model."""

    def supports(self, claim: str, source: Source) -> bool | None:
        """Whether the passage supports the claim; None where it cannot tell, and the checks decide."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a claim: `source` is the number of the source that carries it, None where none does.

    The reasons are those against the first source that it cites.
    """

    standing: Standing
    source: int | None
    reasons: tuple[Reason, ...] = ()


def verify_claim(
    claim: str, sources: Sequence[Source], cited: Sequence[int], opinion: Opinion | None = None
) -> Checked:
    """Check a claim against the sources it cites, by their numbers in `sources`, then against the others, in order.

    Raises IndexError for a citation of a source that there is not.
    """
    first: Verdict | None = None
    for number in dict.fromkeys([*cited, *range(len(sources))]):
        verdict = _with_opinion(claim, sources[number], opinion)
        first = first or verdict
        if verdict.supported:
            another = number not in cited
            return Checked("supported_by_another" if another else "supported", number, first.reasons if another else ())
    return Checked("not_supported", None, first.reasons if first else ())


def _with_opinion(claim: str, source: Source, opinion: Opinion | None) -> Verdict:
    verdict = verify(claim, source.text, source.published)
    second = opinion.supports(claim, source) if opinion else None
    if second is None or second == verdict.supported:
        return verdict
    return Verdict(() if second else (Reason("opinion", claim),))
