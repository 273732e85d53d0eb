"""Claims with the passages to check them against: what a `.jsonl` file of `{id, claim, passage, published?}` holds.

The file is read whole before the first check; every line at fault is named, with its number and field.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic_core import from_json


class PairsError(ValueError):
    """A file that cannot be read; the message has a line for each fault."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and a passage; `published` is the ISO date or date-time of the passage's article."""

    id: str
    claim: str
    passage: str
    published: str | None = None


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """The pairs of a JSON Lines file, in order; blank lines are skipped, unknown fields ignored.

    Raises `PairsError` where a line is at fault, and where there is no pair at all.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PairsError(f"{path}: cannot be read ({error.strerror})") from error
    pairs: list[Pair] = []
    faults: list[str] = []
    lines: dict[str, int] = {}
    # Bytes break at CR and LF only; str.splitlines() would break inside a text that holds U+2028.
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if not line.strip():
            continue
        row = _row(line)
        found = [row] if isinstance(row, str) else list(_faults(row))
        if not found and row["id"] in lines:
            found = [f"id: {row['id']!r} stands on line {lines[row['id']]} already"]
        faults += [f"line {number}: {fault}" for fault in found]
        if not found:
            lines[row["id"]] = number
            pairs.append(Pair(row["id"], row["claim"], row["passage"], row.get("published")))
    if faults:
        raise PairsError("\n".join(f"{path}, {fault}" for fault in faults))
    if not pairs:
        raise PairsError(f"{path}: holds no claim")
    return tuple(pairs)


def _row(line: bytes) -> Any:
    """A line's fields, or what is wrong with it."""
    try:
        row = from_json(line.decode())
    except UnicodeDecodeError:
        return "is not UTF-8"
    except ValueError as error:
        return f"is not JSON ({str(error).replace('line 1 column', 'column')})"
    return row if isinstance(row, dict) else "is not a JSON object"


def _faults(row: dict[str, Any]) -> list[str]:
    found = []
    for field in ("id", "claim", "passage"):
        value = row.get(field)
        if value is None:
            found.append(f"{field}: is missing")
        elif not isinstance(value, str):
            found.append(f"{field}: is not a text")
        elif not value.strip():
            found.append(f"{field}: is empty")
    published = row.get("published")
    if published is not None and not _is_date(published):
        found.append("published: is not an ISO date or date-time, such as 2025-11-12")
    return found


def _is_date(moment: object) -> bool:
    if not isinstance(moment, str):
        return False
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True
