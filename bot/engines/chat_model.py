"""Answers by a chat model: numbered evidence in the prompt, sentences out as they are finished.

The numbers a sentence carries are resolved to the evidence, and each to the sentence of it that is quoted; numbers
that name no evidence are dropped. A sentence that then rests on nothing is matched to the evidence, or not said.
"""

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnableConfig

from bot.citations import Claim, Quoted, plain
from bot.engines.engine import ModelError
from bot.engines.markers import Marked, marked_sentences
from bot.settings import Settings
from bot.turn import Turn
from prompts import read_prompt
from vectorstore.lexical import stems
from vectorstore.passage import Evidence
from vectorstore.sentences import is_statement

_DEFAULT = "gpt-4.1-mini"
_PASSAGES = 8
_TURNS = 8
_MOST_CHARACTERS = 2_000  # of a rewritten question
_MATCH = 0.5  # share of a sentence's stems that a quote must hold to carry it unasked
REFUSAL = "NOT IN THE ARTICLES"


class ChatModelEngine:
    """Any LangChain chat model behind the two prompts."""

    def __init__(self, model: BaseChatModel, name: str) -> None:
        self._name = name
        self._answering = _chain(model, "answer", "mark", "passages", "refusal", "question")
        self._rewriting = _chain(model, "rewrite", "conversation", "question")

    @property
    def name(self) -> str:
        return self._name

    def rewrite(self, question: str, history: Sequence[Turn], config: RunnableConfig) -> str:
        conversation = "\n".join(f"{turn.role}: {turn.content}" for turn in history[-_TURNS:])
        values = {"conversation": conversation, "question": question}
        rewritten = " ".join("".join(self._told(self._rewriting, values, config)).split())
        return rewritten[:_MOST_CHARACTERS] or question

    def compose(self, question: str, evidence: Sequence[Evidence], config: RunnableConfig) -> Iterator[Claim]:
        shown = evidence[:_PASSAGES]
        values = {
            "mark": secrets.token_hex(8),
            "passages": "\n\n".join(_numbered(number, one) for number, one in enumerate(shown, 1)),
            "refusal": REFUSAL,
            "question": question,
        }
        for marked in marked_sentences(self._told(self._answering, values, config)):
            if REFUSAL in marked.text.upper():
                return
            if quotes := _quotes(marked, shown):
                yield Claim(marked.text, quotes)

    def _told(
        self, chain: Runnable[dict[str, Any], str], values: dict[str, str], config: RunnableConfig
    ) -> Iterator[str]:
        """What the model says, piece by piece; every way it can fail ends in a `ModelError`."""
        said = False
        try:
            for chunk in chain.stream(values, config):
                said = said or bool(chunk.strip())
                yield chunk
        except Exception as error:  # each provider's library fails in its own ways, all the way down to its sockets
            raise ModelError(_explained(self._name, error)) from error
        if not said:
            raise ModelError(f"The model {self._name} sent an empty reply.")


def chat_model_engine(settings: Settings) -> ChatModelEngine:
    """The engine for the model that is set: `NAME` at the OpenAI-compatible service, or `PROVIDER:NAME`."""
    name = settings.model or _DEFAULT
    options: dict[str, Any] = {"timeout": settings.model_timeout, "max_retries": 2}
    if ":" not in name or name.startswith("openai:"):
        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
        options |= {"model_provider": "openai", "api_key": key, "stream_usage": False}
        options |= {"base_url": settings.openai_base_url} if settings.openai_base_url else {}
    return ChatModelEngine(init_chat_model(name.removeprefix("openai:"), **options), name)


def _chain(model: BaseChatModel, prompt: str, *placeholders: str) -> Runnable[dict[str, Any], str]:
    template = ChatPromptTemplate.from_messages([("user", read_prompt(prompt, frozenset(placeholders)))])
    return template | model | StrOutputParser()


def _numbered(number: int, one: Evidence) -> str:
    article = one.stored.article
    head = ", ".join(part for part in (article.outlet, article.published or "", article.title) if part)
    lines = f"{head}\n{one.text}".splitlines()
    # The passage's own brackets must not be taken for numbers.
    return f"[{number}] " + "\n".join(map(plain, lines))


def _quotes(marked: Marked, evidence: Sequence[Evidence]) -> tuple[Quoted, ...]:
    """The sentence of each named passage that says it best; without any, the best of all that carries it."""
    named = [evidence[number - 1] for number in marked.numbers if 1 <= number <= len(evidence)]
    if named:
        best = [max(_sentences(one), key=lambda quoted: _share(marked.text, quoted), default=None) for one in named]
        return tuple(dict.fromkeys(quoted for quoted in best if quoted is not None))
    every = [quoted for one in evidence for quoted in _sentences(one)]
    found = max(every, key=lambda quoted: _share(marked.text, quoted), default=None)
    return (found,) if found is not None and _share(marked.text, found) >= _MATCH else ()


def _sentences(one: Evidence) -> list[Quoted]:
    found = [Quoted(one.stored, span) for span in one.passage.sentences]
    return [quoted for quoted in found if is_statement(quoted.text)] or found


def _share(sentence: str, quoted: Quoted) -> float:
    said, there = set(stems(sentence)), set(stems(quoted.text))
    return len(said & there) / len(said) if said else 0.0


def _explained(name: str, error: Exception) -> str:
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        return f"The model {name} refused the key: check OPENAI_API_KEY."
    if status == 404:
        return f"The model {name} is not there: check DATELINE_MODEL and OPENAI_BASE_URL."
    if status == 429:
        return f"The model {name} is over its limit of requests; try again later."
    if isinstance(status, int):
        return f"The model {name} failed (status {status})."
    if "timeout" in type(error).__name__.lower():
        return f"The model {name} did not answer in time (DATELINE_MODEL_TIMEOUT)."
    if "connect" in type(error).__name__.lower():
        return f"The model {name} cannot be reached: check OPENAI_BASE_URL and the network."
    return f"The model {name} sent something that cannot be read ({type(error).__name__})."
