"""A question set as a table: CSV with the field names of the JSON Lines form as its first row.

A cell of a list column holds JSON, or plain text for a list of that one text. An empty cell is an absent field.
"""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from pydantic_core import from_json

from bot.evaluation.rows import Fault, Row

_TEXT_LISTS = ("answer", "answer_parts", "must_contain", "must_not_contain", "must_cite")
_JSON = ("history", "evidence")
_YES_OR_NO = ("answerable", "must_decline")
_SPOKEN = {"true": True, "yes": True, "false": False, "no": False}
_SEPARATORS = (",", ";", "\t")  # what spreadsheets write, by country


def csv_rows(content: bytes, known: Collection[str]) -> Iterator[Row | Fault]:
    """The rows below the header, or what is wrong with each; a header that cannot be used is the only fault."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        yield Fault(line, None, "is not UTF-8 (save the table as “CSV UTF-8”)")
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    begins = 1
    try:
        header = [name.strip() for name in next(reader, [])]
        if told := _unusable(header):
            yield Fault(1 if header else None, None, told)
            return
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield from _row(begins, header, cells, known)
            begins = reader.line_num + 1
    except csv.Error as error:
        yield Fault(begins, None, f"is not CSV ({error})")


def _separator(text: str) -> str:
    header = text.splitlines()[0] if text else ""
    return max(_SEPARATORS, key=header.count)


def _unusable(header: Sequence[str]) -> str | None:
    if not header:
        return "holds no question"
    if missing := [name for name in ("id", "question") if name not in header]:
        return f"the first row names no column {' and no column '.join(missing)}"
    if twice := next((name for name in header if name and header.count(name) > 1), None):
        return f"the first row names the column {twice} twice"
    return None


def _row(number: int, header: Sequence[str], cells: Sequence[str], known: Collection[str]) -> Iterator[Row | Fault]:
    if len(cells) != len(header):
        yield Fault(number, None, f"has {len(cells)} cells, but the first row {len(header)}")
        return
    fields: dict[str, Any] = {}
    for name, cell in zip(header, cells, strict=True):
        if not name and cell.strip():
            yield Fault(number, None, f"{cell.strip()!r} stands in a column without a name")
        elif cell.strip():
            try:
                fields[name] = _value(name, cell) if name in known else cell
            except ValueError as error:
                yield Fault(number, name, str(error))
    yield Row(number, fields)  # whatever is wrong with one cell, others may be wrong, too


def _value(name: str, cell: str) -> Any:
    """What a cell says; raises ValueError. A text column is taken as it is."""
    bare = cell.strip()
    if name in _YES_OR_NO:
        if bare.lower() not in _SPOKEN:
            raise ValueError("is neither true nor false")
        return _SPOKEN[bare.lower()]
    if name == "turn":
        return int(bare) if bare.isdecimal() else bare
    if name in _JSON or (name in _TEXT_LISTS and bare.startswith("[")):
        try:
            return from_json(bare)
        except ValueError as error:
            raise ValueError(f"is not JSON ({error})") from error
    return [cell] if name in _TEXT_LISTS else cell
