"""Asking the questions of a set: one conversation after another, or several at a time.

Threads, not processes: the time goes into the embedding model, which lets other threads run, and a run that is killed
leaves nothing behind.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import Any

from bot.chain import AnswerChain
from bot.evaluation.questions import Question
from bot.events import Question as Asked
from bot.turn import Turn
from vectorstore.finding.request import SearchRequest


@dataclass(frozen=True, slots=True)
class Reply:
    """A question with the history it was asked with, and the `ask --json` document that came of it."""

    question: Question
    document: Mapping[str, Any]


def ask(chain: AnswerChain, units: Iterable[Sequence[Question]], jobs: int) -> Iterator[tuple[Reply, ...]]:
    """The replies to each unit, in the order in which units are done.

    A unit of one question is asked with its own history; of a longer one, a conversation, the first with its own and
    each further one with what has been asked and answered before it.
    """
    if jobs == 1:
        yield from (_replies(chain, unit) for unit in units)
        return
    with ThreadPoolExecutor(jobs) as pool:
        waiting = [pool.submit(_replies, chain, unit) for unit in units]
        try:
            yield from (done.result() for done in as_completed(waiting))
        finally:
            pool.shutdown(cancel_futures=True)


def _replies(chain: AnswerChain, unit: Sequence[Question]) -> tuple[Reply, ...]:
    replies: list[Reply] = []
    history = unit[0].history
    for question in unit:
        asked = replace(question, history=history)
        answer = chain.invoke(Asked(asked.question, history, SearchRequest("", as_of=asked.as_of)))
        replies.append(Reply(asked, answer.document()))
        history += (Turn("user", question.question), Turn("assistant", answer.said))
    return tuple(replies)
