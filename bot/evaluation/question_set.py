"""A question set: the questions of a `.jsonl` or `.csv` file, and every fault of a file that is none.

The whole file is read before the first question is asked, so that a line that cannot be read
stops the run before it starts.
"""

import difflib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from bot.evaluation.csv_rows import csv_rows
from bot.evaluation.questions import FIELDS, Question, faults, read_question
from bot.evaluation.rows import Fault, Row


class QuestionSetError(ValueError):
    """A question set that cannot be read. The message names the file and, if one is at fault, line and field."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions in order, each with the line it was read from."""

    questions: tuple[Question, ...]
    lines: tuple[Mapping[str, Any], ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the questions and their gold: the same for the same set as `.csv` and as `.jsonl`."""
        written = json.dumps([asdict(question) for question in self.questions], ensure_ascii=False)
        return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()

    def first(self, number: int | None) -> "QuestionSet":
        """The first questions only; all of them for None."""
        return QuestionSet(self.questions[:number], self.lines[:number])


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file holds: the set as far as it can be read, every fault, and what looks like a slip."""

    set: QuestionSet
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def read_set(path: Path) -> QuestionSet:
    """The questions of a file; raises `QuestionSetError` with its first fault."""
    checked = check(path)
    if checked.faults:
        first, *others = checked.faults
        more = f" ({len(others)} more: `--check` names every one)" if others else ""
        raise QuestionSetError(f"{path}{first}{more}")
    return checked.set


def check(path: Path) -> Checked:
    """Everything that is wrong with a file; blank lines are skipped."""
    questions: list[Question] = []
    lines: list[Mapping[str, Any]] = []
    found: list[Fault] = []
    seen: dict[tuple[str, ...], int] = {}
    names: dict[str, None] = {}
    for row in _rows(path):
        if isinstance(row, Fault):
            found.append(row)
            continue
        names |= dict.fromkeys(row.fields)
        try:
            questions.append(read_question(row.fields))
        except ValidationError as error:
            found += [Fault(row.number, field, told) for field, told in faults(error)]
            continue
        lines.append(row.fields)
        found += _twice(row.number, questions[-1], seen)
    if not questions and not found:
        found.append(Fault(None, None, "holds no question"))
    return Checked(QuestionSet(tuple(questions), tuple(lines)), tuple(found), tuple(_slips(names)))


def _twice(line: int, question: Question, seen: dict[tuple[str, ...], int]) -> Iterator[Fault]:
    """Faults of what stands only once in a set; `seen` remembers where."""
    once = {"id": (question.id,), "turn": (question.conversation or "", str(question.turn))}
    for field, key in once.items():
        if field == "turn" and question.turn is None:
            continue
        if (earlier := seen.setdefault(key, line)) != line:
            told = repr(question.id) if field == "id" else f"turn {question.turn} of {question.conversation!r}"
            yield Fault(line, field, f"{told} stands on line {earlier} already")


def _slips(names: Iterable[str]) -> Iterator[str]:
    """Fields that are ignored but look like one that is not."""
    for name in names:
        if name not in FIELDS and (near := difflib.get_close_matches(name, FIELDS, 1, cutoff=0.8)):
            yield f"the field {name!r} is ignored; did you mean {near[0]!r}?"


def _rows(path: Path) -> Iterator[Row | Fault]:
    try:
        content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        return iter([Fault(None, None, f"cannot be read ({error.strerror})")])
    return csv_rows(content, FIELDS) if path.suffix.lower() == ".csv" else _json_rows(content)


def _json_rows(content: bytes) -> Iterator[Row | Fault]:
    # Bytes break at CR and LF only; str.splitlines() would break inside a text that holds U+2028.
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: bytes) -> Row | Fault:
    try:
        fields = from_json(line.decode())
    except UnicodeDecodeError:
        return Fault(number, None, "is not UTF-8")
    except ValueError as error:
        # The parser sees this one line only: its own line number would mislead.
        return Fault(number, None, f"is not JSON ({str(error).replace('line 1 column', 'column')})")
    return Row(number, fields) if isinstance(fields, dict) else Fault(number, None, "is not a JSON object")
