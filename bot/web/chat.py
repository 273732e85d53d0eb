"""The conversation: a question goes to the chain, and the message grows with every event that comes back.

What a reader sees is Markdown; what the chain is told of earlier turns is the plain words, kept beside it.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from bot.answer import Citation, Sentence
from bot.chain import AnswerChain
from bot.events import Event, Finished, Question, Said, Searched
from bot.failures import explained
from bot.turn import Turn
from bot.web import markdown

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it: `shown` to the reader as Markdown, `said` in plain words."""

    question: str
    shown: str = ""
    said: str = ""
    begun: bool = False
    done: bool = False


Talk = tuple[Exchange, ...]


async def reply(chain: AnswerChain, talk: Talk) -> AsyncIterator[Talk]:
    """The conversation with its last question answered, sentence by sentence. An error ends it in one calm line."""
    *before, last = talk
    asked = replace(last, begun=True)
    yield (*before, asked)
    try:
        question = Question(asked.question, history(before))
        growing = _Growing(asked)
        async for event in chain.astream(question):
            yield (*before, growing.after(event))
    except Exception as error:  # noqa: BLE001  (the conversation goes on; what is not explained is logged)
        yield (*before, replace(asked, shown=_failed(error), done=True))


def open_question(talk: Talk) -> Exchange | None:
    """The question that is not answered yet."""
    return talk[-1] if talk and not talk[-1].done else None


def ended(talk: Talk, note: str) -> Talk:
    """The conversation after its open question was given up: what was said stays, with a note on why it ends."""
    last = open_question(talk)
    if last is None:
        return talk
    return (*talk[:-1], replace(last, shown=f"{last.shown}\n\n*{note}*".strip(), done=True))


def messages(talk: Talk) -> list[dict[str, str]]:
    """The conversation as the chat shows it."""
    shown = []
    for one in talk:
        shown.append({"role": "user", "content": markdown.escape(one.question)})
        if one.shown:
            shown.append({"role": "assistant", "content": one.shown})
    return shown


def history(talk: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The conversation as the chain is told it; what was never answered is left out."""
    turns: list[Turn] = []
    for one in talk:
        if one.said:
            turns += Turn("user", one.question), Turn("assistant", one.said)
    return tuple(turns)


class _Growing:
    """An exchange while its answer comes."""

    def __init__(self, asked: Exchange) -> None:
        self._asked = asked
        self._searched: str | None = None
        self._sentences: list[Sentence] = []
        self._citations: list[Citation] = []

    def after(self, event: Event) -> Exchange:
        """The exchange as it stands after one more event."""
        if isinstance(event, Finished):
            answer = event.answer
            shown = markdown.answer(self._searched, answer.sentences, answer.citations, answer.declined, answer.notice)
            return replace(self._asked, shown=shown, said=answer.said, done=True)
        if isinstance(event, Searched):
            query = event.request.query
            self._searched = query if query != self._asked.question.strip() else None
        if isinstance(event, Said):
            self._sentences.append(event.sentence)
            self._citations += event.citations
        shown = markdown.answer(self._searched, self._sentences, self._citations)
        return replace(self._asked, shown=shown, said=" ".join(one.words for one in self._sentences))


def _failed(error: Exception) -> str:
    failure = explained(error)
    if failure:
        return markdown.escape(failure.message)
    _log.error("a question could not be answered", exc_info=error)
    return "Something went wrong; it is in the log."
