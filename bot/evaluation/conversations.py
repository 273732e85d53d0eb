"""What was said before a question: its own `history`, the earlier turns of its conversation, or a replay of them.

Read from the set, an earlier turn is its question and, where the set has one, its gold answer; replayed, it is the
question and what the bot has just answered to it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.evaluation.questions import Question
from bot.turn import Turn


def with_histories(questions: Iterable[Question]) -> tuple[Question, ...]:
    """The questions, each with its history: its own, else that of the earlier turns of its conversation."""
    whole = tuple(questions)
    earlier = {id(one): turns[:place] for turns in conversations(whole) for place, one in enumerate(turns)}
    return tuple(one if one.history else replace(one, history=tuple(_told(earlier[id(one)]))) for one in whole)


def conversations(questions: Iterable[Question]) -> list[tuple[Question, ...]]:
    """The questions by conversation, each in the order of its turns; a question without one is alone in its own."""
    together: dict[tuple[str, str], list[Question]] = {}
    for one in questions:
        key = ("in", one.conversation) if one.conversation is not None else ("alone", one.id)
        together.setdefault(key, []).append(one)
    return [tuple(sorted(turns, key=lambda one: one.turn or 0)) for turns in together.values()]


def _told(earlier: Sequence[Question]) -> Iterator[Turn]:
    if earlier:
        yield from earlier[0].history
    for one in earlier:
        yield Turn("user", one.question)
        if one.answer:
            yield Turn("assistant", one.answer[0])
