"""Answers by a chat model: numbered evidence in the prompt, sentences out as they are finished.

The numbers a sentence carries are resolved to the evidence, and each to the sentence of it that is quoted; numbers
that name no evidence are dropped. Whether they carry it, and what does where it names none, is found out afterwards.
"""

import re
import secrets
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Any, cast

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnableConfig

from bot.citations import Claim
from bot.engines.engine import ModelError
from bot.engines.faults import in_words, is_refused, pause_before_retry
from bot.engines.markers import marked_sentences, with_yes_or_no
from bot.engines.passages import within
from bot.engines.quotes import quotes_for
from bot.engines.silence import client_that_tires
from bot.question.conversation import Understood
from bot.settings import Settings, SettingsError
from bot.turn import Turn, well_formed
from bot.verify.yes_or_no import apart
from prompts import read_prompt
from vectorstore.language.sentences import is_statement
from vectorstore.passage import Evidence, in_full

_DEFAULT = "gpt-4.1-mini"
_TURNS = 8
_MOST_CHARACTERS = 2_000  # of a rewritten question, and of each turn it is made from
_LONGEST_REPLY = 12_000  # characters; five sentences need far fewer
_LONGEST_SENTENCE = 600  # characters
REFUSAL = "NOT IN THE ARTICLES"
_SOURCES = re.compile(r"(?:sources?|references?|citations?|footnotes?|quellen|fuentes)(?:\W*$|\s*:)", re.IGNORECASE)
_UNANSWERED = re.compile(
    r"(?:unfortunately,? )?(?:the|these|none of the) (?:\w+ ){0,2}(?:passages?|articles?|sources?) "
    r"(?:do(?:es)? not|don[’']t|doesn[’']t) "
    r"(?:\w+ )?(?:say|mention|tell|state|specify|contain|provide|include|give|answer|report|explain|address|indicate)\b"
    r"(?!.*\b(?:but|however|though|although|while|only)\b)",
    re.IGNORECASE,
)


class ChatModelEngine:
    """Any LangChain chat model behind the two prompts."""

    def __init__(self, model: BaseChatModel, name: str, evidence_tokens: int) -> None:
        """`evidence_tokens` is how much of the evidence the model is told, about."""
        self._name = name
        self._evidence_tokens = evidence_tokens
        self._model = model

    @property
    def name(self) -> str:
        return self._name

    def rewrite(self, question: str, history: Sequence[Turn], config: RunnableConfig) -> Understood:
        turns = [f"{turn.role}: {turn.content[:_MOST_CHARACTERS]}" for turn in history[-_TURNS:]]
        values = {"conversation": "\n".join(turns), "question": question}
        query = _one_question("".join(self._told("rewrite", values, config))) or question
        return Understood(query, query)

    def compose(self, question: Understood, evidence: Sequence[Evidence], config: RunnableConfig) -> Iterator[Claim]:
        shown = within([one for one in in_full(evidence) if one.passage.sentences], self._evidence_tokens)
        mark = secrets.token_hex(8)
        values = {
            "mark": mark,
            "passages": "\n\n".join(f"[{number}] {told}" for number, (_, told) in enumerate(shown, 1)),
            "refusal": REFUSAL,
            "question": question.query,
        }
        passages = [one for one, _ in shown]
        with closing(self._told("answer", values, config)) as told:
            for marked in with_yes_or_no(marked_sentences(told)):
                _, said = apart(marked.text)
                if REFUSAL in said.upper() or _SOURCES.match(said) or _UNANSWERED.match(said):
                    return
                quotes = quotes_for(marked, passages)
                heading = not quotes and not is_statement(_closed(marked.text))
                if _sayable(marked.text, mark) and not heading:
                    yield Claim(_closed(marked.text), quotes)

    def _told(self, prompt: str, values: dict[str, str], config: RunnableConfig) -> Generator[str]:
        """What the model says, piece by piece, after another try where one helps; all failures are `ModelError`s."""
        said = tried = 0
        while not said:
            tried += 1
            try:
                chain = _chain(self._model, prompt, *values)
                with closing(cast(Generator[AIMessage], chain.stream(values, config))) as chunks:
                    for chunk in chunks:
                        said += len(chunk.text.strip())
                        yield well_formed(chunk.text)
                        if said > _LONGEST_REPLY:
                            return
            except Exception as error:  # each provider's library fails in its own ways, down to its sockets
                if not said and is_refused(error) and (plainer := _without_counting(self._model)):
                    self._model = plainer
                    continue
                pause = None if said else pause_before_retry(error, tried)
                if pause is None:
                    raise ModelError(in_words(self._name, error)) from error
                time.sleep(pause)
            else:
                if not said:
                    raise ModelError(f"The model {self._name} sent an empty reply.")


