"""What comes of checking a claim: supported or not, and every reason against it."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "number",
    "unit",
    "date",
    "name",
    "role",
    "quote",
    "negation",
    "opposite",
    "modality",
    "attribution",
    "coverage",
    "opinion",
    "statement",
    "topic",
    "referent",
]


@dataclass(frozen=True, slots=True)
class Reason:
    kind: Kind
    claim_text: str
    passage_text: str = ""

    def __str__(self) -> str:
        there = f" (the passage has “{self.passage_text}”)" if self.passage_text else ""
        return f"{self.kind}: “{self.claim_text}”{there}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a passage supports a claim; it does where no reason speaks against it."""

    reasons: tuple[Reason, ...]

    @property
    def supported(self) -> bool:
        """Whether nothing speaks against the claim."""
        return not self.reasons

    def __str__(self) -> str:
        return "; ".join(["supported" if self.supported else "not supported", *map(str, self.reasons)])
