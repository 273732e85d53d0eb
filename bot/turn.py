"""One turn of a conversation: what a history is made of, in the page, in a file and in a question set."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Turn:
    """Who said it, and what was said."""

    role: Literal["user", "assistant"]
    content: str
