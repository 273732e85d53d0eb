"""What the chain needs of an engine, and how an engine fails."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from langchain_core.runnables import RunnableConfig

from bot.citations import Claim
from bot.question.conversation import Understood
from bot.turn import Turn
from vectorstore.passage import Evidence


class ModelError(Exception):
    """The chat model did not answer as it should; the message says why, for the reader."""


class Engine(Protocol):
    """Turns a follow-up into a question of its own, and evidence into cited sentences."""

    @property
    def name(self) -> str:
        """What `engine` says in an answer."""
        ...

    def rewrite(self, question: str, history: Sequence[Turn], config: RunnableConfig) -> Understood:
        """What a follow-up means. May raise `ModelError`."""
        ...

    def compose(self, question: Understood, evidence: Sequence[Evidence], config: RunnableConfig) -> Iterator[Claim]:
        """The answer's sentences, in reading order; none where the evidence does not answer. May raise `ModelError`."""
        ...
