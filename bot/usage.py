"""What a chat model was given and what it wrote, in tokens, for one question.

A LangChain callback, so that any provider's count is read alike. Where none came, because the service gives none or
the reply was cut short, the tokens are estimated from the characters.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, GenerationChunk, LLMResult

from bot.answer import Usage

BYTES_OF_A_TOKEN = 4  # of English, about; other scripts have more bytes a letter, and more tokens a word


def tokens(text: str) -> int:
    """About how many tokens a text has."""
    return -(-len(text.encode("utf-8", "replace")) // BYTES_OF_A_TOKEN)


class Meter(BaseCallbackHandler):
    """Counts what goes to the chat model and comes back."""

    def __init__(self) -> None:
        self._requests: dict[UUID, _Request] = {}

    @property
    def usage(self) -> Usage | None:
        """The sum so far; None where no model was asked."""
        every = list(self._requests.values())
        if not every:
            return None
        return Usage(
            len(every),
            sum(one.input_tokens for one in every),
            sum(one.output_tokens for one in every),
            any(one.estimated for one in every),
        )

    def on_chat_model_start(
        self, serialized: dict[str, Any], messages: list[list[BaseMessage]], *, run_id: UUID, **_: Any
    ) -> None:
        self._requests[run_id] = _Request(sum(tokens(one.text) for batch in messages for one in batch))

    def on_llm_new_token(
        self,
        token: str | list[str | dict[str, Any]],
        *,
        chunk: GenerationChunk | ChatGenerationChunk | None = None,
        run_id: UUID,
        **_: Any,
    ) -> None:
        message = chunk.message if isinstance(chunk, ChatGenerationChunk) else None
        if isinstance(message, AIMessageChunk):
            self._requests[run_id].add(message)

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **_: Any) -> None:
        self._requests[run_id].ended = True


class _Request:
    """One request: what it was sent, what has come back, and what the service counted."""

    def __init__(self, sent: int) -> None:
        self._sent = sent
        self._written = ""
        self._counted: UsageMetadata | None = None
        self.ended = False

    def add(self, piece: AIMessageChunk) -> None:
        self._written += piece.text
        self._counted = _sum([self._counted, piece.usage_metadata])

    @property
    def estimated(self) -> bool:
        return not (self._counted and self.ended)

    @property
    def input_tokens(self) -> int:
        return self._counted["input_tokens"] if self._counted else self._sent

    @property
    def output_tokens(self) -> int:
        return self._counted["output_tokens"] if self._counted and self.ended else tokens(self._written)


def _sum(counts: Sequence[UsageMetadata | None]) -> UsageMetadata | None:
    """Pieces of a reply count what they add: some providers tell the input first and the output last."""
    given = [one for one in counts if one]
    if not given:
        return None
    total, written = (sum(one[key] for one in given) for key in ("input_tokens", "output_tokens"))
    return UsageMetadata(input_tokens=total, output_tokens=written, total_tokens=total + written)
