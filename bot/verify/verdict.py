"""What comes of checking a claim: supported or not, and every reason against it."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "number", "unit", "date", "name", "role", "quote", "negation", "opposite", "modality", "attribution", "coverage"
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a passage does not support a claim: the claim's words at fault, and what the passage has there, if it has."""

    kind: Kind
    claim_text: str
    passage_text: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a passage supports a claim; it does where no reason speaks against it."""

    reasons: tuple[Reason, ...]

    @property
    def supported(self) -> bool:
        return not self.reasons