def chat_model_engine(settings: Settings) -> ChatModelEngine:
    """The engine for the model that is set: `NAME` at the OpenAI-compatible service, or `PROVIDER:NAME`.

    Raises `SettingsError` where no such model can be set up.
    """
    name = settings.model or _DEFAULT
    provider, model = name.split(":", 1) if ":" in name else ("openai", name)
    # The engine tries again itself: only so does a reader's wait end when the setting says.
    options: dict[str, Any] = {"timeout": settings.model_timeout, "max_retries": 0}
    if provider == "openai":
        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
        options |= {"api_key": key, "stream_usage": True, "http_client": client_that_tires(settings.model_timeout)}
        # With a client of our own, LangChain's transport and its OPENAI_PROXY fall away; HTTPS_PROXY is respected.
        options |= {"openai_proxy": None, "http_socket_options": ()}
        options |= {"base_url": settings.openai_base_url} if settings.openai_base_url else {}
    try:
        return ChatModelEngine(
            init_chat_model(model, model_provider=provider, **options), name, settings.evidence_tokens
        )
    except ImportError as error:
        raise SettingsError(
            f"DATELINE_MODEL={name!r} needs the LangChain package of the provider {provider!r}: install it,"
            " such as `pip install langchain-anthropic` for `anthropic`."
        ) from error
    except Exception as error:  # each provider's class has its own; their words may hold a key
        raise SettingsError(
            f"DATELINE_MODEL={name!r} cannot be set up ({type(error).__name__}): {provider!r} is no provider, or lacks"
            f" its key. A model of an OpenAI-compatible service with a colon in its name is written `openai:{name}`."
        ) from error


def _chain(model: BaseChatModel, prompt: str, *placeholders: str) -> Runnable[dict[str, Any], AIMessage]:
    template = ChatPromptTemplate.from_messages([("user", read_prompt(prompt, frozenset(placeholders)))])
    # No output parser behind the model: closed early, it would read the model's reply to its end.
    return template | model


def _without_counting(model: BaseChatModel) -> BaseChatModel | None:
    """The model without the wish to have its tokens counted, which some services refuse; None where it has none."""
    return model.model_copy(update={"stream_usage": False}) if getattr(model, "stream_usage", False) else None


def _one_question(reply: str) -> str:
    """The question in a reply that may hold more: its first line that asks, else all of it."""
    lines = [" ".join(line.split()).removeprefix("Question:").strip(' *`"“”') for line in reply.splitlines()]
    asking = next((line for line in lines if line.endswith("?")), "")
    return (asking or " ".join(lines).strip())[:_MOST_CHARACTERS]


def _sayable(sentence: str, mark: str) -> bool:
    """Whether a sentence may be shown: it has words, is of a sentence's length, and does not give the mark away."""
    return any(map(str.isalnum, sentence)) and len(sentence) <= _LONGEST_SENTENCE and mark not in sentence


def _closed(sentence: str) -> str:
    """With a full stop, which items of a list go without."""
    return f"{sentence}." if sentence[-1].isalnum() else sentence
