"""What goes into the chain, and what comes out of it while it answers."""

from dataclasses import dataclass

from bot.answer import Answer, Citation, Sentence
from bot.turn import Turn, well_formed
from vectorstore.finding.search import SearchRequest
from vectorstore.passage import Evidence

_LONGEST_QUESTION = 2_000
_NOTHING_KEPT_OUT = SearchRequest("")


class QuestionError(ValueError):
    """The question cannot be asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks, with the conversation so far."""

    text: str
    history: tuple[Turn, ...] = ()
    filters: SearchRequest = _NOTHING_KEPT_OUT
    """What the reader wants kept out; the query comes with the search."""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise QuestionError("The question is empty.")
        if any(well_formed(text) != text for text in (self.text, *(turn.content for turn in self.history))):
            raise QuestionError("The question or its history holds bytes that are no letters: write them in UTF-8.")
        if len(self.text) > _LONGEST_QUESTION:
            raise QuestionError(f"The question is longer than {_LONGEST_QUESTION:,} characters.")
        if self.filters.since and self.filters.until and self.filters.since > self.filters.until:
            raise QuestionError(f"Nothing lies between {self.filters.since} and {self.filters.until}: swap them.")


@dataclass(frozen=True, slots=True)
class Searched:
    """The search is done: what was searched, and what was found."""

    request: SearchRequest
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One more sentence, and the citations it is the first to use."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer."""

    answer: Answer


Event = Searched | Said | Finished
