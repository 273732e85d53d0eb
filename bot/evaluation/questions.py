"""A question: what a line of a question set asks, and the gold it gives.

`question_set` reads whole files of them, the runner asks them, `metrics` compares with the gold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt, TypeAdapter, ValidationError

from bot.events import Question as Asked
from bot.turn import Turn


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


def _askable(text: str) -> str:
    Asked(text)  # raises a ValueError that says why not
    return text


def _iso(moment: str) -> str:
    try:
        datetime.fromisoformat(moment)
    except ValueError as error:
        raise ValueError("is not an ISO date or date-time, such as 2025-11-12") from error
    return moment


def _alternatives(entry: object) -> tuple[str, ...]:
    """`"two|2"` → `("two", "2")`."""
    if not isinstance(entry, str):
        raise ValueError("is not a text of alternatives with | between them")
    return tuple(part.strip() for part in entry.split("|"))


Filled = Annotated[str, AfterValidator(_filled)]
Alternatives = Annotated[tuple[Filled, ...], BeforeValidator(_alternatives)]


@dataclass(frozen=True, slots=True)
class GoldEvidence:
    """Where the answer stands: an article by id or by URL, and the words, where the set quotes them."""

    article_id: Filled | None = None
    url: Filled | None = None
    quote: Filled | None = None

    def __post_init__(self) -> None:
        if self.article_id is None and self.url is None:
            raise ValueError("has neither article_id nor url")

    @property
    def article(self) -> str:
        """The article's id or, where the set gives none, its URL."""
        return self.article_id or self.url or ""


@dataclass(frozen=True, slots=True)
class Question:
    """A line of a question set. What the set leaves out is empty: there is no gold for it.

    `answer_parts`, `must_contain` and `must_not_contain` hold the alternatives of each entry; `must_cite` article ids
    or URLs. `as_of` is an ISO date or date-time. `refusal` is kept as written: a kind that the bot does not know is
    never the kind it gives. `conversation` and `turn` (from 1) say what was asked before.
    """

    id: Filled
    question: Annotated[str, AfterValidator(_askable)]
    history: tuple[Turn, ...] = ()
    standalone: str | None = None
    answerable: StrictBool = True
    answer: tuple[Filled, ...] = ()
    evidence: tuple[GoldEvidence, ...] = ()
    evidence_mode: Literal["any", "all"] = "any"
    answer_parts: tuple[Alternatives, ...] = ()
    type: str | None = None
    refusal: str | None = None
    as_of: Annotated[str, AfterValidator(_iso)] | None = None
    conversation: Filled | None = None
    turn: Annotated[StrictInt, Field(ge=1)] | None = None
    must_contain: tuple[Alternatives, ...] = ()
    must_not_contain: tuple[Alternatives, ...] = ()
    must_cite: tuple[Filled, ...] = ()
    must_decline: StrictBool | None = None

    def __post_init__(self) -> None:
        if (self.conversation is None) != (self.turn is None):
            raise ValueError("conversation and turn come together, or not at all")


_QUESTION = TypeAdapter(Question)
FIELDS = tuple(one.name for one in fields(Question))


def read_question(row: Mapping[str, Any]) -> Question:
    """The question of a line's fields, where null is as good as absent; raises pydantic's `ValidationError`."""
    return _QUESTION.validate_python({field: value for field, value in row.items() if value is not None})


def faults(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Every field that is wrong, and what is wrong with it."""
    for one in error.errors():
        # A tuple here is a list in the file.
        yield ".".join(map(str, one["loc"])), one["msg"].removeprefix("Value error, ").replace("tuple", "list")
