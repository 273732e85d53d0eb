"""A question set: what a `.jsonl` file asks, and the gold it gives.

The whole file is read before the first question is asked, so that a line that cannot be read
stops the run before it starts. The runner asks the questions; `metrics` compares with the gold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, StrictBool, TypeAdapter, ValidationError
from pydantic_core import from_json

from bot.turn import Turn


class QuestionSetError(ValueError):
    """A question set that cannot be read. The message names the file and, if one is at fault, line and field."""


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
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

    `answer_parts` holds the alternatives of each part. `as_of` is an ISO date or date-time.
    `refusal` is kept as written: a kind that the bot does not know is never the kind it gives.
    """

    id: Filled
    question: Filled
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


_QUESTION = TypeAdapter(Question)


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a JSON Lines file, in order; blank lines are skipped.

    Raises `QuestionSetError` at the first line that cannot be read, and where there is no question at all.
    """
    questions: list[Question] = []
    lines: dict[str, int] = {}
    for number, line in _lines(path):
        try:
            question = _question(line)
            if question.id in lines:
                raise ValueError(f"id: {question.id!r} stands on line {lines[question.id]} already")
        except ValueError as error:
            raise QuestionSetError(f"{path}, line {number}: {error}") from error
        lines[question.id] = number
        questions.append(question)
    if not questions:
        raise QuestionSetError(f"{path}: holds no question")
    return tuple(questions)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers from 1, blank ones left out."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise QuestionSetError(f"{path}: cannot be read ({error.strerror})") from error
    # Bytes break at CR and LF only; str.splitlines() would break inside a text that holds U+2028.
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if line.strip():
            yield number, line


def _question(line: bytes) -> Question:
    """Raises ValueError with a message of one line that begins with the field, where one is at fault."""
    try:
        return _QUESTION.validate_python(_row(line))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        # A tuple here is a list in the file.
        fault = first["msg"].removeprefix("Value error, ").replace("tuple", "list")
        raise ValueError(f"{field}: {fault}") from error


def _row(line: bytes) -> dict[str, Any]:
    """A line's fields; null is as good as absent."""
    try:
        row = from_json(line.decode())
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8") from error
    except ValueError as error:
        # The parser sees this one line only: its own line number would mislead.
        raise ValueError(f"is not JSON ({str(error).replace('line 1 column', 'column')})") from error
    if not isinstance(row, dict):
        raise ValueError("is not a JSON object")
    return {field: value for field, value in row.items() if value is not None}
