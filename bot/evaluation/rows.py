"""What a file of questions holds before it is understood: lines with their fields, or what is wrong with a line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one line; lines are counted from 1."""

    number: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: on which line (None for the whole file), in which field (None or empty for the whole line)."""

    line: int | None
    field: str | None
    fault: str

    def __str__(self) -> str:
        """To be read behind the name of the file."""
        line = f", line {self.line}" if self.line else ""
        return f"{line}: {f'{self.field}: ' if self.field else ''}{self.fault}"
