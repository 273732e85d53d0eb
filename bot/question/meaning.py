"""What a question means: in plain words, with what it takes from its conversation, and whose word it asks for.

question + history → chat words written out → outlets said as such → self-contained, by the engine
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from langchain_core.runnables import RunnableConfig

from bot.engines.engine import Engine, ModelError
from bot.events import Question
from bot.question.conversation import TURNS, Understood
from bot.question.source import may_name_outlet, source, with_source, with_source_in_place
from bot.question.typed import written_out
from bot.turn import Turn
from vectorstore.archive import Archive
from vectorstore.finding.request import SearchRequest

_MOST_CHARACTERS = 4_000  # of a turn


@dataclass(frozen=True, slots=True)
class Meaning:
    """What is meant; `outlet` is the one whose word is asked for, `notice` for the reader."""

    understood: Understood
    outlet: str | None
    notice: str | None

    @property
    def query(self) -> str:
        """What is searched."""
        return self.understood.query

    @property
    def follow_up(self) -> bool:
        """Whether it is searched with words of its conversation that it has not itself."""
        return bool(self.understood.told)

    def request(self, filters: SearchRequest) -> SearchRequest:
        """What to search with, besides the reader's filters."""
        return replace(filters, query=self.query, asked=self.understood.question if self.follow_up else None)


def meaning(question: Question, engine: Engine, fallback: Engine, archive: Archive, config: RunnableConfig) -> Meaning:
    """What a question means in its conversation; `fallback` makes it self-contained where the engine's model fails."""
    recent = replace(question, history=tuple(map(_cut, question.history[-TURNS:])))
    named = any(map(may_name_outlet, (recent.text, *_asked(recent))))
    outlets = archive.outlets() if named else frozenset[str]()
    plain = _plain(recent, outlets)
    notice = None
    if not plain.history:
        understood = Understood(plain.text.strip(), plain.text.strip())
    else:
        try:
            understood = engine.rewrite(plain.text, plain.history, config)
        except ModelError as error:
            understood, notice = fallback.rewrite(plain.text, plain.history, config), str(error)
    return Meaning(*_with_outlet(plain.text, understood, outlets), notice)


def _cut(turn: Turn) -> Turn:
    return replace(turn, content=turn.content[:_MOST_CHARACTERS])


def _asked(question: Question) -> Iterator[str]:
    return (turn.content for turn in question.history if turn.role == "user")


def _plain(question: Question, outlets: frozenset[str]) -> Question:
    """The question and those before it in plain words, each with the outlet that it asks for said as such."""
    turns = (
        replace(turn, content=with_source(written_out(turn.content), outlets)) if turn.role == "user" else turn
        for turn in question.history
    )
    return replace(question, text=with_source(written_out(question.text), outlets), history=tuple(turns))


def _with_outlet(asked: str, understood: Understood, outlets: frozenset[str]) -> tuple[Understood, str | None]:
    """The outlet whose word is asked for, now or earlier in the thread; and a follow-up with it in its query."""
    said = (asked, *understood.thread[::-1], understood.query)
    named = [outlet for one in said if (outlet := source(one, outlets))]
    if not named or not understood.thread:
        return understood, named[0] if named else None
    return replace(understood, query=with_source_in_place(understood.query, named, named[0])), named[0]
